"""Counts of everything dropped or odd, and log lines that cannot flood."""

import logging
import time
from collections import Counter

_LOG_EVERY_S = 10.0


class Counters:
    """Named counts of one worker; each reason is logged at most once in ten seconds."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._logged: dict[str, float] = {}

    def add(self, name: str, amount: int = 1) -> None:
        """Count without a log line."""
        self._counts[name] += amount

    def note(self, logger: logging.Logger, name: str, detail: object = "") -> None:
        """Count, and log the first one of ten seconds: an attacker must not fill the disk."""
        self._counts[name] += 1
        now = time.monotonic()
        if now - self._logged.get(name, -_LOG_EVERY_S) >= _LOG_EVERY_S:
            self._logged[name] = now
            logger.warning("%s (%d so far) %s", name, self._counts[name], detail)

    def snapshot(self) -> dict[str, int]:
        """Return all counts by name."""
        return dict(self._counts)

    def __getitem__(self, name: str) -> int:
        return self._counts[name]
