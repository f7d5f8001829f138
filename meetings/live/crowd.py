"""How many live pages one person has open, in all processes: the oldest gives way to the newest.

The newest is never refused: a page that fell asleep still counts as open, and its person must get in with another.
Redis keeps the pages of a participant by the time of opening. Entries of a process that died stay until they are the
oldest; ending them again harms nobody. While Redis is away nobody is counted.
"""

import logging
import time

import redis.asyncio as redis

log = logging.getLogger(__name__)
LIFE_S = 24 * 3600
"""An entry of a participant who opens nothing more is forgotten after so long."""


def pages_key(participant: str) -> str:
    """Sorted set of the peers of a participant, by the Unix time at which they were opened."""
    return f"pages:{participant}"


class Crowd:
    """The register of open pages."""

    def __init__(self, client: "redis.Redis") -> None:
        self._redis = client

    async def enter(self, participant: str, peer_id: str, most: int) -> list[str]:
        """Note a page; return the peers of the oldest ones beyond ``most``, which must close now."""
        key = pages_key(participant)
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.zadd(key, {peer_id: time.time()})
                pipe.expire(key, LIFE_S)
                pipe.zrange(key, 0, -most - 1)
                pipe.zremrangebyrank(key, 0, -most - 1)
                _added, _expires, oldest, _removed = await pipe.execute()
        except redis.RedisError as error:
            log.debug("pages are not counted just now: %s", error)
            return []
        return [peer.decode() for peer in oldest]

    async def leave(self, participant: str, peer_id: str) -> None:
        """Forget a page."""
        try:
            await self._redis.zrem(pages_key(participant), peer_id)
        except redis.RedisError as error:
            log.debug("a page that went stays counted: %s", error)
