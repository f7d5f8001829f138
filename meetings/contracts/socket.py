"""Every message of the live WebSocket (``wss://…/live/<meeting id>/``), both ways."""

from typing import Annotated, Literal

from pydantic import Field

from meetings.contracts.base import Message, Sent
from meetings.contracts.commands import Command
from meetings.contracts.events import EventMessage, PassedMessage
from meetings.contracts.lines import LineReport, Lines
from meetings.contracts.media import (
    MAX_OFFER_BYTES,
    MediaAnswer,
    MediaFailed,
    MediaLayers,
    MediaRestart,
    MediaSlots,
    MediaSound,
    MediaSources,
)
from meetings.contracts.polls import MyBallot
from meetings.contracts.speech import CaptionMessage, CaptionsLate, Segment
from meetings.contracts.state import MeetingState, You

MAX_CLIENT_MESSAGE_BYTES = 96_000


class Hello(Message):
    """First message of a page: its protocol and contracts, and the last event number it has (null: none)."""

    type: Literal["hello"] = "hello"
    protocol: int
    after: int | None = None
    contract: str | None = None
    """Mark of the contracts that the page was built from (``meetings.contracts.schema``); null: only ``protocol``."""


class CatchUp(Message):
    """Ask for everything after a number, when a gap was seen."""

    type: Literal["catch_up"] = "catch_up"
    after: int


class CommandMessage(Message):
    """An act; ``id`` is its idempotency key; ``seen``: the last event its user knew (see ``changed_meanwhile``)."""

    type: Literal["command"] = "command"
    id: str = Field(min_length=8, max_length=64)
    command: Command
    seen: int | None = Field(default=None, ge=0, le=2**31)
    """Number of the last event that the page had when its user acted: an act that later events contradict is refused
    with ``changed_meanwhile``. Null: not asked."""


class MediaOffer(Message):
    """Join the conference with this SDP offer."""

    type: Literal["media_offer"] = "media_offer"
    nonce: str = Field(min_length=8, max_length=64)
    sdp: str = Field(max_length=MAX_OFFER_BYTES)
    hears: bool = True


class MediaWants(Message):
    """How large the page shows its pictures."""

    type: Literal["media_wants"] = "media_wants"
    main: Literal["none", "small", "medium", "large"] = "large"
    small: int = Field(default=8, ge=0, le=8)
    """How many small pictures it shows; the server chooses whose, unless the page names them."""
    hears: bool = True
    main_source: int | None = None
    """Camera of this source in the main place, instead of the server's choice."""
    named: tuple[int, ...] | None = Field(default=None, max_length=8)
    """Sources whose cameras the page shows small, instead of the server's choice."""
    small_size: Literal["small", "medium"] = "small"
    channel: str | None = Field(default=None, max_length=8)
    """Language of the channel of interpretation that the page listens to."""


class MediaLeave(Message):
    """Leave the conference; the page stays."""

    type: Literal["media_leave"] = "media_leave"


class Ping(Message):
    """Answered by ``pong`` with the same ``sent``; measures the line and the server's clock."""

    type: Literal["ping"] = "ping"
    sent: float


class PagePoint(Message):
    """A place on a page of the paper that is shown: page from 1, x and y in ten-thousandths of it."""

    page: int = Field(ge=1, le=10_000)
    x: int = Field(ge=0, le=10_000)
    y: int = Field(ge=0, le=10_000)


class Present(Message):
    """Lead those who follow: the page of a paper and where the pointer is; `paper_id` null: lead no longer.

    Said again every few seconds, it keeps the lead; `begin` takes it from somebody else. No act: the journal has
    nothing of it.
    """

    type: Literal["present"] = "present"
    paper_id: str | None = Field(default=None, max_length=64)
    page: int = Field(default=1, ge=1, le=10_000)
    point: PagePoint | None = None
    begin: bool = False


class PapersClosed(Message):
    """This machine has closed papers that were taken back, or are no longer sent to its user. No act."""

    type: Literal["papers_closed"] = "papers_closed"
    paper_ids: tuple[str, ...] = Field(max_length=200)


