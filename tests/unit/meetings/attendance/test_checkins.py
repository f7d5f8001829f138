"""Check-ins in one transaction: each is answered for itself, counts once, and carries the quorum of its moment."""

from uuid import uuid4

import pytest

from meetings.agenda.models import Meeting, Participation
from meetings.attendance.checkins import CheckInOrder, check_in, check_in_people
from meetings.attendance.counting import quorum_state
from meetings.attendance.models import SittingSeat
from meetings.attendance.seats import SignIn, session_hash
from meetings.contracts.events import PersonCheckedIn
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus
from meetings.core import journal
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, DomainError, NotFound, Refused
from meetings.core.models import JournalEvent
from tests.cast import Cast, add_delegates


def came(meeting: Meeting) -> list[PersonCheckedIn]:
    events = JournalEvent.objects.filter(meeting_id=meeting.id, kind="person_checked_in").order_by("number")
    payloads = [journal.event_message(event).payload for event in events]
    return [payload for payload in payloads if isinstance(payload, PersonCheckedIn)]


def numbers(meeting: Meeting) -> list[int]:
    return list(JournalEvent.objects.filter(meeting_id=meeting.id).order_by("number").values_list("number", flat=True))


def test_a_hall_is_one_transaction_and_each_event_has_the_quorum_of_its_moment(
    cast: Cast, convened: Meeting, django_assert_max_num_queries
):
    people = add_delegates(cast, 40, present=False)
    before = journal.last_number(convened.id)
    orders = [
        CheckInOrder(cast.actor(person, uuid4().hex), cast.hall.id, SignIn(uuid4().hex, "iPad")) for person in people
    ]
    with django_assert_max_num_queries(25):
        outcomes = check_in_people(meeting_id=convened.id, orders=orders)
    crossing = JournalEvent.objects.get(meeting_id=convened.id, kind="quorum_changed").number
    assert sorted([*outcomes, crossing]) == list(range(before + 1, before + 42))
    assert numbers(convened) == list(range(1, before + 42))
    assert [event.quorum.present for event in came(convened)] == list(range(1, 41))
    assert came(convened)[-1].quorum == quorum_state(convened)
    holds = [event.quorum.holds for event in came(convened)]
    assert crossing == outcomes[holds.index(True)] + 1
    assert holds.index(True) == came(convened)[-1].quorum.needed - 1
    assert journal.first_broken_number(convened.id) is None
    assert SittingSeat.objects.filter(room=cast.hall, ended_at=None).count() == 40


def test_a_refusal_harms_nobody_else(cast: Cast, convened: Meeting):
    Participation.objects.filter(person=cast.observer).update(role=Role.AUDITOR)
    orders = [
        CheckInOrder(cast.actor("chair"), cast.hall.id),
        CheckInOrder(cast.actor("outsider"), None, SignIn("outsiders", "")),
        CheckInOrder(cast.actor("observer"), None),
        CheckInOrder(cast.actor("delegate"), cast.far_room.id, SignIn("far", "")),
        CheckInOrder(cast.kiosk(cast.hall), cast.hall.id),
        CheckInOrder(cast.actor("remote delegate"), None, SignIn("remote", "iPad")),
    ]
    outcomes = check_in_people(meeting_id=convened.id, orders=orders)
    assert [type(outcome) for outcome in outcomes] == [int, NotFound, Refused, BadInput, Refused, int]
    assert outcomes[-1] == journal.last_number(convened.id)
    present = set(Participation.objects.filter(meeting=convened, present=True).values_list("person_id", flat=True))
    assert present == {cast.chair.id, cast.named("remote delegate").id}
    assert [seat.session_hash for seat in SittingSeat.objects.all()] == [session_hash("remote")]


def test_a_command_sent_twice_counts_once(cast: Cast, convened: Meeting):
    order = CheckInOrder(cast.actor("delegate", "same"), cast.hall.id)
    first, again = check_in_people(meeting_id=convened.id, orders=[order, order])
    assert first == again
    moved = check_in(actor=cast.actor("delegate", "other"), meeting_id=convened.id, room_id=cast.tan_hoa.id)
    assert check_in_people(meeting_id=convened.id, orders=[order]) == [first]
    assert journal.last_number(convened.id) == moved
    assert Participation.objects.get(person=cast.named("delegate")).seated_in_id == cast.tan_hoa.id


def test_one_person_on_two_devices_is_counted_once(cast: Cast, convened: Meeting):
    orders = [
        CheckInOrder(cast.actor("delegate", uuid4().hex), cast.hall.id, SignIn(key, "iPad")) for key in ("one", "two")
    ]
    check_in_people(meeting_id=convened.id, orders=orders)
    assert [event.quorum.present for event in came(convened)] == [1]
    assert quorum_state(convened).present == 1
    assert SittingSeat.objects.filter(person=cast.named("delegate"), ended_at=None).count() == 2


@pytest.mark.parametrize("status", [MeetingStatus.CLOSED, MeetingStatus.DRAFT])
def test_nobody_checks_in_before_or_after(cast: Cast, convened: Meeting, status: MeetingStatus):
    Meeting.objects.filter(id=convened.id).update(status=status)
    (outcome,) = check_in_people(meeting_id=convened.id, orders=[CheckInOrder(cast.actor("delegate"), None)])
    assert type(outcome) is (BadState if status == MeetingStatus.CLOSED else NotFound)


def test_a_batch_that_breaks_writes_nothing(cast: Cast, convened: Meeting, monkeypatch: pytest.MonkeyPatch):
    class Broken(Exception):
        pass

    def broken(*_args: object) -> None:
        raise Broken

    monkeypatch.setattr("meetings.attendance.checkins.take_seats", broken)
    before = numbers(convened)
    with pytest.raises(Broken):
        check_in(actor=cast.actor("delegate"), meeting_id=convened.id, room_id=None)
    assert numbers(convened) == before
    assert not Participation.objects.filter(present=True).exists()


def test_strangers_alone_cost_no_event(cast: Cast, convened: Meeting):
    before = journal.last_number(convened.id)
    orders = [CheckInOrder(Actor("person", uuid4()), None) for _ in range(3)]
    assert all(isinstance(outcome, DomainError) for outcome in check_in_people(meeting_id=convened.id, orders=orders))
    assert journal.last_number(convened.id) == before
