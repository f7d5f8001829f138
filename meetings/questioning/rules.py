"""How a question goes from being handed in to its end: pure (docs/algorithms/floor.md, «Questioning»)."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from meetings.contracts.floor import SpeechKind
from meetings.contracts.questions import QuestionState


class Step(StrEnum):
    """What can be done with a question; the first three are turns on the floor."""

    PUT = "question"
    ANSWER = "answer"
    FOLLOW_UP = "follow_up"
    ACCEPT = "answered"
    WRITE = "in_writing"
    WITHDRAW = "withdraw"


TURNS = {
    Step.PUT: SpeechKind.QUESTION,
    Step.ANSWER: SpeechKind.ANSWER,
    Step.FOLLOW_UP: SpeechKind.FOLLOW_UP,
}
"""Kinds of turns by step."""

TABLE: dict[tuple[QuestionState, Step], QuestionState] = {
    (QuestionState.WAITING, Step.PUT): QuestionState.ASKED,
    (QuestionState.WAITING, Step.WRITE): QuestionState.IN_WRITING,
    (QuestionState.WAITING, Step.WITHDRAW): QuestionState.WITHDRAWN,
    (QuestionState.ASKED, Step.ANSWER): QuestionState.ANSWERED,
    (QuestionState.ASKED, Step.FOLLOW_UP): QuestionState.ASKED,
    (QuestionState.ASKED, Step.ACCEPT): QuestionState.ANSWERED,
    (QuestionState.ASKED, Step.WRITE): QuestionState.IN_WRITING,
    (QuestionState.ASKED, Step.WITHDRAW): QuestionState.WITHDRAWN,
    (QuestionState.ANSWERED, Step.ANSWER): QuestionState.ANSWERED,
    (QuestionState.ANSWERED, Step.FOLLOW_UP): QuestionState.ASKED,
    (QuestionState.ANSWERED, Step.WRITE): QuestionState.IN_WRITING,
    (QuestionState.IN_WRITING, Step.ANSWER): QuestionState.ANSWERED,
}
"""What a question is after a step; a pair without a row cannot happen."""
TAKEN_FURTHER = frozenset({QuestionState.ASKED, QuestionState.ANSWERED})
"""States in which somebody may raise his hand to take a question further."""


def reordered(waiting: Sequence[str], moved: str, before: str | None) -> tuple[str, ...]:
    """Return the questions that wait with one put before another one, or last; both must be among them."""
    rest = [one for one in waiting if one != moved]
    place = len(rest) if before is None else rest.index(before)
    return (*rest[:place], moved, *rest[place:])


def after(state: QuestionState, step: Step, turns: Iterable[SpeechKind]) -> QuestionState | None:
    """Return what a question is after a step; ``None``: that cannot be done now.

    ``turns``: the kinds of turns that it has had. Nothing is answered, or counts as answered, before it was put;
    only what was answered at least once counts as answered without another answer.
    """
    had = set(turns)
    if step == Step.ANSWER and SpeechKind.QUESTION not in had:
        return None
    if step == Step.ACCEPT and SpeechKind.ANSWER not in had:
        return None
    return TABLE.get((state, step))
