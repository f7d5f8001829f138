"""Spoken time as the minutes tell it: pure sums by person, unit and item."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from meetings.contracts.floor import Spoken
from meetings.contracts.state import Item


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: seconds and turns of whoever or whatever has this name."""

    name: str
    seconds: int
    turns: int


@dataclass(frozen=True, slots=True)
class SpokenRows:
    """The three tables; each adds up to the same time."""

    people: tuple[Line, ...]
    units: tuple[Line, ...]
    items: tuple[Line, ...]


def spoken_rows(spoken: Sequence[Spoken], items: Iterable[Item]) -> SpokenRows:
    """Add up by person (or room) and by unit, the longest first, and by item in the order of the agenda."""
    titles = {item.id: f"{item.shown}. {item.title}" for item in items}
    by_item = _sums(spoken, lambda one: one.item_id, lambda one: titles.get(one.item_id or "", "Ngoài các mục"))
    order = [*titles]
    return SpokenRows(
        people=_longest(_sums(spoken, lambda one: (one.person_id, one.room_id), _speaker)),
        units=_longest(_sums(spoken, lambda one: one.unit, lambda one: one.unit or "Không thuộc đơn vị nào")),
        items=tuple(
            by_item[key]
            for key in sorted(by_item, key=lambda key: order.index(str(key)) if key in titles else len(order))
        ),
    )


def spoken_words(seconds: int) -> str:
    """Return a length of time as minutes say it."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} phút {rest:02d} giây" if minutes else f"{rest} giây"


def _speaker(one: Spoken) -> str:
    return f"{one.name}, {one.unit}" if one.unit and one.unit != one.name else one.name


def _sums(
    spoken: Iterable[Spoken], key: Callable[[Spoken], object], name: Callable[[Spoken], str]
) -> dict[object, Line]:
    found: dict[object, Line] = {}
    for one in spoken:
        before = found.get(key(one), Line(name(one), 0, 0))
        found[key(one)] = Line(before.name, before.seconds + one.seconds, before.turns + one.turns)
    return found


def _longest(lines: dict[object, Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines.values(), key=lambda line: -line.seconds))
