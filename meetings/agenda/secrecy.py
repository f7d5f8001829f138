"""How secret meetings and their papers may be: the levels in order, what this installation takes, and the marks."""

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.agenda.models import Meeting
from meetings.contracts.state import Secrecy
from meetings.core.errors import BadInput

NAMES = {
    Secrecy.NONE: gettext_lazy("Không mật"),
    Secrecy.MAT: gettext_lazy("Mật"),
    Secrecy.TOI_MAT: gettext_lazy("Tối mật"),
    Secrecy.TUYET_MAT: gettext_lazy("Tuyệt mật"),
}
"""The levels, rising, by the words in which they are chosen."""
_RISING = tuple(NAMES)

secrecy_checks: list[Callable[[Meeting, Secrecy], None]] = []
"""What else must hold before a meeting gets another level; each may raise. Other apps add theirs."""


def exceeds(level: str, other: str) -> bool:
    """Tell whether a level is above another one."""
    return _RISING.index(Secrecy(level)) > _RISING.index(Secrecy(other))


def is_accepted(level: str) -> bool:
    """Tell whether this installation may hold anything of that level (setting ``HIGHEST_SECRECY``)."""
    return not exceeds(level, settings.HIGHEST_SECRECY)


def is_secret(level: str) -> bool:
    """Tell whether a level is above «không mật»."""
    return level != Secrecy.NONE


def accepted_words() -> str:
    """Return what this installation takes, as it stands behind a noun."""
    if settings.HIGHEST_SECRECY == Secrecy.NONE:
        return _("không mật")
    return _("đến độ %(level)s") % {"level": NAMES[Secrecy(settings.HIGHEST_SECRECY)]}


def check_level(level: str) -> Secrecy:
    """Return the level of a meeting, or refuse one that was not chosen or is above what this installation takes."""
    if level not in set(Secrecy):
        raise BadInput(_("Hãy chọn độ mật của cuộc họp."), code="no_level")
    if not is_accepted(level):
        raise BadInput(
            _(
                "Hệ thống này chỉ được nhận cuộc họp %(accepted)s nên chưa lưu gì. Hãy tổ chức cuộc họp này ngoài hệ "
                "thống, theo quy định về bảo vệ bí mật nhà nước; không ghi tên hay nội dung của nó vào đây."
            )
            % {"accepted": accepted_words()},
            code="too_secret",
        )
    return Secrecy(level)
