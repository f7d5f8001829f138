"""Reads of what the big screens are pinned to."""

from meetings.agenda.models import Meeting
from meetings.contracts.screens import Pin, ScreenView
from meetings.screens.models import ScreenPin


def pins_state(meeting: Meeting) -> tuple[Pin, ...]:
    """Return what the screens of a meeting are pinned to, as pages show it."""
    return tuple(
        Pin(
            room_id=str(pin.room_id) if pin.room_id else None,
            view=ScreenView(pin.view),
            paper_id=str(pin.paper_id) if pin.paper_id else None,
            page=pin.page,
        )
        for pin in ScreenPin.objects.filter(meeting=meeting)
    )
