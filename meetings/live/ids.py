"""Ids and moments as pages write them."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.core.errors import BadInput, NotFound


def read_id(text: str) -> UUID:
    """Read an id that came from a page; an unreadable one is simply not there."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(_("Không tìm thấy nội dung này. Hãy tải lại trang.")) from error


def read_moment(text: str) -> datetime:
    """Read a moment with its offset that came from a page."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(_("Hãy chọn ngày và giờ.")) from error
    if moment.utcoffset() is None:
        raise BadInput(_("Hãy chọn ngày và giờ."))
    return moment
