"""What a node under stress gives up, one step at a time; never sound. See ``docs/algorithms/sound.md``."""

from dataclasses import dataclass
from enum import IntEnum

from media.forward.budget import Quality
from meetings.contracts.media import VIDEO_SLOTS

HIGH, LOW = 0.9, 0.6
"""Stress from which more is given up, and under which something comes back: far apart, since each step lowers it."""
RISE_S, FALL_S = 3.0, 15.0
"""How long it must have lasted; a step shows its effect in less."""


class Step(IntEnum):
    """What is given up; each includes those before it."""

    NOTHING = 0
    LARGE_LAYERS = 1
    MOST_PICTURES = 2
    ALL_BUT_SPEAKER = 3
    PICTURES = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """What every page gets at most."""

    main: Quality
    """Of the main picture; a shared screen has no layers and stays until pictures are given up."""
    small: int
    """Small pictures."""


LIMITS = {
    Step.NOTHING: Limits(Quality.LARGE, VIDEO_SLOTS - 1),
    Step.LARGE_LAYERS: Limits(Quality.MEDIUM, VIDEO_SLOTS - 1),
    Step.MOST_PICTURES: Limits(Quality.MEDIUM, 2),
    Step.ALL_BUT_SPEAKER: Limits(Quality.SMALL, 0),
    Step.PICTURES: Limits(Quality.SOUND_ONLY, 0),
}


class Relief:
    """The step in force."""

    def __init__(self) -> None:
        self.step = Step.NOTHING
        self._high_since: float | None = None
        self._low_since: float | None = None

    def update(self, stress: float, now: float) -> bool:
        """Take the node's stress (0..1), about once a second; True when the step changed."""
        self._high_since = _since(self._high_since, now) if stress >= HIGH else now
        self._low_since = _since(self._low_since, now) if stress <= LOW else now
        before = self.step
        if now - self._high_since >= RISE_S:
            self.step = Step(min(Step.PICTURES, self.step + 1))
            self._high_since = now
        elif now - self._low_since >= FALL_S:
            self.step = Step(max(Step.NOTHING, self.step - 1))
            self._low_since = now
        return self.step is not before


def _since(begun: float | None, now: float) -> float:
    return now if begun is None else begun
