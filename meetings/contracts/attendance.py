"""Roll call by branch of the tree of units, and how many people sit in a room."""

from typing import Literal

from pydantic import Field

from meetings.contracts.base import Message, Sent

UNEXCUSED = "unexcused"
"""Code of the case that is no excuse: called, not there, no reason given."""


class Branch(Sent):
    """A unit of somebody in the meeting, or one above such a unit, by its name on the meeting's day."""

    id: str
    name: str
    parent_id: str | None
    """The unit above it; null: it stands at the top."""


class HeadCount(Sent):
    """How many people sit in a room, as somebody counted them; it informs, nobody gets a vote or a seat by it."""

    room_id: str
    people: int
    by: str
    """Name of who entered it."""
    at: str


class RoomCounted(Sent):
    """The people in a room were counted; an entry replaces the earlier one of the same room and goes last."""

    kind: Literal["room_counted"] = "room_counted"
    count: HeadCount


class MarkBranch(Message):
    """Note that everybody of a unit and of the units below it is there (``room_id`` null: remote).

    Who was noted in any way before (there, left, absent) is left alone.
    """

    name: Literal["mark_branch"] = "mark_branch"
    unit_id: str
    room_id: str | None = None


class CountRoom(Message):
    """Enter how many people sit in a room, or correct it."""

    name: Literal["count_room"] = "count_room"
    room_id: str
    people: int = Field(ge=0, le=100_000)
