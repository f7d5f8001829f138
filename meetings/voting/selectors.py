"""Reads of votes. Before a vote is closed nothing here tells how anybody but oneself voted."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from meetings.agenda.models import Meeting, Participation
from meetings.attendance.selectors import in_force, narrowest
from meetings.contracts.polls import Choice, Motion, MyBallot, Quorum, Tally
from meetings.contracts.polls import Poll as PollState
from meetings.contracts.socket import Turnout
from meetings.core.clock import iso, iso_or_none
from meetings.core.permissions import Permission, roles_with
from meetings.voting.models import Ballot, MajorityRule, Poll

TURNOUT_ROLES = roles_with(Permission.SEE_TURNOUT)
"""Who sees how many ballots are in while a vote is open: those who conduct it, and everybody by the rooms' screens."""


def majority_rule(meeting: Meeting, on: date, motion: Motion = Motion.ORDINARY) -> MajorityRule:
    """Return the rule in force on a day for a kind of motion."""
    own = Q(unit=meeting.unit_id) | Q(unit__isnull=True)
    return narrowest(MajorityRule.objects.filter(own, in_force(on), motion__in=["", motion]))


def members_of(meeting: Meeting) -> QuerySet[Participation]:
    """Return the people entitled to vote."""
    return Participation.objects.filter(meeting=meeting, person__isnull=False, votes=True)


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
        poll_id=str(ballot.poll_id), choice=Choice(ballot.choice), at=iso(ballot.cast_at), number=ballot.number
    )


def turnout(poll: Poll) -> Turnout:
    """Return how many ballots are in, never what they say."""
    return Turnout(poll_id=str(poll.id), cast=Ballot.objects.filter(poll=poll).count(), eligible=poll.eligible)
