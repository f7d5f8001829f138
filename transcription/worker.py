"""The worker's tasks and its life from start to SIGTERM."""

import asyncio
import logging
import os
import signal
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

from meetings.contracts.health import ProcessHealth
from meetings.contracts.speech import CaptionsLate
from transcription.bus import RawEntry, SpeechBus
from transcription.decoding import Decoding, in_thread
from transcription.engine import open_engine
from transcription.engine.base import Engine
from transcription.engine.fake import LoudnessDetector
from transcription.entries import Entry, EntryId, SourceKey
from transcription.intake import Intake
from transcription.settings import EngineKind, Settings
from transcription.stream.overload import WELL, Admission, Notices, notice_of
from transcription.stream.pace import Level
from transcription.track import STALE_S, Track
from transcription.vad import SileroDetector

BEAT_S = 1.0
LEAVE_S = 0.5
TICK_S = 0.05
RETRY_S = 0.5
PATIENCE_S = 0.3
"""How long an entry waits for an earlier one that another worker may be handing over."""
RELEASE_AFTER_S = 5.0
MOST_QUEUED_S = 300.0
"""Sound in memory (19 MB) above which no more is read: the rest waits in the stream or goes to other workers."""
MOST_PAUSED_S = 30.0
"""Sound in memory of one source whose meeting is paused."""
STARVED_S = 0.5
"""After a longer pause between two ticks (a busy machine), silence says nothing: speech may wait to be read."""
STUCK_S = 120.0
"""A decoding that takes so long has hung: the process leaves, another one takes over."""

log = logging.getLogger(__name__)


