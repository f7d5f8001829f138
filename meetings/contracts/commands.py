"""Commands of live pages. Each has one service function of the same name on the server."""

from typing import Annotated, Literal

from pydantic import Field

from meetings.contracts.attendance import CountRoom, MarkBranch
from meetings.contracts.base import Message
from meetings.contracts.floor import SpeechKind
from meetings.contracts.interpretation import (
    AcceptChannelHandover,
    AskChannelHandover,
    CancelChannelHandover,
    SetRoomChannel,
    TakeChannel,
)
from meetings.contracts.messages import AnswerMessage, SendMessage, SwitchMailbox
from meetings.contracts.polls import Choice, Motion, OptionNumber, OptionTexts, VoteWay
from meetings.contracts.questions import QuestionCommand
from meetings.contracts.screens import ScreenView
from meetings.contracts.sessions import AdjournSession, OpenSession
from meetings.contracts.state import ItemOutcome


class OpenMeeting(Message):
    """Open the sitting (chair)."""

    name: Literal["open_meeting"] = "open_meeting"


class CloseMeeting(Message):
    """Close the sitting (chair); open votes and turns must be closed first. ``sign_out``: also sign out all devices."""

    name: Literal["close_meeting"] = "close_meeting"
    sign_out: bool = False


class OpenItem(Message):
    """Go to an agenda item; the one before is finished."""

    name: Literal["open_item"] = "open_item"
    item_id: str


class CloseItem(Message):
    """Finish the current item without opening another."""

    name: Literal["close_item"] = "close_item"
    item_id: str


class SettleItem(Message):
    """Postpone or withdraw an item, or take it as read; opening it takes that back."""

    name: Literal["settle_item"] = "settle_item"
    item_id: str
    outcome: ItemOutcome


class InsertItem(Message):
    """Put a new item before another one of the agenda (null: last)."""

    name: Literal["insert_item"] = "insert_item"
    title: str = Field(min_length=1, max_length=300)
    presenter: str = Field(default="", max_length=160)
    planned_minutes: int = Field(ge=0, le=600)
    before_id: str | None = None


class ArrangeItem(Message):
    """Put an item that was not opened yet, with all below it, before another one (null: last).

    ``session_id`` instead: into that session, first where it is a later one, last where it is an earlier one.
    """

    name: Literal["arrange_item"] = "arrange_item"
    item_id: str
    before_id: str | None = None
    session_id: str | None = None


class StartBreak(Message):
    """Break the sitting off for so many minutes from now; in a break: let it end then."""

    name: Literal["start_break"] = "start_break"
    minutes: int = Field(ge=1, le=180)


class EndBreak(Message):
    """Go on after a break."""

    name: Literal["end_break"] = "end_break"


class CheckIn(Message):
    """Say that I am here, in that room (null: remote)."""

    name: Literal["check_in"] = "check_in"
    room_id: str | None = None


class LeaveMeeting(Message):
    """Say that I leave; ``check_in`` says that I am back."""

    name: Literal["leave_meeting"] = "leave_meeting"


class MarkAttendance(Message):
    """Note that somebody came, came back, moved (``room_id`` null: remote) or left, for who does not say it himself."""

    name: Literal["mark_attendance"] = "mark_attendance"
    person_id: str
    present: bool
    room_id: str | None = None


class NoteAbsence(Message):
    """Note by which case somebody is absent (null: by none any more)."""

    name: Literal["note_absence"] = "note_absence"
    person_id: str
    ground: str | None = Field(default=None, max_length=30)


class RequestSpeech(Message):
    """Raise a hand: to speak in turn, or for a point of order (one of each at a time)."""

    name: Literal["request_speech"] = "request_speech"
    subject: str = Field(default="", max_length=300)
    kind: Literal[SpeechKind.SPEECH, SpeechKind.ORDER] = SpeechKind.SPEECH


class WithdrawSpeech(Message):
    """Lower my hand; the chair may lower anybody's."""

    name: Literal["withdraw_speech"] = "withdraw_speech"
    request_id: str


class MoveRequest(Message):
    """Put a raised hand before another one in the queue (null: last). Points of order keep their place before all."""

    name: Literal["move_request"] = "move_request"
    request_id: str
    before_id: str | None = None


class SetSpeechLimit(Message):
    """Say how long one may speak, in one item or in all, everybody or one person; ``remove``: say no longer."""

    name: Literal["set_speech_limit"] = "set_speech_limit"
    item_id: str | None = None
    person_id: str | None = None
    limit_s: int | None = Field(default=None, ge=30, le=7200)
    remove: bool = False


class GiveFloor(Message):
    """Give the floor to a person or to a room; exactly one of the three ids.

    ``by_rule``: for as long as the limits say for this speaker in this item; ``limit_s`` is not looked at.
    """

    name: Literal["give_floor"] = "give_floor"
    request_id: str | None = None
    person_id: str | None = None
    room_id: str | None = None
    limit_s: int | None = Field(default=None, ge=30, le=7200)
    by_rule: bool = False


class ExtendFloor(Message):
    """Add time to the current turn."""

    name: Literal["extend_floor"] = "extend_floor"
    seconds: int = Field(ge=30, le=1800)


class PauseFloor(Message):
    """Stop the clock of the current turn; its microphone stays open."""

    name: Literal["pause_floor"] = "pause_floor"
    turn_id: str


class ResumeFloor(Message):
    """Let the clock of the current turn go on."""

    name: Literal["resume_floor"] = "resume_floor"
    turn_id: str


