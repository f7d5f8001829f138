"""The one place where the time of day is read.

A running process does not follow a jump of the machine's clock: turns, expiries and the record go on in the time that
they began with, order is by number anyway, and the technician is told. Small corrections (NTP slewing) are followed.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from django.utils import timezone

log = logging.getLogger(__name__)
TOLERANCE_S = 2.0
"""A larger difference between the clock and the time that really passed is a jump."""


class SteadyClock:
    """Wall time that does not jump: ``wall`` as long as it agrees with ``steady`` (seconds that really passed)."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = lambda: time.clock_gettime(time.CLOCK_BOOTTIME),
    ) -> None:
        self._wall, self._steady = wall, steady
        self._anchor = (wall(), steady())
        self.jump_s = 0.0
        """How far the machine's clock stands from this one; 0 while they agree."""

    def time(self) -> float:
        """Return seconds of Unix time."""
        wall, steady = self._wall(), self._steady()
        anchor_wall, anchor_steady = self._anchor
        expected = anchor_wall + (steady - anchor_steady)
        ahead = wall - expected
        if abs(ahead) <= TOLERANCE_S:
            # One assignment, so that threads never see half of an anchor.
            self._anchor = (wall, steady)
            self._note(0.0)
            return wall
        self._note(ahead)
        return expected

    def _note(self, jump_s: float) -> None:
        before, self.jump_s = self.jump_s, jump_s
        if jump_s and abs(jump_s - before) > TOLERANCE_S:
            log.error("the machine's clock jumped by %+.0f s: this process keeps its own time", jump_s)
        elif before and not jump_s:
            log.warning("the machine's clock is back where it was")


_clock = SteadyClock()


def now() -> datetime:
    """Return the present moment with its zone."""
    return datetime.fromtimestamp(_clock.time(), tz=UTC)


def jump_s() -> float:
    """Return by how many seconds the machine's clock has jumped since this process began; 0 when it has not."""
    _clock.time()
    return _clock.jump_s


def iso(moment: datetime) -> str:
    """Write a moment for the wire: ISO 8601 with offset, in the installation's zone, to the millisecond."""
    return moment.astimezone(timezone.get_default_timezone()).isoformat(timespec="milliseconds")


def iso_or_none(moment: datetime | None) -> str | None:
    """Write a moment that may be missing."""
    return iso(moment) if moment else None


def local_date(moment: datetime) -> date:
    """Return the day of a moment in the installation's zone."""
    return timezone.localtime(moment).date()