ClientMessage = Annotated[
    Hello
    | CatchUp
    | CommandMessage
    | MediaOffer
    | MediaWants
    | MediaLeave
    | LineReport
    | Present
    | PapersClosed
    | Ping,
    Field(discriminator="type"),
]


class IceServer(Sent):
    """A relay for pages whose network lets no UDP through (coturn), with a password that runs out."""

    urls: tuple[str, ...]
    username: str
    credential: str


class Welcome(Sent):
    """First answer: who you are. A ``snapshot`` or ``events`` follows."""

    type: Literal["welcome"] = "welcome"
    protocol: int
    you: You
    server_time: str
    ice: tuple[IceServer, ...] = ()
    """Relays that this page may use until its next welcome."""
    recalled: tuple[str, ...] = ()
    """Papers that were taken back and had been opened on this machine: it closes them and says ``papers_closed``."""


class Snapshot(Sent):
    """The whole state after event ``number``."""

    type: Literal["snapshot"] = "snapshot"
    number: int
    state: MeetingState
    captions: tuple[Segment, ...]


class Events(Sent):
    """Events after the number that the page named; numbers up to ``last`` that are missing are not for this page."""

    type: Literal["events"] = "events"
    last: int
    events: tuple[EventMessage, ...]


class Ack(Sent):
    """The act counts; ``number`` is its journal number."""

    type: Literal["ack"] = "ack"
    id: str
    number: int
    ballot: MyBallot | None = None


class Refusal(Sent):
    """The act does not count: a stable code and a Vietnamese sentence for the user."""

    type: Literal["refusal"] = "refusal"
    id: str
    code: str
    message: str


class Presence(Sent):
    """Which participant keys have a live page now (``person:<id>``, ``room:<id>``)."""

    type: Literal["presence"] = "presence"
    online: tuple[str, ...]


class Turnout(Sent):
    """To chair, secretary and the rooms' screens while a vote is open: how many ballots are in, never which."""

    type: Literal["turnout"] = "turnout"
    poll_id: str
    cast: int
    eligible: int


class Presenting(Sent):
    """Who leads which page of which paper, to those who may read it; `paper_id` null: nobody does any more."""

    type: Literal["presenting"] = "presenting"
    peer_id: str = ""
    participant: str = ""
    name: str = ""
    paper_id: str | None = None
    title: str = ""
    page: int = 1
    point: PagePoint | None = None


class NoticesCame(Sent):
    """To the people who were just sent notices: their pages ask for them (`GET /hop/<id>/loi-nhac/`), also after each
    `welcome`; the words are in no message, so a lost one costs nothing.
    """

    type: Literal["notices_came"] = "notices_came"


class Pong(Sent):
    """Answer to ``ping``."""

    type: Literal["pong"] = "pong"
    sent: float
    server_time: str


class Resync(Sent):
    """Messages for this page were dropped because it read too slowly; say ``hello`` again with the last number."""

    type: Literal["resync"] = "resync"


class Bye(Sent):
    """The server closes: ``signed_out``, ``revoked``, ``removed``, ``reload`` (page too old), ``closing``, ``crowded``
    (one person has too many pages open; the oldest goes).
    """

    type: Literal["bye"] = "bye"
    reason: Literal["signed_out", "revoked", "removed", "reload", "closing", "crowded"]
    message: str


ServerMessage = Annotated[
    Welcome
    | Snapshot
    | Events
    | EventMessage
    | PassedMessage
    | Ack
    | Refusal
    | CaptionMessage
    | CaptionsLate
    | Presence
    | Turnout
    | Presenting
    | NoticesCame
    | MediaAnswer
    | MediaFailed
    | MediaRestart
    | MediaLayers
    | MediaSound
    | MediaSlots
    | MediaSources
    | Lines
    | Pong
    | Resync
    | Bye,
    Field(discriminator="type"),
]
