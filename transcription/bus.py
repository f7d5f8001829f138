"""Everything this worker says to Redis: names, the consumer group, ownership of sources, delivery.

The entries of one source must be decoded in order by one worker, while a consumer group deals them out at random. So
each source has an owner (a key with a life); whoever reads an entry of another's source hands it over by ``XCLAIM``
and tells the owner its id. The stream's pending list stays the only truth: what a dead worker held is adopted by the
others once its sign of life is gone, and replayed from the start of the utterance.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic import ValidationError
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import ResponseError, WatchError

from meetings.contracts.audience import EVERYONE
from meetings.contracts.bus import (
    SPEECH_IN_STREAM,
    SPEECH_OUT_STREAM,
    live_channel,
    pack_live,
    process_key,
    speech_rules_key,
)
from meetings.contracts.health import ProcessHealth
from meetings.contracts.speech import CaptionMessage, CaptionsLate, Segment, TextRules
from transcription.entries import Cursor, Entry, EntryId, SourceKey, format_id, parse_entry

GROUP = "transcription"
_CURSOR_LIFE_S = 3600
_HEALTH_LIFE_S = 4
_INBOX_LIFE_S = 60
_READ_COUNT = 64
_BLOCK_MS = 1000
_CLAIM_COUNT = 500
_MIN_CLAIM_IDLE_MS = 200
"""Two adopters must not take the same entries from each other."""
_EARLIER_MS = 40_000
"""An utterance is at most 28 s long."""
_FORGET_CONSUMER_MS = 3_600_000
_CAPTIONED_LIFE_S = 600

log = logging.getLogger(__name__)


class NameTakenError(Exception):
    """Two processes run under one name; the older one has to leave."""


@dataclass(frozen=True, slots=True)
class RawEntry:
    """A stream entry as Redis gives it; without fields when it was trimmed meanwhile."""

    id: bytes
    fields: dict[bytes, bytes]


def owner_key(key: SourceKey) -> str:
    """Key with the name of the worker that decodes this source."""
    return f"transcription:owner:{key}"


def alive_key(worker: str) -> str:
    """Key whose absence means that the worker's entries may be adopted."""
    return f"transcription:alive:{worker}"


def inbox_key(worker: str) -> str:
    """List of entry ids that others handed over to this worker."""
    return f"transcription:inbox:{worker}"


def captioned_key(meeting: str) -> str:
    """Key that is there while some worker makes the captions of the meeting, and ten minutes longer."""
    return f"transcription:captioned:{meeting}"


def cursor_key(key: SourceKey, talkspurt: str) -> str:
    """Key with the ``Cursor`` of a talkspurt."""
    return f"transcription:cursor:{key}:{talkspurt}"


