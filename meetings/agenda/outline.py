"""The agenda as a tree, told by levels in reading order. Pure: levels in, numbers and orders out.

An item belongs to the nearest one before it whose level is smaller: levels ``0 1 1 0 1`` are items 1, 1.1, 1.2, 2, 2.1.
An item and all that belongs to it are a branch; a branch moves as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

DEEPEST = 2
"""Levels 0, 1, 2: more than 1.1.1 nobody reads out in a hall."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An item by its place before a change, and its level after it."""

    index: int
    level: int


def labels(levels: Sequence[int]) -> tuple[str, ...]:
    """Return the numbers as people say them: ``1``, ``1.1``, ``1.2``, ``2``."""
    counts: list[int] = []
    numbers = []
    for level in settled(levels):
        counts = [*counts[: level + 1], *([0] * (level + 1 - len(counts)))]
        counts[level] += 1
        numbers.append(".".join(str(count) for count in counts))
    return tuple(numbers)


def settled(levels: Sequence[int]) -> tuple[int, ...]:
    """Return levels that make a tree: none hangs more than one step below the item before it."""
    tree: list[int] = []
    for level in levels:
        tree.append(max(0, min(level, DEEPEST, tree[-1] + 1 if tree else 0)))
    return tuple(tree)


def branch(levels: Sequence[int], index: int) -> range:
    """Return the places of an item and of all that belongs to it."""
    end = index + 1
    while end < len(levels) and levels[end] > levels[index]:
        end += 1
    return range(index, end)


def stepped(levels: Sequence[int], index: int, steps: int) -> tuple[Placed, ...]:
    """Return the order after a branch went so many sisters up (negative) or down; it stays below its own heading."""
    order = [Placed(place, level) for place, level in enumerate(levels)]
    for _step in range(abs(steps)):
        now = [placed.level for placed in order]
        here = next(place for place, placed in enumerate(order) if placed.index == index)
        mine = branch(now, here)
        if steps > 0:
            beside = branch(now, mine.stop) if mine.stop < len(now) and now[mine.stop] == now[here] else None
        else:
            before = [place for place in range(here) if now[place] <= now[here]]
            beside = branch(now, before[-1]) if before and now[before[-1]] == now[here] else None
        if beside is None:
            break
        first, second = sorted([mine, beside], key=lambda places: places.start)
        moved = order[second.start : second.stop] + order[first.start : first.stop]
        order[first.start : second.stop] = moved
    return tuple(order)


def put_before(levels: Sequence[int], index: int, before: int | None) -> tuple[Placed, ...]:
    """Return the order with a branch before another item, on that one's level; ``None``: last, on the first level.

    An item put before one of its own branch stays where it is.
    """
    mine = branch(levels, index)
    if before is not None and before in mine:
        return tuple(Placed(place, level) for place, level in enumerate(levels))
    target = 0 if before is None else levels[before]
    moved = [Placed(place, levels[place] - levels[index] + target) for place in mine]
    rest = [Placed(place, level) for place, level in enumerate(levels) if place not in mine]
    at = len(rest) if before is None else next(n for n, placed in enumerate(rest) if placed.index == before)
    return _settled([*rest[:at], *moved, *rest[at:]])


def indented(levels: Sequence[int], index: int, by: int) -> tuple[Placed, ...]:
    """Return the levels after a branch went one level in (1) or out (-1), as far as the tree allows."""
    mine = branch(levels, index)
    changed = [level + by if place in mine else level for place, level in enumerate(levels)]
    return _settled([Placed(place, max(0, level)) for place, level in enumerate(changed)])


def _settled(order: Sequence[Placed]) -> tuple[Placed, ...]:
    levels = settled([placed.level for placed in order])
    return tuple(Placed(placed.index, level) for placed, level in zip(order, levels, strict=True))
