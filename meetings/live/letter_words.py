"""The journal's words for messages: only for those who may read the message itself."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from meetings.contracts.messages import LetterSent, Mailbox, MailboxSwitched


def _letter(_telling: object, payload: LetterSent) -> str:
    letter = payload.letter
    boxes = {Mailbox.SECRETARIAT: _("ban thư ký"), Mailbox.CHAIR: _("chủ trì"), Mailbox.UNIT: letter.with_name}
    answers = letter.mailbox != Mailbox.UNIT and letter.writer_id != letter.with_id
    to = letter.with_name if answers else boxes[letter.mailbox]
    return _("%(name)s nhắn %(to)s: %(text)s") % {"name": letter.writer, "to": to, "text": letter.text}


def _mailbox(_telling: object, payload: MailboxSwitched) -> str:
    words = {
        Mailbox.SECRETARIAT: _("nhắn ban thư ký"),
        Mailbox.CHAIR: _("nhắn chủ trì"),
        Mailbox.UNIT: _("nhắn trong đoàn"),
    }
    said = _("Bật lại kênh: %(mailbox)s") if payload.open else _("Tắt kênh: %(mailbox)s")
    return said % {"mailbox": words[payload.mailbox]}


LETTER_WORDS: dict[type, Callable[[Any, Any], str]] = {LetterSent: _letter, MailboxSwitched: _mailbox}


def letter_kinds() -> dict[str, str]:
    """Return what the kinds of events of messages are called."""
    return {
        "letter_sent": _("Gửi một tin nhắn"),
        "mailbox_switched": _("Bật hoặc tắt một kênh tin nhắn"),
    }
