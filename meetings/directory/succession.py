"""Rules of a body that follow each other by date: each holds from a day to come until the day before the next."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from meetings.core.errors import BadInput
from meetings.directory.units import today
from meetings.questioning.models import QuestionRule
from meetings.speaking.models import SpeechRule


def refuse_past_day(on: date) -> None:
    """Refuse a rule from today or earlier: meetings that sit, or have sat, keep the rule that they began with."""
    if on <= today():
        raise BadInput(
            _("Quy định mới phải có hiệu lực từ ngày mai trở đi: cuộc họp đang diễn ra giữ quy định cũ."),
            code="day_past",
        )


def make_room(rules: QuerySet[SpeechRule] | QuerySet[QuestionRule], on: date) -> date | None:
    """Let a body's rules make room for one from a day on; returns its last day (None: it lasts).

    ``rules`` have ``valid_from`` and ``valid_to``. The one before ends the day before, one of the same day is deleted.
    """
    rules.filter(valid_from=on).delete()
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    rules.filter(lasting, valid_from__lt=on).update(valid_to=on - timedelta(days=1))
    begins = rules.filter(valid_from__gt=on).order_by("valid_from").values_list("valid_from", flat=True).first()
    return begins - timedelta(days=1) if begins else None
