"""The state of a meeting as pages show it; events replace parts of it. Times are ISO 8601 with offset, ids strings."""

from enum import StrEnum
from typing import Literal

from meetings.contracts.base import Sent
from meetings.contracts.interpretation import Channel
from meetings.contracts.roles import Role


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


class Choice(StrEnum):
    """What a ballot says: Đồng ý, Không đồng ý, Không biểu quyết."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


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


class SpeechKind(StrEnum):
    """What somebody asks the floor for: to speak in his turn, or a point of order, which goes before the queue."""

    SPEECH = "speech"
    ORDER = "order"


class Secrecy(StrEnum):
    """Levels of state secrets by their names in the law, rising, and none; of meetings and of papers."""

    NONE = "none"
    MAT = "mat"
    TOI_MAT = "toi_mat"
    TUYET_MAT = "tuyet_mat"


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
    """First arrival; after ``MeetingInfo.opened_at``: late."""
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


class SpeechRequest(Sent):
    """A raised hand in the queue. Points of order stand first, in the order of asking; the chair orders the others."""

    id: str
    person_id: str
    name: str
    detail: str
    room_id: str | None
    subject: str
    at: str
    kind: SpeechKind = SpeechKind.SPEECH


class SpeechRule(Sent):
    """How long one may speak where the chair said nothing else, by the body's rule; null: as long as he likes."""

    limit_s: int | None = 300
    order_s: int | None = 120
    """For a point of order."""
    warn_s: int = 60
    """The rest of a turn in which its timer warns."""
    source: str = ""


class SpeechLimit(Sent):
    """How long one may speak in an item (null: in all) as this person (null: everybody); the closest limit holds."""

    item_id: str | None
    person_id: str | None
    limit_s: int | None


class Spoken(Sent):
    """For how long a person, or a room without a named speaker, has had the floor in one item, pauses left out."""

    person_id: str | None
    room_id: str | None
    name: str
    unit: str
    item_id: str | None
    seconds: int
    turns: int


class Floor(Sent):
    """Who holds the floor. The time that counts is ``now`` (while it is paused, ``paused_at``) − since − paused_s."""

    turn_id: str
    participant: str
    """Media key that carries the voice: ``room:<id>`` or ``person:<id>``."""
    person_id: str | None
    room_id: str | None
    name: str
    detail: str
    item_id: str | None
    since: str
    limit_s: int | None
    kind: SpeechKind = SpeechKind.SPEECH
    warn_s: int = 30
    """The rest in which the timer warns."""
    paused_at: str | None = None
    """Since when the clock stands; null: it runs."""
    paused_s: int = 0
    """Seconds for which it stood before."""


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
    channels: tuple[Channel, ...] = ()
    """Interpretation."""


class MyBallot(Sent):
    """The receipt for one's own ballot."""

    poll_id: str
    choice: Choice
    at: str
    number: int
    """Journal number of the act."""


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
    may_publish: bool
