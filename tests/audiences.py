"""A meeting of random people and what each of them may read, worked out from the memberships alone."""

from dataclasses import dataclass, field

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_place_for
from meetings.contracts.roles import Role
from meetings.core.actor import Actor, person_actor, room_actor
from meetings.live.identity import Identity
from meetings.rooms.models import Room


@dataclass
class Secret:
    """One act: its number, the word that only its audience may read, and who acted."""

    number: int
    word: str
    audience: set[str]
    """Keys of those who may."""
    who: str
    kind: str


@dataclass
class World:
    """A meeting of random people, and what was published in it."""

    meeting: Meeting
    people: list[Person]
    roles: list[Role]
    units: list[Unit | None]
    rooms: list[Room]
    all_units: list[Unit]
    secrets: list[Secret] = field(default_factory=list)
    published: list[bytes] = field(default_factory=list)

    @property
    def actors(self) -> list[Actor]:
        return [person_actor(p.id) for p in self.people] + [room_actor(r.id) for r in self.rooms]

    def holding(self, roles: set[Role]) -> set[str]:
        held = {person_actor(p.id).key for p, role in zip(self.people, self.roles, strict=True) if role in roles}
        return held | ({room_actor(room.id).key for room in self.rooms} if Role.ROOM in roles else set())

    def of_unit(self, unit: Unit) -> set[str]:
        return {person_actor(p.id).key for p, own in zip(self.people, self.units, strict=True) if own == unit}

    def page(self, actor: Actor, peer: str = "peer") -> Identity:
        standing = get_place_for(actor, self.meeting.id).standing
        return Identity(peer, self.meeting.id, actor, standing, "", "", "key", None)


class Recorder:
    def __init__(self, published: list[bytes]) -> None:
        self.published = published

    def publish(self, channel: str, data: bytes) -> None:
        self.published.append(data)


class Page:
    """A socket as the hub sees it."""

    def __init__(self, who: Identity) -> None:
        self.key, self.viewer, self.texts = who.actor.key, who.viewer, []

    async def put(self, *messages: dict[str, str]) -> None:
        self.texts += [message["text"] for message in messages]
