"""Payloads of journal events: what pages need to bring their state forward. One class per kind of event."""

from typing import Annotated, Any, Literal

from pydantic import Field

from meetings.contracts.attendance import RoomCounted
from meetings.contracts.base import Sent
from meetings.contracts.floor import Floor, SpeechLimit, SpeechRequest, Spoken
from meetings.contracts.interpretation import Channel
from meetings.contracts.invitations import AnswerDecided, InvitationAnswered, InvitationsIssued
from meetings.contracts.messages import LetterSent, MailboxSwitched
from meetings.contracts.notices import NoticesSent
from meetings.contracts.papers import (
    CopyNoted,
    OriginalTaken,
    PaperClosed,
    PaperDistributed,
    PaperIssued,
    PaperReached,
    PaperReaders,
    PaperWithdrawn,
    RecallConfirmed,
    RecallReached,
    StampFound,
    StampSettled,
)
from meetings.contracts.polls import HandCount, MyBallot, Poll, PollsPrepared, Quorum
from meetings.contracts.questions import QuestionChanged, QuestionsOrdered
from meetings.contracts.screens import Pin
from meetings.contracts.seating import Seating
from meetings.contracts.sessions import SessionChanged
from meetings.contracts.speech import Segment
from meetings.contracts.state import Absence, Attendee, Item, MeetingInfo, Room, UnitNotice


class MeetingChanged(Sent):
    """The meeting was created, edited, classified (another secrecy level), convened, opened or closed, or its sessions
    were planned: see ``act``.
    """

    kind: Literal["meeting_changed"] = "meeting_changed"
    act: Literal["created", "edited", "classified", "planned", "convened", "opened", "closed"]
    meeting: MeetingInfo


class AgendaChanged(Sent):
    """The agenda, whole, after an edit."""

    kind: Literal["agenda_changed"] = "agenda_changed"
    items: tuple[Item, ...]


class ItemOpened(Sent):
    """An item is now discussed; the items that changed by it (the one before is done)."""

    kind: Literal["item_opened"] = "item_opened"
    item_id: str
    items: tuple[Item, ...]


class ItemClosed(Sent):
    """An item was finished."""

    kind: Literal["item_closed"] = "item_closed"
    item: Item


class ItemSettled(Sent):
    """An item was postponed, withdrawn or taken as read: ``item.outcome``."""

    kind: Literal["item_settled"] = "item_settled"
    item: Item


class BreakChanged(Sent):
    """A break began, will end at another time, or ended; ``items``: the open item, whose clock stands meanwhile."""

    kind: Literal["break_changed"] = "break_changed"
    act: Literal["started", "changed", "ended"]
    meeting: MeetingInfo
    items: tuple[Item, ...]


class ChairChanged(Sent):
    """The conduct went to a deputy (``taken_over``: the line of whoever had it was dead) or back to the standing chair:
    ``meeting.acting_chair`` says who has it.
    """

    kind: Literal["chair_changed"] = "chair_changed"
    act: Literal["handed_over", "taken_back", "taken_over"]
    meeting: MeetingInfo
    open_microphones: tuple[str, ...]


class SignInEnded(Sent):
    """A person was signed out on the devices with which he sat in the meeting; to those who read the journal."""

    kind: Literal["sign_in_ended"] = "sign_in_ended"
    person_id: str
    devices: int


class UnitNotified(Sent):
    """A unit was told something; to its people and to those who read the journal."""

    kind: Literal["unit_notified"] = "unit_notified"
    notice: UnitNotice


class PeopleChanged(Sent):
    """People were invited, removed or given another role: all people, whole."""

    kind: Literal["people_changed"] = "people_changed"
    people: tuple[Attendee, ...]
    quorum: Quorum


class RoomsChanged(Sent):
    """Rooms were invited or removed, or a kiosk was paired or revoked: all rooms, whole."""

    kind: Literal["rooms_changed"] = "rooms_changed"
    rooms: tuple[Room, ...]


class PersonCheckedIn(Sent):
    """A person is there (or left, when ``person.present`` is false); a hand that he raised moves with him."""

    kind: Literal["person_checked_in"] = "person_checked_in"
    person: Attendee
    quorum: Quorum
    act: Literal["came", "moved", "left", "back"] | None = None
    """Null: an event of an older version."""
    way: Literal["page", "screen"] | None = None
    """On a page of his own, or by the code on the room's screen; null: noted by somebody else, or an older version."""


class AbsenceNoted(Sent):
    """A person is absent with a reason (null: no longer); to those who read the journal."""

    kind: Literal["absence_noted"] = "absence_noted"
    person_id: str
    absence: Absence | None


class QuorumChanged(Sent):
    """The quorum was reached, lost or regained by the event before; ``recounted``: only its base changed."""

    kind: Literal["quorum_changed"] = "quorum_changed"
    act: Literal["reached", "lost", "regained", "recounted"]
    quorum: Quorum


class SpeechRequested(Sent):
    """A hand was raised."""

    kind: Literal["speech_requested"] = "speech_requested"
    request: SpeechRequest


class SpeechWithdrawn(Sent):
    """A hand was lowered."""

    kind: Literal["speech_withdrawn"] = "speech_withdrawn"
    request_id: str


class QueueOrdered(Sent):
    """The chair changed the order of the queue: all its requests."""

    kind: Literal["queue_ordered"] = "queue_ordered"
    request_ids: tuple[str, ...]


class SpeechLimitsChanged(Sent):
    """The chair changed how long one may speak: all limits of the meeting; they hold for the turns to come."""

    kind: Literal["speech_limits_changed"] = "speech_limits_changed"
    limits: tuple[SpeechLimit, ...]


