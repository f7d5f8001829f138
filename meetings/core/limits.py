"""Bounds that an administrator may change while everything runs (`manage.py set_limit`): values in a table."""

from enum import StrEnum

from meetings.core.models import Limit


class Bound(StrEnum):
    """What is bounded."""

    PAGES_PER_PERSON = "pages_per_person"
    """Live pages (sockets) that one person may have open at once, in all meetings together."""


BUILT_IN: dict[Bound, int] = {Bound.PAGES_PER_PERSON: 8}
LEAST = 1


def limit(bound: Bound) -> int:
    """Return the value that holds now."""
    value = Limit.objects.filter(name=bound).values_list("value", flat=True).first()
    return BUILT_IN[bound] if value is None else max(LEAST, value)


def set_limit(bound: Bound, value: int) -> None:
    """Change a value; processes follow within seconds. Raises ``ValueError`` for one that shuts everybody out."""
    if value < LEAST:
        raise ValueError(f"{bound} needs at least {LEAST}")
    Limit.objects.update_or_create(name=bound, defaults={"value": value})
