"""What one publisher's line carries, judged by how late its sound comes and by what is lost.

See ``docs/algorithms/feedback.md``.

Sound is sent at once and evenly, so a queue in front of a thin uplink shows in its delay within a few packets; a short
queue that is full loses instead. Pure: time comes in.
"""

from collections import deque

from media.forward.serial import distance32

START, MOST, LEAST = 80_000, 6_000_000, 50_000
"""Bits per second of pictures told to a publisher: at first (the answer says so, too), at most (three layers and a
screen), at least."""
OPEN_GROWTH, OPEN_STEP_S = (1.2, 1.5), 0.095
"""While nothing stands in the queue, until ``MOST`` or a limit shows: browsers follow at once only in their first two
seconds. The first up to ``CAREFUL``, where one step too many is a queue that is heard."""
CAREFUL = 300_000
OPEN_LOOK, OPEN_REST_S, STRIKES = 4, 0.3, 2
"""Of so few packets the earliest tells while it opens; a queue seen twice is a limit, once a pause of the browser."""
HIGH_QUEUE_S, LOW_QUEUE_S = 0.120, 0.040
FALL, REST_S = 0.6, 0.6
EASE = 0.92
"""Each second while a little stands in the queue."""
GROWTH, CALM_S = 1.08, 2.0
LOOK = 10
"""Packets of which the earliest counts: a browser that paused sends several at once, the last ones in time."""
PAUSE_S = 1.0
"""After such a gap of sound its clock may have another offset."""
BASE_WINDOW_S = 10.0
RATE_WINDOW_S = 0.5
CROWDED_S = 10.0
LOSS_HIGH, LOSS_LOW, LOSSY_LEAST = 0.10, 0.02, 150_000
"""What is merely lossy is not asked for less than the last."""
FULL, FULL_AGAIN, FULL_S = 0.35, 0.12, 60.0
"""So much no radio loses: the line is full. For a while after that less loss says the same."""
KEPT = 0.8
HOLD_S, MAX_HOLD_S = 10.0, 80.0
"""After a full line nothing is tried for so long, twice as long each time."""


class UplinkLine:
    """State of one publisher's line; ``bitrate`` is what it may send of pictures."""

    def __init__(self) -> None:
        self.bitrate = START
        self.queue = 0.0
        """Seconds that sound stands in the queue."""
        self._opening = True
        self._strikes = 0
        self._stepped_at = self._cut_at = self._heard_at = self._full_at = float("-inf")
        self._hold = HOLD_S
        self._clock: int | None = None
        self._elapsed = 0
        self._delays: deque[float] = deque(maxlen=LOOK)
        self._base = [float("inf"), float("inf")]
        self._base_at = float("-inf")
        self._counted: deque[tuple[float, int]] = deque()
        self._judged = (float("inf"), 0)

    def crowded(self, now: float) -> bool:
        """True when it was full lately: more of anything would make it worse."""
        return now - self._cut_at < CROWDED_S or now - self._full_at < FULL_S

    def hear(self, timestamp: int, now: float) -> None:
        """One packet of sound (clock 48 kHz) came; resent ones and copies are passed over."""
        if self._clock is None or now - self._heard_at > PAUSE_S:
            self._base = [float("inf"), float("inf")]
            self._delays.clear()
        elif distance32(timestamp, self._clock) <= 0:
            return
        if self._clock is not None:
            self._elapsed += distance32(timestamp, self._clock)
        self._clock, self._heard_at = timestamp, now
        delay = now - self._elapsed / 48_000
        if now - self._base_at > BASE_WINDOW_S:
            self._base = [self._base[1], float("inf")]
            self._base_at = now
        self._base[1] = min(self._base[1], delay)
        self._delays.append(delay)
        self.queue = max(0.0, min(self._delays) - min(self._base))

    def watch(self, octets: int, now: float) -> bool:
        """Called every 100 ms with the bytes of pictures so far; True: tell the publisher ``bitrate`` at once."""
        self._counted.append((now, octets))
        while now - self._counted[0][0] > RATE_WINDOW_S:
            self._counted.popleft()
        if self.queue > HIGH_QUEUE_S and now - self._heard_at < PAUSE_S:
            return self._cut(now)
        return self._opening and self._open(now)

    def _open(self, now: float) -> bool:
        """Let it send more, step by step; back when a queue begins."""
        newest = list(self._delays)[-OPEN_LOOK:]
        if newest and min(newest) - min(self._base) > LOW_QUEUE_S:
            if now - self._stepped_at < OPEN_REST_S:
                return False
            self._stepped_at = now
            self._strikes += 1
            self._opening = self._strikes < STRIKES
            self.bitrate = max(START, int(self.bitrate * FALL))
            return True
        if now - self._stepped_at < OPEN_STEP_S:
            return False
        self._stepped_at = now
        careful, bold = OPEN_GROWTH
        self.bitrate = min(MOST, int(self.bitrate * (careful if self.bitrate < CAREFUL else bold)))
        self._opening = self.bitrate < MOST
        return True

    def _cut(self, now: float) -> bool:
        """Below what comes, so that the queue empties; again when that was not enough."""
        self._opening = False
        if now - self._cut_at < REST_S:
            return False
        self._cut_at = now
        (began, before), (_, octets) = self._counted[0], self._counted[-1]
        rate = (octets - before) * 8 / (now - began) if now > began else self.bitrate
        self.bitrate = max(LEAST, int(min(self.bitrate, rate) * FALL))
        return True

    def judge(self, octets: int, loss: float, raw_loss: float, now: float) -> None:
        """Once a second, with the bytes of pictures so far and the shares of them lost after and before resends."""
        at, before = self._judged
        self._judged = (now, octets)
        again = now - self._full_at < FULL_S + self._hold
        if raw_loss > (FULL_AGAIN if again else FULL) and now > at:
            self._fill_up(max(0, octets - before) * 8 / (now - at), now, again=again)
        elif self._opening:
            return
        elif loss > LOSS_HIGH:
            self.bitrate = min(self.bitrate, max(LOSSY_LEAST, int(self.bitrate * (1 - loss / 2))))
        elif loss < LOSS_LOW and now - self._full_at > self._hold:
            self._grow(now)

    def _fill_up(self, arrived: float, now: float, *, again: bool) -> None:
        """It loses by being full: ask for less than came, or sound is lost, too."""
        self._opening = False
        if now - self._full_at > HOLD_S:
            self._hold = min(MAX_HOLD_S, self._hold * 2) if again else HOLD_S
            self._full_at = now
        self.bitrate = max(LEAST, int(min(self.bitrate, KEPT * arrived)))

    def _grow(self, now: float) -> None:
        if self.queue > LOW_QUEUE_S:
            self.bitrate = max(LEAST, int(self.bitrate * EASE))
        elif now - self._cut_at > CALM_S:
            self.bitrate = min(MOST, int(self.bitrate * GROWTH) + 1000)
