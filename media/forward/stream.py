"""One incoming stream (an audio track, a simulcast layer, a screen) and the slots it flows into."""

from typing import TYPE_CHECKING

from media.forward.keyframes import KeyframeGate
from media.forward.plan import Codec, Track
from media.forward.reception import Reception
from media.forward.rtp import RtpPacket

if TYPE_CHECKING:
    from media.forward.slot import Slot

_EXPECTED = {"q": 150_000, "h": 400_000, "f": 1_000_000, "": 1_000_000}
BITRATE_FALL = 0.8
ALIVE_S = 2.5
"""A stream without packets for so long is not there any more (a still screen sends one frame a second)."""


def expected_bitrate(track: Track, layer: str) -> float:
    """What such a stream usually has, bits per second of video."""
    return float(_EXPECTED.get(layer, 0)) if track is not Track.AUDIO else 0.0


class IncomingStream:
    """Fan-out point: every accepted packet goes to each of ``slots``. ``codec`` is of pictures."""

    jitter_ms = 0
    """As of the last receiver report."""

    def __init__(self, ssrc: int, source: int, track: Track, layer: str, codec: Codec = Codec.VP8) -> None:
        self.codec = codec
        self.ssrc = ssrc
        self.source = source
        self.track = track
        self.layer = layer
        self.reception = Reception(ssrc, 48_000 if track is Track.AUDIO else 90_000)
        self.keyframes = KeyframeGate()
        self.slots: list[Slot] = []
        self.bitrate = expected_bitrate(track, layer)
        """Bits per second; until it is measured, what such a stream usually has."""
        self._counted = (0, float("nan"))

    def alive(self, now: float) -> bool:
        """True while packets come."""
        return now - self.reception.last_at < ALIVE_S

    def forward(self, packet: RtpPacket, now: float) -> None:
        """Hand an accepted packet to all slots."""
        if packet.descriptor is not None and packet.descriptor.starts_keyframe:
            self.keyframes.arrived()
        for slot in tuple(self.slots):
            slot.feed(self, packet, now)

    def join(self, slot: "Slot") -> None:
        """Let the stream flow into a slot."""
        if slot not in self.slots:
            self.slots.append(slot)

    def leave(self, slot: "Slot") -> None:
        """Stop flowing into a slot."""
        if slot in self.slots:
            self.slots.remove(slot)

    def note_jitter(self, units: int) -> None:
        """Take the jitter of a receiver report, in units of the stream's clock (RFC 3550)."""
        self.jitter_ms = round(units / (48 if self.track is Track.AUDIO else 90))

    @property
    def watched(self) -> bool:
        """True while it flows into a slot, or will."""
        return bool(self.slots)

    def rest(self) -> None:
        """Nothing of it has to be asked for at the moment."""

    def measure(self, now: float) -> None:
        """Update ``bitrate`` (bits per second); called about once a second. It rises at once and falls slowly:

        a layer that just begins, or a still picture, must not look as if it fitted a thin line.
        """
        octets, at = self._counted
        self._counted = (self.reception.octets, now)
        if at == at and now > at:
            self.bitrate = max((self.reception.octets - octets) * 8 / (now - at), self.bitrate * BITRATE_FALL)
