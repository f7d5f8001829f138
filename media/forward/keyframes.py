"""Merging of keyframe requests: many subscribers ask, the publisher is asked at most twice a second."""

MIN_INTERVAL_S = 0.5


class KeyframeGate:
    """Decides when one stream's publisher is asked for a keyframe. Not sent requests are kept, not lost."""

    def __init__(self) -> None:
        self._sent_at = float("-inf")
        self.wanted = False

    def want(self) -> None:
        """Somebody needs a keyframe."""
        self.wanted = True

    def arrived(self) -> None:
        """A keyframe came: everybody who waited has it."""
        self.wanted = False

    def due(self, now: float) -> bool:
        """True when a request must go out now; asked again every interval until a keyframe arrives."""
        if not self.wanted or now - self._sent_at < MIN_INTERVAL_S:
            return False
        self._sent_at = now
        return True
