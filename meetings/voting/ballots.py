"""Ballots, many in one transaction: the only way a ballot enters the record.

A hall votes within seconds. One transaction per ballot would queue at the journal's lock; a batch takes the lock
once, and refusing one ballot does not touch the others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.contracts.audience import OnePerson, Roles
from meetings.contracts.events import BallotCast
from meetings.contracts.polls import MyBallot, VoteWay
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus
from meetings.core import bus, clock, journal
from meetings.core.actor import SYSTEM, Actor
from meetings.core.bulk import insert_rows
from meetings.core.errors import BadInput, BadState, DomainError, NotFound, Refused
from meetings.core.permissions import Permission, allows
from meetings.voting.models import Ballot, Poll, RoomHands
from meetings.voting.rules import Answer, may_choose, raises_hands
from meetings.voting.selectors import TURNOUT_ROLES, main_room_of, turnout

COLUMNS = ("id", "poll", "voter", "choice", "cast_at", "number")
PLACE = ("person_id", "role", "votes", "present", "seated_in_id")
HALL = 100
"""From so many voters on, reading everybody's row costs less than naming each voter."""


@dataclass(frozen=True, slots=True)
class BallotOrder:
    """A ballot that waits to be written; ``actor.command_id`` makes a repeated one count once."""

    actor: Actor
    poll_id: UUID
    choice: Answer


class _Place(NamedTuple):
    """What a voter's place says of his vote."""

    role: str
    votes: bool
    present: bool
    room: UUID | None = None


@dataclass(frozen=True, slots=True)
class ByHands:
    """Who votes by show of hands: by the main room, and by whom the rooms have counted already in each vote."""

    main_room: str | None
    counted: dict[UUID, set[str]]

    @classmethod
    def of(cls, polls: Iterable[Poll]) -> "ByHands":
        """Read it for the votes that are held so; mostly there is none and nothing is read."""
        held = [poll for poll in polls if poll.way != VoteWay.DEVICES]
        if not held:
            return cls(None, {})
        counted: dict[UUID, set[str]] = {poll.id: set() for poll in held}
        for poll_id, people in RoomHands.objects.filter(poll__in=held).values_list("poll_id", "counted"):
            counted[poll_id].update(people)
        return cls(main_room_of(held[0].meeting_id), counted)

    def takes(self, poll: Poll, person_id: UUID, room_id: UUID | None) -> bool:
        """Tell whether this person, who sits there, votes with his room or was counted with one."""
        room = str(room_id) if room_id else None
        sits = raises_hands(VoteWay(poll.way), room=room, main_room=self.main_room)
        return sits or str(person_id) in self.counted.get(poll.id, ())


@dataclass(slots=True)
class _Batch:
    """What a batch reads at once, under the journal's lock."""

    act: journal.Act
    meeting: Meeting
    polls: dict[UUID, Poll]
    places: dict[UUID, _Place]
    voted: set[tuple[UUID, UUID]]
    """Poll and voter of the ballots that were there before."""
    by_hands: ByHands
    done: dict[tuple[UUID, str], MyBallot | None]
    """Receipts by voter and command id; None: that id belongs to an act of another kind."""
    now: datetime
    written: dict[tuple[UUID, UUID], MyBallot] = field(default_factory=dict)
    """The newest receipt, by poll and voter."""

    def rows(self) -> list[tuple[object, ...]]:
        """Return what ``COLUMNS`` hold for each ballot written."""
        return [
            (uuid4(), poll_id, voter_id, str(receipt.choice), self.now, receipt.number)
            for (poll_id, voter_id), receipt in self.written.items()
        ]


def cast_ballots(*, meeting_id: UUID, orders: Sequence[BallotOrder]) -> list[MyBallot | DomainError]:
    """Write ballots of one meeting in one transaction; return a receipt or a refusal for each, in order.

    When this returns, everything with a receipt is committed; when it raises, nothing of the batch is.
    """
    with journal.act(meeting_id=meeting_id, actor=SYSTEM) as act:
        batch = _read(act, meeting_id, orders)
        outcomes = [_outcome(batch, order) for order in orders]
        insert_rows(Ballot, COLUMNS, batch.rows(), unique=["poll", "voter"])
        voted = {poll_id for poll_id, _voter in batch.written}
        transaction.on_commit(lambda: publish_turnouts([batch.polls[poll_id] for poll_id in voted]))
    return outcomes


def publish_turnouts(polls: Iterable[Poll]) -> None:
    """Tell those who may know how many ballots are in; it is not part of the record."""
    watchers = Roles(roles=TURNOUT_ROLES)
    for poll in polls:
        bus.publish(str(poll.meeting_id), watchers, turnout(poll).model_dump_json())


