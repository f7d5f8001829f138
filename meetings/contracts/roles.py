"""Who somebody is in one meeting."""

from enum import StrEnum


class Role(StrEnum):
    """A person's role in one meeting (the same person may have another role in another meeting)."""

    CHAIR = "chair"
    PRESIDIUM = "presidium"
    """Sits beside the chair and may be given the conduct of the sitting."""
    SECRETARY = "secretary"
    DELEGATE = "delegate"
    ALTERNATE = "alternate"
    """An alternate member (dự khuyết): speaks; votes only where the body's rule says so."""
    GUEST = "guest"
    OBSERVER = "observer"
    TECHNICIAN = "technician"
    INTERPRETER = "interpreter"
    COUNTING_TEAM = "counting_team"
    """A delegate who watches over the counting of votes."""
    AUDITOR = "auditor"
    """Sees the meeting and its record and changes nothing."""
    ROOM = "room"
    """A room kiosk: a device without a personal account."""
