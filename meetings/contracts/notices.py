"""Payloads of journal events about notices to single persons (reminders)."""

from typing import Literal

from meetings.contracts.base import Sent


class Reminded(Sent):
    """Somebody who was sent a notice."""

    person_id: str
    name: str


class NoticesSent(Sent):
    """People were each sent a notice of a kind (``notice``); ``automatic``: by the system, at a time that was set. To
    those who read the journal.
    """

    kind: Literal["notices_sent"] = "notices_sent"
    notice: str
    people: tuple[Reminded, ...]
    automatic: bool
