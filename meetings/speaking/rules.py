"""Who is heard, and for how long somebody spoke: pure, over participant keys (docs/algorithms/floor.md)."""

from collections.abc import Iterable
from datetime import datetime


def voice_key(person_id: str, room_id: str | None) -> str:
    """Return the participant key that carries a person's voice: his room's microphones, else his own."""
    return f"room:{room_id}" if room_id else f"person:{person_id}"


def standing_microphones(
    main_room_id: str | None, chair_ids: Iterable[str], seat_ids: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return who is heard without having the floor, each key once: the main room, the chair, the chair's own room."""
    rooms = ((main_room_id,) if main_room_id else ()) + tuple(seat_ids)
    keys = [f"room:{room_id}" for room_id in rooms] + [f"person:{person_id}" for person_id in chair_ids]
    return tuple(dict.fromkeys(keys))


def open_microphones(standing: Iterable[str], floor: str | None) -> tuple[str, ...]:
    """Return everybody who may be heard now, each key once, the holder of the floor first."""
    return tuple(dict.fromkeys(((floor,) if floor else ()) + tuple(standing)))


def spoken_seconds(started_at: datetime, ended_at: datetime) -> int:
    """Return whole seconds of a turn, rounded down; never negative, also when the clock was set back."""
    return max(0, int((ended_at - started_at).total_seconds()))
