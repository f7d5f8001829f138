"""The border of the packet engine: what control logic asks of it, whatever it is made of.

``python_engine.PythonEngine`` is the one that always works; ``native.engine.NativeEngine`` moves packets in C.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.plan import Outlet, PeerPlan, Track
from media.forward.rtp import RtpPacket
from media.forward.sound import SoundAdvice


@dataclass(frozen=True, slots=True)
class VideoWish:
    """What a video slot shall show, and how large at most."""

    source: int
    track: Track
    quality: Quality


@dataclass(frozen=True, slots=True)
class Sending:
    """What one source sends at the moment."""

    audio: bool
    camera: bool
    screen: bool
    loss: float
    """Share of its packets lost on the way to us, 0..1."""
    jitter_ms: int = 0
    """Worst of its streams (RFC 3550)."""
    kbps: int = 0
    """All its streams together."""


class AudioListener(Protocol):
    """Hears every audio packet that arrives, before it is known who will get it."""

    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        """One packet of one source; must return at once."""


class Engine(Protocol):
    """Forwards packets within one conference. ``now`` is always monotonic seconds."""

    def add_peer(self, peer: str, source: int, plan: PeerPlan, outlet: Outlet) -> None:
        """Add a connected peer; its packets carry ``source`` as CSRC to others."""

    def remove_peer(self, peer: str, now: float) -> None:
        """Remove a peer; slots that showed it fall silent."""

    def receive_rtp(self, peer: str, data: bytes, now: float) -> None:
        """One decrypted RTP packet; raises ``MalformedPacketError``."""

    def receive_rtcp(self, peer: str, data: bytes, now: float) -> None:
        """One decrypted RTCP packet; raises ``MalformedPacketError``."""

    def show(self, peer: str, audio: Sequence[int | None], video: Sequence[VideoWish | None], now: float) -> None:
        """Fill the peer's slots; what is not named falls silent at once."""

    def at_once(self, now: float) -> AbstractContextManager[None]:
        """Around many calls of ``show`` and ``refill``: keyframes are asked for when all slots wait for them.

        A keyframe that comes between two of the calls would serve the first page only; the others would wait for the
        next, half a second.
        """

    def refill(self, peer: str, now: float) -> None:
        """Look again which layers fit the peer's slots: layers come and go, lines change; about once a second."""

    def demand(self, now: float) -> Mapping[int, Quality]:
        """Largest layer that each source need send; called every 100 ms. Sources without layers are left out."""

    def warm(self, sources: Collection[int]) -> None:
        """Keep the middle layer of these cameras flowing until told otherwise: they will probably be shown soon."""

    def sounds(self, now: float) -> Mapping[str, SoundAdvice]:
        """Protect each page's sound as its line needs; return what pages shall do for it. Called every 100 ms.

        Pages that shall do nothing are left out.
        """

    def sending(self, now: float) -> Mapping[int, Sending]:
        """What each source sends now; those that may not send are left out."""

    def ask(self, now: float) -> None:
        """Send NACK and PLI that are due; called every 20 ms."""

    def report(self, now: float, wall: float) -> None:
        """Send SR, RR and REMB; called once a second. ``wall`` is Unix time."""


EngineMaker = Callable[[Counters, AudioListener], Engine]
"""Makes the engine of one conference."""
