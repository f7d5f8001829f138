"""What the big screens were pinned to, in words, for the journal."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from meetings.contracts.events import ScreensPinned
from meetings.contracts.screens import ScreenView


def pinned_words(payload: ScreensPinned, names: Mapping[str, str]) -> str:
    """Return what the technician did; ``names``: of rooms by id."""
    room = names.get(payload.room_id, "…") if payload.room_id else _("mọi phòng")
    pin = next((one for one in payload.pins if one.room_id == payload.room_id), None)
    if pin is None:
        return _("Kỹ thuật thôi ghim màn hình lớn: %(room)s") % {"room": room}
    return _("Kỹ thuật ghim màn hình lớn: %(room)s, %(view)s") % {"room": room, "view": _view_words(pin.view)}


def _view_words(view: ScreenView) -> str:
    return {
        ScreenView.SITTING: _("theo cuộc họp"),
        ScreenView.SPEAKER: _("người nói"),
        ScreenView.HALL: _("hội trường và người nói"),
        ScreenView.GRID: _("lưới hình"),
        ScreenView.PAPER: _("tài liệu"),
        ScreenView.ITEM: _("mục đang bàn"),
        ScreenView.VOTE: _("biểu quyết"),
        ScreenView.AGENDA: _("chương trình"),
        ScreenView.BREAK: _("giải lao"),
    }[view]
