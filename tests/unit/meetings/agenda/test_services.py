from datetime import timedelta

import pytest

from meetings.agenda.arranging import ItemText, add_item, edit_item, move_item, remove_item
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for, meetings_for
from meetings.agenda.services import (
    MeetingText,
    close_item,
    close_meeting,
    convene_meeting,
    create_meeting,
    edit_meeting,
    open_item,
    open_meeting,
)
from meetings.contracts.state import ItemStatus, MeetingStatus
from meetings.core import clock
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from tests.cast import Cast, draft_meeting

TEXT = ItemText("Mục mới", "Văn phòng", 15)


def meeting_text(title: str = "Hội nghị", hours: float = 2) -> MeetingText:
    return MeetingText(title, "Hội trường", clock.now(), clock.now() + timedelta(hours=hours), secrecy="none")


def test_only_the_secretariat_creates_meetings(cast: Cast) -> None:
    with pytest.raises(Refused):
        create_meeting(actor=cast.actor("delegate"), unit=cast.province, text=meeting_text())


@pytest.mark.parametrize(("title", "hours", "code"), [("  ", 2, "title_missing"), ("Họp", -1, "bad_times")])
def test_a_meeting_without_name_or_with_wrong_times_is_refused(cast: Cast, title: str, hours: float, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        create_meeting(actor=cast.actor("secretary"), unit=cast.province, text=meeting_text(title, hours))
    assert refusal.value.code == code
    assert Meeting.objects.get() == cast.meeting


def test_a_meeting_in_preparation_is_hidden_from_delegates(cast: Cast) -> None:
    meeting = draft_meeting(cast)
    with pytest.raises(NotFound):
        get_meeting_for(cast.actor("delegate"), meeting.id)
    assert meeting not in [place.meeting for place in meetings_for(cast.actor("delegate"))]
    assert meeting in [place.meeting for place in meetings_for(cast.actor("chair"))]


def test_a_person_of_another_meeting_does_not_learn_that_this_one_exists(cast: Cast, convened: Meeting) -> None:
    with pytest.raises(NotFound):
        get_meeting_for(cast.actor("outsider"), convened.id)


def test_a_deactivated_person_sees_nothing(cast: Cast, convened: Meeting) -> None:
    cast.named("delegate").is_active = False
    cast.named("delegate").save()
    with pytest.raises(NotFound):
        get_meeting_for(cast.actor("delegate"), convened.id)


def test_a_meeting_without_items_is_not_convened(cast: Cast) -> None:
    meeting = create_meeting(actor=cast.actor("secretary"), unit=cast.province, text=meeting_text())
    with pytest.raises(BadState) as refusal:
        convene_meeting(actor=cast.actor("secretary"), meeting_id=meeting.id)
    assert refusal.value.code == "no_items"


def test_a_meeting_is_convened_once(cast: Cast, convened: Meeting) -> None:
    with pytest.raises(BadState):
        convene_meeting(actor=cast.actor("secretary"), meeting_id=convened.id)


@pytest.mark.parametrize("username", ["secretary", "delegate", "guest", "observer", "technician"])
def test_only_the_chair_opens_and_closes(cast: Cast, convened: Meeting, username: str) -> None:
    with pytest.raises(Refused):
        open_meeting(actor=cast.actor(username), meeting_id=convened.id)
    open_meeting(actor=cast.actor("chair"), meeting_id=convened.id)
    with pytest.raises(Refused):
        close_meeting(actor=cast.actor(username), meeting_id=convened.id)
    with pytest.raises(Refused):
        open_item(actor=cast.actor(username), meeting_id=convened.id, item_id=cast.items[0].id)


@pytest.mark.parametrize("username", ["chair", "delegate", "observer", "technician"])
def test_only_the_secretary_prepares(cast: Cast, convened: Meeting, username: str) -> None:
    actor, item = cast.actor(username), cast.items[0]
    with pytest.raises(Refused):
        add_item(actor=actor, meeting_id=convened.id, text=TEXT)
    with pytest.raises(Refused):
        edit_item(actor=actor, meeting_id=convened.id, item_id=item.id, text=TEXT)
    with pytest.raises(Refused):
        move_item(actor=actor, meeting_id=convened.id, item_id=item.id, steps=1)
    with pytest.raises(Refused):
        remove_item(actor=actor, meeting_id=convened.id, item_id=item.id)
    with pytest.raises(Refused):
        edit_meeting(actor=actor, meeting_id=convened.id, text=meeting_text())


def test_items_are_added_moved_and_removed(cast: Cast) -> None:
    meeting, oanh = draft_meeting(cast), cast.actor("secretary")
    item = add_item(actor=oanh, meeting_id=meeting.id, text=TEXT)
    move_item(actor=oanh, meeting_id=meeting.id, item_id=item.id, steps=-5)
    assert [i.title for i in meeting.items.all()] == ["Mục mới", "Báo cáo", "Thảo luận"]
    move_item(actor=oanh, meeting_id=meeting.id, item_id=item.id, steps=1)
    assert [i.title for i in meeting.items.all()] == ["Báo cáo", "Mục mới", "Thảo luận"]
    remove_item(actor=oanh, meeting_id=meeting.id, item_id=item.id)
    assert [i.title for i in meeting.items.all()] == ["Báo cáo", "Thảo luận"]


def test_opening_an_item_finishes_the_one_before(cast: Cast, in_session: Meeting) -> None:
    first, second = cast.items[:2]
    open_item(actor=cast.actor("chair"), meeting_id=in_session.id, item_id=second.id)
    assert [item.status for item in in_session.items.all()[:2]] == [ItemStatus.DONE, ItemStatus.OPEN]
    with pytest.raises(BadState):
        close_item(actor=cast.actor("chair"), meeting_id=in_session.id, item_id=first.id)


def test_an_item_that_was_opened_stays_on_the_agenda(cast: Cast, in_session: Meeting) -> None:
    with pytest.raises(BadState) as refusal:
        remove_item(actor=cast.actor("secretary"), meeting_id=in_session.id, item_id=cast.items[0].id)
    assert refusal.value.code == "item_opened"


def test_no_item_is_opened_before_the_sitting(cast: Cast, convened: Meeting) -> None:
    with pytest.raises(BadState) as refusal:
        open_item(actor=cast.actor("chair"), meeting_id=convened.id, item_id=cast.items[0].id)
    assert refusal.value.code == "not_in_session"


def test_an_item_of_another_meeting_cannot_be_opened(cast: Cast, in_session: Meeting) -> None:
    other = draft_meeting(cast)
    with pytest.raises(NotFound):
        open_item(actor=cast.actor("chair"), meeting_id=in_session.id, item_id=other.items.all()[0].id)


def test_closing_finishes_the_open_item_and_nothing_can_be_edited_afterwards(cast: Cast, in_session: Meeting) -> None:
    close_meeting(actor=cast.actor("chair"), meeting_id=in_session.id)
    in_session.refresh_from_db()
    assert in_session.status == MeetingStatus.CLOSED
    assert ItemStatus.OPEN not in {item.status for item in in_session.items.all()}
    with pytest.raises(BadState) as refusal:
        add_item(actor=cast.actor("secretary"), meeting_id=in_session.id, text=TEXT)
    assert refusal.value.code == "meeting_closed"