class Worker:
    """One process: reads, decodes and delivers until it is told to stop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._redis: Redis = Redis.from_url(settings.redis_url, socket_timeout=5, retry=Retry(NoBackoff(), 0))
        self._bus = SpeechBus(self._redis, settings.process, settings.claim_idle_s)
        fake = settings.engine is EngineKind.FAKE
        self._admission = Admission()
        self._notices = Notices()
        self._intake = Intake(self._bus, LoudnessDetector if fake else SileroDetector, self._admission)
        self._decoding: Decoding | None = None
        self._boot = uuid.uuid4().hex
        self._started = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
        self._beaten = self._tried = time.monotonic()
        self._workers = 1
        self._shared = False
        self._recover = True

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT; raises ``ModelError`` when the model cannot be loaded."""
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        waiting = asyncio.create_task(stop.wait())
        working = asyncio.create_task(self._work())
        await asyncio.wait({waiting, working}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            waiting.cancel()
            working.result()
        working.cancel()
        await asyncio.wait({working}, timeout=LEAVE_S)
        await self._leave()

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._beat())
            engine: Engine = await in_thread(lambda: open_engine(self._settings))
            log.info("engine %s, model %s", engine.name, engine.model)
            self._decoding = Decoding(engine, self._bus, self._intake.tracks, self._bus.text_rules, self._admission)
            for _ in range(self._settings.decoders):
                tasks.create_task(self._decoding.run())
            tasks.create_task(self._tick(self._decoding))
            tasks.create_task(self._keep_reading(self._bus.read_new))
            tasks.create_task(self._keep_reading(self._bus.read_inbox))

    async def _keep_reading(self, read: Callable[[], Awaitable[list[RawEntry]]]) -> None:
        while True:
            if self._is_full():
                await asyncio.sleep(TICK_S)
                continue
            try:
                if self._recover:
                    self._recover = False
                    await self._bus.ensure_group()
                    await self._intake.recover(time.monotonic())
                await self._intake.take(await read(), time.monotonic())
            except (RedisError, OSError) as error:
                self._note_trouble(error)
                await asyncio.sleep(RETRY_S)

    async def _tick(self, decoding: Decoding) -> None:
        """Move the tracks on: feed, end what went silent, let silence go."""
        before = listening_since = time.monotonic()
        while True:
            now = time.monotonic()
            if now - before > STARVED_S or self._recover or self._is_full():
                listening_since = now
            before = now
            patience = PATIENCE_S if self._workers > 1 else 0.0
            for track in list(self._intake.tracks.values()):
                while self._may_feed(track) and (entry := track.next_entry(now, patience)) is not None:
                    if self._shared and track.lacks_before(entry):
                        await self._fill(track, entry, now)
                        continue
                    track.feed(now)
                    await asyncio.sleep(0)
                if now - listening_since > STALE_S:
                    track.end_if_stale(now)
                if silent := track.take_silent():
                    await self._let_go(silent)
            decoding.observe(now)
            await decoding.clear_stale(now)
            await asyncio.sleep(TICK_S)

    async def _fill(self, track: Track, entry: Entry, now: float) -> None:
        """Look for what is missing; without Redis the sound goes on with a hole."""
        try:
            await self._intake.fill(track, entry, now)
        except (RedisError, OSError) as error:
            self._note_trouble(error)

    def _may_feed(self, track: Track) -> bool:
        if self._is_full() or self._intake.tracks.get(track.key) is not track:
            return False  # dropped meanwhile: its detector may listen to another source already
        if track.key.meeting_id not in self._admission.paused:
            return True
        return self._admission.serves_paused() and track.queued_seconds < MOST_PAUSED_S

    async def _let_go(self, silent: list[EntryId]) -> None:
        try:
            await self._bus.acknowledge(silent)
        except (RedisError, OSError) as error:
            self._note_trouble(error)

    async def _beat(self) -> None:
        while True:
            self._give_up_if_stuck()
            try:
                await self._beat_once()
            except (RedisError, OSError) as error:
                self._note_trouble(error)
            await asyncio.sleep(min(BEAT_S, self._settings.claim_idle_s / 4))

    async def _beat_once(self) -> None:
        now = time.monotonic()
        tracks = self._intake.tracks
        frozen, self._tried = now - self._tried > self._settings.claim_idle_s, now
        if now - self._beaten > self._settings.claim_idle_s:
            log.warning("no sign of life for %.1f s: others may have taken over", now - self._beaten)
            # Redis away is no reason to throw away what only this memory may hold by now.
            self._forget(list(tracks) if frozen else await self._intake.overtaken())
        health = ProcessHealth(
            name=self._settings.process,
            kind="transcription",
            pid=os.getpid(),
            started_at=self._started,
            detail=self._detail(now),
            lag_s=None if self._decoding is None else round(self._decoding.lag_s(now), 1),
            level="" if self._decoding is None else self._decoding.pace.level.name.lower(),
        )
        lost = await self._bus.show_life(health, self._boot, list(tracks))
        self._beaten = now
        self._forget(lost)
        if self._decoding is None:
            return
        await self._tell_meetings(self._decoding, now)
        self._decoding.forget_turns()
        await self._bus.ensure_group()
        self._workers = await self._bus.live_workers()
        self._shared = self._shared or self._workers > 1
        await self._intake.drop_idle(now, RELEASE_AFTER_S)
        if not self._is_full():
            await self._intake.take(await self._bus.adopt(), now)

    async def _tell_meetings(self, decoding: Decoding, now: float) -> None:
        present = {key.meeting_id for key in self._intake.tracks}
        self._admission.forget(now, present)
        await self._bus.note_captioned(present - self._admission.paused)
        lag, level = decoding.lag_s(now), decoding.pace.level
        for meeting in sorted(present.union(self._notices.late_meetings())):
            paused = meeting in self._admission.paused
            notice = notice_of(level, lag, paused=paused) if meeting in present else WELL
            if self._notices.due(meeting, notice, now):
                message = CaptionsLate(lag_s=notice.lag_s, drafts=notice.drafts, paused=notice.paused)
                await self._bus.tell_late(meeting, message)

    def _forget(self, keys: list[SourceKey]) -> None:
        """Drop sources that others own; what Redis still counts as ours is then read again and handed over."""
        if keys:
            self._intake.forget(keys)
            self._recover = True

    def _detail(self, now: float) -> str:
        if self._decoding is None:
            return "Đang nạp mô hình nhận dạng tiếng nói."
        level, lag = self._decoding.pace.level, self._decoding.lag_s(now)
        if self._admission.paused or level is Level.REFUSE:
            return (
                f"Máy nhận dạng quá tải, phụ đề chậm {lag:.0f} giây: phụ đề của cuộc họp mới tạm dừng "
                f"({len(self._admission.paused)} cuộc đang chờ); lời nói được giữ đủ cho biên bản. Hãy thêm tiến trình."
            )
        if notice_of(level, lag, paused=False) != WELL:
            return f"Phụ đề đang chậm {lag:.0f} giây; biên bản nháp vẫn được ghi đủ."
        return ""

    def _is_full(self) -> bool:
        return sum(track.queued_seconds for track in self._intake.tracks.values()) > MOST_QUEUED_S

    def _note_trouble(self, error: Exception) -> None:
        if not self._recover:
            log.warning("Redis: %s; trying again", error)
        if isinstance(error, ResponseError) and "NOGROUP" not in str(error):
            log.error("Redis refused a command: %s", error)
        self._recover = True

    def _give_up_if_stuck(self) -> None:
        running = self._decoding.running.values() if self._decoding is not None else ()
        if running and time.monotonic() - min(running) > STUCK_S:
            log.critical("a decoding hangs; leaving so that another worker takes over")
            os._exit(70)

    async def _leave(self) -> None:
        try:
            async with asyncio.timeout(1.0):
                await self._bus.leave(list(self._intake.tracks))
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("left without saying goodbye: %s", error)
