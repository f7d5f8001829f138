"""Rules of the agenda: pure functions."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Readiness:
    """One line of the checklist before convening."""

    name: str
    done: bool
    needed: bool
    """Convening waits for it."""


def convening_gaps(
    *, items: int, chairs: int, secretaries: int, voters: int, papers_failed: int
) -> tuple[Readiness, ...]:
    """Return the checklist: what a meeting needs before invitations go out."""
    return (
        Readiness("items", items > 0, True),
        Readiness("chair", chairs == 1, True),
        Readiness("secretary", secretaries > 0, True),
        Readiness("voters", voters > 0, True),
        Readiness("papers", papers_failed == 0, True),
    )


def spent_seconds(spent_before: int, opened_at: datetime | None, now: datetime) -> int:
    """Return for how many seconds an item was open in all."""
    return spent_before + (max(0, int((now - opened_at).total_seconds())) if opened_at else 0)
