"""Writes of a questioning. Each is one official act; its turns are turns of the one floor (``speaking``)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.agenda.models import Item, Meeting, Participation
from meetings.agenda.selectors import current_item, get_item_for, get_meeting_for, get_place_for
from meetings.agenda.sitting import act_in_session
from meetings.contracts.questions import QuestionChanged, QuestionsOrdered, QuestionState
from meetings.contracts.state import ItemKind, ItemStatus, MeetingStatus
from meetings.core import journal
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.journal import Act
from meetings.core.permissions import Permission
from meetings.documents.models import Paper, PaperStatus
from meetings.questioning.models import FollowUp, Question
from meetings.questioning.rules import TAKEN_FURTHER, TURNS, Step, after, reordered
from meetings.questioning.selectors import limit_of_turn, one_question_state, turn_kinds
from meetings.speaking.selectors import current_turn, rule_of
from meetings.speaking.services import begin_turn, refuse_absent, turn_of_person

Told = Literal[
    "registered", "put", "answer", "follow_up", "accepted", "in_writing", "withdrawn", "hand_up", "hand_down"
]
TOLD: dict[Step, Told] = {
    Step.PUT: "put",
    Step.ANSWER: "answer",
    Step.FOLLOW_UP: "follow_up",
    Step.ACCEPT: "accepted",
    Step.WRITE: "in_writing",
    Step.WITHDRAW: "withdrawn",
}
LIVING = frozenset({MeetingStatus.CONVENED, MeetingStatus.OPEN})


@dataclass(frozen=True, slots=True)
class QuestionText:
    """What is handed in: to whom, about what, perhaps in full and with a paper."""

    to_id: UUID
    subject: str
    text: str = ""
    paper_id: UUID | None = None


def ask_question(*, actor: Actor, meeting_id: UUID, item_id: UUID, text: QuestionText) -> int:
    """Hand in a question, once the meeting is convened and until its item is over."""
    get_meeting_for(actor, meeting_id, Permission.ASK_QUESTION)
    with journal.act(meeting_id=meeting_id, actor=actor) as act:
        place = get_place_for(actor, meeting_id, Permission.ASK_QUESTION)
        if place.meeting.status not in LIVING:
            raise BadState(_("Chỉ đặt chất vấn khi cuộc họp đã triệu tập và chưa bế mạc."), code="not_in_session")
        return _register(act, place.meeting, place.participation, item_id, text)


def register_question(*, actor: Actor, meeting_id: UUID, item_id: UUID, person_id: UUID, text: QuestionText) -> int:
    """Enter a question that a delegate handed in on paper (secretary, on the page of preparation)."""
    get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    with journal.act(meeting_id=meeting_id, actor=actor) as act:
        meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
        if meeting.status == MeetingStatus.CLOSED:
            raise BadState(_("Cuộc họp đã bế mạc nên không nhận thêm chất vấn."), code="meeting_closed")
        place = Participation.objects.filter(meeting=meeting, person_id=person_id).first()
        if place is None:
            raise NotFound(_("Đại biểu này không có trong thành phần cuộc họp."))
        return _register(act, meeting, place, item_id, text)


def withdraw_question(*, actor: Actor, meeting_id: UUID, question_id: UUID) -> int:
    """Withdraw one's own question; the chair may withdraw anybody's, by his wish."""
    with act_in_session(actor, meeting_id, Permission.WITHDRAW_QUESTION) as (act, meeting):
        question = _question(meeting, question_id)
        if question.person_id != actor.id and not _conducts(actor, meeting):
            raise Refused(_("Đồng chí chỉ rút được chất vấn của mình."))
        turn = current_turn(meeting)
        if turn and turn.question_id == question.id:
            raise BadState(_("Đang có người nói về chất vấn này. Hãy kết thúc lượt nói trước."), code="turn_open")
        return _step(act, question, Step.WITHDRAW)


def ask_follow_up(*, actor: Actor, meeting_id: UUID, question_id: UUID) -> int:
    """Raise a hand to take a question further; one hand per person and question."""
    with act_in_session(actor, meeting_id, Permission.ASK_FOLLOW_UP) as (act, meeting):
        place = get_place_for(actor, meeting_id, Permission.ASK_FOLLOW_UP).participation
        asker = _asker(place)
        refuse_absent(place)
        question = _question(meeting, question_id)
        if question.state not in TAKEN_FURTHER:
            raise BadState(
                _("Chất vấn này chưa được nêu hoặc đã khép lại nên chưa hỏi lại, tranh luận được."), code="not_put"
            )
        if FollowUp.objects.filter(question=question, person=asker, ended_at__isnull=True).exists():
            raise BadState(_("Đồng chí đã đăng ký và đang trong danh sách chờ."), code="already_asked")
        FollowUp.objects.create(question=question, person=asker, number=act.next_number)
        return _record(act, question, "hand_up")


def withdraw_follow_up(*, actor: Actor, meeting_id: UUID, follow_up_id: UUID) -> int:
    """Lower one's own hand; the chair may lower anybody's."""
    with act_in_session(actor, meeting_id, Permission.WITHDRAW_FOLLOW_UP) as (act, meeting):
        found = FollowUp.objects.filter(question__meeting=meeting, id=follow_up_id, ended_at__isnull=True)
        hand = found.select_related("question").first()
        if hand is None:
            raise NotFound(_("Đăng ký này không còn trong danh sách chờ."))
        if hand.person_id != actor.id and not _conducts(actor, meeting):
            raise Refused(_("Đồng chí chỉ rút được đăng ký của mình."))
        hand.ended_at = act.at
        hand.save(update_fields=["ended_at"])
        return _record(act, hand.question, "hand_down")


def give_question_floor(
    *, actor: Actor, meeting_id: UUID, question_id: UUID, step: Step, person_id: UUID | None = None
) -> int:
    """Give the floor to the asker, to who answers, or to who takes the question further; ``None``: the usual one."""
    with act_in_session(actor, meeting_id, Permission.GIVE_QUESTION_FLOOR) as (act, meeting):
        question = _question(meeting, question_id)
        item = current_item(meeting)
        if item is None or item.id != question.item_id:
            raise BadState(_("Hãy mở mục chất vấn này rồi mời."), code="item_not_open")
        with _stepping(question, step):
            turn = turn_of_person(meeting, _speaker(question, step, person_id), TURNS[step])
            turn.item, turn.question_id, turn.warn_s = item, question.id, rule_of(meeting).warn_s
            turn.limit_s = limit_of_turn(meeting, TURNS[step])
            begin_turn(act, turn)
        if step == Step.FOLLOW_UP:
            raised = FollowUp.objects.filter(question=question, person=turn.person, ended_at__isnull=True)
            raised.update(ended_at=act.at)
        return _record(act, question, TOLD[step])


def settle_question(*, actor: Actor, meeting_id: UUID, question_id: UUID, step: Step, reason: str = "") -> int:
    """Say that a question counts as answered, or that it is answered in writing, with the reason."""
    with act_in_session(actor, meeting_id, Permission.SETTLE_QUESTION) as (act, meeting):
        question = _question(meeting, question_id)
        if step == Step.WRITE:
            question.reason = reason.strip()
            if not question.reason:
                raise BadInput(_("Hãy ghi lý do trả lời bằng văn bản. Lý do được ghi vào biên bản."), code="no_reason")
        return _step(act, question, step)


def move_question(*, actor: Actor, meeting_id: UUID, question_id: UUID, before_id: UUID | None) -> int:
    """Put a question that waits before another one of its item, or last of those that wait."""
    with act_in_session(actor, meeting_id, Permission.MOVE_QUESTION) as (act, meeting):
        question = _question(meeting, question_id)
        waiting = {str(one.id): one for one in Question.objects.filter(item=question.item, state=QuestionState.WAITING)}
        named = {str(one) for one in (question_id, before_id) if one is not None}
        if not named <= set(waiting):
            raise BadState(_("Chỉ sắp lại các chất vấn đang chờ nêu của cùng một mục."), code="not_waiting")
        before = str(before_id) if before_id else None
        order = tuple(waiting) if question_id == before_id else reordered(list(waiting), str(question_id), before)
        if order == tuple(waiting):
            raise BadState(_("Thứ tự chất vấn không đổi."), code="same_order")
        places = sorted(one.position for one in waiting.values())
        for id_, position in zip(order, places, strict=True):
            waiting[id_].position = position
        Question.objects.bulk_update(waiting.values(), ["position"])
        return act.record(QuestionsOrdered(question_ids=order))


def end_follow_ups(act: Act, meeting: Meeting, person_id: UUID | None = None) -> None:
    """Lower the hands of a person who leaves, or of everybody when the sitting closes."""
    raised = FollowUp.objects.filter(question__meeting=meeting, ended_at__isnull=True)
    raised = raised.filter(person_id=person_id) if person_id else raised
    questions = list(Question.objects.filter(id__in=raised.values("question_id")))
    raised.update(ended_at=act.at)
    for question in questions:
        _record(act, question, "hand_down")


def refuse_with_questions(item: Item) -> None:
    """Raise ``BadState`` for an item to which questions were handed in: they stay in the record."""
    count = Question.objects.filter(item=item).count()
    if count:
        raise BadState(
            _("Mục này đã có %(count)s chất vấn nên phải giữ là mục chất vấn trong chương trình.") % {"count": count},
            code="has_questions",
        )


def _register(act: Act, meeting: Meeting, place: Participation, item_id: UUID, text: QuestionText) -> int:
    person = _asker(place)
    item = get_item_for(meeting, item_id)
    if item.kind != ItemKind.QUESTIONING or item.status == ItemStatus.DONE:
        raise BadState(_("Mục này không phải mục chất vấn, hoặc đã xong."), code="not_questioning")
    if not item.answerers.filter(id=text.to_id).exists():
        raise BadInput(_("Hãy chọn người trả lời chất vấn của mục này."), code="bad_answerer")
    if text.to_id == place.person_id:
        raise BadInput(_("Người trả lời ở mục này không tự chất vấn mình."), code="asks_himself")
    if len(text.subject.strip()) < 3:
        raise BadInput(_("Hãy ghi chất vấn về việc gì."), code="subject_missing")
    question = Question.objects.create(
        meeting=meeting,
        item=item,
        person=person,
        to_id=text.to_id,
        subject=text.subject.strip(),
        text=text.text.strip(),
        paper=_paper(meeting, text.paper_id) if text.paper_id else None,
        asked_at=act.at,
        number=act.next_number,
        position=act.next_number,
    )
    return _record(act, question, "registered")


def _asker(place: Participation) -> Person:
    if place.person is None or not place.votes:
        raise Refused(_("Chỉ đại biểu có quyền biểu quyết mới chất vấn."))
    return place.person


def _paper(meeting: Meeting, paper_id: UUID) -> Paper:
    paper = Paper.objects.filter(meeting=meeting, id=paper_id, status=PaperStatus.READY).first()
    if paper is None:
        raise NotFound(_("Tài liệu này không còn trong cuộc họp. Hãy chọn tài liệu khác hoặc bỏ trống."))
    return paper


def _speaker(question: Question, step: Step, person_id: UUID | None) -> UUID:
    if step == Step.PUT and person_id not in {None, question.person_id}:
        raise BadInput(_("Chất vấn do chính người đặt nêu."), code="bad_speaker")
    if step == Step.ANSWER:
        chosen = person_id or question.to_id
        if chosen != question.to_id and not question.item.answerers.filter(id=chosen).exists():
            raise BadInput(_("Hãy chọn người trả lời chất vấn của mục này."), code="bad_answerer")
        return chosen
    return person_id or question.person_id


@contextmanager
def _stepping(question: Question, step: Step) -> Iterator[None]:
    """Check that a step is possible, do it, keep what the question is after it."""
    state = after(QuestionState(question.state), step, turn_kinds(question))
    if state is None:
        raise BadState(_("Việc này không còn làm được với chất vấn này. Hãy xem lại bảng chất vấn."), code="bad_step")
    yield
    question.state = state
    if state != QuestionState.IN_WRITING:
        question.reason = ""
    question.save(update_fields=["state", "reason"])


def _step(act: Act, question: Question, step: Step) -> int:
    with _stepping(question, step):
        hands = FollowUp.objects.filter(question=question, ended_at__isnull=True)
        if step in {Step.WRITE, Step.WITHDRAW}:
            hands.update(ended_at=act.at)
    return _record(act, question, TOLD[step])


def _record(act: Act, question: Question, told: Told) -> int:
    return act.record(QuestionChanged(act=told, question=one_question_state(question.meeting, question.id)))


def _question(meeting: Meeting, question_id: UUID) -> Question:
    question = Question.objects.filter(meeting=meeting, id=question_id).select_related("meeting", "item").first()
    if question is None:
        raise NotFound(_("Chất vấn này không có trong cuộc họp."))
    return question


def _conducts(actor: Actor, meeting: Meeting) -> bool:
    return get_place_for(actor, meeting.id).may(Permission.GIVE_QUESTION_FLOOR)
