"""The journal's words for absences and head counts (``journal_words``)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from meetings.contracts.attendance import UNEXCUSED, RoomCounted
from meetings.contracts.events import AbsenceNoted

if TYPE_CHECKING:
    from meetings.live.journal_words import Telling


def _absence(telling: "Telling", payload: AbsenceNoted) -> str:
    name = telling.names.get(payload.person_id, "…")
    if payload.absence is None:
        return _("Bỏ ghi lý do vắng: %(name)s") % {"name": name}
    if payload.absence.ground == UNEXCUSED:
        return _("Ghi vắng không lý do: %(name)s") % {"name": name}
    return _("Ghi lý do vắng: %(name)s, %(ground)s") % {"name": name, "ground": payload.absence.said}


def _counted(telling: "Telling", payload: RoomCounted) -> str:
    room, key = telling.names.get(payload.count.room_id, "…"), f"heads:{payload.count.room_id}"
    before, now = telling.told.get(key), str(payload.count.people)
    telling.note(key, now)
    if before is None:
        return _("Ghi số người tại %(room)s: %(people)s") % {"room": room, "people": now}
    return _("Sửa số người tại %(room)s: %(before)s thành %(people)s") % {"room": room, "before": before, "people": now}


ROLL_WORDS: dict[type, Callable[[Any, Any], str]] = {AbsenceNoted: _absence, RoomCounted: _counted}


def roll_kinds() -> dict[str, str]:
    """Return what the kinds of events of the roll call are called."""
    return {
        "absence_noted": _("Ghi lý do vắng của một người"),
        "room_counted": _("Ghi số người tại một điểm cầu"),
    }
