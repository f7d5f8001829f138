"""A receive slot of one subscriber: one SSRC for its whole life, fed by changing streams without a seam.

See ``docs/algorithms/slots.md``. Sequence number, timestamp, picture id and TL0PICIDX go on continuously across a
switch; the old stream flows until the new one's keyframe comes (make before break); the CSRC names the source.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from media.forward.av1 import frame_of
from media.forward.descriptor import move_counters
from media.forward.kept import Kept, Shift
from media.forward.layers import still_to_come
from media.forward.line import Line
from media.forward.pacer import Pacer
from media.forward.plan import ExtensionIds, Outlet, SlotPlan
from media.forward.red import MAX_DISTANCE, MAX_PAYLOAD, fits_red, wrap_red
from media.forward.rtcp import build_sender_report
from media.forward.rtp import ONE_BYTE_PROFILE, RtpPacket, build_rtp, one_byte_extension, pad_rtp
from media.forward.serial import U16, U32
from media.forward.stamps import (
    dependency_elements,
    extension_block,
    level_block,
    send_time_block,
    send_time_element,
)
from media.forward.stream import IncomingStream

_HEAD = struct.Struct("!BBHLLL")
_COUNTERS = struct.Struct("!HB")
RING = 256
"""Packets kept for resending: two seconds of the large layer, five of audio."""
RESEND_INTERVAL_S = 0.02
AUDIO_STEP = 960
"""20 ms of Opus at 48 kHz."""
SILENCE = b"\xf8\xff\xfe"
"""An Opus frame of silence; a few of them end a slot without an invented tone."""
_SILENCE_FRAMES = 3
_MAX_PADDING = 224
_OVERHEAD = 76
"""Bytes around a payload on the wire: IP, UDP, RTP with CSRC and extensions, SRTP tag."""


@dataclass(slots=True, frozen=True)
class SlotSeed:
    """Start values of the counters; random in service, fixed in tests."""

    sequence: int = 0
    timestamp: int = 0
    picture: int = 0
    rtx_sequence: int = 0


class Slot:
    """One audio or video slot. ``current`` flows now; each of ``waiting`` from its keyframe on, the last for good."""

    def __init__(
        self,
        plan: SlotPlan,
        *,
        video: bool,
        extensions: ExtensionIds,
        outlet: Outlet,
        seed: SlotSeed,
        line: Line | None = None,
        pacer: Pacer | None = None,
    ) -> None:
        self.plan = plan
        self.video = video
        self.current: IncomingStream | None = None
        self.waiting: tuple[IncomingStream, ...] = ()
        self._ssrc = plan.ssrc
        self.packets = 0
        self.octets = 0
        self.resent = 0
        self._extensions = extensions
        self._outlet = outlet
        self._line = line
        self._pacer = pacer if video else None
        self._rate = 90_000 if video else 48_000
        self._sequence = seed.sequence
        self._timestamp = seed.timestamp
        self._picture = seed.picture
        self._tl0 = 0
        self._frame = 0
        self._rtx_sequence = seed.rtx_sequence
        self._sent_at: float | None = None
        self._shift: Shift | None = None
        self._mark = False
        self._padded = 0
        self._ring: list[Kept | None] = [None] * RING
        self._repeats: tuple[int, ...] = ()

    def repeat(self, distances: Iterable[int]) -> None:
        """Send with each sound copies of those so many packets (1..``MAX_DISTANCE``) before it, from now on."""
        if self.plan.red_payload_type:
            self._repeats = tuple(sorted({one for one in distances if 0 < one <= MAX_DISTANCE}, reverse=True))

    @property
    def pending(self) -> IncomingStream | None:
        """What it shall show in the end, while that waits for its keyframe."""
        return self.waiting[-1] if self.waiting else None

    def switch(
        self,
        stream: IncomingStream | None,
        now: float,
        *,
        cut: bool = False,
        before: Sequence[IncomingStream] = (),
    ) -> None:
        """Show ``stream`` from its next keyframe on (audio: from its next packet); None empties the slot at once.

        ``cut``: do not let the old stream flow meanwhile, and forget what could be resent of it. ``before``: smaller
        layers of the same picture (see ``layers.way_to``), to be shown until then.
        """
        if stream is None and self.current is None and not self.waiting:
            return
        wanted = () if stream is None else still_to_come((*before, stream), None if cut else self.current)
        if stream is not None and (wanted == self.waiting or (stream is self.current and not self.waiting)):
            return
        known, self.waiting = self.waiting, wanted
        for one in known:
            if one not in wanted:
                one.leave(self)
        if stream is None or cut:
            self._stop(now)
        for one in wanted:
            one.join(self)
            if self.video and one not in known:
                one.keyframes.want()

    def release(self, stream: IncomingStream, now: float) -> None:
        """The stream ended: let go of it wherever it is."""
        if stream in self.waiting:
            stream.leave(self)
            self.waiting = tuple(one for one in self.waiting if one is not stream)
        if self.current is stream:
            self._stop(now)

    def _stop(self, now: float) -> None:
        if self.current is None:
            return
        self.current.leave(self)
        self.current = None
        if self.video:
            self._ring = [None] * RING
            before = self._pacer.forget(self) if self._pacer is not None else None
            # Numbers of what was never sent go to what comes next: no gap to ask for.
            self._sequence = self._sequence if before is None else before
        elif self._shift is not None:
            self._fade_out(self._shift, now)
        self._shift = None

    def _fade_out(self, shift: Shift, now: float) -> None:
        for _ in range(_SILENCE_FRAMES):
            own = (self._sequence + 1 - shift.sequence) & U16
            at = (self._timestamp + AUDIO_STEP - shift.timestamp) & U32
            self._emit(RtpPacket(0, False, own, at, 0, SILENCE, level=127), shift, False, now)
        # These frames are ahead of time; the next voice goes on from where they end.
        self._sent_at = now + (_SILENCE_FRAMES - 1) * AUDIO_STEP / 48_000

    def feed(self, stream: IncomingStream, packet: RtpPacket, now: float) -> None:
        """Take one packet of a stream that flows into this slot."""
        if stream in self.waiting and self._may_begin(stream, packet):
            self._begin(stream, packet, now)
        shift = self._shift
        # The last: older than the first of the stream (RFC 1982).
        if stream is not self.current or shift is None or (packet.sequence - shift.first) & 0x8000:
            return
        marker = packet.marker or self._mark
        self._mark = False
        self._emit(packet, shift, marker, now)

    def _may_begin(self, stream: IncomingStream, packet: RtpPacket) -> bool:
        if not self.video:
            return bool(packet.payload)
        starts = packet.descriptor is not None and packet.descriptor.starts_keyframe
        return starts and self.plan.takes(stream.codec)

    def _begin(self, stream: IncomingStream, packet: RtpPacket, now: float) -> None:
        if self.current is not None:
            self.current.leave(self)
        place = self.waiting.index(stream)
        for one in self.waiting[:place]:
            one.leave(self)
        self.current, self.waiting = stream, self.waiting[place + 1 :]
        elapsed = 0.0 if self._sent_at is None else now - self._sent_at
        if self.video:
            step = max(1, int(elapsed * self._rate))
        else:
            step = max(1, round(elapsed * 50)) * AUDIO_STEP
            self._mark = True
        descriptor = packet.descriptor
        self._shift = Shift(
            stream=stream,
            source=stream.source,
            payload_type=self.plan.types(stream.codec)[0] if self.video else self.plan.payload_type,
            sequence=(self._sequence + 1 - packet.sequence) & U16,
            timestamp=(self._timestamp + step - packet.timestamp) & U32,
            picture=(self._picture + 1 - descriptor.picture) & 0x7FFF if descriptor else 0,
            tl0=(self._tl0 + 1 - descriptor.tl0) & 0xFF if descriptor else 0,
            frame=(self._frame + 1 - frame_of(packet.dependency)) & U16,
            # A distance is only told right within half the range: the border moves along in ``_emit``.
            first=packet.sequence,
        )

    def _emit(self, packet: RtpPacket, shift: Shift, marker: bool, now: float) -> None:
        sequence = (packet.sequence + shift.sequence) & U16
        timestamp = (packet.timestamp + shift.timestamp) & U32
        before = self._sequence
        if self._sent_at is None or 0 < (sequence - before) & U16 < 0x8000:
            self._advance(sequence, timestamp, packet, shift, now)
        copies = self._copies_for(sequence, timestamp, packet) if self._repeats else ()
        kept = Kept(sequence, packet, shift, marker, now, copies)
        self._ring[sequence % RING] = kept
        if self._pacer is None:
            self._send(kept, now)
        else:
            self._pacer.send(self, len(packet.payload) + _OVERHEAD, before, partial(self._send, kept), now)

    def _advance(self, sequence: int, timestamp: int, packet: RtpPacket, shift: Shift, now: float) -> None:
        self._sequence = sequence
        # Not older than the newest (RFC 1982).
        if self._sent_at is None or not (timestamp - self._timestamp) & 0x80000000:
            self._timestamp = timestamp
            self._sent_at = now
        descriptor = packet.descriptor
        if descriptor is not None:
            self._picture = (descriptor.picture + shift.picture) & 0x7FFF
            self._tl0 = (descriptor.tl0 + shift.tl0) & 0xFF
        if packet.dependency:
            self._frame = (frame_of(packet.dependency) + shift.frame) & U16
        if 0x3000 < (packet.sequence - shift.first) & U16 < 0x8000 and shift is self._shift:
            self._shift = replace(shift, first=(packet.sequence - 0x1000) & U16)

    def _copies_for(self, sequence: int, timestamp: int, packet: RtpPacket) -> tuple[int, ...]:
        """Which of the wished copies can be sent along, farthest first; the nearest ones when not all fit."""
        size = len(packet.payload)
        if not size:
            return ()
        found: list[int] = []
        for back in reversed(self._repeats):
            kept = self._before(sequence, back)
            if kept is None or not fits_red(kept.age(timestamp), len(kept.packet.payload)):
                continue
            size += 4 + len(kept.packet.payload)
            if size > MAX_PAYLOAD:
                break
            found.insert(0, back)
        return tuple(found)

    def _before(self, sequence: int, back: int) -> Kept | None:
        earlier = (sequence - back) & U16
        kept = self._ring[earlier % RING]
        return kept if kept is not None and kept.sequence == earlier else None

    def _wrapped(self, kept: Kept, timestamp: int) -> bytes | None:
        """The sound with its copies; None when one of them is gone."""
        before = [self._before(kept.sequence, back) for back in kept.copies]
        copies = [(one.age(timestamp), one.packet.payload) for one in before if one is not None]
        if len(copies) != len(before):
            return None
        return wrap_red(self.plan.payload_type, copies, kept.packet.payload)

    def _payload(self, packet: RtpPacket, shift: Shift) -> bytes:
        if packet.descriptor is None:
            return packet.payload
        return move_counters(packet.payload, packet.descriptor, shift.picture, shift.tl0)

    def _send(self, kept: Kept, now: float) -> bool:
        packet, shift = kept.packet, kept.shift
        timestamp = kept.timestamp
        payload_type, around = shift.payload_type, packet.around
        payload: bytes | None = packet.payload
        if kept.copies:
            payload_type, payload = self.plan.red_payload_type, self._wrapped(kept, timestamp)
        elif around is None and packet.descriptor is not None:
            payload = self._payload(packet, shift)
        if payload is None:
            return False
        size = len(payload)
        self.packets += 1
        self.octets += size
        if not self.video:
            extension = level_block(self._extensions.level, packet.level)
        elif packet.dependency and self._extensions.dependency:
            extension = extension_block(*self._described(kept, size, now))
        elif self._line is None:
            extension = send_time_block(self._extensions.send_time, now)
        else:
            extension = extension_block(self._line_extension(size, now))
        # As ``build_rtp`` and ``move_counters`` would, for the packet that everybody gets.
        head = _HEAD.pack(
            0x91 if extension else 0x81,
            payload_type | 0x80 if kept.marker else payload_type,
            kept.sequence,
            timestamp,
            self._ssrc,
            shift.source,
        )
        descriptor = packet.descriptor
        if around is None or descriptor is None:
            self._outlet.send_rtp(head + extension + payload)
        else:
            counters = _COUNTERS.pack(
                0x8000 | (descriptor.picture + shift.picture) & 0x7FFF, (descriptor.tl0 + shift.tl0) & 0xFF
            )
            self._outlet.send_rtp(b"".join((head, extension, around[0], counters, around[1])))
        return True

    def _line_extension(self, size: int, now: float) -> bytes:
        """What the receiver needs to measure the line; only on SSRCs that never send one number twice (see resend)."""
        if self._line is not None:
            number = self._line.number(size + _OVERHEAD, now)
            return one_byte_extension(self._extensions.transport_cc, number.to_bytes(2, "big"))
        return send_time_element(self._extensions.send_time, now)

    def _described(self, kept: Kept, size: int, now: float) -> tuple[bytes, int]:
        timing = self._line_extension(size, now)
        if not (kept.packet.dependency and self._extensions.dependency):
            return timing, ONE_BYTE_PROFILE
        return dependency_elements(timing, self._extensions.dependency, kept.dependency)

    def pad(self, size: int, now: float) -> int:
        """Send something of up to ``size`` bytes that shows no picture, to probe the line; return what was sent.

        A packet that was sent before is the best padding (it repairs, too); without one, empty packets.
        """
        kept = self._ring[(self._sequence - self._padded % 16) % RING]
        self._padded += 1
        if kept is not None and len(kept.packet.payload) <= size:
            self._send_rtx(kept, now)
            return len(kept.packet.payload) + _OVERHEAD
        self._rtx_sequence = (self._rtx_sequence + 1) & U16
        padding = max(1, min(size, _MAX_PADDING))
        empty = build_rtp(
            payload_type=self.plan.padding_type,
            marker=False,
            sequence=self._rtx_sequence,
            timestamp=self._timestamp,
            ssrc=self.plan.rtx_ssrc,
            payload=b"",
            extensions=self._line_extension(padding, now),
        )
        self._outlet.send_rtp(pad_rtp(empty, padding))
        return padding + _OVERHEAD

    def resend(self, sequences: Iterable[int], now: float) -> list[int]:
        """Answer a NACK: video on the RTX stream (RFC 4588), audio as the very same packet again.

        Returns the numbers that were once sent: what never came to us cannot have been lost on this line.

        The same packet must be bit-identical: AES-GCM may never protect two texts under one number. That is why
        audio carries no send time, and why video without RTX is not resent.
        """
        known: list[int] = []
        for sequence in sequences:
            kept = self._ring[sequence % RING]
            if kept is None or kept.sequence != sequence:
                continue
            known.append(sequence)
            if now - kept.resent_at < RESEND_INTERVAL_S:
                continue
            kept.resent_at = now
            if not self.video:
                self.resent += self._send(kept, now)
            elif self.plan.rtx_ssrc:
                self.resent += 1
                self._send_rtx(kept, now)
        return known

    def _send_rtx(self, kept: Kept, now: float) -> None:
        self._rtx_sequence = (self._rtx_sequence + 1) & U16
        extension = extension_block(*self._described(kept, len(kept.packet.payload), now))
        payload_type = self.plan.types(kept.shift.stream.codec)[1]
        head = _HEAD.pack(
            0x91 if extension else 0x81,
            payload_type | 0x80 if kept.marker else payload_type,
            self._rtx_sequence,
            kept.timestamp,
            self.plan.rtx_ssrc,
            kept.shift.source,
        )
        original = struct.pack("!H", kept.sequence)
        self._outlet.send_rtp(head + extension + original + self._payload(kept.packet, kept.shift))

    def sender_report(self, now: float, wall: float) -> bytes | None:
        """SR for a slot that flows; None for a silent one."""
        if self.current is None or self._sent_at is None:
            return None
        timestamp = self._timestamp + int((now - self._sent_at) * self._rate)
        return build_sender_report(self.plan.ssrc, wall, timestamp, self.packets, self.octets)
