"""Rules of a body that follow each other by date: each holds from a day to come until the day before the next."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from meetings.attendance.models import QuorumRule
from meetings.core.errors import BadInput, BadState
from meetings.directory.units import ONE_DAY, today
from meetings.questioning.models import QuestionRule
from meetings.speaking.models import SpeechRule
from meetings.voting.models import MajorityRule

DatedRules = QuerySet[SpeechRule] | QuerySet[QuestionRule] | QuerySet[QuorumRule] | QuerySet[MajorityRule]


def refuse_past_day(on: date) -> None:
    """Refuse a rule from today or earlier: meetings that sit, or have sat, keep the rule that they began with."""
    if on <= today():
        raise BadInput(
            _("Quy định mới phải có hiệu lực từ ngày mai trở đi: cuộc họp đang diễn ra giữ quy định cũ."),
            code="day_past",
        )


def make_room(rules: DatedRules, on: date, until: date | None = None) -> date | None:
    """Let a body's rules make room for one from a day on; returns its last day (None: it lasts).

    ``rules`` have ``valid_from`` and ``valid_to``. The one before ends the day before, one of the same day is deleted.
    ``until``: the last day that was asked for; it may not reach into the next rule.
    """
    begins = rules.filter(valid_from__gt=on).order_by("valid_from").values_list("valid_from", flat=True).first()
    if until is not None and until < on:
        raise BadInput(_("Ngày hết hiệu lực phải từ ngày bắt đầu trở đi."), code="ends_before_it_begins")
    if until is not None and begins is not None and until >= begins:
        raise BadInput(
            _("Trùng thời gian: từ ngày %(day)s đã có quy định khác. Hãy chọn ngày hết hiệu lực trước ngày ấy.")
            % {"day": f"{begins:%d/%m/%Y}"},
            code="rules_overlap",
        )
    rules.filter(valid_from=on).delete()
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    rules.filter(lasting, valid_from__lt=on).update(valid_to=on - ONE_DAY)
    return until or (begins - ONE_DAY if begins else None)


def end_before(rule: QuorumRule | MajorityRule, on: date) -> None:
    """Let a rule hold no longer from a day to come; one that would begin only then never was."""
    refuse_past_day(on)
    if rule.valid_to is not None and rule.valid_to < on:
        raise BadState(
            _("Quy định này đã hết hiệu lực từ sau ngày %(day)s.") % {"day": f"{rule.valid_to:%d/%m/%Y}"},
            code="rule_over",
        )
    if rule.valid_from >= on:
        rule.delete()
        return
    rule.valid_to = on - ONE_DAY
    rule.save(update_fields=["valid_to"])