class TakeFloor(Message):
    """End the current turn (chair, or the person who speaks)."""

    name: Literal["take_floor"] = "take_floor"
    turn_id: str


class MuteAll(Message):
    """Close every microphone except the chair's."""

    name: Literal["mute_all"] = "mute_all"


class OpenPoll(Message):
    """Open a vote."""

    name: Literal["open_poll"] = "open_poll"
    item_id: str | None = None
    question: str = Field(min_length=3, max_length=500)
    motion: Motion = Motion.ORDINARY
    way: VoteWay = VoteWay.DEVICES
    paper_id: str | None = None
    """The paper that is voted on."""
    seconds: int | None = Field(default=None, ge=15, le=3600)
    """For how long it is planned to be open; null: until the chair closes it."""
    closes_itself: bool = False
    options: OptionTexts = ()
    """2 to 10 options of its own, one of which a ballot chooses; none: yes, no or abstention."""
    prepared_id: str | None = None
    """The prepared vote that this is; it then waits no longer."""


class ClosePoll(Message):
    """Close a vote and count it."""

    name: Literal["close_poll"] = "close_poll"
    poll_id: str


class CountHands(Message):
    """Enter the show of hands of one room, or correct it, until the vote is closed (secretary)."""

    name: Literal["count_hands"] = "count_hands"
    poll_id: str
    room_id: str
    yes: int = Field(ge=0, le=100_000)
    no: int = Field(ge=0, le=100_000)
    abstain: int = Field(ge=0, le=100_000)
    options: tuple[Annotated[int, Field(ge=0, le=100_000)], ...] = Field(default=(), max_length=10)
    """Hands for each of the vote's own options, in their order; then ``yes`` and ``no`` are 0."""


class HandOverChair(Message):
    """Give the conduct to somebody of the presidium or a delegate who is there; the standing chair may take it back."""

    name: Literal["hand_over_chair"] = "hand_over_chair"
    person_id: str


class TakeBackChair(Message):
    """End a deputy's conduct: the standing chair takes it back, or the deputy gives it back."""

    name: Literal["take_back_chair"] = "take_back_chair"


class TakeOverChair(Message):
    """Take the conduct when whoever conducts has had no open page for the time that the body's rule says."""

    name: Literal["take_over_chair"] = "take_over_chair"


class EndSignIn(Message):
    """Sign a person out on every device with which he sits in this meeting."""

    name: Literal["end_sign_in"] = "end_sign_in"
    person_id: str


class NotifyUnit(Message):
    """Say something to the people of one unit alone; it stays in the record."""

    name: Literal["notify_unit"] = "notify_unit"
    unit_id: str
    text: str = Field(min_length=3, max_length=500)


class CorrectCaption(Message):
    """Put right what a line of the transcript says, or confirm it with its own text (secretary).

    ``rev`` is the revision that the secretary read: a line that another person corrected since is refused.
    """

    name: Literal["correct_caption"] = "correct_caption"
    segment_id: str
    rev: int = Field(ge=0, le=2**30)
    text: str = Field(min_length=1, max_length=4000)


class NameSpeaker(Message):
    """Say who spoke a line of the transcript (secretary): a person of the meeting, or nobody but the microphone.

    ``named`` is what the secretary read (``Segment.named``): a line that another person named since is refused.
    """

    name: Literal["name_speaker"] = "name_speaker"
    segment_id: str
    named: int = Field(ge=0, le=2**30)
    person_id: str | None
    """None: back to the name of the room (or of whoever sits alone at that microphone)."""
    stretch: bool = False
    """True: all lines of the same microphone and speaker that run on before and behind it."""


class PinScreen(Message):
    """Pin a room's big screen (``room_id`` null: all without a pin of their own); ``view`` null: let it go."""

    name: Literal["pin_screen"] = "pin_screen"
    room_id: str | None = None
    view: ScreenView | None
    paper_id: str | None = None
    page: int = Field(default=1, ge=1, le=9999)


class CastBallot(Message):
    """Vote."""

    name: Literal["cast_ballot"] = "cast_ballot"
    poll_id: str
    choice: Choice | OptionNumber
    """An option's number in a vote with options of its own; there the only other choice is to abstain."""


Command = Annotated[
    OpenMeeting
    | CloseMeeting
    | OpenItem
    | CloseItem
    | SettleItem
    | InsertItem
    | ArrangeItem
    | StartBreak
    | EndBreak
    | AdjournSession
    | OpenSession
    | CheckIn
    | LeaveMeeting
    | MarkAttendance
    | NoteAbsence
    | MarkBranch
    | CountRoom
    | RequestSpeech
    | WithdrawSpeech
    | MoveRequest
    | SetSpeechLimit
    | GiveFloor
    | ExtendFloor
    | PauseFloor
    | ResumeFloor
    | TakeFloor
    | MuteAll
    | QuestionCommand
    | OpenPoll
    | ClosePoll
    | CastBallot
    | CountHands
    | EndSignIn
    | NotifyUnit
    | SendMessage
    | AnswerMessage
    | SwitchMailbox
    | CorrectCaption
    | NameSpeaker
    | HandOverChair
    | TakeBackChair
    | TakeOverChair
    | AskChannelHandover
    | AcceptChannelHandover
    | CancelChannelHandover
    | TakeChannel
    | SetRoomChannel
    | PinScreen,
    Field(discriminator="name"),
]
