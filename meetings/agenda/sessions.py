"""Sessions («buổi») of a meeting as plain values: which runs, which comes, whether a plan holds together. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

NOON = 12
MORNING, AFTERNOON = (time(8), time(11, 30)), (time(13, 30), time(17))
"""What a new session is suggested to last, until somebody types otherwise."""
LONGEST = timedelta(hours=16)
"""A session is a part of one day."""


class PlanFault(StrEnum):
    """What is wrong with a plan."""

    NO_LENGTH = "no_length"
    TOO_LONG = "too_long"
    OVERLAP = "overlap"
    BEFORE_OPENED = "before_opened"


@dataclass(frozen=True, slots=True)
class Planned:
    """A session: its plan, and when it was opened and ended."""

    starts_at: datetime
    ends_at: datetime
    opened_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def taken_until(self) -> datetime:
        """Until when it stands in the way of others: one that ended early gives its time back."""
        return min(self.ends_at, self.closed_at) if self.closed_at else self.ends_at


def fault_of(plan: Sequence[Planned]) -> PlanFault | None:
    """Return the first thing wrong with sessions in the order of their beginnings; None: the plan holds.

    What was opened keeps its place: no session that waits may begin before one that has begun.
    """
    for session in plan:
        if session.ends_at <= session.starts_at:
            return PlanFault.NO_LENGTH
        if session.ends_at - session.starts_at > LONGEST:
            return PlanFault.TOO_LONG
    ordered = sorted(plan, key=lambda session: session.starts_at)
    waits = False
    for session in ordered:
        if session.opened_at and waits:
            return PlanFault.BEFORE_OPENED
        waits = waits or session.opened_at is None
    if any(before.taken_until > after.starts_at for before, after in pairwise(ordered)):
        return PlanFault.OVERLAP
    return None


def running(plan: Sequence[Planned]) -> int | None:
    """Return the place of the session that was opened and has not ended; None: none runs."""
    return next((n for n, session in enumerate(plan) if session.opened_at and not session.closed_at), None)


def coming(plan: Sequence[Planned]) -> int | None:
    """Return the place of the session that is opened next; None: none is planned."""
    return next((n for n, session in enumerate(plan) if session.opened_at is None), None)


def moved_to(session: Planned, starts_at: datetime) -> Planned:
    """Return a session that waits with another beginning, as long as it was."""
    return Planned(starts_at, starts_at + (session.ends_at - session.starts_at))


def suggested(last: Planned) -> Planned:
    """Return what most likely follows ``last`` (in the installation's zone): the afternoon, else the next morning."""
    if (
        last.starts_at.hour < NOON
        and last.ends_at.time() <= AFTERNOON[0]
        and last.ends_at.date() == last.starts_at.date()
    ):
        day, hours = last.starts_at, AFTERNOON
    else:
        day, hours = last.starts_at + timedelta(days=1), MORNING
    starts, ends = (datetime.combine(day.date(), hour, last.starts_at.tzinfo) for hour in hours)
    return Planned(starts, ends)
