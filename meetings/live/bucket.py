"""A token bucket: how many messages one socket may send."""


class Bucket:
    """Holds ``size`` tokens and gains ``per_second``; time is given by the caller, in seconds."""

    def __init__(self, *, size: float, per_second: float, now: float) -> None:
        self._size = size
        self._per_second = per_second
        self._tokens = size
        self._at = now

    def take(self, now: float, cost: float = 1.0) -> bool:
        """Take ``cost`` tokens; return whether there were enough."""
        self._tokens = min(self._size, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        if self._tokens < cost:
            return False
        self._tokens -= cost
        return True
