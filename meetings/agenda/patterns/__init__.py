"""Agendas to begin with, by kind of meeting, as data with effective dates (``agenda-patterns.json``)."""

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from meetings.agenda.outline import DEEPEST
from meetings.contracts.state import ItemKind


class PatternItem(BaseModel):
    """One item of a pattern; ``minutes`` 0: a heading. ``presenter`` is a position, never a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1, max_length=300)
    presenter: str = Field(default="", max_length=160)
    minutes: int = Field(ge=0, le=600)
    level: int = Field(default=0, ge=0, le=DEEPEST)
    kind: ItemKind = ItemKind.DISCUSSION


class Pattern(BaseModel):
    """The usual agenda of one kind of meeting from a day on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    name: str
    valid_from: date
    valid_to: date | None
    source: str
    items: tuple[PatternItem, ...] = Field(min_length=1)

    @property
    def minutes(self) -> int:
        """What the whole agenda is planned to take."""
        return sum(item.minutes for item in self.items)


@cache
def all_patterns() -> tuple[Pattern, ...]:
    """Read every pattern."""
    text = (Path(__file__).parent / "agenda-patterns.json").read_text()
    return TypeAdapter(tuple[Pattern, ...]).validate_json(text)


def patterns_on(day: date) -> tuple[Pattern, ...]:
    """Return the patterns in force on a day, in the order of the file."""
    return tuple(
        pattern
        for pattern in all_patterns()
        if pattern.valid_from <= day and (pattern.valid_to is None or day <= pattern.valid_to)
    )


def pattern_on(code: str, day: date) -> Pattern:
    """Return the pattern of that code in force on a day; raises ``LookupError`` when there is none."""
    for pattern in patterns_on(day):
        if pattern.code == code:
            return pattern
    raise LookupError(f"no pattern {code} on {day}")
