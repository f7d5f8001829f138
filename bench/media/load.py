"""The load: 100 video packets a second in frames of four, 50 audio packets a second, paced by the clock."""

import struct
import time

from media.forward.rtp import build_rtp, one_byte_extension

FRAMES, PER_FRAME, AUDIO = 25, 4, 50
VIDEO_BYTES, AUDIO_BYTES = 1100, 110
VIDEO_SSRC, AUDIO_SSRC = 0x1111, 0x2222
PER_SECOND = FRAMES * PER_FRAME + AUDIO
MARK = b"sent"


class Pace:
    """Which packets are due. Ids: header extensions mid and audio level as negotiated; payload types likewise."""

    def __init__(self, *, mids: tuple[bytes, bytes] = (b"0", b"1"), ids: tuple[int, int] = (4, 1)) -> None:
        self._mids, self._ids = mids, ids
        self._begun: float | None = None
        self._from = (0, 0)
        self._frames = self._sounds = 0
        self.sent = 0

    def rest(self) -> None:
        """The next packet begins a new run; counters go on."""
        self._begun, self._from = None, (self._frames, self._sounds)

    def due(self, now: float) -> list[bytes]:
        """Packets that must leave by ``now`` (monotonic seconds); each carries the wall clock of this call."""
        self._begun = self._begun if self._begun is not None else now
        packets: list[bytes] = []
        while self._frames - self._from[0] <= (now - self._begun) * FRAMES:
            packets += [self._video(part) for part in range(PER_FRAME)]
            self._frames += 1
        while self._sounds - self._from[1] <= (now - self._begun) * AUDIO:
            packets.append(self._audio())
            self._sounds += 1
        self.sent += len(packets)
        return packets

    def _video(self, part: int) -> bytes:
        frame, starts = self._frames, part == 0
        head = bytes((0x80 | (0x10 if starts else 0), 0xC0)) + struct.pack("!HB", 0x8000 | frame & 0x7FFF, frame & 0xFF)
        keyframe = starts and frame % FRAMES == 0
        body = head + bytes((0 if keyframe else 1,)) + _stamp()
        return build_rtp(
            payload_type=96,
            marker=part == PER_FRAME - 1,
            sequence=(frame * PER_FRAME + part) & 0xFFFF,
            timestamp=frame * 90_000 // FRAMES & 0xFFFFFFFF,
            ssrc=VIDEO_SSRC,
            payload=body + bytes(VIDEO_BYTES - 24 - len(body)),
            extensions=one_byte_extension(self._ids[0], self._mids[1]),
        )

    def _audio(self) -> bytes:
        body = b"\xfc" + _stamp()
        return build_rtp(
            payload_type=111,
            marker=False,
            sequence=self._sounds & 0xFFFF,
            timestamp=self._sounds * 960 & 0xFFFFFFFF,
            ssrc=AUDIO_SSRC,
            payload=body + bytes(AUDIO_BYTES - 24 - len(body)),
            extensions=one_byte_extension(self._ids[0], self._mids[0]) + one_byte_extension(self._ids[1], b"\x19"),
        )


def _stamp() -> bytes:
    return MARK + struct.pack("!Q", time.time_ns())


def age_ms(payload: bytes, arrived_ns: int) -> float | None:
    """How old a packet was when the kernel had it for the reader; None for a packet without a stamp."""
    at = payload.find(MARK, 0, 24)
    return (arrived_ns - struct.unpack_from("!Q", payload, at + 4)[0]) / 1e6 if at >= 0 else None
