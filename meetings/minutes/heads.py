"""How many people were counted in each room, for the minutes: beside those who were checked in there by name."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meetings.contracts.attendance import HeadCount
from meetings.contracts.state import Attendee


@dataclass(frozen=True, slots=True)
class RoomHeadCount:
    """The last head count of a room."""

    room_id: str
    room: str
    counted: int
    named: int
    """Who is (at the close: was) checked in there by name."""


def head_counts(
    heads: Iterable[HeadCount], people: Iterable[Attendee], rooms: Mapping[str, str]
) -> tuple[RoomHeadCount, ...]:
    """Return the counted rooms in the order of ``rooms`` (name by id)."""
    named = Counter(person.room_id for person in people if person.present)
    counted = {count.room_id: count.people for count in heads}
    return tuple(RoomHeadCount(key, name, counted[key], named[key]) for key, name in rooms.items() if key in counted)


def head_sentence(counts: Iterable[RoomHeadCount]) -> str:
    """Return in Vietnamese what was counted; empty: no room was counted."""
    told = [
        f"{one.room} {one.counted} người" + ("" if one.counted == one.named else f" (điểm danh theo tên {one.named})")
        for one in counts
    ]
    return f"Số người đếm tại điểm cầu, không tính vào túc số: {'; '.join(told)}." if told else ""
