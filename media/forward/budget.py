"""How much video one subscriber's line carries, judged by what its receiver says (RR loss, REMB).

See ``docs/algorithms/feedback.md``. ``Quality`` caps the layers; audio is never cut.
"""

from enum import IntEnum

LOSS_HIGH = 0.10
HOLD_S = 8.0
STEP_S = 2.0
"""A lower cap gets so long to show its effect."""
MAX_HOLD_S = 40.0
AUDIO_RESERVE = 100_000
"""Bits per second kept free for sound before any video is counted."""
REMB_LIFE_S = 3.0
LEAST_ROOM = 250_000
"""REMB never says more than is sent: with no picture at all it could never rise again."""


class Quality(IntEnum):
    """Cap on all video of one subscriber."""

    SOUND_ONLY = 0
    SMALL = 1
    MEDIUM = 2
    LARGE = 3


class Budget:
    """State of one subscriber's line."""

    def __init__(self) -> None:
        self.loss = 0.0
        """Smoothed loss over all slots, 0..1."""
        self.cap = Quality.LARGE
        self._remb: tuple[int, float] | None = None
        self._hold_until = float("-inf")
        self._hold = HOLD_S
        self._lowered_at = float("-inf")
        self._bad = 0

    def hear_loss(self, fraction: float, *, video: bool, now: float) -> None:
        """Loss that one report block tells. Two bad video reports in a row lower the cap by one."""
        self.loss += (fraction - self.loss) * 0.3
        if not video:
            return
        self._bad = self._bad + 1 if fraction > LOSS_HIGH else 0
        if self._bad >= 2 and now - self._lowered_at >= STEP_S:
            self._lower(now)

    def _lower(self, now: float) -> None:
        self._bad = 0
        self._lowered_at = now
        if self.cap > Quality.SMALL:
            self.cap = Quality(self.cap - 1)
        self._hold_until = now + self._hold
        self._hold = min(MAX_HOLD_S, self._hold * 2)

    def hear_remb(self, bitrate: int, now: float) -> None:
        """The receiver's own estimate of its line."""
        self._remb = (bitrate, now)

    def tick(self, now: float) -> None:
        """Once a second: try one step up after the hold time without heavy loss."""
        if self.cap < Quality.LARGE and now >= self._hold_until and self.loss < LOSS_HIGH / 2:
            self.cap = Quality(self.cap + 1)
            self._hold_until = now + self._hold
        elif self.cap is Quality.LARGE and now >= self._hold_until + MAX_HOLD_S:
            self._hold = HOLD_S

    def room(self, now: float) -> int | None:
        """Bits per second left for video, or None when the receiver does not say."""
        if self._remb is None or now - self._remb[1] > REMB_LIFE_S:
            return None
        return max(LEAST_ROOM, self._remb[0] - AUDIO_RESERVE)
