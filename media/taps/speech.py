"""Speech of those who are heard, gated by loudness, in chunks for the transcription workers.

The cost of transcription must follow people speaking, not microphones open. Forwarding never waits for this.
"""

import secrets
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from media.forward.rtp import RtpPacket
from media.forward.serial import U32, distance32
from meetings.contracts.speech import AudioChunk

CHUNK_UNITS = 11_520
"""240 ms at 48 kHz."""
PAUSE_S = 0.8
"""A talkspurt ends after so much quiet; a breath is shorter."""
PREROLL = 15
"""Packets (300 ms) before the first loud one: the first consonant is quiet."""
QUIET_LOUDNESS, LOUD_LOUDNESS = 52.0, 80.0
"""Decibels above digital silence: below the first is never speech, above the second always."""
ABOVE_FLOOR = 10.0
_FLOOR_RISE_PER_PACKET = 0.02
"""The noise floor falls at once and rises by one decibel a second."""


@dataclass(frozen=True)
class Speaker:
    """Who speaks, as the record will name it."""

    participant: str
    label: str
    speaker_id: str | None
    item_id: str | None


@dataclass
class _Voice:
    before: deque[tuple[RtpPacket, float]] = field(default_factory=lambda: deque(maxlen=PREROLL))
    floor: float = 0.0
    loud_at: float = float("-inf")
    spurt: str | None = None
    speaker: Speaker | None = None
    spurt_rtp: int = 0
    spurt_ms: int = 0
    next_rtp: int = 0
    batch: list[RtpPacket] = field(default_factory=list)


class SpeechTap:
    """Tap of one conference. ``emit`` takes a chunk's head and its packed packets and returns at once."""

    def __init__(
        self,
        meeting_id: str,
        describe: Callable[[int], Speaker | None],
        emit: Callable[[AudioChunk, bytes], None],
        wall: Callable[[], float],
    ) -> None:
        self._meeting_id = meeting_id
        self._describe = describe
        self._emit = emit
        self._wall = wall
        self._voices: dict[int, _Voice] = {}

    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        """One packet of somebody who is heard."""
        if not packet.payload:
            return
        voice = self._voices.setdefault(source, _Voice())
        if _is_loud(voice, packet.level):
            voice.loud_at = now
        if voice.spurt is None:
            voice.before.append((packet, self._wall()))
            if voice.loud_at == now:
                self._open(source, voice)
            return
        if self._describe(source) != voice.speaker:
            self._close(source, voice)
            return
        self._take(source, voice, packet)

    def tick(self, now: float) -> None:
        """Close what has been quiet for long enough; called several times a second."""
        for source, voice in list(self._voices.items()):
            if now - voice.loud_at >= PAUSE_S and voice.spurt is not None:
                self._close(source, voice)

    def close(self) -> None:
        """The meeting wants no transcription any more, or ends."""
        for source, voice in self._voices.items():
            if voice.spurt is not None:
                self._close(source, voice)
        self._voices.clear()

    def _open(self, source: int, voice: _Voice) -> None:
        speaker = self._describe(source)
        if speaker is None:
            return
        voice.speaker = speaker
        voice.spurt = secrets.token_hex(8)
        first, at = voice.before[0]
        voice.spurt_rtp = first.timestamp
        voice.next_rtp = first.timestamp
        voice.spurt_ms = int(at * 1000)
        for packet, _ in voice.before:
            self._take(source, voice, packet)
        voice.before.clear()

    def _take(self, source: int, voice: _Voice, packet: RtpPacket) -> None:
        if voice.batch and distance32(packet.timestamp, voice.batch[-1].timestamp) <= 0:
            return
        voice.batch.append(packet)
        if distance32(packet.timestamp, voice.batch[0].timestamp) >= CHUNK_UNITS - 960:
            self._flush(source, voice, last=False)

    def _close(self, source: int, voice: _Voice) -> None:
        self._flush(source, voice, last=True)
        voice.spurt = voice.speaker = None

    def _flush(self, source: int, voice: _Voice, *, last: bool) -> None:
        if voice.spurt is None or voice.speaker is None:
            return
        start = voice.batch[0].timestamp if voice.batch else voice.next_rtp
        since = distance32(start, voice.spurt_rtp) / 48
        chunk = AudioChunk(
            meeting_id=self._meeting_id,
            source=source,
            participant=voice.speaker.participant,
            label=voice.speaker.label,
            talkspurt=voice.spurt,
            start_ms=voice.spurt_ms + int(since),
            rtp_start=start,
            last=last,
            speaker_id=voice.speaker.speaker_id,
            item_id=voice.speaker.item_id,
        )
        self._emit(chunk, pack_packets(voice.batch))
        if voice.batch:
            voice.next_rtp = (voice.batch[-1].timestamp + 960) & U32
        voice.batch = []


def _is_loud(voice: _Voice, level: int | None) -> bool:
    if level is None:
        return True
    loudness = 127.0 - level
    voice.floor = min(loudness, voice.floor + _FLOOR_RISE_PER_PACKET) if voice.floor else loudness
    return loudness > min(max(QUIET_LOUDNESS, voice.floor + ABOVE_FLOOR), LOUD_LOUDNESS)


def pack_packets(packets: list[RtpPacket]) -> bytes:
    """Pack Opus packets as ``AudioChunk`` says: timestamp offset, length, payload of each."""
    return b"".join(
        struct.pack("!LH", (packet.timestamp - packets[0].timestamp) & U32, len(packet.payload)) + packet.payload
        for packet in packets
    )
