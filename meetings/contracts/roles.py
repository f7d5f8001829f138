"""Who somebody is in one meeting."""

from enum import StrEnum


class Role(StrEnum):
    """A person's role in one meeting (the same person may have another role in another meeting)."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    DELEGATE = "delegate"
    GUEST = "guest"
    OBSERVER = "observer"
    TECHNICIAN = "technician"
    ROOM = "room"
    """A room kiosk: a device without a personal account."""
