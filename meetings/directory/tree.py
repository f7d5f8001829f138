"""The units of a day as a tree, with the names of that day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from meetings.accounts.models import BodyMembership, Person, Unit, UnitName
from meetings.core.letters import folded
from meetings.directory.scope import Keeper
from meetings.directory.units import in_force, today
from meetings.rooms.models import Room


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit in the tree."""

    unit: Unit
    name: str
    """As it was called on the day."""
    depth: int
    people: int
    rooms: int
    members: int


def branches_on(keeper: Keeper, day: date, query: str = "") -> list[Branch]:
    """Return the keeper's units of a day in reading order; with a query, only those that hold every word of it.

    A unit whose upper unit did not exist on that day stands at the top.
    """
    names = names_on(day)
    units = list(Unit.objects.filter(in_force(day), id__in=keeper.unit_ids))
    units.sort(key=lambda unit: folded(names.get(unit.id, unit.name)))
    beneath: dict[UUID | None, list[Unit]] = {}
    known = {unit.id for unit in units}
    for unit in units:
        beneath.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    people, rooms, members = _counts(day)
    words = folded(query).split()
    found = []
    for unit, depth in _walk(beneath, None, 0):
        name = names.get(unit.id, unit.name)
        if all(word in folded(f"{name} {unit.code}") for word in words):
            counts = (people.get(unit.id, 0), rooms.get(unit.id, 0), members.get(unit.id, 0))
            found.append(Branch(unit, name, depth, *counts))
    return found


def names_on(day: date) -> dict[UUID, str]:
    """Return the former names that held on a day, by unit."""
    former = UnitName.objects.filter(valid_to__gte=day).order_by("-valid_to")
    return dict(former.values_list("unit_id", "name"))


def _walk(beneath: dict[UUID | None, list[Unit]], parent: UUID | None, depth: int) -> Iterator[tuple[Unit, int]]:
    for unit in beneath.get(parent, []):
        yield unit, depth
        yield from _walk(beneath, unit.id, depth + 1)


def _counts(day: date) -> tuple[dict[UUID, int], dict[UUID, int], dict[UUID, int]]:
    """Return people and rooms of today, and members on the day, by unit."""
    people = Person.objects.filter(is_active=True, unit__isnull=False) if day >= today() else Person.objects.none()
    rooms = Room.objects.all() if day >= today() else Room.objects.none()
    members = BodyMembership.objects.filter(valid_from__lte=day).exclude(valid_to__lt=day)
    return (
        {unit: count for unit, count in people.values_list("unit_id").annotate(n=Count("id")) if unit},
        dict(rooms.values_list("unit_id").annotate(n=Count("id"))),
        dict(members.values_list("unit_id").annotate(n=Count("id"))),
    )
