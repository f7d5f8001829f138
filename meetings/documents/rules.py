"""Decisions about papers. Pure: plain values in, plain values out."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta


def is_late(issued: datetime, due: datetime | None) -> bool:
    """Tell whether a paper came after the time that was set; at the very moment is in time."""
    return due is not None and issued > due


def share(part: int, whole: int) -> int | None:
    """Return a percentage, rounded down so that 100 means all; ``None`` of nothing."""
    return 100 * part // whole if whole else None


def pages_seen(before: Sequence[int], seen: Iterable[int], pages: int) -> list[int]:
    """Return the pages that somebody has seen by now, of a paper with ``pages`` pages."""
    return sorted(number for number in {*before, *seen} if 1 <= number <= pages)


PATIENCE = timedelta(hours=2)
"""A reminder that could not be sent in time (``jobs`` stood still) is sent up to so much later, then left out."""


def reminder_moment(target: datetime, hours: Iterable[int], now: datetime) -> datetime | None:
    """Return the time of a plan (hours before ``target``) that has come, the latest of several; ``None``: none has.

    Nobody is reminded any more once the target is over, or of a time that passed long ago: a meeting that is convened
    three hours before it begins must not start with the reminder of the day before.
    """
    come = [moment for moment in (target - timedelta(hours=hour) for hour in hours) if moment <= now]
    latest = max(come, default=None)
    return latest if latest is not None and now < target and now - latest <= PATIENCE else None
