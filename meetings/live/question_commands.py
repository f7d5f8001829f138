"""Which service carries out which command of a questioning (part of ``commands.SERVICES``)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from meetings.contracts import questions as c
from meetings.contracts.base import Message
from meetings.core.actor import Actor
from meetings.live.ids import read_id
from meetings.questioning import services
from meetings.questioning.rules import Step
from meetings.questioning.services import QuestionText


def _ask_question(actor: Actor, meeting_id: UUID, command: c.AskQuestion) -> int:
    paper_id = read_id(command.paper_id) if command.paper_id else None
    text = QuestionText(read_id(command.to_id), command.subject, command.text, paper_id)
    return services.ask_question(actor=actor, meeting_id=meeting_id, item_id=read_id(command.item_id), text=text)


def _withdraw_question(actor: Actor, meeting_id: UUID, command: c.WithdrawQuestion) -> int:
    return services.withdraw_question(actor=actor, meeting_id=meeting_id, question_id=read_id(command.question_id))


def _ask_follow_up(actor: Actor, meeting_id: UUID, command: c.AskFollowUp) -> int:
    return services.ask_follow_up(actor=actor, meeting_id=meeting_id, question_id=read_id(command.question_id))


def _withdraw_follow_up(actor: Actor, meeting_id: UUID, command: c.WithdrawFollowUp) -> int:
    return services.withdraw_follow_up(actor=actor, meeting_id=meeting_id, follow_up_id=read_id(command.follow_up_id))


def _give_question_floor(actor: Actor, meeting_id: UUID, command: c.GiveQuestionFloor) -> int:
    return services.give_question_floor(
        actor=actor,
        meeting_id=meeting_id,
        question_id=read_id(command.question_id),
        step=Step(command.step),
        person_id=read_id(command.person_id) if command.person_id else None,
    )


def _settle_question(actor: Actor, meeting_id: UUID, command: c.SettleQuestion) -> int:
    return services.settle_question(
        actor=actor,
        meeting_id=meeting_id,
        question_id=read_id(command.question_id),
        step=Step(command.outcome),
        reason=command.reason,
    )


def _move_question(actor: Actor, meeting_id: UUID, command: c.MoveQuestion) -> int:
    before_id = read_id(command.before_id) if command.before_id else None
    question_id = read_id(command.question_id)
    return services.move_question(actor=actor, meeting_id=meeting_id, question_id=question_id, before_id=before_id)


QUESTION_SERVICES: dict[type[Message], Callable[[Actor, UUID, Any], int]] = {
    c.AskQuestion: _ask_question,
    c.WithdrawQuestion: _withdraw_question,
    c.AskFollowUp: _ask_follow_up,
    c.WithdrawFollowUp: _withdraw_follow_up,
    c.GiveQuestionFloor: _give_question_floor,
    c.SettleQuestion: _settle_question,
    c.MoveQuestion: _move_question,
}
