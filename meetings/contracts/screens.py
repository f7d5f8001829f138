"""What the rooms' big screens are pinned to; part of the meeting's state."""

from enum import StrEnum

from meetings.contracts.base import Sent


class ScreenView(StrEnum):
    """What a technician can pin a big screen to."""

    SITTING = "sitting"
    """Follows the sitting, whatever the screens of other rooms are pinned to."""
    SPEAKER = "speaker"
    HALL = "hall"
    """The main room beside whoever speaks."""
    GRID = "grid"
    PAPER = "paper"
    ITEM = "item"
    VOTE = "vote"
    """The vote that is open, or the last result."""
    AGENDA = "agenda"
    BREAK = "break"
    CHECK_IN = "check_in"
    """The code by which people check in at this screen."""
    SEATING = "seating"
    """Who sits where in this room, and who has come."""


class Pin(Sent):
    """A big screen that does not follow the sitting. While there is nothing to show of its view, it follows."""

    room_id: str | None
    """Null: every room that has no pin of its own."""
    view: ScreenView
    paper_id: str | None = None
    """Of the view ``paper``."""
    page: int = 1
