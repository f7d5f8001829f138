"""Health check of one container: is the heartbeat of ``NGHISU_PROCESS`` fresh? Exit status 0 or 1."""

import os
import sys

import redis

from meetings.contracts.bus import process_key, process_name


def is_alive(name: str, redis_url: str) -> bool:
    """True while the process says every second that it lives."""
    client = redis.Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=2)
    try:
        return bool(client.exists(process_key(name)))
    except redis.RedisError:
        return False
    finally:
        client.close()


if __name__ == "__main__":
    sys.exit(0 if is_alive(process_name(os.environ["NGHISU_PROCESS"]), os.environ["REDIS_URL"]) else 1)
