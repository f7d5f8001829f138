"""Decisions about papers. Pure: plain values in, plain values out."""

from collections.abc import Iterable, Sequence
from datetime import datetime


def is_late(issued: datetime, due: datetime | None) -> bool:
    """Tell whether a paper came after the time that was set; at the very moment is in time."""
    return due is not None and issued > due


def share(part: int, whole: int) -> int | None:
    """Return a percentage, rounded down so that 100 means all; ``None`` of nothing."""
    return 100 * part // whole if whole else None


def pages_seen(before: Sequence[int], seen: Iterable[int], pages: int) -> list[int]:
    """Return the pages that somebody has seen by now, of a paper with ``pages`` pages."""
    return sorted(number for number in {*before, *seen} if 1 <= number <= pages)
