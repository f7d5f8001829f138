"""Votes by show of hands: the secretary enters what was counted in each room. Nobody counts twice.

Whoever sits in a room that votes by hand is counted with it; whoever takes part from afar votes on his machine. Who
was counted with a room is kept with its entry: when he moves afterwards, no other room counts him and no ballot of
his is taken; who sent a ballot before he came into the room is not counted with it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.sitting import act_in_session
from meetings.contracts.audience import Roles
from meetings.contracts.events import HandsCounted
from meetings.contracts.polls import VoteWay
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.permissions import Permission, roles_with
from meetings.voting.ballots import publish_turnouts
from meetings.voting.models import Ballot, Poll, RoomHands
from meetings.voting.rules import raises_hands
from meetings.voting.selectors import hands_state, main_room_of, members_of


@dataclass(frozen=True, slots=True)
class Raised:
    """How many hands were raised in one room."""

    yes: int
    no: int
    abstain: int
    options: tuple[int, ...] = ()
    """For each of the vote's own options, in their order."""

    @property
    def total(self) -> int:
        """All of them; nobody raises his hand twice."""
        return self.yes + self.no + self.abstain + sum(self.options)

    def answers(self, options: int) -> bool:
        """Tell whether hands were counted for what a vote with so many own options asks."""
        return len(self.options) == options and not (options and self.yes + self.no)


def count_hands(*, actor: Actor, meeting_id: UUID, poll_id: UUID, room_id: UUID, raised: Raised) -> int:
    """Enter or correct the show of hands of a room while the vote is open; returns the journal number.

    Never more hands than members who are there: another number is refused with the number that is possible.
    """
    with act_in_session(actor, meeting_id, Permission.COUNT_HANDS) as (act, meeting):
        poll = _open_poll(meeting, poll_id)
        place = _room_of(meeting, poll, room_id)
        counted = _counted(meeting, poll, room_id)
        if not raised.answers(len(poll.options)):
            raise BadInput(
                _("Số giơ tay không khớp với các phương án của biểu quyết này. Chưa ghi số nào, hãy tải lại trang."),
                code="options_differ",
            )
        if raised.total > len(counted):
            raise BadInput(
                _(
                    "%(room)s có %(entitled)s đại biểu được biểu quyết, không thể có %(total)s cánh tay. "
                    "Chưa ghi số nào."
                )
                % {"room": place.room.name if place.room else "", "entitled": len(counted), "total": raised.total},
                code="too_many_hands",
            )
        row, _made = RoomHands.objects.update_or_create(
            poll=poll,
            room_id=room_id,
            defaults={
                "yes": raised.yes,
                "no": raised.no,
                "abstain": raised.abstain,
                "options": list(raised.options),
                "counted": sorted(counted),
                "number": act.next_number,
            },
        )
        transaction.on_commit(lambda: publish_turnouts([poll]))
        return act.record(HandsCounted(count=hands_state(row)), Roles(roles=roles_with(Permission.SEE_JOURNAL)))


def _open_poll(meeting: Meeting, poll_id: UUID) -> Poll:
    poll = Poll.objects.filter(meeting=meeting, id=poll_id).first()
    if poll is None:
        raise NotFound(_("Không tìm thấy biểu quyết này trong cuộc họp."))
    if poll.closed_at:
        raise BadState(_("Biểu quyết đã đóng nên số giơ tay không ghi hay sửa được nữa."), code="poll_closed")
    return poll


def _room_of(meeting: Meeting, poll: Poll, room_id: UUID) -> Participation:
    place = Participation.objects.select_related("room").filter(meeting=meeting, room_id=room_id).first()
    if place is None:
        raise NotFound(_("Điểm cầu này không dự cuộc họp."))
    if not raises_hands(VoteWay(poll.way), room=str(room_id), main_room=main_room_of(meeting.id)):
        raise BadState(_("Ở đây đại biểu bỏ phiếu trên máy, không giơ tay."), code="not_by_hands")
    return place


def _counted(meeting: Meeting, poll: Poll, room_id: UUID) -> Collection[str]:
    """Return whom the room counts: who was counted with it before, and who sits there and has not voted otherwise."""
    others: set[str] = set()
    mine: set[str] = set()
    for other, counted in RoomHands.objects.filter(poll=poll).values_list("room_id", "counted"):
        (mine if other == room_id else others).update(counted)
    voted = {str(voter) for voter in Ballot.objects.filter(poll=poll).values_list("voter_id", flat=True)}
    there = members_of(meeting).filter(present=True, seated_in_id=room_id).values_list("person_id", flat=True)
    return mine | ({str(person) for person in there} - others - voted)