def _read(act: journal.Act, meeting_id: UUID, orders: Sequence[BallotOrder]) -> _Batch:
    voters = {order.actor.id for order in orders}
    poll_ids = {order.poll_id for order in orders}
    places = Participation.objects.filter(meeting_id=meeting_id, person__isnull=False, person__is_active=True)
    ballots = Ballot.objects.filter(poll__meeting_id=meeting_id, poll_id__in=poll_ids)
    if len(voters) < HALL:
        places, ballots = places.filter(person_id__in=voters), ballots.filter(voter_id__in=voters)
    polls = {poll.id: poll for poll in Poll.objects.filter(meeting_id=meeting_id, id__in=poll_ids)}
    return _Batch(
        act=act,
        meeting=_meeting(meeting_id),
        polls=polls,
        by_hands=ByHands.of(polls.values()),
        places={
            person_id: _Place(role, votes, present, room)
            for person_id, role, votes, present, room in places.values_list(*PLACE)
            if person_id
        },
        voted=set(ballots.values_list("poll_id", "voter_id")),
        done=_already_done(meeting_id, orders),
        now=clock.now(),
    )


def _meeting(meeting_id: UUID) -> Meeting:
    meeting = Meeting.objects.filter(id=meeting_id).first()
    if meeting is None:
        raise NotFound
    return meeting


def _already_done(meeting_id: UUID, orders: Sequence[BallotOrder]) -> dict[tuple[UUID, str], MyBallot | None]:
    """Return the receipts of commands that are in the journal: they were acknowledged, or the answer was lost."""
    commands = {order.actor.command_id for order in orders if order.actor.command_id}
    mine = {order.actor.key: order.actor.id for order in orders}
    done: dict[tuple[UUID, str], MyBallot | None] = {}
    for event in journal.done_events(meeting_id, mine, commands):
        payload = journal.event_message(event).payload
        receipt = payload.ballot if isinstance(payload, BallotCast) else None
        done[mine[event.actor], event.command_id or ""] = receipt
    return done


def _outcome(batch: _Batch, order: BallotOrder) -> MyBallot | DomainError:
    try:
        repeated = _repeated(batch, order)
        if repeated:
            return repeated
        poll = _open_poll(batch, order)
        _refuse_unasked(order, poll)
        _refuse_without_vote(batch, order)
        _refuse_by_hands(batch, order, poll)
        return _write(batch, order, poll)
    except DomainError as error:
        return error


def _repeated(batch: _Batch, order: BallotOrder) -> MyBallot | None:
    command = (order.actor.id, order.actor.command_id or "")
    receipt = batch.done.get(command)
    if receipt is None and command in batch.done:
        raise BadInput(
            _("Mã của yêu cầu này đã dùng cho việc khác. Phiếu chưa được ghi, hãy bỏ phiếu lại."), code="command_reused"
        )
    return receipt


def _open_poll(batch: _Batch, order: BallotOrder) -> Poll:
    poll = batch.polls.get(order.poll_id)
    if poll is None:
        raise NotFound(_("Không tìm thấy biểu quyết này trong cuộc họp."))
    if poll.closed_at or batch.meeting.status != MeetingStatus.OPEN:
        raise BadState(_("Biểu quyết đã đóng nên phiếu này không được tính."), code="poll_closed")
    return poll


def _refuse_unasked(order: BallotOrder, poll: Poll) -> None:
    if not may_choose(order.choice, len(poll.options)):
        raise BadInput(
            _("Biểu quyết này không có ý kiến ấy. Phiếu chưa được ghi, hãy chọn một ý kiến trên phiếu rồi gửi lại."),
            code="choice_unknown",
        )


def _refuse_without_vote(batch: _Batch, order: BallotOrder) -> None:
    place = batch.places.get(order.actor.id)
    if order.actor.kind != "person" or place is None:
        raise NotFound
    if not allows(Role(place.role), Permission.CAST_BALLOT):
        raise Refused
    if not place.votes:
        raise Refused(_("Đồng chí dự họp không có quyền biểu quyết. Phiếu này không được ghi."))
    if not place.present:
        raise BadState(_("Đồng chí chưa điểm danh. Hãy điểm danh rồi bỏ phiếu lại."), code="not_present")


def _refuse_by_hands(batch: _Batch, order: BallotOrder, poll: Poll) -> None:
    if batch.by_hands.takes(poll, order.actor.id, batch.places[order.actor.id].room):
        raise BadState(
            _("Đồng chí biểu quyết bằng giơ tay tại phòng họp, thư ký ghi số. Phiếu trên máy này không được ghi."),
            code="by_hands",
        )


def _write(batch: _Batch, order: BallotOrder, poll: Poll) -> MyBallot:
    place = (poll.id, order.actor.id)
    if (place in batch.written or place in batch.voted) and poll.ballots_final:
        raise BadState(_("Phiếu của đồng chí đã được ghi và không thay đổi được."), code="ballot_final")
    receipt = MyBallot(poll_id=str(poll.id), choice=order.choice, at=clock.iso(batch.now), number=batch.act.next_number)
    batch.act.record(BallotCast(ballot=receipt), OnePerson(person_id=str(order.actor.id)), actor=order.actor)
    batch.written[place] = receipt
    if order.actor.command_id:
        batch.done[order.actor.id, order.actor.command_id] = receipt
    return receipt
