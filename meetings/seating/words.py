"""Seats as people say them."""

from django.utils import translation
from django.utils.translation import gettext as _

from meetings.contracts.seating import PRESIDIUM


def seat_words(seat: str) -> str:
    """Return «Hàng B, ghế 12» or «Bàn chủ tọa, ghế 3», in the reader's language."""
    row = seat.rstrip("0123456789")
    number = seat[len(row) :]
    if row == PRESIDIUM:
        return _("Bàn chủ tọa, ghế %(number)s") % {"number": number}
    return _("Hàng %(row)s, ghế %(number)s") % {"row": row, "number": number}


def seat_words_vi(seat: str) -> str:
    """Return the same in Vietnamese, for paper."""
    with translation.override("vi"):
        return seat_words(seat)
