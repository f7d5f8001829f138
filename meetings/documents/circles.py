"""Whom a paper is sent to: everybody of the meeting, or a chosen circle. Pure; the one rule is ``may_receive``.

A circle names people, roles of the meeting, and units with all below them. Chair and secretary belong to every circle:
one leads the sitting by the papers, the other sends them. A room's screen, which everybody in the room reads, belongs
to none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meetings.contracts.audience import EVERYONE, Audience, Chosen, Roles
from meetings.contracts.roles import Role
from meetings.core.permissions import Permission, roles_with

ALWAYS = (Role.CHAIR, Role.SECRETARY)
Below = Callable[[Iterable[str]], Iterable[str]]
"""Returns units together with every unit below them, as ids."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Ids as text; an empty circle is chair and secretary alone."""

    people: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    units: tuple[str, ...] = ()

    def kept(self) -> dict[str, list[str]]:
        """Return what the database keeps."""
        return {"people": list(self.people), "roles": [str(role) for role in self.roles], "units": list(self.units)}


def choosable_roles() -> tuple[Role, ...]:
    """Return the roles that a circle may name: who reads papers at all, but those who always do, and rooms."""
    return tuple(role for role in roles_with(Permission.READ_PAPERS) if role not in {*ALWAYS, Role.ROOM})


def circle_of(kept: Mapping[str, Sequence[Any]] | None) -> Circle | None:
    """Read what the database keeps; ``None`` is everybody. A role that is known no more reaches nobody."""
    if kept is None:
        return None
    roles = tuple(Role(role) for role in kept["roles"] if role in set(Role))
    return Circle(tuple(map(str, kept["people"])), roles, tuple(map(str, kept["units"])))


def readers_audience(circle: Circle | None, below: Below) -> Audience:
    """Return who may read a paper."""
    readers = roles_with(Permission.READ_PAPERS)
    if circle is None:
        return Roles(roles=readers)
    units = tuple(sorted(below(circle.units))) if circle.units else ()
    return Chosen(roles=(*ALWAYS, *circle.roles), unit_ids=units, person_ids=circle.people, within=readers)


def told_audience(circle: Circle | None, below: Below) -> Audience:
    """Return who is told of a paper's issue and end: everybody, or who may read it."""
    return EVERYONE if circle is None else readers_audience(circle, below)