class FloorGiven(Sent):
    """Somebody has the floor; the request it answers leaves the queue."""

    kind: Literal["floor_given"] = "floor_given"
    floor: Floor
    request_id: str | None
    open_microphones: tuple[str, ...]


class FloorChanged(Sent):
    """The current turn got more time, or its clock was stopped or goes on; ``act`` says which."""

    kind: Literal["floor_changed"] = "floor_changed"
    floor: Floor
    act: Literal["extended", "paused", "resumed"] | None = None
    """Null: an event of an older version (more time)."""


class FloorTaken(Sent):
    """The turn ended."""

    kind: Literal["floor_taken"] = "floor_taken"
    turn_id: str
    spoken_s: int
    open_microphones: tuple[str, ...]
    spoken: Spoken | None = None
    """The speaker's time in this item, this turn included; null: an event of an older version."""


class MicrophonesMuted(Sent):
    """The chair muted everybody; who may still be heard."""

    kind: Literal["microphones_muted"] = "microphones_muted"
    open_microphones: tuple[str, ...]


class ChannelsChanged(Sent):
    """Channels of interpretation were set up, one (``language``) goes to another interpreter, or to a room."""

    kind: Literal["channels_changed"] = "channels_changed"
    act: Literal["set", "removed", "asked", "cancelled", "handed_over", "taken", "room"]
    language: str
    """For ``room``: the channel that it listens to now; empty: the floor."""
    channels: tuple[Channel, ...]


class ScreensPinned(Sent):
    """The big screen of a room (``room_id`` null: of all without a pin of their own) was pinned, or let go."""

    kind: Literal["screens_pinned"] = "screens_pinned"
    room_id: str | None
    pins: tuple[Pin, ...]


class SeatingChanged(Sent):
    """The seats of the sitting were made known, or changed after that: all of them, whole."""

    kind: Literal["seating_changed"] = "seating_changed"
    act: Literal["published", "changed"]
    seating: Seating


class PollOpened(Sent):
    """A vote is open."""

    kind: Literal["poll_opened"] = "poll_opened"
    poll: Poll
    prepared_id: str | None = None
    """The prepared vote that this is: it waits no longer."""


class BallotCast(Sent):
    """A ballot entered the record; goes to the voter alone."""

    kind: Literal["ballot_cast"] = "ballot_cast"
    ballot: MyBallot


class HandsCounted(Sent):
    """The show of hands of a room was entered or corrected; to those who read the journal."""

    kind: Literal["hands_counted"] = "hands_counted"
    count: HandCount


class PollClosed(Sent):
    """A vote is closed, with its result."""

    kind: Literal["poll_closed"] = "poll_closed"
    poll: Poll


class CaptionCorrected(Sent):
    """The secretary corrected or confirmed a line of the transcript; ``before`` is what it said."""

    kind: Literal["caption_corrected"] = "caption_corrected"
    segment: Segment
    before: str


class SpeakerNamed(Sent):
    """The secretary said who spoke these lines of the transcript; no machine changes that any more."""

    kind: Literal["speaker_named"] = "speaker_named"
    segment_ids: tuple[str, ...]
    """In the order of time."""
    speaker: str
    speaker_id: str | None
    named: int
    """What ``Segment.named`` of these lines is now."""
    before: str
    """Who was thought to have spoken."""
    text: str
    """The line that was pointed at, for the journal's reader."""


class MinutesDrafted(Sent):
    """A draft of the minutes was made."""

    kind: Literal["minutes_drafted"] = "minutes_drafted"
    draft_id: str
    url: str


class TranscriptRemade(Sent):
    """A whole recording was listened to again: ``lines`` new ones stand for ``replaced`` of the machine's."""

    kind: Literal["transcript_remade"] = "transcript_remade"
    recording_id: str
    label: str
    lines: int
    replaced: int
    kept: int
    """Lines that a person had corrected; they stay."""


EventPayload = Annotated[
    MeetingChanged
    | SessionChanged
    | AgendaChanged
    | ItemOpened
    | ItemClosed
    | ItemSettled
    | BreakChanged
    | ChairChanged
    | SignInEnded
    | UnitNotified
    | LetterSent
    | MailboxSwitched
    | NoticesSent
    | PeopleChanged
    | RoomsChanged
    | InvitationsIssued
    | InvitationAnswered
    | AnswerDecided
    | PersonCheckedIn
    | AbsenceNoted
    | RoomCounted
    | QuorumChanged
    | PaperIssued
    | PaperWithdrawn
    | PaperReaders
    | OriginalTaken
    | PaperDistributed
    | PaperReached
    | PaperClosed
    | RecallReached
    | RecallConfirmed
    | StampFound
    | StampSettled
    | CopyNoted
    | SpeechRequested
    | SpeechWithdrawn
    | QueueOrdered
    | SpeechLimitsChanged
    | FloorGiven
    | FloorChanged
    | FloorTaken
    | MicrophonesMuted
    | QuestionChanged
    | QuestionsOrdered
    | ChannelsChanged
    | ScreensPinned
    | SeatingChanged
    | PollsPrepared
    | PollOpened
    | BallotCast
    | HandsCounted
    | PollClosed
    | CaptionCorrected
    | SpeakerNamed
    | MinutesDrafted
    | TranscriptRemade,
    Field(discriminator="kind"),
]


class EventMessage(Sent):
    """One numbered event, as pages receive it."""

    type: Literal["event"] = "event"
    number: int
    at: str
    payload: EventPayload


class PassedMessage(Sent):
    """Events ``first`` … ``last`` happened and are not for this page."""

    type: Literal["passed"] = "passed"
    first: int
    last: int


JsonObject = dict[str, Any]
