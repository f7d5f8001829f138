"""The one place where the time of day is read."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present moment with its zone."""
    return timezone.now()


def iso(moment: datetime) -> str:
    """Write a moment for the wire: ISO 8601 with offset, in the installation's zone, to the millisecond."""
    return timezone.localtime(moment).isoformat(timespec="milliseconds")


def iso_or_none(moment: datetime | None) -> str | None:
    """Write a moment that may be missing."""
    return iso(moment) if moment else None


def local_date(moment: datetime) -> date:
    """Return the day of a moment in the installation's zone."""
    return timezone.localtime(moment).date()
