"""The journal's events about seats in words (``journal_words``)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from meetings.contracts.events import SeatingChanged

if TYPE_CHECKING:
    from meetings.live.journal_words import Telling


def seating_words(_telling: "Telling", payload: SeatingChanged) -> str:
    """Return what happened to the seats."""
    words = {
        "published": _("Công bố sơ đồ chỗ ngồi: %(count)s người, %(room)s"),
        "changed": _("Công bố lại sơ đồ chỗ ngồi: %(count)s người, %(room)s"),
    }
    return words[payload.act] % {"count": len(payload.seating.places), "room": payload.seating.room}
