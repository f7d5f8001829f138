"""A subscriber's line in virtual time: pictures in frames, sound beside them, one queue that all share, feedback."""

import random
from dataclasses import dataclass, field

from media.forward.line import Line
from media.forward.pacer import Pacer
from media.forward.twcc import TransportArrivals

STEP, FRAME_S, FEEDBACK_S = 0.02, 0.04, 0.06
LAYERS = (110e3, 370e3, 950e3)
SOUND = 55_000
LATE_S = 0.25
"""Sound that stands longer in the queue is not heard in time."""


@dataclass
class Wire:
    """The way to the page."""

    capacity: float
    queue_s: float = 1.0
    """What does not fit is dropped."""
    loss: float = 0.0
    jitter_s: float = 0.0
    others: float = 0.0
    """Bits per second of somebody else's traffic through the same queue."""
    free_at: float = 0.0
    newest: float = 0.0
    rng: random.Random = field(default_factory=lambda: random.Random(1))

    def carry(self, size: float, now: float) -> float | None:
        """When a packet of so many bytes arrives; None: never."""
        begins = max(self.free_at, now)
        if begins - now > self.queue_s or self.rng.random() < self.loss:
            return None
        self.free_at = begins + size * 8 / self.capacity
        # A line keeps the order of packets.
        self.newest = max(self.newest, self.free_at + self.rng.uniform(0, self.jitter_s))
        return self.newest


class Subscriber:
    """What the worker does for one page, with the real rules of line and pacer."""

    def __init__(self, wire: Wire, *, keyframe_s: float = 0.5, every_s: float = 4.0, paced: bool = True) -> None:
        """A keyframe has the size of ``keyframe_s`` of its picture, and comes every ``every_s`` and at each switch."""
        self.wire, self.line, self.pacer = wire, Line(), Pacer()
        self.line.demand = 1_500_000
        self.keyframe_s, self.every_s, self.paced = keyframe_s, every_s, paced
        self.now, self.frame_at, self.key_at, self.fed_at, self.shown = 100.0, 0.0, 0.0, 0.0, 0.0
        self.sent: list[tuple[int, float | None]] = []
        self.forget()

    def forget(self) -> None:
        """Count anew."""
        self.cuts = self.sounds = self.heard = self.overflows = 0
        self.worst_wait = self.used_sum = self.time = 0.0

    @property
    def used(self) -> float:
        """The layer that flows."""
        return max((rate for rate in LAYERS if rate * 1.25 <= self.line.room), default=0.0)

    @property
    def mean(self) -> float:
        """Bits per second of pictures."""
        return self.used_sum / self.time

    @property
    def heard_share(self) -> float:
        """Sound in time."""
        return self.heard / self.sounds

    def run(self, seconds: float) -> None:
        """Let time pass."""
        for _ in range(round(seconds / STEP)):
            self.now += STEP
            self.time += STEP
            self.used_sum += self.used * STEP
            self._others_and_sound()
            self._show()
            self._turn()
            if self.now - self.fed_at >= FEEDBACK_S:
                self._feed()

    def _others_and_sound(self) -> None:
        for _ in range(int(self.wire.others * STEP / 8 / 1200 + self.wire.rng.random())):
            self.wire.carry(1200, self.now)
        arrives = self.wire.carry(SOUND * STEP / 8, self.now)
        self.sounds += 1
        self.heard += arrives is not None and arrives - self.now < LATE_S + self.wire.jitter_s

    def _show(self) -> None:
        used = self.used
        if not used:
            self.pacer.forget(self)
        if used and self.now - self.frame_at >= FRAME_S:
            size = used * FRAME_S / 8
            if self.now - self.key_at >= self.every_s or used != self.shown:
                size, self.key_at = used * self.keyframe_s / 8, self.now
            self.frame_at, self.shown = self.now, used
            while size > 0:
                part = int(min(1100, max(100, size)))
                self.pacer.send(self, part, 0, lambda now, part=part: self._send(part), self.now)  # type: ignore[misc]
                size -= part
        self.shown = used

    def _send(self, size: int) -> None:
        number = self.line.number(size, self.now)
        self.sent.append((number, self.wire.carry(size, self.now)))

    def _turn(self) -> None:
        rate = self.line.pace() / 8 if self.paced else 0.0
        self.pacer.pace(rate, self.now)
        self.worst_wait = max(self.worst_wait, self.pacer.waiting / rate if rate else 0.0)
        if rate and self.pacer.waiting > rate:
            self.overflows += 1
            self.pacer.forget(self)
            self.shown = 0.0
        if self.line.may_look(self.now):
            self.line.begin_look(self.now)
        if not self.pacer.waiting and self.line.may_probe(self.now):
            self.line.begin_probe(self.now)
        amount = self.line.padding(self.now, self.used)
        while amount > 0 and not (self.pacer.waiting and self.line.probing):
            self._send(min(300, max(60, amount)))
            amount -= 300

    def _feed(self) -> None:
        """The page tells of all up to the newest packet that arrived."""
        self.fed_at = self.now
        last = max((index for index, one in enumerate(self.sent) if one[1] and one[1] <= self.now), default=-1)
        told, self.sent = self.sent[: last + 1], self.sent[last + 1 :]
        if told:
            before = self.line.room
            arrivals = tuple(None if at is None else at + 7.0 for _, at in told)
            self.line.hear(TransportArrivals(told[0][0], arrivals), self.now)
            self.cuts += bool(before) and not self.line.room
