"""The worker's side of Redis. Forwarding goes on while Redis is away: everything here waits, retries or drops."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, tzinfo
from typing import Any

from pydantic import TypeAdapter, ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from media.counters import Counters
from media.taps.waiting import WaitingSpeech
from meetings.contracts.audience import EVERYONE
from meetings.contracts.bus import (
    MEDIA_REGISTRY_CHANNEL,
    SPEECH_IN_STREAM,
    SPEECH_OUT_STREAM,
    live_channel,
    media_commands_stream,
    media_counters_key,
    media_worker_key,
    pack_live,
    process_key,
)
from meetings.contracts.health import ProcessHealth
from meetings.contracts.media import MediaCommand, WorkerInfo, WorkerStarted
from meetings.contracts.speech import AudioChunk, CaptionMessage

RETRY_S = 0.5
MAX_WAITING = 2000
"""Messages to pages that may wait for Redis; then the oldest go (pages are told the whole state afterwards)."""
MAX_SPEECH_WAITING = 4000
"""Chunks of speech that may wait (5 MB): half a minute of 32 voices. What had to go is told as a gap."""
SPEECH_STREAM_LENGTH = 20_000
WORKER_LIFE_S = 3
PROCESS_LIFE_S = 4
_BATCH = 64
_commands: TypeAdapter[MediaCommand] = TypeAdapter(MediaCommand)
_log = logging.getLogger(__name__)


class Bus:
    """Publishing, speech, commands and heartbeat of one worker over Redis."""

    def __init__(
        self,
        url: str,
        worker_id: str,
        counters: Counters,
        zone: tzinfo = UTC,
        most_speech: int = MAX_SPEECH_WAITING,
    ) -> None:
        self._worker_id = worker_id
        self._counters = counters
        self._redis: Redis = Redis.from_url(url, protocol=2, socket_connect_timeout=2, socket_timeout=5)
        self._messages: deque[tuple[str, bytes]] = deque(maxlen=MAX_WAITING)
        self._speech = WaitingSpeech(most_speech)
        self._zone = zone
        self._kept: dict[str, tuple[str, int]] = {}
        self._news = asyncio.Event()
        self.available = False

    def publish(self, channel: str, data: bytes) -> None:
        """Publish soon; never waits."""
        if len(self._messages) == MAX_WAITING:
            self._counters.add("bus_message_dropped")
        self._messages.append((channel, data))
        self._news.set()

    def add_speech(self, chunk: AudioChunk, packets: bytes) -> None:
        """Append to the stream of speech soon; never waits."""
        self._speech.add(chunk, packets)
        self._count_dropped()
        self._news.set()

    def _count_dropped(self) -> None:
        dropped, self._speech.dropped = self._speech.dropped, 0
        if dropped:
            self._counters.add("speech_dropped", dropped)

    def keep(self, key: str, text: str, life_s: int) -> None:
        """Write a key soon, with its life; only the newest text of a key is written. Never waits."""
        self._kept[key] = (text, life_s)
        self._news.set()

    async def announce(self, info: WorkerInfo, health: ProcessHealth) -> None:
        """Throw away commands for the worker's earlier life and tell everybody to offer again; waits for Redis.

        It is in the registry before anybody is told: who offers at once must find it there.
        """

        async def once() -> None:
            await self._redis.delete(media_commands_stream(self._worker_id))
            await self._beat(info, health)
            started = WorkerStarted(worker_id=self._worker_id, boot=info.boot)
            await self._redis.publish(MEDIA_REGISTRY_CHANNEL, started.model_dump_json())

        await self._persist(once)
        self.available = True

    async def _persist(self, act: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await act()
            except (RedisError, OSError) as error:
                self._lost(error)
                await asyncio.sleep(RETRY_S)
            else:
                return

    def _lost(self, error: Exception) -> None:
        self.available = False
        self._counters.note(_log, "redis_unavailable", error)

    async def run_sender(self) -> None:
        """Send what waits, for ever."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._messages or self._speech or self._kept:
                await self._persist(self._send_batch)

    async def _send_batch(self) -> None:
        messages = [self._messages.popleft() for _ in range(min(_BATCH, len(self._messages)))]
        speech, gaps = self._speech.take(_BATCH)
        kept, self._kept = self._kept, {}
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for key, (text, life_s) in kept.items():
                    pipe.set(key, text, ex=life_s)
                for channel, data in messages:
                    pipe.publish(channel, data)
                for segment in (gap.segment(self._zone) for gap in gaps):
                    pipe.xadd(SPEECH_OUT_STREAM, {"data": segment.model_dump_json()})
                    caption = CaptionMessage(segment=segment).model_dump_json()
                    pipe.publish(live_channel(segment.meeting_id), pack_live(EVERYONE, caption))
                for head, packets in speech:
                    pipe.xadd(
                        SPEECH_IN_STREAM,
                        {"head": head.model_dump_json(), "opus": packets},
                        maxlen=SPEECH_STREAM_LENGTH,
                        approximate=True,
                    )
                await pipe.execute()
        except (RedisError, OSError):
            # Pages ask again or are told anew; speech is worth keeping: back to the front, as far as there is room.
            self._speech.put_back(speech, gaps)
            self._count_dropped()
            raise

    async def read_commands(self, handle: Callable[[MediaCommand], None]) -> None:
        """Hand each command to ``handle`` in order, for ever. Read entries are deleted: the stream stays short."""
        stream = media_commands_stream(self._worker_id)
        last = "0-0"
        while True:
            try:
                # With protocol 2 the answer is [[stream, [(id, fields), …]]].
                answer: Any = await self._redis.xread({stream: last}, count=_BATCH, block=1000)
                entries = answer[0][1] if answer else []
                for entry_id, fields in entries:
                    last = entry_id
                    self._handle(fields.get(b"data", b""), handle)
                if entries:
                    await self._redis.xdel(stream, *(entry_id for entry_id, _ in entries))
            except (RedisError, OSError) as error:
                self._lost(error)
                await asyncio.sleep(RETRY_S)

    def _handle(self, data: bytes, handle: Callable[[MediaCommand], None]) -> None:
        try:
            command = _commands.validate_json(data)
        except ValidationError as error:
            self._counters.note(_log, "command_malformed", error.errors(include_input=False, include_url=False))
            return
        handle(command)

    async def run_waiting_heartbeat(self, health: ProcessHealth) -> None:
        """Say every second that a spare is there, and nothing else; an absent Redis is no obstacle."""
        while True:
            try:
                await self._redis.set(process_key(health.name), health.model_dump_json(), ex=PROCESS_LIFE_S)
            except (RedisError, OSError) as error:
                self._counters.note(_log, "redis_unavailable", error)
            await asyncio.sleep(1)

    async def run_heartbeat(
        self, describe: Callable[[], tuple[WorkerInfo, ProcessHealth]], on_return: Callable[[], None]
    ) -> None:
        """Write registry, health and counters every second; call ``on_return`` when Redis is back after an outage.

        Begins a second after ``announce``, which has written them.
        """
        while True:
            await asyncio.sleep(1)
            try:
                await self._beat(*describe())
                if not self.available:
                    self.available = True
                    _log.info("Redis is back")
                    on_return()
            except (RedisError, OSError) as error:
                self._lost(error)

    async def _beat(self, info: WorkerInfo, health: ProcessHealth) -> None:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.set(media_worker_key(self._worker_id), info.model_dump_json(), ex=WORKER_LIFE_S)
            pipe.set(process_key(health.name), health.model_dump_json(), ex=PROCESS_LIFE_S)
            pipe.set(
                media_counters_key(self._worker_id),
                json.dumps(self._counters.snapshot(), sort_keys=True),
                ex=60,
            )
            await pipe.execute()

    async def leave(self, process: str) -> None:
        """Take the worker out of the registry and close the connection; an absent Redis is no obstacle."""
        try:
            await self._redis.delete(media_worker_key(self._worker_id), process_key(process))
        except (RedisError, OSError) as error:
            _log.info("not signed off: %s", error)
        await self.close()

    async def close(self) -> None:
        """Close the connection; nothing is signed off."""
        await self._redis.aclose()
