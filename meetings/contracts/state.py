"""The state of a meeting as pages show it; events replace parts of it. Times are ISO 8601 with offset, ids strings."""

from enum import StrEnum

from meetings.contracts.attendance import Branch, HeadCount
from meetings.contracts.base import Sent
from meetings.contracts.floor import Floor, SpeechLimit, SpeechRequest, SpeechRule, Spoken
from meetings.contracts.interpretation import Channel
from meetings.contracts.invitations import Expected
from meetings.contracts.messages import Letter, Mailbox
from meetings.contracts.polls import HandCount, MyBallot, Poll, PreparedPoll, Quorum
from meetings.contracts.questions import Question, QuestionRule
from meetings.contracts.roles import Role
from meetings.contracts.screens import Pin
from meetings.contracts.seating import Seating


class MeetingStatus(StrEnum):
    """Life of a meeting: prepared, convened (invitations out), in session, closed."""

    DRAFT = "draft"
    CONVENED = "convened"
    OPEN = "open"
    CLOSED = "closed"


class ItemStatus(StrEnum):
    """Life of an agenda item."""

    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"


class ItemKind(StrEnum):
    """What an agenda item is: talked over, or a questioning of named people (chất vấn)."""

    DISCUSSION = "discussion"
    QUESTIONING = "questioning"


class ItemOutcome(StrEnum):
    """How an item ended that was not discussed to its end."""

    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"
    READ = "read"


class RoomKind(StrEnum):
    """What a room (điểm cầu) is for."""

    HALL = "hall"
    COMMUNE = "commune"
    AGENCY = "agency"


class CaptionSize(StrEnum):
    """How large the captions on a room's big screen are; what a whole hall reads is large."""

    NORMAL = "normal"
    LARGE = "large"
    HUGE = "huge"


class Secrecy(StrEnum):
    """Levels of state secrets by their names in the law, rising, and none; of meetings and of papers."""

    NONE = "none"
    MAT = "mat"
    TOI_MAT = "toi_mat"
    TUYET_MAT = "tuyet_mat"


class Session(Sent):
    """One session («buổi») of a meeting; it runs when it was opened and not closed."""

    id: str
    starts_at: str
    ends_at: str
    """The plan."""
    opened_at: str | None
    closed_at: str | None


class MeetingInfo(Sent):
    """The meeting itself."""

    id: str
    title: str
    status: MeetingStatus
    place: str
    starts_at: str
    ends_at: str
    opened_at: str | None
    closed_at: str | None
    captions: bool
    watermark: bool = False
    """Reading copies carry the name of who reads."""
    acting_chair: str | None = None
    """Person who conducts in the chair's place; null: the standing chair (whose ``Attendee.role`` is ``chair``)."""
    papers_due: str | None = None
    """Papers that are issued after this are late."""
    break_since: str | None = None
    break_until: str | None = None
    """Both set: the sitting has a break, planned to end then."""
    secrecy: Secrecy = Secrecy.NONE
    """Above ``none`` no machine listens and every page shows the mark; the default reads events of older versions."""
    sessions: tuple[Session, ...] = ()
    """In their order, at least one; empty only in events of older versions."""
    adjourned_at: str | None = None
    """Set in an open meeting: no session runs since then, the next one is the first that was not opened."""


class Item(Sent):
    """One agenda item; ``spent_s`` counts the time it was open before ``opened_at``."""

    id: str
    number: int
    """Its rank in reading order, from 1."""
    title: str
    presenter: str
    planned_minutes: int
    """0: a heading, whose time is that of the items below it."""
    status: ItemStatus
    opened_at: str | None
    spent_s: int
    outcome: ItemOutcome | None = None
    """Of a done item: null, it was discussed."""
    level: int = 0
    """Its depth in the tree; it belongs to the nearest item before it whose level is smaller."""
    label: str = ""
    """Its number in the tree, for example ``2.1``; empty in events from before agendas were trees."""
    session_id: str = ""
    """The session in which it is planned; empty in events of older versions."""
    kind: ItemKind = ItemKind.DISCUSSION
    answerers: tuple[str, ...] = ()
    """Ids of the people who are questioned in it, in protocol order."""

    @property
    def shown(self) -> str:
        """The number as people say it."""
        return self.label or str(self.number)


class PaperVersion(Sent):
    """An earlier version of a paper; it can still be read."""

    id: str
    version: int
    pages: int
    url: str


