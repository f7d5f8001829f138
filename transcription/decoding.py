"""What is decoded next, in which thread, and where the result goes."""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from redis.exceptions import RedisError

from meetings.contracts.speech import Segment, TextRules
from transcription.engine.base import Engine, Sketch, Transcript
from transcription.entries import Cursor, EntryId, SourceKey
from transcription.stream.overload import Admission, clears_draft
from transcription.stream.pace import Pace
from transcription.track import Track
from transcription.work import DraftJob, FinalJob, cleared_segment, draft_segment, final_segment

ENGINE_ERRORS = (RuntimeError, ValueError, MemoryError)
"""What CTranslate2 and faster-whisper raise, for example when a GPU runs out of memory."""
_RETRY_S = 0.5
_POLL_S = 0.05
_Result = TypeVar("_Result")
ReadRules = Callable[[str], Awaitable[TextRules | None]]
"""Returns how the finals of a meeting are written, None when nobody says; may raise ``RedisError``."""

log = logging.getLogger(__name__)


async def in_thread(call: Callable[[], _Result]) -> _Result:
    """Run a blocking call in a thread that does not hold up the end of the process."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[_Result] = loop.create_future()

    def settle(result: _Result | None, error: Exception | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # None only beside an error, or as a true result

    def run() -> None:
        try:
            result, error = call(), None
        except Exception as raised:  # noqa: BLE001 - carried over to the caller's thread
            result, error = None, raised
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:
            log.debug("decoding ended after the worker had left")

    threading.Thread(target=run, daemon=True, name="decoder").start()
    return await future


def _hints(rules: TextRules | None, language: str) -> Sequence[str]:
    return rules.hints if rules is not None and language == "vi" else ()


class Delivery(Protocol):
    """Where results go; both answer False when another worker owns the source now."""

    async def publish_draft(self, key: SourceKey, segment: Segment, cursor: Cursor) -> bool:
        """Show a partial revision."""

    async def store_final(
        self, key: SourceKey, segment: Segment | None, ids: Sequence[EntryId], cursor: Cursor
    ) -> bool:
        """Store and show a final and acknowledge its entries, all or nothing."""


class Decoding:
    """Finals before drafts; among sources, the one that has waited longest since its last turn; one job a source.

    What paused meetings said comes last: its finals are made when nothing else waits.
    """

    def __init__(
        self,
        engine: Engine,
        bus: Delivery,
        tracks: dict[SourceKey, Track],
        read_rules: ReadRules | None = None,
        admission: Admission | None = None,
    ) -> None:
        self.pace = Pace()
        self.admission = admission or Admission()
        self.running: dict[SourceKey, float] = {}
        """Jobs at work and since when (monotonic seconds)."""
        self._engine = engine
        self._bus = bus
        self._tracks = tracks
        self._turns: dict[SourceKey, float] = {}
        self._read_rules = read_rules
        self._rules: dict[str, TextRules] = {}

    def choose(self, now: float) -> DraftJob | FinalJob | None:
        """Return the next job; the caller runs it."""
        free = [track for key, track in self._tracks.items() if key not in self.running]
        free.sort(key=lambda track: self._turns.get(track.key, 0.0))
        paused = [track for track in free if track.key.meeting_id in self.admission.paused]
        free = [track for track in free if track.key.meeting_id not in self.admission.paused]
        finals = next((track.finals[0] for track in free if track.finals), None)
        return finals or self._draft(free, now) or next((track.finals[0] for track in paused if track.finals), None)

    def _draft(self, free: Sequence[Track], now: float) -> DraftJob | None:
        step_ms = self.pace.step_ms
        if step_ms is None:
            return None
        due = [job for track in free if (job := track.draft_due(step_ms, now)) is not None]
        return next((job for job in due if job.settled), None) or next(iter(due), None)

    def observe(self, now: float) -> None:
        """Take the lag of this moment; meetings come in and are refused by the level that follows."""
        self.admission.level = self.pace.observe(self.lag_s(now), now)
        self.admission.resume({track.key.meeting_id for track in self._tracks.values() if track.behind})

    def lag_s(self, now: float) -> float:
        """Age of the oldest work that waits (a draft waits from when it is due), paused meetings aside."""
        tracks = [track for track in self._tracks.values() if track.key.meeting_id not in self.admission.paused]
        since = [job.queued for track in tracks for job in track.waiting_finals(at_work=track.key in self.running)]
        since += [unfed for track in tracks if (unfed := track.unfed_since) is not None]
        lag = now - min([*since, now])
        if self.pace.step_ms is None:
            return lag
        return max([lag, *(track.undrafted_s - self.pace.step_ms / 1000 for track in tracks)])

    async def clear_stale(self, now: float) -> None:
        """Take the drafts of silent sources off the pages when their finals will be long in coming."""
        for track in list(self._tracks.values()):
            job = track.stale_draft()
            if job is None or track.key in self.running:
                continue
            if not clears_draft(self.pace.level, now - track.last_arrival):
                continue
            job.utterance.rev += 1
            job.utterance.cleared = True
            update = {"done": job.utterance.start, "open": True, "rev": job.utterance.rev}
            await self._publish(job.key, cleared_segment(job, self._engine), job.cursor.model_copy(update=update))

    async def run(self) -> None:
        """Decode for ever; several of these may run side by side."""
        while True:
            job = self.choose(time.monotonic())
            if job is None:
                await asyncio.sleep(_POLL_S)
                continue
            self.note_turn(job.key, time.monotonic())
            self.running[job.key] = time.monotonic()
            try:
                await self.decode(job)
            finally:
                self.running.pop(job.key, None)

    def note_turn(self, key: SourceKey, now: float) -> None:
        """Note that the source has its turn now."""
        self._turns[key] = now

    def forget_turns(self) -> None:
        """Drop the turns of sources that are gone."""
        self._turns = {key: turn for key, turn in self._turns.items() if key in self._tracks}
        meetings = {track.key.meeting_id for track in self._tracks.values()}
        self._rules = {meeting: rules for meeting, rules in self._rules.items() if meeting in meetings}

    async def decode(self, job: DraftJob | FinalJob) -> None:
        """Do one job and deliver what comes of it."""
        language = job.utterance.head.language
        if isinstance(job, FinalJob):
            rules = await self._rules_of(job.utterance.head.meeting_id)
            if rules is not None and not rules.listen:
                await self._store(job, Transcript(""), rules)
                return
            found = job.known or await self._transcribe(job, language, _hints(rules, language))
            await self._store(job, found or Transcript(""), rules)
            return
        if job.settled:
            rules = await self._rules_of(job.utterance.head.meeting_id)
            early = await self._transcribe(job, language, _hints(rules, language))
            job.utterance.settled = (job.ends, early)
            await self._show(job, Sketch(early.text if early is not None else ""))
            return
        before = job.utterance.before
        try:
            sketch = await in_thread(lambda: self._engine.draft(job.pcm, language, before))
        except ENGINE_ERRORS as error:
            log.error("a draft of %s failed: %s", job.key, error)
            sketch = Sketch("")
        await self._show(job, sketch, before)

    async def _transcribe(self, job: DraftJob | FinalJob, language: str, hints: Sequence[str]) -> Transcript | None:
        """Try twice: an utterance that the engine cannot decode must not stop all the others behind it."""
        for _attempt in range(2):
            try:
                return await in_thread(lambda: self._engine.transcribe(job.pcm, language, hints))
            except ENGINE_ERRORS as error:
                log.error("the final of %s at %d failed: %s", job.key, job.utterance.start_ms, error)
        return None

    async def _show(self, job: DraftJob, sketch: Sketch, before: str = "") -> None:
        track = self._tracks.get(job.key)
        if track is None or track.utterance is not job.utterance:
            return
        track.drafted(job)
        if not sketch.text:
            return
        draft = job.utterance.agreement.add(f"{before} {sketch.text}", firm=job.settled)
        if job.settled:
            job.utterance.carry_all(job.ends)
        else:
            job.utterance.carry(sketch.ends_ms, job.begins, len(job.pcm))
        job.utterance.rev += 1
        cursor = job.cursor.model_copy(update={"rev": job.utterance.rev})
        track.shown(cursor)
        await self._publish(job.key, draft_segment(job, draft, self._engine), cursor)

    async def _publish(self, key: SourceKey, segment: Segment, cursor: Cursor) -> None:
        try:
            await self._bus.publish_draft(key, segment, cursor)
        except (RedisError, OSError) as error:
            log.warning("a draft was not shown: %s", error)

    async def _rules_of(self, meeting_id: str) -> TextRules | None:
        """Return a meeting's rules, the last known ones while Redis is away; None: finals stay as they were heard."""
        if self._read_rules is None:
            return None
        try:
            rules = await self._read_rules(meeting_id)
        except (RedisError, OSError) as error:
            log.warning("the text rules were not read: %s", error)
            rules = self._rules.get(meeting_id)
        self._rules[meeting_id] = rules or TextRules()
        return self._rules[meeting_id]

    async def _final(self, job: FinalJob, transcript: Transcript, rules: TextRules | None) -> Segment:
        """Write a final by its meeting's rules."""
        if rules is None:
            return final_segment(job, transcript, self._engine)
        # In a thread: hundreds of names take some milliseconds, and the voice detector must not wait.
        try:
            return await in_thread(lambda: final_segment(job, transcript, self._engine, rules))
        except (ValueError, LookupError, TypeError) as error:
            log.error("a final of %s is stored as it was heard: %s", job.key, error)
            return final_segment(job, transcript, self._engine)

    async def _store(self, job: FinalJob, transcript: Transcript, rules: TextRules | None) -> None:
        shown = job.utterance.rev > 0
        job.utterance.rev += 1
        segment = await self._final(job, transcript, rules) if transcript.text or shown else None
        while (track := self._tracks.get(job.key)) is not None and track.finals and track.finals[0] is job:
            try:
                if not await self._bus.store_final(job.key, segment, job.entries, job.cursor):
                    # Another worker took the source; the heartbeat finds that out too and drops the track.
                    await asyncio.sleep(_RETRY_S)
                    continue
            except (RedisError, OSError) as error:
                log.warning("a final waits for Redis: %s", error)
                await asyncio.sleep(_RETRY_S)
                continue
            track.finals.popleft()
            track.finished(job)
            return
