"""The agenda as a tree, arranged on the page of preparation and from the console."""

import pytest

from meetings.agenda.arranging import ItemText, add_item, indent_item, remove_item
from meetings.agenda.models import Item
from meetings.agenda.selectors import items_state
from meetings.contracts import commands as c
from meetings.core import journal
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.live.commands import carry_out
from tests.cast import Cast, draft_meeting


def do(cast: Cast, command, person=None) -> int:
    return carry_out(cast.actor(person or cast.chair), cast.meeting.id, command)


def shown(meeting) -> list[str]:
    return [f"{item.label} {item.title}" for item in items_state(meeting)]


def insert(cast: Cast, title: str, before: Item | None = None, minutes: int = 10, person=None) -> int:
    before_id = str(before.id) if before else None
    return do(cast, c.InsertItem(title=title, planned_minutes=minutes, before_id=before_id), person)


def test_items_below_a_heading_are_numbered_with_it(cast: Cast):
    meeting, staff = draft_meeting(cast), cast.actor(cast.secretary)
    report, debate = meeting.items.all()
    add_item(actor=staff, meeting_id=meeting.id, text=ItemText("Kết luận", "", 5))
    indent_item(actor=staff, meeting_id=meeting.id, item_id=debate.id, by=1)
    assert shown(meeting) == ["1 Báo cáo", "1.1 Thảo luận", "2 Kết luận"]
    remove_item(actor=staff, meeting_id=meeting.id, item_id=report.id)
    assert shown(meeting) == ["1 Thảo luận", "2 Kết luận"]


def test_the_chair_inserts_an_item_while_the_sitting_runs(sitting: Cast):
    third = sitting.items[2]
    number = insert(sitting, "Thông báo đột xuất", third)
    assert shown(sitting.meeting)[2:4] == ["3 Thông báo đột xuất", "4 Thảo luận"]
    ((_audience, event),) = journal.read_after(sitting.meeting.id, number - 1)
    assert event.payload.kind == "agenda_changed"
    assert [item.label for item in event.payload.items] == ["1", "2", "3", "4", "5", "6"]


def test_the_secretary_moves_what_was_not_opened_yet(sitting: Cast):
    first, _second, third, *_rest = sitting.items
    order = c.ArrangeItem(item_id=str(third.id), before_id=str(first.id))
    do(sitting, order, sitting.secretary)
    assert shown(sitting.meeting)[:2] == ["1 Thảo luận", "2 Khai mạc"]
    do(sitting, c.OpenItem(item_id=str(third.id)))
    with pytest.raises(BadState) as refusal:
        do(sitting, order, sitting.secretary)
    assert refusal.value.code == "item_opened"


@pytest.mark.parametrize("name", ["guest", "observer", "technician"])
def test_nobody_else_arranges_the_agenda(sitting: Cast, name: str):
    person = getattr(sitting, name)
    with pytest.raises(Refused):
        insert(sitting, "Mục lạ", person=person)
    with pytest.raises(Refused):
        do(sitting, c.ArrangeItem(item_id=str(sitting.items[1].id)), person)
    assert len(shown(sitting.meeting)) == 5


def test_a_chair_who_gave_the_conduct_away_leaves_the_agenda_to_the_deputy(sitting: Cast):
    deputy = sitting.delegates[0]
    do(sitting, c.HandOverChair(person_id=str(deputy.id)))
    with pytest.raises(Refused):
        insert(sitting, "Mục của chủ trì")
    insert(sitting, "Mục của người điều hành", person=deputy)
    assert shown(sitting.meeting)[-1] == "6 Mục của người điều hành"


def test_an_item_without_words_or_before_one_that_is_not_there_is_refused_and_nothing_is_kept(sitting: Cast):
    with pytest.raises(BadInput):
        insert(sitting, "   ")
    with pytest.raises(NotFound):
        do(sitting, c.InsertItem(title="Mục", planned_minutes=5, before_id=str(sitting.meeting.id)))
    assert len(shown(sitting.meeting)) == 5


def test_two_consoles_that_arrange_at_once_do_not_undo_each_other(sitting: Cast):
    seen = journal.last_number(sitting.meeting.id)
    insert(sitting, "Mục thứ nhất")
    late = sitting.actor(sitting.secretary).with_command("late", seen)
    with pytest.raises(BadState) as refusal:
        carry_out(late, sitting.meeting.id, c.ArrangeItem(item_id=str(sitting.items[3].id)))
    assert refusal.value.code == "changed_meanwhile"


def test_a_closed_meeting_keeps_its_agenda(sitting: Cast):
    do(sitting, c.CloseMeeting())
    with pytest.raises(BadState):
        insert(sitting, "Quá muộn")
