"""Says every second that this process lives (``ProcessHealth`` in Redis, read by ``GET /healthz``)."""

import logging
import os
import threading
from collections.abc import Callable

import redis

from meetings.contracts.bus import process_key
from meetings.contracts.health import ProcessHealth
from meetings.core import bus, clock

log = logging.getLogger(__name__)
EVERY_S = 1.0
LIFE_S = 4


class Heartbeat(threading.Thread):
    """One per process. ``detail`` returns a Vietnamese sentence when something is wrong, else an empty text."""

    def __init__(self, name: str, kind: str, detail: Callable[[], str] = str) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self.process, self.kind, self.detail = name, kind, detail
        self.started_at = clock.iso(clock.now())
        self._ended = threading.Event()

    def run(self) -> None:
        """Beat until ``stop``; Redis being away costs beats, never the process."""
        away = False
        while not self._ended.is_set():
            try:
                bus.client().set(process_key(self.process), self._health().model_dump_json(), ex=LIFE_S)
                away = False
            except redis.RedisError as error:
                if not away:
                    log.warning("no heartbeat: %s", error)
                away = True
            self._ended.wait(EVERY_S)

    def stop(self) -> None:
        """Stop beating; the key dies by itself."""
        self._ended.set()

    def _health(self) -> ProcessHealth:
        return ProcessHealth(
            name=self.process, kind=self.kind, pid=os.getpid(), started_at=self.started_at, detail=self.detail()
        )
