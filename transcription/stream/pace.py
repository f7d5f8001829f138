"""How often drafts are made, from how late the worker is. Final texts are always made."""

from enum import IntEnum


class Level(IntEnum):
    """Load levels in the order in which they are taken."""

    FULL = 0
    """A draft every second of speech."""
    SLOW = 1
    """A draft every two seconds."""
    FINALS = 2
    """No drafts."""


STEP_MS = {Level.FULL: 1000, Level.SLOW: 2000, Level.FINALS: None}
SLOW_LAG_S = 1.5
FINALS_LAG_S = 3.0
CALM_LAG_S = 0.7
CALM_FOR_S = 5.0


class Pace:
    """Goes up at once when the worker is late, and down one level after it was calm for a while."""

    def __init__(self) -> None:
        self.level = Level.FULL
        self._calm_since: float | None = None

    def observe(self, lag_s: float, now: float) -> Level:
        """Take the age of the oldest work still waiting (seconds) at ``now`` (monotonic seconds)."""
        if lag_s >= FINALS_LAG_S:
            self.level = Level.FINALS
        elif lag_s >= SLOW_LAG_S:
            self.level = max(self.level, Level.SLOW)
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
        return STEP_MS[self.level]
