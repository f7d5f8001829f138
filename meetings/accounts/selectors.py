"""Reads of people."""

import unicodedata

from meetings.accounts.models import Person


def folded(text: str) -> str:
    """Return text without case, tone marks or the stroke of đ, so that «uỷ» and «ủy», «hoà» and «hòa» are one."""
    plain = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def find_people(query: str, *, without: set[object], limit: int) -> list[Person]:
    """Return open accounts whose name, position or unit holds every word of ``query``, in protocol order."""
    words = folded(query).split()
    found = []
    people = Person.objects.filter(is_active=True).select_related("unit").order_by("protocol_order", "full_name")
    for person in people.iterator():
        about = folded(f"{person.full_name} {person.title} {person.unit.name if person.unit else ''}")
        if person.id not in without and all(word in about for word in words):
            found.append(person)
            if len(found) == limit:
                break
    return found
