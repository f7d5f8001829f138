"""Questioning (chất vấn): who asks whom, what was answered and how; part of the meeting's state."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from meetings.contracts.base import Message, Sent
from meetings.contracts.floor import SpeechKind


class QuestionState(StrEnum):
    """How far a question has come. ``asked``: put, and not answered, or questioned further since."""

    WAITING = "waiting"
    ASKED = "asked"
    ANSWERED = "answered"
    IN_WRITING = "in_writing"
    WITHDRAWN = "withdrawn"


class Exchange(Sent):
    """One turn on the floor that belongs to a question: the question itself, an answer, a follow-up."""

    turn_id: str
    kind: SpeechKind
    person_id: str
    name: str
    seconds: int | None
    """For how long; null: it runs."""


class FollowUp(Sent):
    """Somebody who asked to take a question further (hỏi lại, tranh luận) and waits."""

    id: str
    person_id: str
    name: str
    detail: str


class Question(Sent):
    """A question of a questioning, with all that was said to it, in order."""

    id: str
    number: int
    """Journal number of the asking; questions stand in its order until the chair moves one."""
    item_id: str
    person_id: str
    name: str
    detail: str
    to_id: str
    to_name: str
    to_detail: str
    subject: str
    text: str
    """The question as it was handed in; may be empty."""
    paper_id: str | None
    at: str
    state: QuestionState
    reason: str = ""
    """Why it is answered in writing."""
    exchanges: tuple[Exchange, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()


class QuestionRule(Sent):
    """For how long one may speak in a questioning, by the body's rule; null: as long as he likes."""

    question_s: int | None = None
    answer_s: int | None = None
    follow_up_s: int | None = None
    source: str = ""


class QuestionChanged(Sent):
    """A question was handed in, put, answered, taken further, settled or withdrawn; the question, whole."""

    kind: Literal["question_changed"] = "question_changed"
    act: Literal[
        "registered", "put", "answer", "follow_up", "accepted", "in_writing", "withdrawn", "hand_up", "hand_down"
    ]
    """``put``, ``answer``, ``follow_up``: that turn begins. ``hand_up``, ``hand_down``: somebody takes it further."""
    question: Question


class QuestionsOrdered(Sent):
    """The chair changed the order of an item's questions that wait to be put: all of them; the others stay in place."""

    kind: Literal["questions_ordered"] = "questions_ordered"
    question_ids: tuple[str, ...]


class AskQuestion(Message):
    """Hand in a question, before the sitting or while it runs, to somebody who answers in that item."""

    name: Literal["ask_question"] = "ask_question"
    item_id: str
    to_id: str
    subject: str = Field(min_length=3, max_length=300)
    text: str = Field(default="", max_length=2000)
    paper_id: str | None = None


class WithdrawQuestion(Message):
    """Withdraw my question that is not answered yet; the chair may withdraw anybody's, by his wish."""

    name: Literal["withdraw_question"] = "withdraw_question"
    question_id: str


class AskFollowUp(Message):
    """Ask to take a question further that was put (hỏi lại, tranh luận)."""

    name: Literal["ask_follow_up"] = "ask_follow_up"
    question_id: str


class WithdrawFollowUp(Message):
    """Not take a question further after all; the chair may lower anybody's hand."""

    name: Literal["withdraw_follow_up"] = "withdraw_follow_up"
    follow_up_id: str


class GiveQuestionFloor(Message):
    """Give the floor for the next step of a question: to its asker, to who answers, or to who takes it further."""

    name: Literal["give_question_floor"] = "give_question_floor"
    question_id: str
    step: Literal["question", "answer", "follow_up"]
    person_id: str | None = None
    """Who answers, or takes it further; null: whom it was put to, or who put it."""


class SettleQuestion(Message):
    """Say that a question counts as answered, or that it is answered in writing (and why)."""

    name: Literal["settle_question"] = "settle_question"
    question_id: str
    outcome: Literal["answered", "in_writing"]
    reason: str = Field(default="", max_length=500)


class MoveQuestion(Message):
    """Put a question that waits before another one of its item that waits, too (null: last of them)."""

    name: Literal["move_question"] = "move_question"
    question_id: str
    before_id: str | None = None


QuestionCommand = (
    AskQuestion | WithdrawQuestion | AskFollowUp | WithdrawFollowUp | GiveQuestionFloor | SettleQuestion | MoveQuestion
)
"""Part of ``commands.Command``."""
