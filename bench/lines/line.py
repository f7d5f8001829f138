"""A bad line as a function: when a packet that is put in comes out, or that it never does. No clock, no socket."""

import random
from dataclasses import dataclass

HEADERS = 28
"""Bytes of IPv4 and UDP that a packet takes on the line besides its payload."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a line is bad. ``rate`` in bit/s (0: no limit), times in seconds."""

    loss: float = 0.0
    """Share that is lost, each packet by itself."""
    burst_loss: float = 0.0
    """Share that is lost in runs of ``burst`` packets of one stream."""
    burst: tuple[int, int] = (3, 5)
    rate: float = 0.0
    queue_s: float = 0.0
    """How long the last packet may wait in front of the limit; what would wait longer is dropped."""
    delay_s: float = 0.0
    jitter_s: float = 0.0
    """Each packet is late by ``delay_s`` ± this, evenly spread; the order is kept, as on most lines."""


GOOD = Conditions()
STEP_S = 1e-6
"""Between packets that come out together: timers that are due at the same moment have no order."""


class Line:
    """One direction. The same seed and the same packets give the same losses."""

    def __init__(self, conditions: Conditions = GOOD, seed: int = 1) -> None:
        self.change(conditions, seed)

    def change(self, conditions: Conditions, seed: int = 1) -> None:
        """Be another line from now on; what stands in the queue is delivered as promised."""
        self.conditions = conditions
        self._random = random.Random(seed)
        self._free_at = 0.0
        self._last = 0.0
        self._left: dict[int, int] = {}

    def arrival(self, now: float, size: int, stream: int = 0) -> float | None:
        """When a packet of ``size`` bytes that is sent ``now`` comes out; None: lost. ``stream``: its SSRC."""
        conditions = self.conditions
        if self._is_lost(stream):
            return None
        at = now
        if conditions.rate:
            begins = max(now, self._free_at)
            if begins - now > conditions.queue_s:
                return None
            at = self._free_at = begins + (size + HEADERS) * 8 / conditions.rate
        if conditions.delay_s:
            at += conditions.delay_s + self._jitter()
            at = self._last = max(at, self._last + STEP_S)
        return at

    def _jitter(self) -> float:
        jitter = self.conditions.jitter_s
        return self._random.uniform(-jitter, jitter) if jitter else 0.0

    def _is_lost(self, stream: int) -> bool:
        conditions = self.conditions
        if conditions.loss and self._random.random() < conditions.loss:
            return True
        if not conditions.burst_loss:
            return False
        left = self._left.get(stream, 0)
        if not left and self._random.random() < _start_rate(conditions):
            left = self._random.randint(*conditions.burst)
        self._left[stream] = max(0, left - 1)
        return left > 0


def _start_rate(conditions: Conditions) -> float:
    """How often a run begins, so that the wanted share is lost: runs of mean length m between 1/rate good packets."""
    mean = sum(conditions.burst) / 2
    return conditions.burst_loss / (mean * (1 - conditions.burst_loss) + conditions.burst_loss)
