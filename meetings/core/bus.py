"""Redis, as the server's synchronous code uses it. No official fact lives in Redis alone."""

import logging
from collections.abc import Sequence
from functools import cache

import redis
from django.conf import settings

from meetings.contracts.audience import Audience
from meetings.contracts.bus import live_channel, pack_live, pack_run

log = logging.getLogger(__name__)


@cache
def client() -> redis.Redis:
    """Return this process's connection pool; calls fail fast while Redis is away."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=1)


def publish(meeting_id: str, audience: Audience, text: str, outside: str | None = None) -> None:
    """Publish a ready-made text to the open pages of a meeting; a lost one costs a page only a catch-up."""
    _publish(meeting_id, pack_live(audience, text, outside))


def publish_run(meeting_id: str, parts: Sequence[tuple[int, Audience, str]]) -> None:
    """Publish events with neighbouring numbers, each ``(number, audience, text)``, as one message."""
    _publish(meeting_id, pack_run(parts))


def _publish(meeting_id: str, data: bytes) -> None:
    try:
        client().publish(live_channel(meeting_id), data)
    except redis.RedisError as error:
        log.warning("not published to meeting %s, pages will catch up: %s", meeting_id, error)
