"""How the copies of a paper stand after the lines of a register. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["free", "out", "returned", "missing"]
NEXT: dict[str, frozenset[State]] = {
    "handed": frozenset({"free"}),
    "returned": frozenset({"out", "missing"}),
    "missing": frozenset({"out"}),
}
"""What a copy must be for a line to be written: one that was missing may be found; one that came back stays back."""
AFTER: dict[str, State] = {"handed": "out", "returned": "returned", "missing": "missing"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line as far as the rules need it; ``voids``: number of the line that it makes void."""

    number: int
    act: str
    copy: int = 0
    voids: int | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy: how it stands, and the lines that still count, in order."""

    number: int
    state: State
    lines: tuple[int, ...]


def void_numbers(entries: Iterable[Entry]) -> frozenset[int]:
    """Return the lines that no longer count; making void is final."""
    return frozenset(entry.voids for entry in entries if entry.voids is not None)


def copies_of(copies: int, entries: Sequence[Entry]) -> list[Copy]:
    """Return how each copy of a paper stands after its lines, in order of their numbers."""
    gone = void_numbers(entries)
    found = []
    for number in range(1, copies + 1):
        mine = [entry for entry in entries if entry.copy == number and entry.act in AFTER and entry.number not in gone]
        state = AFTER[mine[-1].act] if mine else "free"
        found.append(Copy(number, state, tuple(entry.number for entry in mine)))
    return found


def may_follow(act: str, copy: Copy) -> bool:
    """Tell whether a line of this act may be written of a copy now."""
    return copy.state in NEXT[act]


def may_void(number: int, copies: Iterable[Copy], listed: int) -> bool:
    """Tell whether a line may be made void: the last that counts of its copy; the listing while no copy has any."""
    known = list(copies)
    if number == listed:
        return not any(copy.lines for copy in known)
    return any(copy.lines and copy.lines[-1] == number for copy in known)
