import pytest
from django.db import connection

from meetings.agenda.arranging import ItemText, add_item
from meetings.agenda.models import Meeting
from meetings.agenda.services import open_meeting
from meetings.contracts.audience import Roles, Viewer
from meetings.contracts.events import MeetingChanged
from meetings.contracts.roles import Role
from meetings.core.errors import BadInput
from meetings.core.journal import AlreadyDone, act, events_after, first_broken_number, last_number
from meetings.core.models import JournalEvent
from tests.cast import Cast


def numbers(meeting: Meeting) -> list[int]:
    return list(JournalEvent.objects.filter(meeting_id=meeting.id).order_by("number").values_list("number", flat=True))


def test_numbers_of_a_meeting_have_no_gaps_and_the_chain_is_whole(in_session: Meeting) -> None:
    assert numbers(in_session) == list(range(1, last_number(in_session.id) + 1))
    assert first_broken_number(in_session.id) is None


def test_an_act_that_fails_leaves_neither_state_nor_event(cast: Cast, convened: Meeting) -> None:
    before, items = last_number(convened.id), convened.items.count()
    with pytest.raises(BadInput), act(meeting_id=convened.id, actor=cast.actor("secretary")) as current:
        convened.items.create(session=convened.sessions.get(), position=9, title="Không được giữ")
        current.record(MeetingChanged(act="edited", meeting=_state(convened)))
        raise BadInput("hỏng")
    assert (last_number(convened.id), convened.items.count()) == (before, items)


def test_the_same_command_counts_once(cast: Cast, convened: Meeting) -> None:
    chair = cast.actor("chair").with_command("mo-cuoc-hop-1")
    number = open_meeting(actor=chair, meeting_id=convened.id)
    with pytest.raises(AlreadyDone) as done:
        open_meeting(actor=chair, meeting_id=convened.id)
    assert done.value.number == number


def test_the_same_key_of_another_person_is_another_command(cast: Cast, convened: Meeting) -> None:
    open_meeting(actor=cast.actor("chair").with_command("same-key"), meeting_id=convened.id)
    add_item(
        actor=cast.actor("secretary").with_command("same-key"), meeting_id=convened.id, text=ItemText("Mục thêm", "", 5)
    )
    assert first_broken_number(convened.id) is None


@pytest.mark.parametrize(
    ("damage", "broken"),
    [
        ("UPDATE core_journalevent SET payload = '{}' WHERE number = 3", 3),
        ("UPDATE core_journalevent SET actor = 'person:other' WHERE number = 2", 2),
        ("DELETE FROM core_journalevent WHERE number = 4", 4),
    ],
)
def test_a_changed_or_deleted_row_is_found_by_its_number(in_session: Meeting, damage: str, broken: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(damage)
    assert first_broken_number(in_session.id) == broken


def test_a_deleted_last_row_is_found(in_session: Meeting) -> None:
    last = last_number(in_session.id)
    JournalEvent.objects.filter(meeting_id=in_session.id, number=last).delete()
    assert first_broken_number(in_session.id) == last


def test_swapped_rows_are_found(in_session: Meeting) -> None:
    rows = JournalEvent.objects.filter(meeting_id=in_session.id)
    for old, new in ((2, 9002), (3, 2), (9002, 3)):
        rows.filter(number=old).update(number=new)
    assert first_broken_number(in_session.id) == 2


def test_an_appended_row_is_found(in_session: Meeting) -> None:
    last = JournalEvent.objects.get(meeting_id=in_session.id, number=last_number(in_session.id))
    last.pk, last.number = None, last.number + 1
    last.command_id = None
    last.save(force_insert=True)
    assert first_broken_number(in_session.id) == last.number


def test_an_event_of_a_smaller_audience_is_not_in_the_catch_up_of_others(cast: Cast, convened: Meeting) -> None:
    with act(meeting_id=convened.id, actor=cast.actor("secretary")) as current:
        number = current.record(MeetingChanged(act="edited", meeting=_state(convened)), Roles(roles=(Role.CHAIR,)))
    delegate = Viewer(peer_id="p", role=Role.DELEGATE, person_id="x")
    chair = Viewer(peer_id="p", role=Role.CHAIR, person_id="y")
    assert events_after(convened.id, number - 1, delegate) == (number, [])
    assert [event.number for event in events_after(convened.id, number - 1, chair)[1]] == [number]


def _state(meeting: Meeting):  # type: ignore[no-untyped-def]
    from meetings.agenda.selectors import meeting_state

    return meeting_state(meeting)
