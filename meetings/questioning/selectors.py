"""Reads of a questioning."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting, Participation
from meetings.contracts.floor import SpeechKind
from meetings.contracts.questions import Exchange, QuestionState
from meetings.contracts.questions import FollowUp as FollowUpState
from meetings.contracts.questions import Question as QuestionWire
from meetings.contracts.questions import QuestionRule as RuleState
from meetings.core import clock
from meetings.core.clock import iso
from meetings.questioning.models import FollowUp, Question, QuestionRule
from meetings.speaking.models import Turn
from meetings.speaking.selectors import clock_of


def question_rule(meeting: Meeting, on: date) -> QuestionRule:
    """Return the rule in force on a day: the body's own before the general one, the newest first."""
    rules = QuestionRule.objects.filter(Q(unit=meeting.unit_id) | Q(unit__isnull=True), valid_from__lte=on)
    in_force = rules.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return min(in_force, key=lambda rule: (rule.unit_id is None, -rule.valid_from.toordinal()))


def question_rule_of(meeting: Meeting) -> QuestionRule:
    """Return the rule of a meeting: the one in force on its day."""
    return question_rule(meeting, clock.local_date(meeting.starts_at))


def question_rule_state(meeting: Meeting) -> RuleState:
    """Return the body's rule as pages show it."""
    rule = question_rule_of(meeting)
    return RuleState(
        question_s=rule.question_s, answer_s=rule.answer_s, follow_up_s=rule.follow_up_s, source=rule.source
    )


def limit_of_turn(meeting: Meeting, kind: SpeechKind) -> int | None:
    """Return for how many seconds a turn of a questioning may last; null: no limit."""
    rule = question_rule_of(meeting)
    limits = {
        SpeechKind.QUESTION: rule.question_s,
        SpeechKind.ANSWER: rule.answer_s,
        SpeechKind.FOLLOW_UP: rule.follow_up_s,
    }
    return limits[kind]


def questions_of(meeting: Meeting) -> QuerySet[Question]:
    """Return the questions of a meeting in their order, with whom they concern."""
    raised = FollowUp.objects.filter(ended_at__isnull=True).select_related("person__unit")
    questions = Question.objects.filter(meeting=meeting).select_related("person__unit", "to__unit")
    return questions.prefetch_related(Prefetch("follow_ups", queryset=raised, to_attr="raised"))


def questions_state(meeting: Meeting) -> tuple[QuestionWire, ...]:
    """Return every question as pages show it."""
    questions = list(questions_of(meeting))
    if not questions:
        return ()
    turns: dict[UUID | None, list[Turn]] = defaultdict(list)
    for turn in _turns(meeting, [question.id for question in questions]):
        turns[turn.question_id].append(turn)
    titles = _titles(meeting, questions)
    return tuple(_state(question, turns[question.id], titles) for question in questions)


def one_question_state(meeting: Meeting, question_id: UUID) -> QuestionWire:
    """Return one question as pages show it, read anew."""
    question = questions_of(meeting).get(id=question_id)
    return _state(question, _turns(meeting, [question_id]), _titles(meeting, [question]))


def turn_kinds(question: Question) -> list[SpeechKind]:
    """Return the kinds of turns that a question has had, the running one too."""
    turns = Turn.objects.filter(meeting_id=question.meeting_id, question_id=question.id)
    return [SpeechKind(kind) for kind in turns.values_list("kind", flat=True)]


def _turns(meeting: Meeting, ids: Iterable[UUID]) -> QuerySet[Turn]:
    turns = Turn.objects.filter(meeting=meeting, question_id__in=list(ids))
    return turns.select_related("person").order_by("number")


def _titles(meeting: Meeting, questions: Iterable[Question]) -> dict[UUID, str]:
    """Return position or unit of the people concerned, as they were when the meeting closed."""
    people = {person_id for question in questions for person_id in (question.person_id, question.to_id)}
    places = Participation.objects.filter(meeting=meeting, person_id__in=people).select_related("person__unit")
    return {place.person_id: place.title or place.unit_name for place in places if place.person_id}


def _state(question: Question, turns: Iterable[Turn], titles: dict[UUID, str]) -> QuestionWire:
    raised: list[FollowUp] = question.raised  # type: ignore[attr-defined]  # prefetched by questions_of
    return QuestionWire(
        id=str(question.id),
        number=question.number,
        item_id=str(question.item_id),
        person_id=str(question.person_id),
        name=question.person.full_name,
        detail=titles.get(question.person_id) or _detail_of(question.person),
        to_id=str(question.to_id),
        to_name=question.to.full_name,
        to_detail=titles.get(question.to_id) or _detail_of(question.to),
        subject=question.subject,
        text=question.text,
        paper_id=str(question.paper_id) if question.paper_id else None,
        at=iso(question.asked_at),
        state=QuestionState(question.state),
        reason=question.reason,
        exchanges=tuple(_exchange(turn, turn.person) for turn in turns if turn.person),
        follow_ups=tuple(_follow_up(one) for one in raised),
    )


def _exchange(turn: Turn, person: Person) -> Exchange:
    return Exchange(
        turn_id=str(turn.id),
        kind=SpeechKind(turn.kind),
        person_id=str(person.id),
        name=person.full_name,
        seconds=clock_of(turn).spoken(turn.ended_at) if turn.ended_at else None,
    )


def _follow_up(one: FollowUp) -> FollowUpState:
    return FollowUpState(
        id=str(one.id), person_id=str(one.person_id), name=one.person.full_name, detail=_detail_of(one.person)
    )


def _detail_of(person: Person) -> str:
    """Return position or unit of somebody, also after he was taken from the meeting."""
    return person.title or (person.unit.name if person.unit else "")
