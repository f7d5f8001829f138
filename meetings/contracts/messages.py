"""What participants write during a meeting: to the secretariat, to the chair, to their own unit."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from meetings.contracts.base import Message, Sent


class Mailbox(StrEnum):
    """Whom a message is for."""

    SECRETARIAT = "secretariat"
    CHAIR = "chair"
    """Whoever conducts, and the standing chair."""
    UNIT = "unit"
    """The people of one's own unit in the meeting, and nobody else."""


class Letter(Sent):
    """One message. Only its two sides receive it."""

    number: int
    """Journal number of the act."""
    mailbox: Mailbox
    with_id: str
    """The participant who talks with the secretariat or the chair, whoever of the two wrote; for a unit its id."""
    with_name: str
    writer_id: str
    writer: str
    text: str
    at: str


class LetterSent(Sent):
    """A message was sent; to its two sides alone."""

    kind: Literal["letter_sent"] = "letter_sent"
    letter: Letter


class MailboxSwitched(Sent):
    """Whoever conducts switched a mailbox off or on again; ``closed``: those that are off now."""

    kind: Literal["mailbox_switched"] = "mailbox_switched"
    mailbox: Mailbox
    open: bool
    closed: tuple[Mailbox, ...]


LONGEST = 500
"""Characters of a message."""


class SendMessage(Message):
    """Write to the secretariat, to the chair or to one's own unit."""

    name: Literal["send_message"] = "send_message"
    mailbox: Mailbox
    text: str = Field(min_length=1, max_length=LONGEST)


class AnswerMessage(Message):
    """Write to a participant as the secretariat or as the chair."""

    name: Literal["answer_message"] = "answer_message"
    mailbox: Mailbox
    person_id: str
    text: str = Field(min_length=1, max_length=LONGEST)


class SwitchMailbox(Message):
    """Switch a mailbox off, or on again (chair)."""

    name: Literal["switch_mailbox"] = "switch_mailbox"
    mailbox: Mailbox
    open: bool
