"""The journal's events of a questioning in words (``journal_words``)."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from meetings.contracts.floor import SpeechKind
from meetings.contracts.questions import QuestionChanged, QuestionsOrdered

if TYPE_CHECKING:
    from collections.abc import Callable

    from meetings.live.journal_words import Telling


def question_words(telling: "Telling", payload: QuestionChanged) -> str:
    """Return what happened to a question: who asks whom about what."""
    question = payload.question
    telling.note(question.id, question.name)
    facts = {"who": question.name, "to": question.to_name, "subject": question.subject, "reason": question.reason}
    facts["speaker"] = question.exchanges[-1].name if question.exchanges else question.name
    words = {
        "registered": _("Đăng ký chất vấn: %(who)s hỏi %(to)s về %(subject)s"),
        "put": _("%(who)s nêu chất vấn với %(to)s về %(subject)s"),
        "answer": _("%(speaker)s trả lời chất vấn của %(who)s về %(subject)s"),
        "follow_up": _("%(speaker)s hỏi lại, tranh luận về chất vấn của %(who)s: %(subject)s"),
        "accepted": _("Chủ trì ghi nhận đã trả lời chất vấn của %(who)s về %(subject)s"),
        "in_writing": _("Chất vấn của %(who)s về %(subject)s trả lời bằng văn bản; lý do: %(reason)s"),
        "withdrawn": _("Rút chất vấn của %(who)s về %(subject)s"),
        "hand_up": _("Đăng ký hỏi lại, tranh luận về chất vấn của %(who)s: %(subject)s"),
        "hand_down": _("Rút đăng ký hỏi lại, tranh luận về chất vấn của %(who)s: %(subject)s"),
    }
    return words[payload.act] % facts


def turn_words(kind: SpeechKind, name: str, length: str) -> str:
    """Return who was given the floor for what, and for how long (empty: as long as he likes)."""
    words = {
        SpeechKind.QUESTION: _("Mời nêu chất vấn: %(name)s"),
        SpeechKind.ANSWER: _("Mời trả lời chất vấn: %(name)s"),
        SpeechKind.FOLLOW_UP: _("Mời hỏi lại, tranh luận: %(name)s"),
    }
    told = words.get(kind, _("Mời phát biểu: %(name)s")) % {"name": name}
    return f"{told}, " + _("trong %(length)s") % {"length": length} if length else told


def ordered_words(telling: "Telling", payload: QuestionsOrdered) -> str:
    """Return in which order the questions stand now: their askers."""
    names = [telling.told.get(id_, "…") for id_ in payload.question_ids]
    return _("Sắp lại thứ tự chất vấn: %(names)s") % {"names": ", ".join(names)}


QUESTION_WORDS: "dict[type, Callable[[Telling, Any], str]]" = {
    QuestionChanged: question_words,
    QuestionsOrdered: ordered_words,
}
