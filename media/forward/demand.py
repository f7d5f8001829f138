"""Which layers of a camera are worth sending: see ``docs/algorithms/feedback.md``. Pure: time comes in."""

from collections.abc import Mapping

from media.forward.budget import Quality
from media.forward.plan import LAYERS
from media.forward.stream import IncomingStream

HOLD_S = 10.0
"""Seconds that a layer is still sent after the last slot that could use it: the floor goes to and fro."""
HOPE_S = 5.0
"""A layer that was asked for and does not come within so long is not counted on."""


class LayerDemand:
    """What is asked of one publisher. The smallest layer is always sent: a picture can be shown anywhere at once."""

    def __init__(self) -> None:
        self.largest = Quality.LARGE
        """Layers above it are paused at the publisher."""
        self.awaited = False
        """A paused layer was asked for again, and nobody has looked yet whether it is there."""
        self._wanted_at: dict[Quality, float] = {}
        self._asked_at: dict[str, float] = {}

    def missing(self, layers: Mapping[str, IncomingStream], now: float) -> tuple[str, ...]:
        """Names of the layers that are paused, or were asked for again and have not come yet."""
        coming = [name for name, at in self._asked_at.items() if now - at < HOPE_S]
        late = [name for name in coming if name in layers and layers[name].reception.last_at <= self._asked_at[name]]
        return (*LAYERS[self.largest :], *late)

    def update(self, wanted: Quality, now: float) -> None:
        """Take what the slots of all pages could use now. More is asked for at once, less after ``HOLD_S``."""
        for quality in (Quality.MEDIUM, Quality.LARGE):
            if wanted >= quality or quality not in self._wanted_at:
                self._wanted_at[quality] = now
        held = [quality for quality, at in self._wanted_at.items() if now - at < HOLD_S]
        largest = max(held, default=Quality.SMALL)
        for name in LAYERS[self.largest : largest]:
            self._asked_at[name] = now
            self.awaited = True
        self.largest = largest
