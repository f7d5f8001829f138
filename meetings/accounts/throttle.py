"""Limits how often something may be tried: counted in the database, so that all processes count together."""

from datetime import timedelta

from meetings.accounts.models import Attempt
from meetings.core import clock


def attempts_left(key: str, *, limit: int, window: timedelta) -> int:
    """Return how many tries ``key`` still has within the last ``window``."""
    made = Attempt.objects.filter(key=key, at__gt=clock.now() - window).count()
    return max(0, limit - made)


def note_attempt(key: str, *, window: timedelta) -> None:
    """Count one try; tries older than the window are forgotten."""
    now = clock.now()
    Attempt.objects.filter(key=key, at__lte=now - window).delete()
    Attempt.objects.create(key=key, at=now)
