"""What answers let expect: pure counting. What a letter says: pure wording."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from meetings.contracts.invitations import AnswerKind


class Stand(StrEnum):
    """Where an invited person stands."""

    ROOM = "room"
    REMOTE = "remote"
    ABSENT = "absent"
    SUBSTITUTED = "substituted"
    WAITING = "waiting"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, as far as counting asks; ``decision`` is one of none, waiting, accepted, refused."""

    kind: AnswerKind
    decision: str


def stand_of(told: Told | None) -> Stand:
    """Return where somebody stands by his answer; who was refused must answer anew and counts as silent."""
    if told is None or told.decision == "refused":
        return Stand.SILENT
    if told.decision == "waiting":
        return Stand.WAITING
    return {
        AnswerKind.ROOM: Stand.ROOM,
        AnswerKind.REMOTE: Stand.REMOTE,
        AnswerKind.ABSENT: Stand.ABSENT,
        AnswerKind.SUBSTITUTE: Stand.SUBSTITUTED,
    }[told.kind]


def tally(stands: Iterable[Stand]) -> dict[Stand, int]:
    """Count people by where they stand; every stand is there."""
    counts = dict.fromkeys(Stand, 0)
    for stand in stands:
        counts[stand] += 1
    return counts


COMING = frozenset({Stand.ROOM, Stand.REMOTE})
"""Who says that he will be there himself."""


def letter_lines(lines: Iterable[str], said: Mapping[str, str], full_stop: str) -> tuple[str, ...]:
    """Return the paragraphs of a letter: names filled in, the last one closed as the form asks.

    A line that speaks of something empty (no room, no chair) is left out. What is said on several lines (the sessions)
    becomes as many paragraphs: an introduction with a colon, then a list.
    """
    known = [line for line in lines if all(said[name] for name in said if f"{{{name}}}" in line)]
    filled = [part for line in known for part in _listed(line.format(**said))]
    return tuple([*filled[:-1], filled[-1].removesuffix(".") + full_stop]) if filled else ()


def _listed(line: str) -> list[str]:
    first, *parts = line.split("\n")
    return [f"{first}:", *(f"{part};" for part in parts[:-1]), parts[-1]] if parts else [first]


def padded(number: int) -> str:
    """Write a number as official documents do: below ten with a nought before it."""
    return f"{number:02d}"
