"""Coming, moving, leaving, coming back: what each changes in a person's place. No journal, no count."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from meetings.agenda.models import Participation

Move = Literal["came", "moved", "left", "back"]
MOVED_FIELDS = ("present", "seated_in", "checked_in_at", "left_at")
"""Fields of a place that a move changes."""


def arrive(place: Participation, room_id: UUID | None, now: datetime) -> Move:
    """Note that a person is there, in a room (None: remote); who comes back keeps the time of his first arrival."""
    move: Move = "moved" if place.present else "back" if place.checked_in_at else "came"
    place.present, place.seated_in_id, place.left_at = True, room_id, None
    place.checked_in_at = place.checked_in_at or now
    return move


def depart(place: Participation, now: datetime) -> Move:
    """Note that a person left; where he sat stays known."""
    place.present, place.left_at = False, now
    return "left"
