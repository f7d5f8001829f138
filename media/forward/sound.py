"""How one subscriber's sound is protected: by what its line shows. Pure; see ``docs/algorithms/sound.md``."""

import math
from dataclasses import dataclass

LOSSY = 0.005
"""Share lost from which in-band FEC alone is not enough."""
DEPTHS = ((0.035, 1), (0.14, 2), (1.0, 3))
"""Copies of the sounds before by loss (up to): what is lost in spite of d copies is about loss ** (d + 1)."""
BURSTY_RUN, BURSTY_LOST = 1.8, 4
"""Mean length of a run of lost sounds, and how many must be lost before it is believed. At random it is
1 / (1 - loss): 1.25 at 20 %."""
NEAR_RTT_S = 0.15
"""Up to here a resend comes in time in a buffer that nobody minds."""
RESEND_MARGIN_S = 0.06
UNKNOWN_RTT_S = 0.08
BURST_COPIES = (5, 3, 1)
"""Runs of up to five are bridged by two packets after them: the farthest copies hold one half, the others the other."""
BURST_MARGIN_S = 0.1
"""A resend is asked for when the run is over: so much later than one of a single packet."""
FRAME_S = 0.02
STEP_MS, MAX_BUFFER_MS = 20, 300
HOLD_S = 12.0
"""A line must be better for so long before its protection is lowered."""


@dataclass(frozen=True, slots=True)
class LineView:
    """What is known of the way to one subscriber."""

    loss: float = 0.0
    """Share of packets lost before any repair, 0..1."""
    run: float = 1.0
    """Mean number of sounds lost in a row."""
    lost: int = 0
    """Sounds on which ``run`` is based."""
    rtt: float | None = None
    """Seconds; None: not known yet."""
    crowded: bool = False
    """A queue stands in front of the line, or it is known to be thin: whatever is added makes it worse."""
    limited: bool = False
    """It showed a limit that pictures come near to: now and then something stands in its queue."""


@dataclass(frozen=True, slots=True)
class Protection:
    """What is done: nothing but in-band FEC, copies, or resends with a buffer that waits for them."""

    copies: tuple[int, ...] = ()
    """How many packets back the sounds lie that are sent along (RED)."""
    buffer_ms: int = 0
    """What the browser shall hold back, so that resends come in time; 0: as it likes."""


PLAIN = Protection()


@dataclass(frozen=True, slots=True)
class SoundAdvice:
    """What one page is asked to do for sound."""

    buffer_ms: int = 0
    """Hold back what it hears for so long at least; 0: as the browser likes."""
    twice: bool = False
    """Send each sound twice: the way from it to us loses some."""
    kbps: int = 0
    """Encode its voice with so many kbit/s at most, because somebody hears it over a line that carries no more; 0: as
    the browser likes."""


NO_ADVICE = SoundAdvice()
START_BUFFER_MS = 120
"""Every page begins so: resends come in time, and a line that turns out to be thin is not heard at once."""
START_ADVICE = SoundAdvice(START_BUFFER_MS)
TWICE_FROM, ONCE_BELOW = 0.025, 0.005
"""Loss on the way to us from which a page sends twice, and under which it stops after ``HOLD_S``."""


LEAN_KBPS = 20
"""A voice of 47 instead of 59 kbit/s on the wire: what it gains keeps the queue of a line of 64 kbit/s empty."""
RESENDS, CROWDED_RESENDS = (30.0, 12.0), (5.0, 3.0)
"""Sounds sent again, per second and at once: on any line, and on a crowded one, where they are a tenth more and not
twice as much."""


def choose_protection(line: LineView) -> Protection:
    """Return what suits the line now."""
    best = _against_loss(line)
    return Protection(best.copies, max(best.buffer_ms, START_BUFFER_MS)) if line.limited else best


def _against_loss(line: LineView) -> Protection:
    if line.loss < LOSSY:
        return PLAIN
    rtt = line.rtt if line.rtt is not None else UNKNOWN_RTT_S
    bursty = line.run >= BURSTY_RUN and line.lost >= BURSTY_LOST
    if line.crowded:
        return PLAIN
    if bursty:
        resent = rtt + BURST_MARGIN_S if rtt <= NEAR_RTT_S else 0.0
        return Protection(BURST_COPIES, _buffer_ms(max(resent, (max(BURST_COPIES) + 2) * FRAME_S)))
    depth = next(depth for limit, depth in DEPTHS if line.loss <= limit)
    # What the copies miss is resent: worth a buffer where much is lost and the way is short.
    waits = depth > 1 and rtt <= NEAR_RTT_S
    return Protection(tuple(range(depth, 0, -1)), _buffer_ms(rtt + RESEND_MARGIN_S) if waits else 0)


def _buffer_ms(seconds: float) -> int:
    return min(MAX_BUFFER_MS, math.ceil(seconds * 1000 / STEP_MS) * STEP_MS)


class TwiceWish:
    """Whether one publisher shall send each sound twice."""

    def __init__(self) -> None:
        self.now = False
        self._needed_at = float("-inf")

    def update(self, loss: float, now: float, *, crowded: bool = False) -> bool:
        """Take the share lost before any repair; return the wish. ``crowded``: the line loses because it is full."""
        if crowded:
            self.now = False
        elif loss >= TWICE_FROM or (self.now and loss >= ONCE_BELOW):
            self._needed_at = now
            self.now = True
        elif now - self._needed_at >= HOLD_S:
            self.now = False
        return self.now


class LeanWish:
    """Whether one publisher shall encode its voice with fewer bits, because of somebody who hears it."""

    def __init__(self) -> None:
        self.now = False
        self._needed_at = float("-inf")

    def update(self, needed: bool, now: float) -> bool:
        """Take whether somebody needs it now; return the wish, which lasts a while longer."""
        if needed:
            self._needed_at = now
        self.now = now - self._needed_at < HOLD_S
        return self.now


class ResendAllowance:
    """How many sounds may be sent again: a line that is too full loses resends, too, and is asked for more of them."""

    def __init__(self, per_s: float, burst: float) -> None:
        self._per_s, self._burst = per_s, burst
        self._left = burst
        self._at: float | None = None

    def take(self, wanted: int, now: float) -> int:
        """How many of so many may be sent again now."""
        if self._at is not None:
            self._left = min(self._burst, self._left + (now - self._at) * self._per_s)
        self._at = now
        allowed = min(wanted, int(self._left))
        self._left -= allowed
        return allowed


class SoundGuard:
    """The protection that is in force: stronger at once, weaker after the line was better for a while."""

    def __init__(self) -> None:
        self.now = Protection(buffer_ms=START_BUFFER_MS)
        self._copies_at = float("-inf")
        self._buffer_at: float | None = None

    def update(self, line: LineView, now: float) -> bool:
        """Take what the line shows; True when the protection changed."""
        best, before = choose_protection(line), self.now
        copies, buffer_ms = before.copies, before.buffer_ms
        if line.crowded:
            # Copies go at once; the buffer stays, it bridges what the queue does.
            copies, self._buffer_at = (), now
        elif len(best.copies) >= len(copies):
            copies, self._copies_at = best.copies, now
        elif now - self._copies_at >= HOLD_S:
            copies = best.copies
        if best.buffer_ms >= buffer_ms or self._buffer_at is None:
            buffer_ms, self._buffer_at = max(buffer_ms, best.buffer_ms), now
        elif now - self._buffer_at >= HOLD_S:
            buffer_ms = best.buffer_ms
        self.now = Protection(copies, buffer_ms)
        return self.now != before
