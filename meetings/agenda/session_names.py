"""What a session is called: «Buổi sáng», with its day where there are several, with its hour where two are alike."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

NOON, EVENING = 12, 18


class Part(StrEnum):
    """A part of a day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


def part_of(at: datetime) -> Part:
    """Return the part of the day in which a session begins; ``at`` in the installation's zone."""
    return Part.MORNING if at.hour < NOON else Part.AFTERNOON if at.hour < EVENING else Part.EVENING


def session_name(starts_at: datetime, starts: Sequence[datetime]) -> str:
    """Return the name of the session that begins at ``starts_at`` among those of its meeting."""
    mine = timezone.localtime(starts_at)
    others = [timezone.localtime(start) for start in starts]
    words = {
        Part.MORNING: _("Buổi sáng"),
        Part.AFTERNOON: _("Buổi chiều"),
        Part.EVENING: _("Buổi tối"),
    }
    name = words[part_of(mine)]
    if len({other.date() for other in others}) > 1:
        name = _("%(part)s %(day)s") % {"part": name, "day": f"{mine:%d/%m}"}
    alike = [other for other in others if (other.date(), part_of(other)) == (mine.date(), part_of(mine))]
    if len(alike) > 1:
        name = _("%(name)s (từ %(hour)s)") % {"name": name, "hour": f"{mine:%H:%M}"}
    return name
