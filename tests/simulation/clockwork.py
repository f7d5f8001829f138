"""Time and chance of a simulation: an event loop whose clock is virtual, a wall clock that can be set wrong."""

import asyncio
import selectors
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class _Selector(selectors.DefaultSelector):  # type: ignore[misc, valid-type]
    """Never waits: when nothing is ready it moves the loop's clock, or stops the loop at the time it was run until."""

    idle: Callable[[float | None], None]

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout > 0:
            self.idle(timeout)
        found: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in which a minute passes at once and in which the same script always runs the same way."""

    def __init__(self) -> None:
        self._virtual = 0.0
        self._until = 0.0
        selector = _Selector()
        selector.idle = self._idle
        super().__init__(selector)
        self.failures: list[Mapping[str, Any]] = []
        self.set_exception_handler(lambda _loop, context: self.failures.append(context))

    def time(self) -> float:
        """Return the virtual time, in seconds."""
        return self._virtual

    def _idle(self, timeout: float | None) -> None:
        left = self._until - self._virtual
        if timeout is None or timeout > left:
            self._virtual = self._until
            self.stop()
        else:
            self._virtual += timeout + 1e-6

    def forget_timers(self) -> None:
        """Let nothing happen any more that was to happen later: whoever wanted it is dead."""
        for handle in self._scheduled:  # type: ignore[attr-defined]
            handle.cancel()

    def run_for(self, seconds: float = 0.0) -> None:
        """Run everything that is ready, and everything that becomes ready within ``seconds``."""
        self._until = self._virtual + seconds
        self.run_forever()


class Clock:
    """The machine's time of day: goes with the loop, and can be set forward and back."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self.offset = timedelta()

    def now(self) -> datetime:
        """Return the moment that the machine believes it to be."""
        return START + timedelta(seconds=self._loop.time()) + self.offset

    def step(self, seconds: int) -> None:
        """Set the clock wrong by so many seconds more."""
        self.offset += timedelta(seconds=seconds)

    def monotonic(self) -> float:
        """Return the clock that nobody can set."""
        return self._loop.time()

    def time(self) -> float:
        """Return Unix time as the machine believes it to be."""
        return self.now().timestamp()
