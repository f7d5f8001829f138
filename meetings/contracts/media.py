"""Control messages between ``web`` and the media workers, and what pages hear of media.

A page offers once (send: 1 audio, 1 camera with layers q/h/f, 1 screen; receive: 4 audio, 9 video slots) and is
answered once. Which source fills which slot is decided by the worker and told by ``MediaSlots`` and by the CSRC.
"""

from typing import Annotated, Literal

from pydantic import Field

from meetings.contracts.base import Message, Sent

AUDIO_SLOTS = 4
"""Voices of the floor at a time."""
CHANNEL_SLOT = AUDIO_SLOTS
"""The audio slot after them: the channel of interpretation that the page listens to."""
VIDEO_SLOTS = 9
MAX_OFFER_BYTES = 64_000


class WorkerInfo(Message):
    """A live media worker (``media_worker_key``, refreshed every second, life three seconds)."""

    worker_id: str
    """Stable name of the place, for example ``media-1``."""
    boot: str
    """Changes at each start."""
    pid: int
    addresses: tuple[str, ...]
    """Addresses announced to browsers, IPv4 or IPv6."""
    port: int
    stress: float = 0.0
    """0..1, share of the capacity in use."""
    peers: int = 0


class WorkerStarted(Message):
    """Published on ``MEDIA_REGISTRY_CHANNEL``: everybody on this worker must offer again."""

    worker_id: str
    boot: str


class Participant(Message):
    """Who stands behind a media peer."""

    key: str
    """``person:<id>`` or ``room:<id>``."""
    name: str
    """A room's or a person's name, as shown."""
    detail: str = ""
    """Unit or position, as shown under the name."""
    room_id: str | None = None
    """The room in which a person sits, if any."""


class PolicyChannel(Message):
    """A channel of interpretation: whose voice goes to those who listen to it, and to nobody else."""

    language: str
    on_air: str | None
    """Participant key."""


class Policy(Message):
    """What the meeting decided, as the worker must know it; a lower ``number`` than the last one is ignored."""

    number: int
    """Journal number of the act that led to it."""
    floor: tuple[str, ...] = ()
    """Participant keys that hold the floor: main picture, always among the heard."""
    open_microphones: tuple[str, ...] = ()
    """Participant keys that may be heard at all; everybody else is silent at the server."""
    speakers: dict[str, str] = Field(default_factory=dict)
    """Participant key of a room to the person id who has the floor there."""
    speaker_names: dict[str, str] = Field(default_factory=dict)
    """Participant key of a room to the name of that person."""
    item_id: str | None = None
    captions: bool = True
    expected: tuple[str, ...] = ()
    """Participant keys of those who will probably get the floor next, the first of them first: their pictures are
    kept ready. It gives them nothing."""
    channels: tuple[PolicyChannel, ...] = ()
    """Interpretation; who speaks there is never heard on the floor by that."""


class JoinPeer(Message):
    """A page offers. The worker answers with ``MediaAnswer`` or ``MediaFailed`` to that peer."""

    kind: Literal["join"] = "join"
    meeting_id: str
    peer_id: str
    nonce: str
    """Chosen by the page for each offer; comes back in the answer."""
    sdp: str
    participant: Participant
    may_publish: bool
    interprets: bool = False
    """Its voice is for a channel of interpretation alone: never for the floor, and no picture of it is shown."""
    hears: bool
    """False for a tablet that sits in a room with loudspeakers."""
    policy: Policy


class LeavePeer(Message):
    """The page went away, or its right ended: stop its media at once."""

    kind: Literal["leave"] = "leave"
    meeting_id: str
    peer_id: str


class SetPolicy(Message):
    """New decisions of the meeting."""

    kind: Literal["policy"] = "policy"
    meeting_id: str
    policy: Policy


class SetWants(Message):
    """How large the page shows its slots; layers follow it."""

    kind: Literal["wants"] = "wants"
    meeting_id: str
    peer_id: str
    main: Literal["none", "small", "medium", "large"] = "large"
    small: int = 8
    """How many small pictures it shows."""
    hears: bool = True
    main_source: int | None = None
    """Camera of this source in the main place, instead of the worker's choice."""
    named: tuple[int, ...] | None = None
    """Sources whose cameras fill the small slots, instead of the worker's choice."""
    small_size: Literal["small", "medium"] = "small"
    channel: str | None = None
    """Language of the channel of interpretation that it listens to; null: the floor alone."""


class CloseConference(Message):
    """The meeting ended: drop every peer of it."""

    kind: Literal["close"] = "close"
    meeting_id: str


MediaCommand = Annotated[JoinPeer | LeavePeer | SetPolicy | SetWants | CloseConference, Field(discriminator="kind")]


class MediaAnswer(Sent):
    """Worker to page: the SDP answer for the offer with this nonce."""

    type: Literal["media_answer"] = "media_answer"
    nonce: str
    sdp: str
    source: int
    """This page's own source number."""


class MediaFailed(Sent):
    """Worker or web to page: no media now; ``retry`` says whether another offer makes sense."""

    type: Literal["media_failed"] = "media_failed"
    nonce: str | None
    code: str
    message: str
    """Vietnamese, for the user."""
    retry: bool


class MediaRestart(Sent):
    """Offer again now: your worker started anew (web to page), or wants another codec of you (worker to page)."""

    type: Literal["media_restart"] = "media_restart"
    boot: str


class SourceInfo(Sent):
    """One source of the conference and what it sends now."""

    source: int
    participant: str
    name: str
    detail: str
    audio: bool
    video: bool
    screen: bool
    level: int = 127
    """Loudness as of RFC 6464: 0 loudest, 127 silence."""
    loss: float = 0.0
    """Share of its packets lost on the way to us in the last seconds, 0..1."""


class MediaSlots(Sent):
    """Worker to one page: what each slot shows, by source number (null: empty)."""

    type: Literal["media_slots"] = "media_slots"
    audio: tuple[int | None, ...]
    video: tuple[int | None, ...]
    """Slot 0 is the main picture."""
    main_is_screen: bool = False
    channel: int | None = None
    """Who interprets in the slot of the chosen channel; null: nobody speaks there, the floor is all there is."""


class MediaLayers(Sent):
    """Worker to one page: larger layers of its camera than this one are watched by nobody now; do not send them."""

    type: Literal["media_layers"] = "media_layers"
    largest: Literal["small", "medium", "large"]


class MediaSound(Sent):
    """Worker to one page: what it shall do for sound, because its line loses packets."""

    type: Literal["media_sound"] = "media_sound"
    buffer_ms: int = 0
    """Hold back what is heard for so long at least, so that resends come in time; 0: as the browser likes. A page
    begins with 120."""
    twice: bool = False
    """Send each sound twice (RED, RFC 2198)."""
    kbps: int = 0
    """Encode the voice with so many kbit/s at most: somebody hears it over a line that carries no more; 0: no limit."""


class MediaSources(Sent):
    """Worker to every page of the conference: the directory of sources, when it changes."""

    type: Literal["media_sources"] = "media_sources"
    sources: tuple[SourceInfo, ...]
    active_speaker: int | None = None