class SpeechBus:
    """Redis as this worker, called ``name``, uses it. All methods may raise ``redis.exceptions.RedisError``."""

    def __init__(self, redis: Redis, name: str, life_s: float) -> None:
        self._redis = redis
        self.name = name
        self._life_ms = round(life_s * 1000)
        # A dead worker's sources are free a little before its entries are, else they would be handed back to it.
        self._owner_ms = round(life_s * 900)
        self._shown = False

    async def ensure_group(self) -> None:
        """Make the consumer group unless it is there; from the first entry, so that none is missed."""
        try:
            await self._redis.xgroup_create(SPEECH_IN_STREAM, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    async def read_new(self) -> list[RawEntry]:
        """Wait up to a second for new entries."""
        reply = await self._redis.xreadgroup(
            GROUP, self.name, {SPEECH_IN_STREAM: ">"}, count=_READ_COUNT, block=_BLOCK_MS
        )
        return _entries(reply)

    async def read_own_pending(self, after: bytes) -> list[RawEntry]:
        """Entries given to this worker and not acknowledged, with ids above ``after``; trimmed ones are empty."""
        reply = await self._redis.xreadgroup(GROUP, self.name, {SPEECH_IN_STREAM: after}, count=_READ_COUNT)
        return _entries(reply)

    async def read_inbox(self) -> list[RawEntry]:
        """Wait up to a second for entries that others handed over."""
        first = await cast("Awaitable[Any]", self._redis.blpop([inbox_key(self.name)], timeout=_BLOCK_MS // 1000))
        if first is None:
            return []
        more = await cast("Awaitable[Any]", self._redis.lpop(inbox_key(self.name), _READ_COUNT))
        return await self._fetch([first[1], *(more or [])])

    async def own(self, key: SourceKey) -> str:
        """Become the owner of the source unless it has one; return the owner's name."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(owner_key(key), self.name, nx=True, px=self._owner_ms)
            pipe.get(owner_key(key))
            _set, owner = await pipe.execute()
        return owner.decode() if owner else self.name

    async def hand_over(self, owner: str, entries: Sequence[Entry]) -> None:
        """Give entries to the worker that owns their source."""
        ids: list[Any] = [format_id(entry.id) for entry in entries]
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.xclaim(SPEECH_IN_STREAM, GROUP, owner, 0, ids, justid=True)
            pipe.rpush(inbox_key(owner), *ids)
            pipe.expire(inbox_key(owner), _INBOX_LIFE_S)
            await pipe.execute()

    async def live_workers(self) -> int:
        """How many consumers of the group show a sign of life (this one included)."""
        consumers = await self._consumers()
        alive = await self._alive([name for name, _pending, _idle in consumers])
        return max(1, sum(alive.values()))

    async def before(self, key: SourceKey, entry: EntryId) -> list[RawEntry]:
        """Return what the stream still holds of a source from before an entry, as far back as an utterance may reach.

        Others' entries may be among it: only their text is looked at, reading them all would take too long.
        """
        since, until = str(max(0, entry[0] - _EARLIER_MS)), f"({format_id(entry)}"
        rows: Any = await self._redis.xrange(SPEECH_IN_STREAM, min=since, max=until)
        names = (key.meeting_id.encode(), key.participant.encode())
        found = ((raw_id, fields, fields.get(b"head", b"")) for raw_id, fields in rows)
        return [RawEntry(raw_id, fields) for raw_id, fields, head in found if all(name in head for name in names)]

    async def claim(self, entries: Sequence[Entry]) -> None:
        """Take entries of an owned source over from whoever was given them."""
        ids: list[Any] = [format_id(entry.id) for entry in entries]
        if ids:
            await self._redis.xclaim(SPEECH_IN_STREAM, GROUP, self.name, 0, ids, justid=True)

    async def adopt(self) -> list[RawEntry]:
        """Take over what dead workers held, in stream order."""
        consumers = [c for c in await self._consumers() if c[0] != self.name]
        alive = await self._alive([name for name, _pending, _idle in consumers])
        adopted: list[RawEntry] = []
        for name, pending, idle_ms in consumers:
            if alive[name]:
                continue
            if pending:
                adopted += await self._claim_from(name)
            elif idle_ms > _FORGET_CONSUMER_MS:
                await self._redis.xgroup_delconsumer(SPEECH_IN_STREAM, GROUP, name)
        return adopted

    async def show_life(self, health: ProcessHealth, boot: str, owned: Sequence[SourceKey]) -> list[SourceKey]:
        """Write the heartbeat and keep the owned sources; return those that another worker has taken meanwhile.

        Raises ``NameTakenError`` when a second process runs under the same name.
        """
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.set(process_key(self.name), health.model_dump_json(), ex=_HEALTH_LIFE_S)
            pipe.set(alive_key(self.name), boot, px=self._life_ms, get=True)
            for key in owned:
                pipe.get(owner_key(key))
            _ok, before, *owners = await pipe.execute()
        if self._shown and before is not None and before.decode() != boot:
            raise NameTakenError(f"another process runs under the name {self.name}")
        self._shown = True
        lost = [key for key, owner in zip(owned, owners, strict=True) if owner and owner.decode() != self.name]
        async with self._redis.pipeline(transaction=False) as pipe:
            for key in set(owned) - set(lost):
                pipe.set(owner_key(key), self.name, px=self._owner_ms)
            await pipe.execute()
        return lost

    async def release(self, keys: Iterable[SourceKey]) -> None:
        """Give sources free for any worker."""
        names = [owner_key(key) for key in keys]
        if names:
            await self._redis.delete(*names)

    async def leave(self, keys: Iterable[SourceKey]) -> None:
        """Say goodbye, so that others take over at once."""
        names = [alive_key(self.name), process_key(self.name), *(owner_key(key) for key in keys)]
        await self._redis.delete(*names)

    async def cursor(self, key: SourceKey, talkspurt: str) -> Cursor | None:
        """Return what is remembered of a talkspurt."""
        raw = await self._redis.get(cursor_key(key, talkspurt))
        try:
            return Cursor.model_validate_json(raw) if raw else None
        except ValidationError:
            log.warning("unreadable cursor of %s ignored", key)
            return None

    async def text_rules(self, meeting_id: str) -> TextRules | None:
        """Return how the finals of a meeting are written; None when nobody says."""
        raw = await self._redis.get(speech_rules_key(meeting_id))
        try:
            return TextRules.model_validate_json(raw) if raw else None
        except ValidationError:
            log.warning("unreadable text rules of meeting %s ignored", meeting_id)
            return None

    async def note_captioned(self, meetings: Iterable[str]) -> None:
        """Remember that the meetings have captions: a worker that takes them over does not refuse them as new."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for meeting in meetings:
                pipe.set(captioned_key(meeting), self.name, ex=_CAPTIONED_LIFE_S)
            await pipe.execute()

    async def is_captioned(self, meeting: str) -> bool:
        """Tell whether the meeting had captions lately."""
        return bool(await self._redis.exists(captioned_key(meeting)))

    async def tell_late(self, meeting: str, message: CaptionsLate) -> None:
        """Tell a meeting's pages how late their captions are."""
        await self._redis.publish(live_channel(meeting), pack_live(EVERYONE, message.model_dump_json()))

    async def acknowledge(self, ids: Sequence[EntryId] | Sequence[bytes]) -> None:
        """Let entries go that no utterance needs."""
        names = [name if isinstance(name, bytes) else format_id(name) for name in ids]
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.xack(SPEECH_IN_STREAM, GROUP, *names)
            pipe.xdel(SPEECH_IN_STREAM, *names)
            await pipe.execute()

    async def publish_draft(self, key: SourceKey, segment: Segment, cursor: Cursor) -> bool:
        """Show a partial revision, and remember that it was shown; False when another worker owns the source."""

        def fill(pipe: Pipeline) -> None:
            pipe.publish(live_channel(segment.meeting_id), _packed(segment))
            pipe.set(cursor_key(key, cursor.talkspurt), cursor.model_dump_json(), ex=_CURSOR_LIFE_S)

        return await self._as_owner(key, fill)

    async def store_final(
        self, key: SourceKey, segment: Segment | None, ids: Sequence[EntryId], cursor: Cursor
    ) -> bool:
        """Store and show a final and acknowledge its entries, all or nothing.

        An empty text is only shown (it takes a draft off the pages); None stores and shows nothing. False, and
        nothing done, when another worker owns the source: this one was thought dead, and the other stores the final.
        """
        names = [format_id(entry_id) for entry_id in ids]

        def fill(pipe: Pipeline) -> None:
            if segment is not None:
                if segment.text:
                    pipe.xadd(SPEECH_OUT_STREAM, {"data": segment.model_dump_json()})
                pipe.publish(live_channel(segment.meeting_id), _packed(segment))
            pipe.set(cursor_key(key, cursor.talkspurt), cursor.model_dump_json(), ex=_CURSOR_LIFE_S)
            if names:
                pipe.xack(SPEECH_IN_STREAM, GROUP, *names)
                pipe.xdel(SPEECH_IN_STREAM, *names)

        return await self._as_owner(key, fill)

    async def _as_owner(self, key: SourceKey, fill: Callable[[Pipeline], None]) -> bool:
        """Run a transaction that fails when the source changes hands before it is through."""
        while True:
            async with self._redis.pipeline(transaction=True) as pipe:
                await pipe.watch(owner_key(key))
                owner: Any = await cast("Awaitable[Any]", pipe.get(owner_key(key)))
                if owner is not None and owner.decode() != self.name:
                    return False
                pipe.multi()  # type: ignore[no-untyped-call]  # redis-py has no annotation here
                fill(pipe)
                try:
                    await pipe.execute()
                except WatchError:
                    continue
                return True

    async def _fetch(self, ids: Sequence[bytes]) -> list[RawEntry]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for name in ids:
                pipe.xrange(SPEECH_IN_STREAM, name, name)
            replies = await pipe.execute()
        return [RawEntry(raw_id, fields) for reply in replies for raw_id, fields in reply]

    async def _consumers(self) -> list[tuple[str, int, int]]:
        infos = await self._redis.xinfo_consumers(SPEECH_IN_STREAM, GROUP)
        return [(info["name"].decode(), int(info["pending"]), int(info["idle"])) for info in infos]

    async def _alive(self, names: Sequence[str]) -> dict[str, bool]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.exists(alive_key(name))
            found = await pipe.execute()
        return {name: bool(one) for name, one in zip(names, found, strict=True)}

    async def _claim_from(self, dead: str) -> list[RawEntry]:
        pending = await self._redis.xpending_range(
            SPEECH_IN_STREAM, GROUP, min="-", max="+", count=_CLAIM_COUNT, consumername=dead
        )
        ids: list[Any] = [one["message_id"] for one in pending]
        if not ids:
            return []
        claimed: Any = await self._redis.xclaim(SPEECH_IN_STREAM, GROUP, self.name, _MIN_CLAIM_IDLE_MS, ids)
        log.warning("adopted %d entries of the dead worker %s", len(claimed), dead)
        return [RawEntry(raw_id, fields) for raw_id, fields in claimed if raw_id is not None]


def read_entries(raw: Iterable[RawEntry], now: float) -> tuple[list[Entry], list[bytes]]:
    """Split raw entries into readable ones and the ids of those that nobody can ever read."""
    good: list[Entry] = []
    bad: list[bytes] = []
    for one in raw:
        try:
            good.append(parse_entry(one.id, one.fields, now))
        except ValueError as error:
            log.warning("speech entry %r given up: %s", one.id, error)
            bad.append(one.id)
    return good, bad


def _entries(reply: Any) -> list[RawEntry]:
    return [RawEntry(raw_id, fields or {}) for _stream, entries in reply or [] for raw_id, fields in entries]


def _packed(segment: Segment) -> bytes:
    return pack_live(EVERYONE, CaptionMessage(segment=segment).model_dump_json())
