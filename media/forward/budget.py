"""How much video one subscriber's line carries, judged by what its receiver says (RR loss, REMB).

See ``docs/algorithms/feedback.md``. ``Quality`` caps the layers; audio is never cut.
"""

from dataclasses import dataclass
from enum import IntEnum

from media.forward.rtcp import ReportBlock
from media.forward.serial import U32

LOSS_HIGH, LOSS_HIGH_MEASURED = 0.10, 0.25
"""On a line whose queue is measured less loss than the second is a radio's: a smaller picture would lose as much."""
CALM = 0.8
"""Share of that below which a larger picture is tried."""
LEAST_PACKETS, FEWEST_PACKETS = 100, 20
SHORTEST_S, LONGEST_S = 1.0, 5.0
"""Loss is judged over at least so many packets and so long; of a trickle after ``LONGEST_S``, if it is not too little.

Browsers report with every NACK: of a line that loses 5 %, blocks speak of one lost packet in three."""
MAX_STEP = 0x8000
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


@dataclass
class _Window:
    """Reports since ``since``: packets sent, and how many of them did not come."""

    since: float
    expected: int = 0
    lost: float = 0.0


class Budget:
    """State of one subscriber's line."""

    def __init__(self, *, measured: bool = False) -> None:
        self._high = LOSS_HIGH_MEASURED if measured else LOSS_HIGH
        self.loss = 0.0
        """Smoothed loss over all slots, 0..1."""
        self.cap = Quality.LARGE
        self._remb: tuple[int, float] | None = None
        self._hold_until = float("-inf")
        self._hold = HOLD_S
        self._lowered_at = float("-inf")
        self._bad = 0
        self._highest: dict[int, int] = {}
        self._windows: dict[bool, _Window] = {}

    def hear_report(self, block: ReportBlock, *, video: bool, now: float) -> None:
        """One block about one slot: many are put together until they say something of the line."""
        before = self._highest.get(block.ssrc)
        self._highest[block.ssrc] = block.highest
        step = (block.highest - before) & U32 if before is not None else 0
        window = self._windows.setdefault(video, _Window(now))
        if step <= MAX_STEP:
            window.expected += step
            window.lost += step * block.fraction / 256
        age = now - window.since
        if age < SHORTEST_S or (window.expected < LEAST_PACKETS and age < LONGEST_S):
            return
        del self._windows[video]
        if window.expected >= FEWEST_PACKETS:
            self._hear_loss(window.lost / window.expected, video=video, now=now)

    def _hear_loss(self, share: float, *, video: bool, now: float) -> None:
        """Loss over one window. Two bad ones of video in a row lower the cap by one."""
        self.loss += (share - self.loss) * 0.3
        if not video:
            return
        self._bad = self._bad + 1 if share > self._high else 0
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
        if self.cap < Quality.LARGE and now >= self._hold_until and self.loss < CALM * self._high:
            self.cap = Quality(self.cap + 1)
            self._hold_until = now + self._hold
        elif self.cap is Quality.LARGE and now >= self._hold_until + MAX_HOLD_S:
            self._hold = HOLD_S

    def room(self, now: float) -> int | None:
        """Bits per second left for video, or None when the receiver does not say."""
        if self._remb is None or now - self._remb[1] > REMB_LIFE_S:
            return None
        return max(LEAST_ROOM, self._remb[0] - AUDIO_RESERVE)
