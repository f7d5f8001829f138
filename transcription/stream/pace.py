"""How much is given up under load, from how late the worker is. Final texts are always made."""

from enum import IntEnum


class Level(IntEnum):
    """Load levels in the order in which they are taken; each gives up what the ones before give up."""

    FULL = 0
    """A draft every second of speech."""
    SLOW = 1
    """A draft every two seconds."""
    FINALS = 2
    """No drafts."""
    CLEAR = 3
    """Drafts of sources that fell silent are taken off the pages: their finals will be long in coming."""
    REFUSE = 4
    """Meetings that were not heard before get no captions for now; what they say waits."""


STEP_MS = {Level.FULL: 950, Level.SLOW: 2000}
"""Speech between two drafts of one utterance; no drafts in the other levels."""
LIMITS_S = {Level.SLOW: 1.5, Level.FINALS: 3.0, Level.CLEAR: 6.0, Level.REFUSE: 12.0}
"""Lag at which a level is taken."""
CALM_LAG_S = 0.7
CALM_FOR_S = 3.0
LATE_FOR_S = 2.0
"""One slow decoding is no overload: the lag has to last."""


class Pace:
    """Goes up when the worker stays late, and down one level after it was calm for a while."""

    def __init__(self) -> None:
        self.level = Level.FULL
        self._calm_since: float | None = None
        self._late_since: dict[Level, float] = {}

    def observe(self, lag_s: float, now: float) -> Level:
        """Take the age of the oldest work still waiting (seconds) at ``now`` (monotonic seconds)."""
        for level, limit_s in LIMITS_S.items():
            if lag_s < limit_s:
                self._late_since.pop(level, None)
            elif now - self._late_since.setdefault(level, now) >= LATE_FOR_S:
                self.level = max(self.level, level)
        if lag_s >= CALM_LAG_S:
            self._calm_since = None
        elif self._calm_since is None:
            self._calm_since = now
        elif now - self._calm_since >= CALM_FOR_S and self.level > Level.FULL:
            self.level = Level(self.level - 1)
            self._calm_since = now
        return self.level

    @property
    def step_ms(self) -> int | None:
        """Speech between two drafts of one utterance; None: no drafts."""
        return STEP_MS.get(self.level)
