"""Who speaks when in a recording, by the floor log: pure functions on values."""

from collections.abc import Sequence
from dataclasses import dataclass

from meetings.minutes.rules import Span

WHOLE = ""
"""The participant of a recording in which everybody is heard."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Who had the floor from when to when, milliseconds of Unix time; ``until_ms`` None: to the end."""

    participant: str
    person_id: str | None
    name: str
    room_id: str | None
    since_ms: int
    until_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A recording as far as attribution asks."""

    participant: str
    label: str
    start_ms: int
    seated: frozenset[str] = frozenset()
    """People who sit in the recorded room."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """As whom an utterance is kept; ``None`` of a turn elsewhere is no speaker at all."""

    participant: str
    name: str
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A line of which a person said who spoke it; milliseconds of Unix time."""

    start_ms: int
    end_ms: int
    speaker: Speaker
    times: int


def named_at(start_ms: int, end_ms: int, named: Sequence[Named]) -> Named | None:
    """Return who a person said spoke half or more of an utterance, however the lines were cut then."""
    shares: dict[Speaker, int] = {}
    for one in named:
        common = min(end_ms, one.end_ms) - max(start_ms, one.start_ms)
        if common > 0:
            shares[one.speaker] = shares.get(one.speaker, 0) + common
    most = max(shares, key=lambda speaker: shares[speaker], default=None)
    if most is None or 2 * shares[most] < end_ms - start_ms:
        return None
    return next(one for one in named if one.speaker == most and one.start_ms < end_ms and one.end_ms > start_ms)


def is_heard_in(turn: Turn, source: Source) -> bool:
    """Tell whether whoever had this turn spoke into the recorded room itself, not out of its loudspeakers."""
    if source.participant == WHOLE or turn.participant == source.participant:
        return True
    return f"room:{turn.room_id}" == source.participant or turn.person_id in source.seated


def speaker_at(moment_ms: int, turns: Sequence[Turn], source: Source) -> Speaker:
    """Return who spoke: whoever had the floor, else the room, which is nobody until somebody names him."""
    for turn in turns:
        if turn.since_ms <= moment_ms and (turn.until_ms is None or moment_ms < turn.until_ms):
            if not is_heard_in(turn, source):
                break
            participant = source.participant or turn.participant
            return Speaker(participant, turn.name, turn.person_id or "")
    return Speaker(source.participant or "meeting", source.label)


def borders(turns: Sequence[Turn], items: Sequence[Span], source: Source) -> tuple[int, ...]:
    """Return the moments inside the recording, milliseconds after its beginning, at which the speaker may change."""
    moments = {turn.since_ms for turn in turns} | {turn.until_ms for turn in turns if turn.until_ms is not None}
    moments |= {span.start_ms for span in items}
    return tuple(sorted(moment - source.start_ms for moment in moments if moment > source.start_ms))


def elsewhere(turns: Sequence[Turn], source: Source, end_ms: int) -> list[tuple[int, int]]:
    """Return when others had the floor in other rooms: their words have their own recording or captions."""
    return [
        (turn.since_ms, end_ms if turn.until_ms is None else turn.until_ms)
        for turn in turns
        if not is_heard_in(turn, source)
    ]


def within(spans: Sequence[tuple[int, int]], source: Source) -> tuple[tuple[int, int], ...]:
    """Return spans of Unix time as milliseconds after the beginning of the recording."""
    moved = ((max(0, start - source.start_ms), end - source.start_ms) for start, end in spans)
    return tuple((start, end) for start, end in sorted(moved) if end > start)


def mostly_inside(start_ms: int, end_ms: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether half or more of an utterance lies inside one of the spans."""
    length = max(1, end_ms - start_ms)
    return any(2 * (min(end_ms, until) - max(start_ms, since)) >= length for since, until in spans)
