"""Faces of a stream in C: reception, keyframe gate, fan-out. Each does what its twin of the same name does."""

import weakref
from collections.abc import Callable, Mapping
from typing import Any

from media.forward.keyframes import KeyframeGate
from media.forward.native.core import Core
from media.forward.plan import Codec, Track
from media.forward.reception import MAX_MISSING, Reception
from media.forward.rtcp import ReportBlock, SenderReport
from media.forward.rtp import RtpPacket
from media.forward.stream import IncomingStream, expected_bitrate

_NEVER = float("-inf")
CODECS: Mapping[Codec, int] = {
    Codec.OPUS: 1,
    Codec.VP8: 2,
    Codec.RTX: 3,
    Codec.RED: 4,
    Codec.H264: 5,
    Codec.VP9: 6,
    Codec.AV1: 7,
}
"""As in ``api.h``."""


class NativeReception(Reception):
    """Twin: ``Reception``. Reads go to the shared view without a lock."""

    def __init__(self, core: Core, handle: Any, ssrc: int) -> None:
        self.ssrc = ssrc
        self._core = core
        self._handle = handle
        self._view = core.lib.forward_stream_look(handle)
        self._numbers = core.ffi.new("uint16_t[]", MAX_MISSING)
        self._report = core.ffi.new("forward_report *")

    @property
    def last_at(self) -> float:  # type: ignore[override]
        """When the last packet came."""
        return float(self._view.last_at)

    @property
    def octets(self) -> int:  # type: ignore[override]
        """Bytes received."""
        return int(self._view.octets)

    @property
    def loss(self) -> float:
        """See ``Reception.loss``."""
        return float(self._view.loss)

    @property
    def raw_loss(self) -> float:
        """See ``Reception.raw_loss``."""
        return float(self._view.raw_loss)

    @property
    def waits(self) -> bool:
        """See ``Reception.waits``."""
        return bool(self._view.missing)

    @property
    def given_up(self) -> bool:
        """See ``Reception.given_up``."""
        return bool(self._view.given_up)

    @given_up.setter
    def given_up(self, value: bool) -> None:
        if not value:
            self._core.lib.forward_stream_forgive(self._handle)

    def accept(self, sequence: int, timestamp: int, size: int, now: float) -> bool:
        """See ``Reception.accept``."""
        return bool(self._core.lib.forward_stream_accept(self._handle, sequence, timestamp, size, now))

    def fill(self, sequence: int, size: int, now: float) -> bool:
        """See ``Reception.fill``."""
        return bool(self._core.lib.forward_stream_fill(self._handle, sequence, size, now))

    def to_ask_again(self, now: float) -> list[int]:
        """See ``Reception.to_ask_again``."""
        if not self.waits:
            return []
        count = self._core.lib.forward_stream_again(self._handle, now, self._numbers, MAX_MISSING)
        return list(self._numbers[0:count])

    def hear_sender(self, report: SenderReport, now: float) -> None:
        """See ``Reception.hear_sender``."""
        self._core.lib.forward_stream_hear_sender(self._handle, report.middle, now)

    def report(self, now: float, at_least: float = 0.0) -> ReportBlock:
        """See ``Reception.report``."""
        one = self._report
        self._core.lib.forward_stream_report(self._handle, now, at_least, one)
        return ReportBlock(self.ssrc, one.fraction, one.lost, one.highest, one.jitter, one.last_sr, one.delay)


class NativeGate(KeyframeGate):
    """Twin: ``KeyframeGate``. The wish lives in C, where the keyframe that fulfils it is seen first."""

    def __init__(self, core: Core, handle: Any) -> None:
        self._lib = core.lib
        self._handle = handle
        self._view = core.lib.forward_stream_look(handle)
        self._sent_at = _NEVER
        self._asked = self._seen = 0

    @property
    def count(self) -> int:  # type: ignore[override]
        """See ``KeyframeGate.count``."""
        return int(self._view.keyframes)

    @property
    def wanted(self) -> bool:  # type: ignore[override]
        """See ``KeyframeGate.wanted``."""
        return bool(self._view.wanted)

    def want(self) -> None:
        """See ``KeyframeGate.want``."""
        self._lib.forward_stream_want(self._handle)

    def arrived(self) -> None:
        """See ``KeyframeGate.arrived``."""
        self._lib.forward_stream_arrived(self._handle)


class NativeStream(IncomingStream):
    """Twin: ``IncomingStream``. Packets flow inside the core; ``heard`` and ``ask`` are told what control must know."""

    def __init__(
        self,
        core: Core,
        ssrc: int,
        source: int,
        track: Track,
        layer: str,
        codec: Codec = Codec.VP8,
        *,
        heard: Callable[["NativeStream", RtpPacket, float], None] | None = None,
        ask: Callable[["NativeStream"], None] | None = None,
    ) -> None:
        self.ssrc, self.source, self.track, self.layer, self.codec = ssrc, source, track, layer, codec
        self.number = core.new_id()
        lib = core.lib
        kind = Codec.OPUS if track is Track.AUDIO else codec
        made = lib.forward_stream_new(core.handle, self.number, ssrc, source, CODECS[kind])
        if not made:
            raise MemoryError
        self.handle = made
        # Not by the garbage collector of cffi: reception and gate hold the same pointer.
        self._end = weakref.finalize(self, lib.forward_stream_free, made)
        self.reception = NativeReception(core, made, ssrc)
        self.keyframes = NativeGate(core, made)
        self.bitrate = expected_bitrate(track, layer)
        self._counted = (0, float("nan"))
        self._core = core
        self._heard = heard
        self._ask = ask
        core.streams[self.number] = self

    @property
    def watched(self) -> bool:
        """See ``IncomingStream.watched``."""
        return bool(self._core.lib.forward_stream_slots(self.handle))

    def rest(self) -> None:
        """See ``IncomingStream.rest``."""
        self._core.lib.forward_stream_rest(self.handle)

    def forward(self, packet: RtpPacket, now: float) -> None:
        """See ``IncomingStream.forward``; in service packets do not come this way."""
        level = -1 if packet.level is None else packet.level
        self._core.lib.forward_stream_feed(
            self.handle,
            packet.marker,
            packet.sequence,
            packet.timestamp,
            level,
            packet.payload,
            len(packet.payload),
            now,
        )
        self._core.settle()

    def on_packet(self, packet: RtpPacket, now: float) -> None:
        """See ``StreamEvents``."""
        if self._heard is not None:
            packet.ssrc = self.ssrc
            self._heard(self, packet, now)

    def end(self) -> None:
        """Its page is gone: let go of those who were told, who hold this stream themselves."""
        self._heard = self._ask = None

    def on_ask(self) -> None:
        """See ``StreamEvents``."""
        if self._ask is not None:
            self._ask(self)
