"""Speech that waits for Redis: bounded, the oldest goes first, and what went is told as a gap in the record."""

import uuid
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from meetings.contracts.speech import GAP_ENGINE, AudioChunk, Segment, SegmentState, unpack_packets

Waiting = tuple[AudioChunk, bytes]
"""The head of a chunk and its packed packets."""
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "nghi-su:speech:gap")
_PACKET_MS = 20
_TICKS_PER_MS = 48


@dataclass(frozen=True, slots=True)
class Gap:
    """Speech of one source that nobody can hear any more; milliseconds of Unix time."""

    head: AudioChunk
    """Of the first chunk that went: who spoke, under which item."""
    start_ms: int
    end_ms: int

    def segment(self, zone: tzinfo) -> Segment:
        """Return the line that stands in the record and on the pages in the place of the words."""
        since, until = (datetime.fromtimestamp(ms / 1000, tz=zone) for ms in (self.start_ms, self.end_ms))
        text = f"[Mất lời từ {since:%H:%M:%S} đến {until:%H:%M:%S}]"
        head = self.head
        return Segment(
            segment_id=str(uuid.uuid5(_NAMESPACE, f"{_source(head)}/{self.start_ms}")),
            rev=1,
            meeting_id=head.meeting_id,
            state=SegmentState.FINAL,
            start_ms=self.start_ms,
            end_ms=self.end_ms,
            participant=head.participant,
            speaker=head.label,
            speaker_id=head.speaker_id,
            item_id=head.item_id,
            text=text,
            stable_chars=len(text),
            engine=GAP_ENGINE,
        )


class WaitingSpeech:
    """A queue of at most ``limit`` chunks; ``dropped`` counts the chunks that had to go."""

    def __init__(self, limit: int) -> None:
        self.dropped = 0
        self._limit = limit
        self._chunks: deque[Waiting] = deque()
        self._gaps: dict[tuple[str, int, str], Gap] = {}

    def __bool__(self) -> bool:
        return bool(self._chunks or self._gaps)

    def add(self, chunk: AudioChunk, packets: bytes) -> None:
        """Put a chunk at the end; drops the oldest when there is no room."""
        self._chunks.append((chunk, packets))
        self._trim()

    def take(self, count: int) -> tuple[list[Waiting], list[Gap]]:
        """Take the oldest chunks, and all gaps, out of the queue."""
        chunks = [self._chunks.popleft() for _ in range(min(count, len(self._chunks)))]
        gaps, self._gaps = list(self._gaps.values()), {}
        return chunks, gaps

    def put_back(self, chunks: Sequence[Waiting], gaps: Sequence[Gap]) -> None:
        """Undo ``take``; what has no room any more belongs to the gaps."""
        for gap in gaps:
            self._lose(gap)
        self._chunks.extendleft(reversed(chunks))
        self._trim()

    def _trim(self) -> None:
        while len(self._chunks) > self._limit:
            head, packets = self._chunks.popleft()
            self.dropped += 1
            if length := _length_ms(packets):
                self._lose(Gap(head, head.start_ms, head.start_ms + length))

    def _lose(self, gap: Gap) -> None:
        """Join a loss with the earlier one of the same source: the oldest go first, so nothing lies between."""
        before = self._gaps.setdefault(_source(gap.head), gap)
        first = min(before, gap, key=lambda one: one.start_ms)
        self._gaps[_source(gap.head)] = replace(first, end_ms=max(before.end_ms, gap.end_ms))


def _source(head: AudioChunk) -> tuple[str, int, str]:
    return head.meeting_id, head.source, head.participant


def _length_ms(packets: bytes) -> int:
    offsets = [offset for offset, _payload in unpack_packets(packets)]
    return max(offsets) // _TICKS_PER_MS + _PACKET_MS if offsets else 0
