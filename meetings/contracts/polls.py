"""Votes and the quorum they need; part of the meeting's state."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from meetings.contracts.base import Sent


class Choice(StrEnum):
    """What a ballot says: Đồng ý, Không đồng ý, Không biểu quyết."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


MOST_OPTIONS = 10

OptionNumber = Annotated[int, Field(ge=1, le=MOST_OPTIONS)]
"""The place of one of the vote's own options, from 1."""

OptionText = Annotated[str, Field(min_length=1, max_length=120)]

OptionTexts = Annotated[tuple[OptionText, ...], Field(max_length=MOST_OPTIONS)]


class QuorumBase(StrEnum):
    """Of whom a quorum is a share: all members of the body, those convened to this meeting, those who are there."""

    MEMBERS = "members"
    CONVENED = "convened"
    PRESENT = "present"


class Motion(StrEnum):
    """What is put to a vote, as far as rules tell it apart."""

    ORDINARY = "ordinary"
    CONFIDENCE = "confidence"
    ELECTION = "election"
    REMOVAL = "removal"


class VoteWay(StrEnum):
    """How members vote: each on his machine, or by show of hands in the rooms, counted by the secretary.

    With hands, whoever takes part from afar votes on his machine; with ``hands_outside`` the main room does too.
    """

    DEVICES = "devices"
    HANDS = "hands"
    HANDS_OUTSIDE = "hands_outside"


class Quorum(Sent):
    """Who is counted, how many are there, how many are needed; ``present - needed`` says by how much it holds."""

    base: int
    """Those counted, after what is taken off."""
    present: int
    needed: int
    holds: bool
    rule: str
    """The rule in words."""
    of: QuorumBase = QuorumBase.CONVENED
    deducted: int = 0
    """People taken off the base because the rule lists their case; who and why only some roles see."""


class HandCount(Sent):
    """The show of hands of one room, as it was entered last; before the vote closes, to readers of the journal."""

    poll_id: str
    room_id: str
    yes: int
    no: int
    abstain: int
    options: tuple[int, ...] = ()
    """Hands for each of the vote's own options, in their order; then ``yes`` and ``no`` are 0."""
    entitled: int
    """Members who were counted with this room: none of them votes anywhere else in this vote."""
    number: int
    """Journal number of the entry."""


class Tally(Sent):
    """A counted vote; ``absent`` are members entitled to vote who cast no ballot."""

    yes: int
    no: int
    abstain: int
    absent: int
    base: int
    needed: int
    carried: bool
    rule: str
    present: int = 0
    """Members who were there when it closed or voted; 0: a vote of an older version."""
    members: int = 0
    """All members entitled to vote; 0: a vote of an older version."""
    hands: tuple[HandCount, ...] = ()
    """What was counted by show of hands, room by room; it is contained in the numbers above."""
    options: tuple[int, ...] = ()
    """Votes for each of the vote's own options, in their order; then ``yes`` and ``no`` are 0."""
    winner: OptionNumber | None = None
    """The option that is carried; null: none reached ``needed``, or several are ``tied``."""
    tied: tuple[OptionNumber, ...] = ()
    """Options that reached ``needed`` with equally many votes, more than any other: none of them is carried."""


class Poll(Sent):
    """A vote. Before it is closed nobody sees a tally."""

    id: str
    item_id: str | None
    question: str
    status: Literal["open", "closed"]
    opened_at: str
    closed_at: str | None
    final: bool
    """True: a ballot cannot be changed once cast."""
    eligible: int
    tally: Tally | None
    motion: Motion = Motion.ORDINARY
    quorum: Quorum | None = None
    """The quorum for this kind of motion when it was opened; once closed, when it was closed. A separate check:
    it does not change the count. Null: a vote of an older version."""
    way: VoteWay = VoteWay.DEVICES
    paper_id: str | None = None
    """The paper that is voted on."""
    closes_at: str | None = None
    """When its time is over; null: the chair closes it when he likes."""
    closes_itself: bool = False
    """It is closed by itself then; otherwise the time is only shown."""
    named: bool = False
    """The minutes say who voted how (by the body's rule); otherwise only the numbers."""
    options: OptionTexts = ()
    """The vote's own options, one of which a ballot chooses; none: yes, no or abstention."""


class PreparedPoll(Sent):
    """A vote as the office prepared it, not opened yet; to those who read the journal."""

    id: str
    item_id: str | None
    question: str
    motion: Motion
    way: VoteWay
    paper_id: str | None
    seconds: int | None
    closes_itself: bool
    options: OptionTexts


class PollsPrepared(Sent):
    """A vote was prepared, changed or put away; to those who read the journal."""

    kind: Literal["polls_prepared"] = "polls_prepared"
    act: Literal["added", "changed", "discarded"]
    question: str
    prepared: tuple[PreparedPoll, ...]
    """All that wait to be opened, in order of the agenda."""


class MyBallot(Sent):
    """The receipt for one's own ballot."""

    poll_id: str
    choice: Choice | OptionNumber
    at: str
    number: int
    """Journal number of the act."""
