"""How busy the worker is."""

FULL_SHARE = 0.6
"""Share of one core at which a Python worker counts as full: above it, stalls begin to be heard."""
MANY_DROPS = 50


class LoadMeter:
    """Stress from CPU time, smoothed over some seconds."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None
        self._stress = 0.0
        self._drops = 0

    def measure(self, now: float, cpu: float) -> float:
        """Return 0..1; ``cpu`` is the process's CPU seconds so far."""
        if self._last is not None and now > self._last[0]:
            share = (cpu - self._last[1]) / (now - self._last[0]) / FULL_SHARE
            self._stress += (share - self._stress) * 0.3
        self._last = (now, cpu)
        return round(min(1.0, max(0.0, self._stress)), 3)

    def dropping(self, drops: int) -> bool:
        """True when many packets were dropped since the last call."""
        many = drops - self._drops >= MANY_DROPS
        self._drops = drops
        return many
