"""Is a resolution in force? Pure: days in, answers out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Force(StrEnum):
    """How a resolution stands on a day."""

    AHEAD = "ahead"
    IN_FORCE = "in_force"
    ENDED = "ended"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when (last day) something is in force; ``None``: no limit."""

    first: date | None
    last: date | None


def force_on(day: date, span: Span, replaced_by: Span | None = None) -> Force:
    """Tell how a resolution stands: what replaces it ends it on the day on which that comes into force itself."""
    if replaced_by is not None and (replaced_by.first is None or replaced_by.first <= day):
        return Force.REPLACED
    if span.last is not None and span.last < day:
        return Force.ENDED
    return Force.AHEAD if span.first is not None and span.first > day else Force.IN_FORCE
