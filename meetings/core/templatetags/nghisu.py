"""Words and small parts that templates share."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.contracts.roles import Role
from meetings.core import clock

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Return ``<ns-icon>``: decoration only, the word beside it carries the meaning."""
    return format_html('<ns-icon name="{}" class="{}" aria-hidden="true"></ns-icon>', name, css)


@register.filter
def secrecy_mark(level: str) -> str:
    """Return the official mark of a secrecy level, in Vietnamese in every language as on paper; empty: none."""
    return {"mat": "MẬT", "toi_mat": "TỐI MẬT", "tuyet_mat": "TUYỆT MẬT"}.get(level, "")


def weekday(moment: datetime) -> str:
    """Return the day of the week as official letters write it (Django's Vietnamese has «Thứ 2»)."""
    names = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ Nhật"))
    return names[moment.weekday()]


@register.filter
def day(moment: datetime) -> str:
    """Write a day: «Thứ Hai, 23/11/2026»."""
    local = timezone.localtime(moment)
    return f"{weekday(local)}, {local:%d/%m/%Y}"


@register.filter
def short_day(moment: datetime) -> str:
    """Write a day of the weeks around now: «Thứ Hai, 23/11»; another year is named."""
    local = timezone.localtime(moment)
    same_year = local.year == timezone.localtime(clock.now()).year
    return f"{weekday(local)}, {local:%d/%m}" if same_year else day(moment)


@register.filter
def hour(moment: datetime) -> str:
    """Write a time of day: «14:05»."""
    return f"{timezone.localtime(moment):%H:%M}"


@register.filter
def minutes(count: int) -> str:
    """Write a length: «45 phút», «2 giờ», «2 giờ 30 phút»."""
    hours, rest = divmod(int(count), 60)
    words = []
    if hours:
        words.append(ngettext("%(n)s giờ", "%(n)s giờ", hours) % {"n": hours})
    if rest or not hours:
        words.append(ngettext("%(n)s phút", "%(n)s phút", rest) % {"n": rest})
    return " ".join(words)


@register.filter
def length_of(span: timedelta) -> str:
    """Write the length of a meeting."""
    return minutes(int(span.total_seconds() // 60))


@register.filter
def role_name(role: str) -> str:
    """Return what a role is called."""
    return role_names()[Role(role)]


def role_names() -> dict[Role, str]:
    """Return what the roles are called in the language of the page."""
    return {
        Role.CHAIR: _("Chủ trì"),
        Role.PRESIDIUM: _("Đoàn chủ tịch"),
        Role.SECRETARY: _("Thư ký"),
        Role.DELEGATE: _("Đại biểu"),
        Role.ALTERNATE: _("Dự khuyết"),
        Role.GUEST: _("Khách mời"),
        Role.OBSERVER: _("Dự thính"),
        Role.TECHNICIAN: _("Kỹ thuật"),
        Role.INTERPRETER: _("Phiên dịch"),
        Role.COUNTING_TEAM: _("Tổ kiểm phiếu"),
        Role.AUDITOR: _("Kiểm tra, giám sát"),
        Role.ROOM: _("Điểm cầu"),
    }
