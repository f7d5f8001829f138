"""The worker's own tracks and decoding over a clock that advances by processor time: a busy machine is no slower.

One decoder. Redis and the event loop's waiting are left out; all that costs processor time (Opus, voice detector, gate,
Whisper) is the product's code.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from meetings.contracts.speech import Segment
from transcription.decoding import Decoding
from transcription.engine.base import Engine
from transcription.entries import Cursor, Entry, EntryId, SourceKey
from transcription.stream.pace import Level
from transcription.track import Track
from transcription.vad import Detectors, SileroDetector
from transcription.work import FinalJob

TICK_S = 0.05
DETECTORS = Detectors(SileroDetector)


@dataclass(slots=True)
class Shown:
    """A revision and when it was delivered (seconds since the first sound)."""

    at: float
    segment: Segment


@dataclass(slots=True)
class Run:
    """What came of a run."""

    shown: list[Shown] = field(default_factory=list)
    finals: list[Shown] = field(default_factory=list)
    utterances: int = 0
    levels: set[Level] = field(default_factory=set)
    most_lag_s: float = 0.0
    cpu_s: float = 0.0


class Stage:
    """Takes entries that arrive in time and runs until everything is decoded; also the ``Delivery`` of its decoding."""

    def __init__(self, engine: Engine, entries: Sequence[Entry]) -> None:
        self.tracks: dict[SourceKey, Track] = {}
        self.result = Run()
        self._decoding = Decoding(engine, self, self.tracks)
        self._coming = sorted(entries, key=lambda entry: entry.arrived)
        self._delivered: list[tuple[bool, Segment]] = []
        self._now = 0.0
        self._free_at = 0.0

    async def publish_draft(self, _key: SourceKey, segment: Segment, _cursor: Cursor) -> bool:
        """Keep it until the decoder's time is known."""
        self._delivered.append((False, segment))
        return True

    async def store_final(
        self, _key: SourceKey, segment: Segment | None, _ids: Sequence[EntryId], _cursor: Cursor
    ) -> bool:
        """Keep it until the decoder's time is known."""
        self.result.utterances += 1
        if segment is not None:
            self._delivered.append((True, segment))
        return True

    async def run(self) -> Run:
        """Run to the end; the time that Opus and the voice detector take counts as the decoder's."""
        began = time.process_time()
        while self._coming or any(track.behind or track.utterance for track in self.tracks.values()):
            self._now += TICK_S
            self._arrive()
            for track in self.tracks.values():
                while track.next_entry(self._now, 0.0) is not None:
                    track.feed(self._now)
                track.end_if_stale(self._now)
            self._decoding.observe(self._now)
            self.result.levels.add(self._decoding.pace.level)
            self.result.most_lag_s = max(self.result.most_lag_s, self._decoding.lag_s(self._now))
            await self._decoding.clear_stale(self._now)
            self._deliver(self._now)
            if self._now >= self._free_at:
                await self._decode()
        self.result.cpu_s = time.process_time() - began
        for track in self.tracks.values():
            DETECTORS.give_back(track.detector)
        return self.result

    def _arrive(self) -> None:
        while self._coming and self._coming[0].arrived <= self._now:
            entry = self._coming.pop(0)
            if entry.key not in self.tracks:
                self.tracks[entry.key] = Track(entry.key, DETECTORS.take)
            self.tracks[entry.key].accept(entry)

    async def _decode(self) -> None:
        self._decoding.running.clear()
        job = self._decoding.choose(self._now)
        if job is None:
            return
        self._decoding.note_turn(job.key, self._now)
        before = time.process_time()
        await self._decoding.decode(job)
        self._free_at = self._now + time.process_time() - before
        if not isinstance(job, FinalJob) or self.tracks[job.key].finals:
            self._decoding.running[job.key] = self._now
        self._deliver(self._free_at)

    def _deliver(self, at: float) -> None:
        for final, segment in self._delivered:
            self.result.shown.append(Shown(at, segment))
            if final:
                self.result.finals.append(Shown(at, segment))
        self._delivered.clear()
