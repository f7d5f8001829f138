"""What one publisher's line carries, judged by how late its sound comes and by what is lost.

See ``docs/algorithms/feedback.md``.

Sound is sent at once and evenly, so a queue in front of a thin uplink shows in its delay within a few packets; a short
queue that is full loses instead. A busy machine loses sound before it is sent, and its clock of samples then falls
behind for good, which looks the same: so the page's feedback, which comes by the same line on another clock, must say
so, too. Pure: time comes in.
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
FEEDBACK_LOOK, FEEDBACK_S = 3, 1.0
"""Of so few feedbacks the earliest counts (they come every 50 to 250 ms); after such a gap sound is believed alone."""
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


class Delays:
    """How late something comes, above the smallest of the last 10 to 20 s: clocks need not agree."""

    def __init__(self, look: int) -> None:
        """``look``: of so many packets the earliest counts."""
        self.newest: deque[float] = deque(maxlen=look)
        self.at = float("-inf")
        """When the last one came."""
        self._base = [float("inf"), float("inf")]
        self._base_at = float("-inf")

    def add(self, delay: float, now: float) -> None:
        """Something came ``delay`` seconds late, by whatever clock."""
        if now - self._base_at > BASE_WINDOW_S:
            self._base = [self._base[1], float("inf")]
            self._base_at = now
        self._base[1] = min(self._base[1], delay)
        self.newest.append(delay)
        self.at = now

    def above(self, look: int | None = None) -> float:
        """Seconds that the earliest of the newest was late; 0 while nothing is known."""
        newest = list(self.newest)[-look:] if look else self.newest
        return max(0.0, min(newest) - min(self._base)) if newest else 0.0

    def forget(self) -> None:
        """Its clock may have another offset now."""
        self._base = [float("inf"), float("inf")]
        self.newest.clear()

    def slip(self) -> None:
        """Its clock did slip: the newest were not late."""
        self._base = [float("inf"), min(self.newest, default=float("inf"))]


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
        self._sound, self._feedback = Delays(LOOK), Delays(FEEDBACK_LOOK)
        self._counted: deque[tuple[float, int]] = deque()
        self._judged = (float("inf"), 0)

    def crowded(self, now: float) -> bool:
        """True when it was full lately: more of anything would make it worse."""
        return now - self._cut_at < CROWDED_S or now - self._full_at < FULL_S

    def hear(self, timestamp: int, now: float) -> None:
        """One packet of sound (clock 48 kHz) came; resent ones and copies are passed over."""
        if self._clock is None or now - self._heard_at > PAUSE_S:
            self._sound.forget()
        elif distance32(timestamp, self._clock) <= 0:
            return
        if self._clock is not None:
            self._elapsed += distance32(timestamp, self._clock)
        self._clock, self._heard_at = timestamp, now
        self._sound.add(now - self._elapsed / 48_000, now)
        self.queue = min(self._sound.above(), self._doubt(now))

    def hear_feedback(self, clock: float, now: float) -> None:
        """The page told of a packet that it got at ``clock`` (seconds by its own clock)."""
        if now - self._feedback.at > FEEDBACK_S:
            self._feedback.newest.clear()
        self._feedback.add(now - clock, now)
        if self._sound.above() > HIGH_QUEUE_S and self._doubt(now) < LOW_QUEUE_S:
            self._sound.slip()
        self.queue = min(self._sound.above(), self._doubt(now))

    def _doubt(self, now: float) -> float:
        """The longest queue that the page's feedback allows for."""
        told = len(self._feedback.newest) == FEEDBACK_LOOK and now - self._feedback.at < FEEDBACK_S
        return self._feedback.above() if told else float("inf")

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
        if min(self._sound.above(OPEN_LOOK), self._doubt(now)) > LOW_QUEUE_S:
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
