"""Check-ins, many in one transaction: the only way a check-in enters the record.

A hall arrives within minutes, and all tablets come back at once when the doors open. One transaction per person would
queue at the journal's lock; a batch takes the lock once, and refusing one person does not touch the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.models import Participation
from meetings.agenda.selectors import attendee_state, get_place_for, place_behind
from meetings.agenda.services import announce_policy
from meetings.attendance.counting import Counting, Watch, counting_of
from meetings.attendance.moves import MOVED_FIELDS, arrive
from meetings.attendance.seats import SignIn, take_seats
from meetings.contracts.events import PersonCheckedIn
from meetings.contracts.state import MeetingStatus
from meetings.core import clock, journal
from meetings.core.actor import SYSTEM, Actor
from meetings.core.errors import BadInput, BadState, DomainError
from meetings.core.permissions import Permission


@dataclass(frozen=True, slots=True)
class CheckInOrder:
    """A check-in that waits to be written; ``actor.command_id`` makes a repeated one count once."""

    actor: Actor
    room_id: UUID | None
    """Room of the meeting; None: remote."""
    sign_in: SignIn | None = None
    """The sign-in that is bound to the place, when the person acts on a live page."""
    way: Literal["page", "screen"] = "page"
    """On a page of his own, or by the code on the room's screen."""


@dataclass(slots=True)
class _Batch:
    """What a batch reads at once, under the journal's lock."""

    act: journal.Act
    places: dict[UUID, Participation]
    rooms: set[UUID]
    counting: Counting | None
    watch: Watch
    done: dict[tuple[str, str], int]
    now: datetime
    moved: dict[UUID, Participation] = field(default_factory=dict)


def check_in_people(*, meeting_id: UUID, orders: Sequence[CheckInOrder]) -> list[int | DomainError]:
    """Check people of one meeting in, in one transaction; return a journal number or a refusal for each, in order.

    When this returns, everything with a number is committed; when it raises, nothing of the batch is.
    """
    with journal.act(meeting_id=meeting_id, actor=SYSTEM) as act:
        batch = _read(act, meeting_id, orders)
        outcomes = [_outcome(batch, meeting_id, order) for order in orders]
        Participation.objects.bulk_update(batch.moved.values(), MOVED_FIELDS)
        seated = [order for order, outcome in zip(orders, outcomes, strict=True) if isinstance(outcome, int)]
        take_seats(
            meeting_id,
            [
                (order.sign_in, order.actor.id, batch.places[order.actor.id].seated_in_id)
                for order in seated
                if order.sign_in and order.actor.id in batch.places
            ],
        )
    if batch.moved:
        announce_policy(meeting_id)
    return outcomes


def check_in(*, actor: Actor, meeting_id: UUID, room_id: UUID | None, sign_in: SignIn | None = None) -> int:
    """Note that one person is there, in a room of the meeting or remote; again moves him to another room."""
    return check_in_by(meeting_id=meeting_id, order=CheckInOrder(actor, room_id, sign_in))


def check_in_by(*, meeting_id: UUID, order: CheckInOrder) -> int:
    """Check one person in as his order says; raises the refusal."""
    (outcome,) = check_in_people(meeting_id=meeting_id, orders=[order])
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def _read(act: journal.Act, meeting_id: UUID, orders: Sequence[CheckInOrder]) -> _Batch:
    people = {order.actor.id for order in orders}
    rows = Participation.objects.filter(meeting_id=meeting_id, person_id__in=people, person__is_active=True)
    places = list(rows.select_related("meeting", "meeting__unit", "person", "person__unit"))
    rooms = Participation.objects.filter(meeting_id=meeting_id, room_id__isnull=False)
    commands = {order.actor.command_id for order in orders if order.actor.command_id}
    done = journal.done_events(meeting_id, {order.actor.key for order in orders}, commands)
    return _Batch(
        act=act,
        places={place.person_id: place for place in places if place.person_id},
        rooms={room for room in rooms.values_list("room_id", flat=True) if room},
        counting=counting_of(places[0].meeting) if places else None,
        watch=Watch.of(act),
        done={(event.actor, event.command_id or ""): event.number for event in done},
        now=clock.now(),
    )


def _outcome(batch: _Batch, meeting_id: UUID, order: CheckInOrder) -> int | DomainError:
    try:
        number = batch.done.get((order.actor.key, order.actor.command_id or ""))
        return number or _write(batch, _place(batch, meeting_id, order), order)
    except DomainError as error:
        return error


def _place(batch: _Batch, meeting_id: UUID, order: CheckInOrder) -> Participation:
    """Return the person's place; raises what refuses him."""
    mine = batch.places.get(order.actor.id) if order.actor.kind == "person" else None
    if mine is None:
        return get_place_for(order.actor, meeting_id, Permission.CHECK_IN).participation
    place = place_behind(mine, Permission.CHECK_IN)
    if place.meeting.status not in {MeetingStatus.CONVENED, MeetingStatus.OPEN}:
        raise BadState(_("Chỉ điểm danh được khi cuộc họp đã triệu tập và chưa bế mạc."), code="not_in_session")
    if order.room_id and order.room_id not in batch.rooms:
        raise BadInput(_("Phòng này không tham gia cuộc họp. Hãy chọn lại điểm cầu."), code="room_not_invited")
    return mine


def _write(batch: _Batch, mine: Participation, order: CheckInOrder) -> int:
    if mine.present and mine.seated_in_id == order.room_id:
        return batch.act.number
    counting = batch.counting
    if counting is None:
        raise ValueError("a place without a meeting")
    counting.remove(mine)
    move = arrive(mine, order.room_id, batch.now)
    counting.add(mine)
    batch.moved[mine.pk] = mine
    quorum = counting.quorum
    event = PersonCheckedIn(person=attendee_state(mine), quorum=quorum, act=move, way=order.way)
    number = batch.act.record(event, actor=order.actor)
    batch.watch.see(quorum)
    if order.actor.command_id:
        batch.done[order.actor.key, order.actor.command_id] = number
    return number
