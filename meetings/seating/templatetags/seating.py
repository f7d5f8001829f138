"""The reader's own seat on pages of other parts."""

from uuid import UUID

from django import template

from meetings.seating.selectors import published_seat
from meetings.seating.words import seat_words

register = template.Library()


@register.simple_tag
def my_seat(meeting_id: UUID, person_id: UUID) -> str:
    """Return the seat that somebody was told, in words with its room; empty: none."""
    found = published_seat(meeting_id, person_id)
    return f"{seat_words(found[0])} · {found[1]}" if found else ""
