"""Who is heard, who is next, for how long one may speak and has spoken: pure (docs/algorithms/floor.md)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """Seconds that one may speak (null: no limit) in an item (null: in all) as a person (null: everybody)."""

    item_id: str | None
    person_id: str | None
    limit_s: int | None


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of a turn: its begin, since when it stands (null: it runs), for how many seconds it stood before."""

    started_at: datetime
    paused_at: datetime | None = None
    paused_s: int = 0

    def spoken(self, now: datetime) -> int:
        """Return whole seconds that count, rounded down; never negative, also when the clock was set back."""
        until = self.paused_at or now
        return max(0, int((until - self.started_at).total_seconds()) - self.paused_s)

    def paused_until(self, now: datetime) -> int:
        """Return for how many whole seconds the clock has stood in all when it goes on at ``now``."""
        return self.paused_s + (max(0, int((now - self.paused_at).total_seconds())) if self.paused_at else 0)


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


def limit_for(limits: Iterable[Limit], item_id: str | None, person_id: str | None, general: int | None) -> int | None:
    """Return for how many seconds somebody may speak in an item; null: no limit.

    The closest limit holds: this person in this item, this person, this item, everybody in all items, then ``general``.
    """
    fitting = [
        limit
        for limit in limits
        if limit.item_id in {None, item_id} and (limit.person_id is None or limit.person_id == person_id)
    ]
    if not fitting:
        return general
    return max(fitting, key=lambda limit: (limit.person_id is not None, limit.item_id is not None)).limit_s


def moved(ids: Sequence[str], request_id: str, before_id: str | None) -> tuple[str, ...]:
    """Return the queue with one request put before another one, or last; both must be in it."""
    rest = [one for one in ids if one != request_id]
    place = len(rest) if before_id is None else rest.index(before_id)
    return (*rest[:place], request_id, *rest[place:])


def presents(presenter: str, name: str) -> bool:
    """Tell whether an item's presenter, as typed («Lê Văn Ba, Giám đốc Sở Nội vụ»), is the person of this full name."""
    typed, full = (unicodedata.normalize("NFC", text).casefold().strip() for text in (presenter, name))
    return bool(full) and re.split(r"\s*[,;(–]|\s+-\s", typed, maxsplit=1)[0].strip() == full
