"""A clock that runs faster: half a day in some minutes.

Only the product's own time of day (``meetings.core.clock``) runs by it, so timeouts, heartbeats and reconnects are
those of real life. ``tests.rehearsal.fast`` serves the product with it.
"""

import asyncio
import time
from dataclasses import dataclass, field

BEGAN, SPEED = "NGHISU_REHEARSAL_BEGAN", "NGHISU_REHEARSAL_SPEED"


def steady() -> float:
    """Seconds that really passed; the same for all processes."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True)
class FastClock:
    """``speed`` seconds pass for each real one since ``began``."""

    speed: float
    began: float = field(default_factory=steady)

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to live by it."""
        return {BEGAN: str(self.began), SPEED: str(self.speed)}

    def passed(self) -> float:
        """Return the seconds since it began, by itself."""
        return (steady() - self.began) * self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait that long by it."""
        await asyncio.sleep(seconds / self.speed)
