"""For how long one may speak in a questioning of a body: rules with dates, beside those for its speeches."""

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
from meetings.questioning.models import QuestionRule


@dataclass(frozen=True, slots=True)
class QuestionTimes:
    """What is typed: seconds to put a question, to answer it, to take it further (none: no limit), and the source."""

    question_s: int | None
    answer_s: int | None
    follow_up_s: int | None
    source: str


def question_rules_of(unit: Unit) -> QuerySet[QuestionRule]:
    """Return the body's own rules, the newest first."""
    return QuestionRule.objects.filter(unit=unit).order_by("-valid_from")


def general_question_rule(day: date) -> QuestionRule | None:
    """Return what holds on a day for every body without a rule of its own."""
    there = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return QuestionRule.objects.filter(there, unit__isnull=True, valid_from__lte=day).order_by("-valid_from").first()


def question_words(rule: QuestionRule) -> str:
    """Return the times of a rule for the page, in its reader's language."""
    return _("nêu chất vấn: %(question)s; trả lời: %(answer)s; hỏi lại, tranh luận: %(follow_up)s") % {
        "question": _length(rule.question_s),
        "answer": _length(rule.answer_s),
        "follow_up": _length(rule.follow_up_s),
    }


def set_question_rule(*, actor: Actor, unit_id: UUID, times: QuestionTimes, on: date) -> QuestionRule:
    """Let a rule hold from a day to come; the one before ends the day before, one of the same day is replaced."""
    keeper = keeper_for(actor)
    unit = get_unit_for(keeper, unit_id)
    refuse_past_day(on)
    if not times.source.strip():
        raise BadInput(_("Hãy ghi căn cứ, thí dụ: Nội quy kỳ họp Hội đồng nhân dân, Điều 12."), code="source_missing")
    with transaction.atomic():
        last = make_room(QuestionRule.objects.select_for_update().filter(unit=unit), on)
        rule = QuestionRule.objects.create(
            unit=unit,
            question_s=times.question_s,
            answer_s=times.answer_s,
            follow_up_s=times.follow_up_s,
            source=times.source.strip(),
            valid_from=on,
            valid_to=last,
        )
        words = f"nêu {_kept(rule.question_s)}, trả lời {_kept(rule.answer_s)}, hỏi lại {_kept(rule.follow_up_s)}"
        note(keeper, unit, f"Thời gian chất vấn của {unit.name} từ {on:%d/%m/%Y}: {words}; căn cứ: {rule.source}")
    return rule


def _length(seconds: int | None) -> str:
    if seconds is None:
        return _("không giới hạn")
    return (
        _("%(count)s phút") % {"count": seconds // 60}
        if seconds % 60 == 0
        else _("%(count)s giây") % {"count": seconds}
    )


def _kept(seconds: int | None) -> str:
    """The log of the register is kept in Vietnamese, whoever writes it."""
    return f"{seconds} giây" if seconds else "không giới hạn"
