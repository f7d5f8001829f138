"""Which machines have a live page of a meeting now, for following up a recall; keys in Redis that expire by themselves.

A page that only reads (``?as=reader``) counts here as any other, and nowhere else: it takes no part in the sitting.
"""

import logging
from collections import defaultdict

import redis.asyncio as redis

from meetings.contracts.bus import machines_key
from meetings.core import clock

log = logging.getLogger(__name__)
LIFE_S = 15
"""How long a machine counts as there without a sign of its process."""


class MachineBoard:
    """The machines behind the pages of this process."""

    def __init__(self, client: "redis.Redis") -> None:
        self._redis = client
        self._members: dict[str, set[str]] = defaultdict(set)

    async def arrive(self, meeting_id: str, machine: str, peer_id: str) -> None:
        """Note a page; one without a machine of its own is not followed up."""
        if machine:
            self._members[meeting_id].add(f"{machine}|{peer_id}")
            await self._keep(meeting_id, [f"{machine}|{peer_id}"])

    async def depart(self, meeting_id: str, machine: str, peer_id: str) -> None:
        """Forget a page."""
        member = f"{machine}|{peer_id}"
        self._members[meeting_id].discard(member)
        if not self._members[meeting_id]:
            del self._members[meeting_id]
        try:
            await self._redis.zrem(machines_key(meeting_id), member)
        except redis.RedisError as error:
            log.debug("a machine will expire by itself: %s", error)

    async def refresh(self) -> None:
        """Keep this process's machines alive."""
        for meeting_id, members in list(self._members.items()):
            await self._keep(meeting_id, list(members))

    async def _keep(self, meeting_id: str, members: list[str]) -> None:
        if not members:
            return
        key, now = machines_key(meeting_id), clock.now().timestamp()
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.zadd(key, dict.fromkeys(members, now + LIFE_S))
                pipe.zremrangebyscore(key, "-inf", now)
                pipe.expire(key, 4 * LIFE_S)
                await pipe.execute()
        except redis.RedisError as error:
            log.debug("machines are not kept just now: %s", error)
