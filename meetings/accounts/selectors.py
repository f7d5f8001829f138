"""Reads of people."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from meetings.accounts.models import BodyMembership, Person, Unit, UnitName
from meetings.core.letters import folded


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


def with_units_below(unit_ids: Iterable[str]) -> set[str]:
    """Return units and all below them, as ids; one query for each level."""
    found = {UUID(unit_id) for unit_id in unit_ids}
    level = set(found)
    while level:
        level = set(Unit.objects.filter(parent_id__in=level).values_list("id", flat=True)) - found
        found |= level
    return {str(unit_id) for unit_id in found}


def members_on(unit_id: UUID, day: date) -> QuerySet[BodyMembership]:
    """Return the members of a body on a day whose accounts are open, in protocol order."""
    found = BodyMembership.objects.filter(in_force(day), unit_id=unit_id, person__is_active=True)
    return found.select_related("person").order_by("person__protocol_order", "person__full_name")


def bodies_on(day: date, *, without: set[UUID]) -> list[tuple[Unit, int]]:
    """Return the bodies that have members on a day, and how many of them are not among ``without``."""
    members = BodyMembership.objects.filter(in_force(day), person__is_active=True).exclude(person_id__in=without)
    counts = dict(members.values_list("unit_id").annotate(number=Count("person_id", distinct=True)))
    units = Unit.objects.filter(id__in=counts).order_by("name")
    return [(unit, counts[unit.id]) for unit in units]


def in_force(day: date) -> Q:
    """Select the memberships that hold on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def name_on(unit: Unit, day: date) -> str:
    """Return what a unit was called on a day."""
    former = UnitName.objects.filter(unit=unit, valid_to__gte=day).order_by("valid_to")
    return former.values_list("name", flat=True).first() or unit.name
