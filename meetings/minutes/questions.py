"""What the minutes say of a questioning, from the journal: what was said for how long, and how each question ended."""

from collections.abc import Iterable

from meetings.contracts.events import FloorTaken
from meetings.contracts.floor import SpeechKind
from meetings.contracts.questions import Exchange, Question, QuestionChanged, QuestionState
from meetings.core.journal import PAYLOAD
from meetings.core.models import JournalEvent
from meetings.minutes.spoken import spoken_words

TURNS = {
    SpeechKind.QUESTION: "nêu chất vấn",
    SpeechKind.ANSWER: "trả lời",
    SpeechKind.FOLLOW_UP: "hỏi lại, tranh luận",
}
ENDS = {
    QuestionState.WAITING: "Chất vấn chưa được nêu tại phiên họp",
    QuestionState.ASKED: "Chất vấn chưa được trả lời xong tại phiên họp",
    QuestionState.ANSWERED: "Đã trả lời tại phiên họp",
    QuestionState.IN_WRITING: "Trả lời bằng văn bản",
    QuestionState.WITHDRAWN: "Người chất vấn đã rút",
}


def questions_of(events: Iterable[JournalEvent]) -> tuple[Question, ...]:
    """Return the questions as they stood at the end, in the order of asking, each turn with its time."""
    questions: dict[str, Question] = {}
    spoken: dict[str, int] = {}
    for event in events:
        if event.kind not in {"question_changed", "floor_taken"}:
            continue
        payload = PAYLOAD.validate_json(event.payload)
        if isinstance(payload, QuestionChanged):
            questions[payload.question.id] = payload.question
        elif isinstance(payload, FloorTaken):
            spoken[payload.turn_id] = payload.spoken_s
    return tuple(_timed(question, spoken) for question in questions.values())


def question_lines(number: int, question: Question) -> tuple[str, ...]:
    """Return a question as paragraphs without full stops: who asks whom, what was said, how it ended."""
    asks = f"{_with(question.name, question.detail)} chất vấn {_with(question.to_name, question.to_detail)}"
    text = (f"Nội dung: {question.text}",) if question.text else ()
    end = ENDS[question.state] + (f"; lý do: {question.reason}" if question.reason else "")
    return (
        f"Chất vấn {number}. {asks} về {question.subject}",
        *text,
        *(_turn(one) for one in question.exchanges),
        end,
    )


def _with(name: str, detail: str) -> str:
    return f"{name} ({detail})" if detail else name


def _turn(one: Exchange) -> str:
    time = f" ({spoken_words(one.seconds)})" if one.seconds is not None else ""
    return f"– {one.name} {TURNS[one.kind]}{time}"


def _timed(question: Question, spoken: dict[str, int]) -> Question:
    said = tuple(one.model_copy(update={"seconds": spoken.get(one.turn_id, one.seconds)}) for one in question.exchanges)
    return question.model_copy(update={"exchanges": said})
