"""Pictures for one subscriber leave no faster than its line carries (docs/algorithms/feedback.md, "The pacer").

What is too much waits here and not in the network, where sound would wait behind it.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

BURST_S = 0.04
MAX_WAITING = 2048


class Pacing(Protocol):
    """What control logic asks of a pacer, whatever it is made of."""

    @property
    def waiting(self) -> int:
        """Bytes that wait."""

    def pace(self, rate: float, now: float) -> None:
        """Bytes per second from now on (0: no limit); send what is due. Called every 20 ms while something waits."""


@dataclass(slots=True, frozen=True)
class _Waiting:
    owner: object
    size: int
    before: int
    send: Callable[[float], object]


class Pacer:
    """Twin of ``pacer.c``: one queue for all pictures of a subscriber, in the order in which they came."""

    def __init__(self) -> None:
        self._rate = self._credit = self._at = 0.0
        self._queue: deque[_Waiting] = deque()
        self.waiting = 0

    def send(self, owner: object, size: int, before: int, send: Callable[[float], object], now: float) -> None:
        """Send a packet of ``size`` bytes, at once or when its turn comes; ``before``: its slot's number before it."""
        if self._rate <= 0:
            send(now)
            return
        if len(self._queue) == MAX_WAITING:
            self._pop(now)
        self._queue.append(_Waiting(owner, size, before, send))
        self.waiting += size
        self._release(now)

    def _release(self, now: float) -> None:
        self._credit = min(self._credit + (now - self._at) * self._rate, self._rate * BURST_S)
        self._at = now
        while self._queue and self._credit >= 0:
            self._pop(now)

    def _pop(self, now: float) -> None:
        first = self._queue.popleft()
        self._credit -= first.size
        self.waiting -= first.size
        first.send(now)

    def forget(self, owner: object) -> int | None:
        """Never send what waits for this slot; return the slot's number before it, None: nothing waited."""
        gone = [one for one in self._queue if one.owner is owner]
        if not gone:
            return None
        self._queue = deque(one for one in self._queue if one.owner is not owner)
        self.waiting -= sum(one.size for one in gone)
        return gone[0].before

    def pace(self, rate: float, now: float) -> None:
        """See ``Pacing.pace``."""
        self._release(now)
        self._rate = rate
        while rate <= 0 and self._queue:
            self._pop(now)
