"""Sound first: how much video one subscriber's line carries, judged by the queue that builds up in front of it.

See ``docs/algorithms/feedback.md`` for the rules and the measurements behind the constants. Video alone carries
transport-wide numbers: audio is resent bit by bit and must not change.
"""

from collections import deque

from media.forward.sendlog import SendLog
from media.forward.twcc import TransportArrivals

START_ROOM = 250_000
"""Bits per second at the beginning: one smallest layer. The rest is found by probing."""
CUT_QUEUE_S, RESUME_QUEUE_S, CALM_QUEUE_S = 0.150, 0.050, 0.030
PROBE_QUEUE_S = 0.060
PROBE_S, SETTLE_S = 0.4, 0.2
PROBE_GROWTH, FIRST_PROBE = 2.4, 500_000
CAREFUL_GROWTH, CAREFUL_PROBE, CAREFUL_S = 1.5, 200_000, 90.0
"""After a failure: a bold probe on a thin line fills its queue before the first feedback about it is back."""
MIN_ROOM = 60_000
"""Less is no picture."""
BACKOFF_S, MAX_BACKOFF_S = 5.0, 40.0
KEEPALIVE_S = 0.06
BASE_WINDOW_S = 10.0
RATE_WINDOW_S = 0.5
STUCK_S = 12.0


class Line:
    """State of one subscriber's line; all rates in bits per second of video."""

    def __init__(self, log: SendLog | None = None) -> None:
        self.room: float = START_ROOM
        """What video may use now; 0: sound only."""
        self.demand = 0.0
        """What the page's pictures would use if the line were free; set by the engine."""
        self.queue = 0.0
        """Seconds that packets stand in the queue."""
        self._log = log or SendLog()
        self._acked: deque[tuple[float, int]] = deque()
        self._queued: deque[tuple[float, int]] = deque()
        self._base = [float("inf"), float("inf")]
        self._base_at = float("-inf")
        self._draining_since: float | None = None
        self._probe: tuple[float, float] | None = None
        """Target and end of the probe that runs."""
        self._probed_sent = 0.0
        self._next_probe_at = float("-inf")
        self._backoff = BACKOFF_S
        self._careful_until = float("-inf")
        self._keepalive_at = 0.0

    def number(self, size: int, now: float) -> int:
        """Give the next packet its transport-wide number; ``size`` in bytes on the wire."""
        return self._log.number(size, now)

    # ------------------------------------------------------------------ what the receiver says

    def hear(self, feedback: TransportArrivals, now: float) -> None:
        """Take a feedback packet: measure the queue, and act on it at once."""
        delays = []
        for index, arrival in enumerate(feedback.arrivals):
            sent = self._log.take((feedback.first + index) & 0xFFFF)
            if sent is None or arrival is None:
                continue
            delays.append(arrival - sent[0])
            self._acked.append((arrival, sent[1]))
            if self.queue > PROBE_QUEUE_S:
                self._queued.append((arrival, sent[1]))
        if not delays:
            return
        self._measure(delays, now)
        for window in (self._acked, self._queued):
            while window and window[-1][0] - window[0][0] > RATE_WINDOW_S:
                window.popleft()
        self._judge(now)

    def _measure(self, delays: list[float], now: float) -> None:
        """Queue = delay above the smallest of the last 10 to 20 seconds: clocks need not agree."""
        if now - self._base_at > BASE_WINDOW_S:
            self._base = [self._base[1], float("inf")]
            self._base_at = now
        lowest = min(delays)
        if abs(lowest - min(self._base)) > 100 and min(self._base) != float("inf"):
            self._base = [float("inf"), float("inf")]  # The receiver's clock wrapped around.
        self._base[1] = min(self._base[1], lowest)
        mean = sum(delays[-8:]) / len(delays[-8:])
        self.queue = max(0.0, mean - min(self._base))

    def _judge(self, now: float) -> None:
        if self._draining_since is not None:
            if self.queue < RESUME_QUEUE_S:
                self._resume(now)
            elif now - self._draining_since > STUCK_S:
                self._base = [float("inf"), float("inf")]  # Not a queue: the way itself has become longer.
            return
        if self.queue > CUT_QUEUE_S:
            self._cut(now)
        elif self._probe is not None and self.queue > PROBE_QUEUE_S:
            self._fail(now)

    def _cut(self, now: float) -> None:
        self._draining_since = now
        self.room = 0
        self._fail(now)

    def _resume(self, now: float) -> None:
        """The queue is gone: go on with 0.9 of what arrived while the line was full."""
        self._draining_since = None
        rate = _rate(self._queued) or _rate(self._acked)
        self.room = 0.9 * rate if 0.9 * rate >= MIN_ROOM else 0
        self._queued.clear()

    def _fail(self, now: float) -> None:
        self._probe = None
        self._careful_until = now + CAREFUL_S
        self._next_probe_at = now + self._backoff
        self._backoff = min(MAX_BACKOFF_S, self._backoff * 2)

    # ------------------------------------------------------------------ probing upwards

    @property
    def probing(self) -> bool:
        """True while a probe runs."""
        return self._probe is not None

    def may_probe(self, now: float) -> bool:
        """True when more is wanted, the line is calm and the last failure is long enough ago."""
        return (
            self._probe is None
            and self._draining_since is None
            and self.demand > self.room
            and now >= self._next_probe_at
            and self.queue < CALM_QUEUE_S
        )

    def begin_probe(self, now: float) -> None:
        """Start sending more than the pictures need, to see whether a queue builds up."""
        bold = now >= self._careful_until
        growth, least = (PROBE_GROWTH, FIRST_PROBE) if bold else (CAREFUL_GROWTH, CAREFUL_PROBE)
        target = min(self.demand * 1.25, max(self.room * growth, least))
        self._probe = (target, now + PROBE_S)
        self._probed_sent = now

    def padding(self, now: float, used: float) -> int:
        """Return how many bytes of padding to send now; ``used`` is what the pictures use (bits per second).

        While draining: a small packet now and then, so that the queue can still be measured.
        """
        if self._draining_since is not None:
            if now - self._keepalive_at < KEEPALIVE_S:
                return 0
            self._keepalive_at = now
            return 1
        if self._probe is None:
            return 0
        target, end = self._probe
        if now >= end:
            if now >= end + SETTLE_S:
                self._succeed(target, now)
            return 0
        amount = max(0.0, target - used) * (now - self._probed_sent) / 8
        self._probed_sent = now
        return int(amount)

    def _succeed(self, target: float, now: float) -> None:
        self._probe = None
        if not self._heard_lately(now):
            self._fail(now)
            return
        self.room = max(self.room, target)
        self._next_probe_at = now
        self._backoff = BACKOFF_S

    def _heard_lately(self, now: float) -> bool:
        """True when most of what was sent long enough ago has been answered for."""
        waiting = self._log.waiting(now - 1.0, now - SETTLE_S)
        return bool(self._acked) and waiting <= len(self._acked) // 5 + 2


def _rate(window: deque[tuple[float, int]]) -> float:
    if len(window) < 5:
        return 0.0
    span = window[-1][0] - window[0][0]
    return sum(size for _, size in window) * 8 / span if span > 0.05 else 0.0
