"""How long one may speak in the meetings of a body: rules with dates, entered by whoever keeps its part."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from meetings.accounts.models import Unit
from meetings.core.actor import Actor
from meetings.core.errors import BadInput
from meetings.directory.log import note
from meetings.directory.scope import get_unit_for, keeper_for
from meetings.directory.succession import make_room, refuse_past_day
from meetings.speaking.models import SpeechRule


@dataclass(frozen=True, slots=True)
class SpeechTimes:
    """What is typed: minutes for a speech and for a point of order (none: no limit), the warning's seconds, source."""

    limit_min: int | None
    order_min: int | None
    warn_s: int
    source: str


def rules_of(unit: Unit) -> QuerySet[SpeechRule]:
    """Return the body's own rules, the newest first."""
    return SpeechRule.objects.filter(unit=unit).order_by("-valid_from")


def general_words(day: date) -> str:
    """Return what holds on a day for every body without a rule of its own."""
    there = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    found = SpeechRule.objects.filter(there, unit__isnull=True, valid_from__lte=day).order_by("-valid_from").first()
    return speech_words(found) if found else ""


def speech_words(rule: SpeechRule) -> str:
    """Return the times of a rule for the page, in its reader's language."""

    def length(seconds: int | None) -> str:
        return _("%(count)s phút") % {"count": seconds // 60} if seconds else _("không giới hạn")

    return _("phát biểu: %(limit)s; ý kiến về thủ tục: %(order)s; báo trước %(warn)s giây") % {
        "limit": length(rule.limit_s),
        "order": length(rule.order_s),
        "warn": rule.warn_s,
    }


def set_speech_rule(*, actor: Actor, unit_id: UUID, times: SpeechTimes, on: date) -> SpeechRule:
    """Let a rule hold from a day to come; the one before ends the day before, one of the same day is replaced.

    Never from today: meetings that sit, or have sat, keep the rule that they began with.
    """
    keeper = keeper_for(actor)
    unit = get_unit_for(keeper, unit_id)
    refuse_past_day(on)
    if not times.source.strip():
        raise BadInput(_("Hãy ghi căn cứ, thí dụ: Quy chế làm việc số 05-QC/TU, Điều 12."), code="source_missing")
    with transaction.atomic():
        last = make_room(SpeechRule.objects.select_for_update().filter(unit=unit), on)
        rule = SpeechRule.objects.create(
            unit=unit,
            limit_s=times.limit_min * 60 if times.limit_min else None,
            order_s=times.order_min * 60 if times.order_min else None,
            warn_s=times.warn_s,
            source=times.source.strip(),
            valid_from=on,
            valid_to=last,
        )
        note(keeper, unit, f"Thời gian phát biểu của {unit.name} từ {on:%d/%m/%Y}: {_words(times)}")
    return rule


def _words(times: SpeechTimes) -> str:
    def length(minutes: int | None) -> str:
        return f"{minutes} phút" if minutes else "không giới hạn"

    return (
        f"phát biểu {length(times.limit_min)}, ý kiến thủ tục {length(times.order_min)}, "
        f"báo trước {times.warn_s} giây; căn cứ: {times.source.strip()}"
    )
