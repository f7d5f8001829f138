"""The agenda under the headings of its sessions. Pure: levels and sessions in reading order in, new orders out.

Items stand in reading order, those of one session together and the sessions in their order; each session's items are a
tree of their own (``outline``), so a session begins with an item of the first level.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from meetings.agenda import outline


@dataclass(frozen=True, slots=True)
class Spot:
    """An item by its place before a change, with its level and the rank of its session (from 0)."""

    index: int
    level: int
    session: int


def spots(levels: Sequence[int], sessions: Sequence[int]) -> tuple[Spot, ...]:
    """Return an agenda as it stands."""
    pairs = zip(levels, sessions, strict=True)
    return tuple(Spot(index, level, session) for index, (level, session) in enumerate(pairs))


def settled(order: Sequence[Spot]) -> tuple[Spot, ...]:
    """Return the order with levels that make a tree in each session."""
    found: list[Spot] = []
    for session, group in groupby(order, key=lambda spot: spot.session):
        mine = list(group)
        levels = outline.settled([spot.level for spot in mine])
        found += [Spot(spot.index, level, session) for spot, level in zip(mine, levels, strict=True)]
    return tuple(found)


def put_before(agenda: Sequence[Spot], index: int, before: int | None, last: int) -> tuple[Spot, ...]:
    """Put a branch before another item, in its session, on its level; ``None``: to the end of the session ``last``."""
    if before is not None and before in _branch(agenda, index):
        return tuple(agenda)
    session = last if before is None else agenda[before].session
    level = 0 if before is None else agenda[before].level
    rest, moved = _taken_out(agenda, index, level, session)
    if before is None:
        at = sum(1 for spot in rest if spot.session <= session)
    else:
        at = next(n for n, spot in enumerate(rest) if spot.index == before)
    return settled([*rest[:at], *moved, *rest[at:]])


def to_session(agenda: Sequence[Spot], index: int, session: int) -> tuple[Spot, ...]:
    """Put a branch into another session: first in a later one, last in an earlier one, so that the order is kept."""
    if agenda[index].session == session:
        return tuple(agenda)
    rest, moved = _taken_out(agenda, index, 0, session)
    later = session > agenda[index].session
    at = sum(1 for spot in rest if (spot.session < session if later else spot.session <= session))
    return settled([*rest[:at], *moved, *rest[at:]])


def stepped(agenda: Sequence[Spot], index: int, steps: int, sessions: int) -> tuple[Spot, ...]:
    """Let a branch go so many sisters up (negative) or down; on the edge of its session it goes on into the next."""
    order = tuple(agenda)
    for _step in range(abs(steps)):
        order = _one_step(order, index, 1 if steps > 0 else -1, sessions)
    return order


def indented(agenda: Sequence[Spot], index: int, by: int) -> tuple[Spot, ...]:
    """Put a branch one level in (1) or out (-1), as far as the tree of its session allows."""
    start, mine = _session_of(agenda, index)
    order = outline.indented([spot.level for spot in mine], index - start, by)
    changed = [Spot(start + placed.index, placed.level, agenda[index].session) for placed in order]
    return (*agenda[:start], *changed, *agenda[start + len(mine) :])


def without_session(agenda: Sequence[Spot], session: int) -> tuple[Spot, ...]:
    """Return the agenda after a session was struck out: its items go to the end of the one before, or to the next."""
    kept = [Spot(spot.index, spot.level, spot.session - (spot.session >= max(session, 1))) for spot in agenda]
    return settled(kept)


def _one_step(agenda: tuple[Spot, ...], index: int, step: int, sessions: int) -> tuple[Spot, ...]:
    here = next(place for place, spot in enumerate(agenda) if spot.index == index)
    start, mine = _session_of(agenda, here)
    order = outline.stepped([spot.level for spot in mine], here - start, step)
    if [placed.index for placed in order] != list(range(len(mine))):
        return (*agenda[:start], *(mine[placed.index] for placed in order), *agenda[start + len(mine) :])
    session = agenda[here].session + step
    if agenda[here].level or not 0 <= session < sessions:
        return agenda
    branch = _branch(agenda, here)
    return tuple(
        Spot(spot.index, spot.level, session) if place in branch else spot for place, spot in enumerate(agenda)
    )


def _branch(agenda: Sequence[Spot], index: int) -> range:
    start, mine = _session_of(agenda, index)
    found = outline.branch([spot.level for spot in mine], index - start)
    return range(start + found.start, start + found.stop)


def _session_of(agenda: Sequence[Spot], index: int) -> tuple[int, list[Spot]]:
    """Return where the session of an item begins, and its items."""
    session = agenda[index].session
    mine = [spot for spot in agenda if spot.session == session]
    return next(place for place, spot in enumerate(agenda) if spot.session == session), mine


def _taken_out(agenda: Sequence[Spot], index: int, level: int, session: int) -> tuple[list[Spot], list[Spot]]:
    """Return the agenda without a branch, and the branch on another level in another session."""
    places = _branch(agenda, index)
    by = level - agenda[index].level
    moved = [Spot(agenda[place].index, agenda[place].level + by, session) for place in places]
    return [spot for place, spot in enumerate(agenda) if place not in places], moved
