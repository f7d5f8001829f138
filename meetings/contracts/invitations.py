"""Answers to an invitation, what they let expect, and the events about them."""

from enum import StrEnum
from typing import Literal

from meetings.contracts.base import Sent
from meetings.contracts.polls import Quorum


class AnswerKind(StrEnum):
    """What somebody answers: comes to a room, takes part from elsewhere, stays away, sends somebody else."""

    ROOM = "room"
    REMOTE = "remote"
    ABSENT = "absent"
    SUBSTITUTE = "substitute"


class Expected(Sent):
    """Who will come, as far as people have said; all numbers are people."""

    asked: int
    """Invited people whose answer is waited for; those who run the meeting are not asked."""
    rooms: int
    """Come to a room of the meeting."""
    remote: int
    absent: int
    """Stay away, with a reason that was accepted."""
    substituted: int
    """Send somebody else, who was accepted."""
    waiting: int
    """Gave a reason or a substitute that nobody has decided on."""
    silent: int
    """Have not answered, or must answer anew."""
    quorum: Quorum
    """As it will be if exactly those come who said so, and those who run the meeting."""


class InvitationsIssued(Sent):
    """The invitations were numbered and sent; ``edition`` counts from 1, what is sent again replaces what was."""

    kind: Literal["invitations_issued"] = "invitations_issued"
    number: str
    """Number and symbol as they stand on the letter."""
    copies: int
    edition: int


class InvitationAnswered(Sent):
    """Somebody answered, or changed his answer; to those who read the journal."""

    kind: Literal["invitation_answered"] = "invitation_answered"
    person_id: str
    name: str
    answer: AnswerKind
    room: str
    """Name of the room; empty: none."""
    reason: str
    substitute: str
    """Name and position of who shall come instead; empty: nobody."""
    entered_by: str = ""
    """Name of the secretary who wrote down what the person said; empty: the person answered."""
    expected: Expected


class AnswerDecided(Sent):
    """A reason or a substitute was accepted or refused; to those who read the journal."""

    kind: Literal["answer_decided"] = "answer_decided"
    person_id: str
    name: str
    answer: AnswerKind
    accepted: bool
    substitute: str
    why: str
    """Why it was refused."""
    expected: Expected
