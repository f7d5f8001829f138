"""Who has a live page now: keys in Redis that expire by themselves when a process dies."""

import asyncio
import logging
import time
from collections import defaultdict

import redis.asyncio as redis

from meetings.contracts.audience import EVERYONE
from meetings.contracts.bus import live_channel, pack_live
from meetings.contracts.socket import Presence

log = logging.getLogger(__name__)
LIFE_S = 15
"""How long a page counts as there without a sign of its process."""
REFRESH_S = 5
FRESH_S = 0.1
"""Pages that come together receive one reading of who is there; what it misses is told to all a moment later."""
QUIET_S = 1.0
"""A meeting is told of changes at most this often, however many pages come at once."""


def presence_key(meeting_id: str) -> str:
    """Sorted set of ``<participant>|<peer>`` by the Unix time at which it expires."""
    return f"presence:{meeting_id}"


class PresenceBoard:
    """The pages of this process, kept in Redis, and the word to everybody when somebody comes or goes."""

    def __init__(self, client: "redis.Redis") -> None:
        self._redis = client
        self._pages: dict[str, set[str]] = defaultdict(set)
        self._told: dict[str, tuple[str, ...]] = {}
        self._ready: dict[str, asyncio.Future[str | None]] = {}
        self._read_at: dict[str, float] = {}
        self._tellers: dict[str, asyncio.Task[None]] = {}
        self._ahead: float | None = None
        """Redis's clock less this process's monotonic one, seconds; ``None`` before it was asked."""

    async def arrive(self, meeting_id: str, participant: str, peer_id: str) -> None:
        """Note a page; everybody in the meeting hears of it soon."""
        member = f"{participant}|{peer_id}"
        self._pages[meeting_id].add(member)
        await self._keep(meeting_id, [member])
        self._tell_soon(meeting_id)

    async def depart(self, meeting_id: str, participant: str, peer_id: str) -> None:
        """Forget a page."""
        member = f"{participant}|{peer_id}"
        self._pages[meeting_id].discard(member)
        if not self._pages[meeting_id]:
            del self._pages[meeting_id]
            self._ready.pop(meeting_id, None)
        try:
            await self._redis.zrem(presence_key(meeting_id), member)
        except redis.RedisError as error:
            log.debug("presence will expire by itself: %s", error)
        self._tell_soon(meeting_id)

    async def refresh(self) -> None:
        """Keep this process's pages alive, and tell who disappeared with another process."""
        self._ahead = None
        for meeting_id, members in list(self._pages.items()):
            await self._keep(meeting_id, list(members))
            self._tell_soon(meeting_id)

    async def _keep(self, meeting_id: str, members: list[str]) -> None:
        if not members:
            return
        key = presence_key(meeting_id)
        try:
            now = await self._now()
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.zadd(key, dict.fromkeys(members, now + LIFE_S))
                pipe.zremrangebyscore(key, "-inf", now)
                pipe.expire(key, 4 * LIFE_S)
                await pipe.execute()
        except redis.RedisError as error:
            log.debug("presence is not kept just now: %s", error)

    async def _now(self) -> float:
        """Return Redis's time, asked anew at each refresh: one clock for all processes."""
        if self._ahead is None:
            seconds, micros = await self._redis.time()
            self._ahead = seconds + micros / 1e6 - time.monotonic()
        return time.monotonic() + self._ahead

    async def online(self, meeting_id: str) -> tuple[str, ...]:
        """Return the participants with a live page, in any process."""
        members = await self._redis.zrangebyscore(presence_key(meeting_id), await self._now(), "+inf")
        return tuple(sorted({_participant(member) for member in members}))

    async def text(self, meeting_id: str) -> str | None:
        """Return the ready-made message for a page that comes; ``None`` while Redis is away."""
        kept = self._ready.get(meeting_id)
        if kept is None or (kept.done() and time.monotonic() - self._read_at[meeting_id] > FRESH_S):
            # Kept before it is read, so that those who come meanwhile wait for the same reading.
            kept = self._ready[meeting_id] = asyncio.ensure_future(self._read(meeting_id))
        return await asyncio.shield(kept)

    async def _read(self, meeting_id: str) -> str | None:
        try:
            return Presence(online=await self.online(meeting_id)).model_dump_json()
        except redis.RedisError:
            return None
        finally:
            self._read_at[meeting_id] = time.monotonic()

    def _tell_soon(self, meeting_id: str) -> None:
        if meeting_id not in self._tellers:
            self._tellers[meeting_id] = asyncio.create_task(self._tell(meeting_id))

    async def _tell(self, meeting_id: str) -> None:
        try:
            await asyncio.sleep(0.05)
            await self._tell_if_changed(meeting_id)
            await asyncio.sleep(QUIET_S)
        finally:
            del self._tellers[meeting_id]
        if meeting_id in self._pages and await self._changed(meeting_id):
            self._tell_soon(meeting_id)

    async def _changed(self, meeting_id: str) -> bool:
        try:
            return await self.online(meeting_id) != self._told.get(meeting_id)
        except redis.RedisError:
            return False

    async def _tell_if_changed(self, meeting_id: str) -> None:
        try:
            online = await self.online(meeting_id)
            if online == self._told.get(meeting_id):
                return
            text = Presence(online=online).model_dump_json()
            await self._redis.publish(live_channel(meeting_id), pack_live(EVERYONE, text))
        except redis.RedisError as error:
            log.debug("presence is not told just now: %s", error)
            return
        self._told[meeting_id] = online
        if meeting_id not in self._pages:
            self._told.pop(meeting_id, None)


def _participant(member: object) -> str:
    text = member.decode() if isinstance(member, bytes) else str(member)
    return text.partition("|")[0]
