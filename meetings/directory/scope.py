"""Whose part of the register somebody keeps. ``keeper_for`` and ``get_unit_for`` are its only doors."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.accounts.models import Person, Unit
from meetings.core.actor import Actor
from meetings.core.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class Keeper:
    """A person with the unit that he keeps and everything beneath it, also what is no more."""

    person: Person
    root: Unit
    unit_ids: frozenset[UUID]

    @property
    def keeps_all(self) -> bool:
        """Nothing stands above his unit: he also keeps the catalogue of positions and people without a unit."""
        return self.root.parent_id is None

    def keeps(self, unit_id: UUID | None) -> bool:
        """Tell whether a unit (None: people without one) belongs to his part."""
        return unit_id in self.unit_ids if unit_id else self.keeps_all

    def may_change(self, person: Person) -> bool:
        """Tell whether he may change somebody: nobody who keeps more than he does."""
        return self.keeps(person.unit_id) and (person.keeps_id is None or self.keeps(person.keeps_id))


def keeper_for(actor: Actor) -> Keeper:
    """Return what the actor keeps; ``Refused`` to everybody who keeps nothing."""
    people = Person.objects.select_related("keeps").filter(id=actor.id, is_active=True, keeps__isnull=False)
    person = people.first() if actor.kind == "person" else None
    if person is None or person.keeps is None:
        raise Refused(_("Chỉ cán bộ được giao giữ danh bạ mới xem và sửa được danh bạ. Chưa có gì thay đổi."))
    return Keeper(person, person.keeps, units_beneath(person.keeps))


def units_beneath(root: Unit) -> frozenset[UUID]:
    """Return a unit and everything beneath it; what was merged into a part of it belongs there too."""
    above: dict[UUID, UUID | None] = {}
    for unit_id, parent_id, successor_id in Unit.objects.values_list("id", "parent_id", "successor_id"):
        above[unit_id] = successor_id or parent_id
    return frozenset(unit_id for unit_id in above if root.id in _line(unit_id, above))


def _line(unit_id: UUID, above: dict[UUID, UUID | None]) -> set[UUID]:
    line: set[UUID] = set()
    at: UUID | None = unit_id
    while at and at not in line:
        line.add(at)
        at = above.get(at)
    return line


def get_unit_for(keeper: Keeper, unit_id: UUID) -> Unit:
    """Return a unit of the keeper's part; others are as good as not there."""
    unit = Unit.objects.select_related("parent", "successor").filter(id=unit_id).first()
    if unit is None or not keeper.keeps(unit_id):
        raise NotFound(_("Đơn vị này không có trong phần danh bạ đồng chí giữ."))
    return unit


def get_person_for(keeper: Keeper, person_id: UUID) -> Person:
    """Return somebody of the keeper's part whom he may change."""
    person = Person.objects.select_related("unit").filter(id=person_id).first()
    if person is None or not keeper.keeps(person.unit_id):
        raise NotFound(_("Người này không có trong phần danh bạ đồng chí giữ."))
    if not keeper.may_change(person):
        raise Refused(_("Người này giữ danh bạ của cấp trên nên chỉ cấp trên sửa được. Chưa có gì thay đổi."))
    return person
