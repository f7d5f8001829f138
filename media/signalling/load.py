"""How busy the worker is."""

FULL_SHARE = {False: 0.6, True: 1.2}
"""Cores in use at which a worker counts as full: above it, stalls begin to be heard. True: packets have a thread."""
FULL_LATE_S = 0.15
"""So much lateness of a turn, on average over a second, is full, too: the processor is busy with others."""
MANY_DROPS = 50


class LoadMeter:
    """Stress from CPU time and late turns, smoothed over some seconds."""

    def __init__(self, *, threaded: bool = False) -> None:
        self.stress = 0.0
        """0..1."""
        self._full = FULL_SHARE[threaded]
        self._last: tuple[float, float] | None = None
        self._smooth = 0.0
        self._turns = 0
        self._late = 0.0
        self._drops = 0

    def turn(self, late: float) -> None:
        """One turn of the worker's loop began so many seconds late."""
        self._turns += 1
        self._late += max(0.0, late)

    def measure(self, now: float, cpu: float) -> float:
        """Return the stress; ``cpu`` is the process's CPU seconds so far. Called about once a second."""
        if self._last is not None and now > self._last[0]:
            share = (cpu - self._last[1]) / (now - self._last[0]) / self._full
            late = self._late / self._turns / FULL_LATE_S if self._turns else 0.0
            self._smooth += (max(share, min(late, 1.5)) - self._smooth) * 0.3
        self._last = (now, cpu)
        self._turns, self._late = 0, 0.0
        self.stress = round(min(1.0, max(0.0, self._smooth)), 3)
        return self.stress

    def dropping(self, drops: int) -> bool:
        """True when many packets were dropped since the last call."""
        many = drops - self._drops >= MANY_DROPS
        self._drops = drops
        return many
