"""Merging of keyframe requests: many subscribers ask, the publisher is asked at most twice a second.

A request, or the keyframe that answers it, can get lost: then it is asked again sooner, a few times.
"""

MIN_INTERVAL_S = 0.5
RETRY_S = 0.15
"""Without an answer; a camera of 15 pictures a second needs up to 67 ms for one, and browsers ignore for 0.3 s what
comes after a request that they have heard."""
RETRIES = 3


class KeyframeGate:
    """Decides when one stream's publisher is asked for a keyframe. Not sent requests are kept, not lost."""

    def __init__(self) -> None:
        self._sent_at = float("-inf")
        self._asked = 0
        """Requests since a keyframe came."""
        self._seen = 0
        self.wanted = False
        self.count = 0
        """Keyframes so far."""

    def want(self) -> None:
        """Somebody needs a keyframe."""
        self.wanted = True

    def arrived(self) -> None:
        """A keyframe came: everybody who waited has it."""
        self.wanted = False
        self.count += 1

    def due(self, now: float) -> bool:
        """True when a request must go out now; asked again until a keyframe arrives."""
        if not self.wanted:
            return False
        if self._seen != self.count:
            self._seen, self._asked = self.count, 0
        pause = RETRY_S if 0 < self._asked <= RETRIES else MIN_INTERVAL_S
        if now - self._sent_at < pause:
            return False
        self._sent_at = now
        self._asked += 1
        return True
