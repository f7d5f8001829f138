"""Reads of votes. Before a vote is closed nothing here tells how anybody but oneself voted."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from meetings.agenda.models import Meeting, Participation
from meetings.attendance.selectors import in_force, narrowest
from meetings.contracts.polls import HandCount, Motion, MyBallot, Quorum, Tally, VoteWay
from meetings.contracts.polls import Poll as PollState
from meetings.contracts.polls import PreparedPoll as PreparedState
from meetings.contracts.socket import Turnout
from meetings.core.clock import iso, iso_or_none
from meetings.core.permissions import Permission, roles_with
from meetings.voting.models import Ballot, MajorityRule, Poll, PreparedPoll, RoomHands
from meetings.voting.rules import read_choice

TURNOUT_ROLES = roles_with(Permission.SEE_TURNOUT)
"""Who sees how many ballots are in while a vote is open: those who conduct it, and everybody by the rooms' screens."""


def majority_rule(unit_id: UUID, on: date, motion: Motion = Motion.ORDINARY) -> MajorityRule:
    """Return a body's rule in force on a day for a kind of motion."""
    own = Q(unit=unit_id) | Q(unit__isnull=True)
    return narrowest(MajorityRule.objects.filter(own, in_force(on), motion__in=["", motion]))


def members_of(meeting: Meeting) -> QuerySet[Participation]:
    """Return the people entitled to vote."""
    return Participation.objects.filter(meeting=meeting, person__isnull=False, votes=True)


def main_room_of(meeting_id: UUID) -> str | None:
    """Return the room where the chair sits."""
    main = Participation.objects.filter(meeting_id=meeting_id, main_room=True)
    room_id = main.values_list("room_id", flat=True).first()
    return str(room_id) if room_id else None


def polls_state(meeting: Meeting) -> tuple[PollState, ...]:
    """Return the votes of a meeting in the order of opening."""
    polls = Poll.objects.filter(meeting=meeting).order_by("number", "opened_at", "id")
    return tuple(poll_state(poll) for poll in polls)


def poll_state(poll: Poll) -> PollState:
    """Return one vote as pages show it; the tally only after it is closed."""
    return PollState(
        id=str(poll.id),
        item_id=str(poll.item_id) if poll.item_id else None,
        question=poll.question,
        status="closed" if poll.closed_at else "open",
        opened_at=iso(poll.opened_at),
        closed_at=iso_or_none(poll.closed_at),
        final=poll.ballots_final,
        eligible=poll.eligible,
        tally=Tally.model_validate(poll.result) if poll.closed_at and poll.result else None,
        motion=Motion(poll.motion),
        quorum=Quorum.model_validate(poll.quorum) if poll.quorum else None,
        way=VoteWay(poll.way),
        paper_id=str(poll.paper_id) if poll.paper_id else None,
        closes_at=iso_or_none(poll.closes_at),
        closes_itself=poll.closes_itself,
        named=poll.named,
        options=tuple(poll.options),
    )


def waiting_polls(meeting_id: UUID) -> QuerySet[PreparedPoll]:
    """Return the prepared votes that were not opened yet: in order of the agenda, those of no item at the end."""
    waiting = PreparedPoll.objects.filter(meeting_id=meeting_id, poll__isnull=True).select_related("item", "paper")
    return waiting.order_by(F("item__position").asc(nulls_last=True), "number")


def prepared_state(meeting_id: UUID) -> tuple[PreparedState, ...]:
    """Return the votes that wait, as pages show them; for those who read the journal."""
    return tuple(
        PreparedState(
            id=str(row.id),
            item_id=str(row.item_id) if row.item_id else None,
            question=row.question,
            motion=Motion(row.motion),
            way=VoteWay(row.way),
            paper_id=str(row.paper_id) if row.paper_id else None,
            seconds=row.seconds,
            closes_itself=row.closes_itself,
            options=tuple(row.options),
        )
        for row in waiting_polls(meeting_id)
    )


def open_poll_of(meeting: Meeting) -> Poll | None:
    """Return the vote that is open."""
    return Poll.objects.filter(meeting=meeting, closed_at__isnull=True).first()


def my_ballots(meeting_id: UUID, person_id: UUID) -> tuple[MyBallot, ...]:
    """Return a person's own receipts in this meeting."""
    mine = Ballot.objects.filter(poll__meeting_id=meeting_id, voter_id=person_id).order_by("number")
    return tuple(ballot_state(ballot) for ballot in mine)


def ballots_of(meeting_id: UUID, people: Iterable[UUID]) -> dict[UUID, tuple[MyBallot, ...]]:
    """Return the receipts of several people in this meeting, each for its own person only."""
    cast: dict[UUID, list[MyBallot]] = defaultdict(list)
    for ballot in Ballot.objects.filter(poll__meeting_id=meeting_id, voter_id__in=list(people)).order_by("number"):
        cast[ballot.voter_id].append(ballot_state(ballot))
    return {person_id: tuple(ballots) for person_id, ballots in cast.items()}


def ballot_state(ballot: Ballot) -> MyBallot:
    """Return a receipt."""
    return MyBallot(
        poll_id=str(ballot.poll_id), choice=read_choice(ballot.choice), at=iso(ballot.cast_at), number=ballot.number
    )


def turnout(poll: Poll) -> Turnout:
    """Return how many have voted, on a machine or by show of hands, never what they said."""
    cast = Ballot.objects.filter(poll=poll).count()
    if poll.way != VoteWay.DEVICES:
        cast += sum(row.yes + row.no + row.abstain + sum(row.options) for row in RoomHands.objects.filter(poll=poll))
    return Turnout(poll_id=str(poll.id), cast=cast, eligible=poll.eligible)


def hands_of(poll: Poll) -> tuple[HandCount, ...]:
    """Return what was entered of a vote by show of hands, in the order of the rooms' names."""
    rows = RoomHands.objects.filter(poll=poll).select_related("room").order_by("room__name", "room_id")
    return tuple(hands_state(row) for row in rows)


def open_hands(meeting_id: UUID) -> tuple[HandCount, ...]:
    """Return what was entered of the vote that is open; for those who read the journal."""
    poll = Poll.objects.filter(meeting_id=meeting_id, closed_at__isnull=True).first()
    return hands_of(poll) if poll and poll.way != VoteWay.DEVICES else ()


def hands_state(row: RoomHands) -> HandCount:
    """Return the show of hands of one room."""
    return HandCount(
        poll_id=str(row.poll_id),
        room_id=str(row.room_id),
        yes=row.yes,
        no=row.no,
        abstain=row.abstain,
        options=tuple(row.options),
        entitled=len(row.counted),
        number=row.number,
    )
