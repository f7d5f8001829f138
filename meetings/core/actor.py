"""Who acts."""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a room's kiosk or the system itself; ``command_id`` makes a repeated command count once.

    ``seen`` is the number of the last event that the page showed when its user acted (None: unknown).
    """

    kind: Literal["person", "room", "system"]
    id: UUID
    command_id: str | None = None
    seen: int | None = None

    @property
    def key(self) -> str:
        """``person:<id>``, ``room:<id>`` or ``system``, as written in the journal and used by media."""
        return self.kind if self.kind == "system" else f"{self.kind}:{self.id}"

    def with_command(self, command_id: str, seen: int | None = None) -> "Actor":
        """Return the same actor, acting by this command on what his page showed."""
        return replace(self, command_id=command_id, seen=seen)


def person_actor(person_id: UUID) -> Actor:
    """Return the actor for a person."""
    return Actor("person", person_id)


def room_actor(room_id: UUID) -> Actor:
    """Return the actor for a room's kiosk."""
    return Actor("room", room_id)


SYSTEM = Actor("system", UUID(int=0))