class Paper(Sent):
    """A paper that is ready to read, in its newest version."""

    id: str
    item_id: str | None
    title: str
    code: str
    """Number and sign, for example ``214-BC/TU``; may be empty."""
    pages: int
    url: str
    """Address of the PDF."""
    version: int = 1
    earlier: tuple[PaperVersion, ...] = ()
    """Earlier versions, the newest first; a page takes this paper in their place."""


class Attendee(Sent):
    """A person of the meeting."""

    person_id: str
    name: str
    title: str
    unit: str
    unit_id: str | None = None
    role: Role
    votes: bool
    """Counted for quorum and voting."""
    present: bool
    room_id: str | None
    """Room where the person checked in (who left: where he sat last); null: remote, or never there."""
    checked_in_at: str | None
    """First arrival in this session (between two: in the next one); after its opening: late."""
    left_at: str | None = None
    """When he left; null: he is there, or never came."""


class Room(Sent):
    """A room that takes part."""

    id: str
    name: str
    unit: str
    kind: RoomKind
    seats: int
    main: bool
    """The room where the chair sits."""
    kiosk: bool
    """A kiosk is paired with it."""
    caption_size: CaptionSize = CaptionSize.LARGE
    caption_strong: bool = False
    """Captions on its screen in strong contrast."""


class Ground(Sent):
    """A case by which somebody is absent with a reason, and may be taken off a base if the body's rule lists it."""

    code: str
    words: str
    source: str


class Absence(Sent):
    """What the secretary noted of one person; for those who read the journal, never for everybody."""

    person_id: str
    ground: str
    words: str
    """The case in words."""
    reason: str = ""
    """What the person himself gave as his reason; empty: only the case is known."""

    @property
    def said(self) -> str:
        """The case, with the person's own reason where he gave one."""
        return f"{self.words} ({self.reason})" if self.reason else self.words


class MeetingState(Sent):
    """Everything that a live page shows and everybody in the meeting may see."""

    meeting: MeetingInfo
    items: tuple[Item, ...]
    papers: tuple[Paper, ...]
    people: tuple[Attendee, ...]
    rooms: tuple[Room, ...]
    quorum: Quorum
    queue: tuple[SpeechRequest, ...]
    floor: Floor | None
    open_microphones: tuple[str, ...]
    polls: tuple[Poll, ...]
    speech_rule: SpeechRule = SpeechRule()
    speech_limits: tuple[SpeechLimit, ...] = ()
    """What the chair set in this meeting."""
    spoken: tuple[Spoken, ...] = ()
    """Turns that ended."""
    question_rule: QuestionRule = QuestionRule()
    questions: tuple[Question, ...] = ()
    """All of the sitting, in the order of asking."""
    channels: tuple[Channel, ...] = ()
    """Interpretation."""
    pins: tuple[Pin, ...] = ()
    """Big screens that do not follow the sitting."""
    seating: Seating | None = None
    """Who sits where; null: it was not made known."""
    closed_mailboxes: tuple[Mailbox, ...] = ()
    """Mailboxes that the chair switched off."""
    heads: tuple[HeadCount, ...] = ()
    """How many people sit in the rooms that were counted."""


class UnitNotice(Sent):
    """What the chair's or secretary's office told one unit."""

    number: int
    """Journal number of the act."""
    unit_id: str
    unit: str
    sender: str
    text: str
    at: str


class You(Sent):
    """Who this page is, and what it may do."""

    peer_id: str
    role: Role
    person_id: str | None
    room_id: str | None
    unit_id: str | None
    name: str
    detail: str
    participant: str
    commands: tuple[str, ...]
    """Names of the commands that this role may send."""
    ballots: tuple[MyBallot, ...]
    notices: tuple[UnitNotice, ...]
    """What this person's unit was told in this meeting, newest last."""
    absences: tuple[Absence, ...] = ()
    """Absences with a reason, for those who read the journal."""
    grounds: tuple[Ground, ...] = ()
    """Cases that may be noted, for whoever notes them."""
    branches: tuple[Branch, ...] = ()
    """The tree of the units whose people take part, for those who read the journal."""
    letters: tuple[Letter, ...] = ()
    """Messages to and from this person, newest last."""
    hands: tuple[HandCount, ...] = ()
    """What was entered of the open vote by show of hands, for those who read the journal."""
    prepared: tuple[PreparedPoll, ...] = ()
    """Votes that were prepared and wait to be opened, for those who read the journal."""
    expected: Expected | None = None
    """Who will come, before the opening; for those who see the answers to the invitation."""
    may_publish: bool
