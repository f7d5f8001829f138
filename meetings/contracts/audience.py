"""Who may receive a published message; decided once, when it is published."""

from typing import Annotated, Literal

from pydantic import Field

from meetings.contracts.base import Message
from meetings.contracts.roles import Role


class Everyone(Message):
    """Every page that has the meeting open."""

    kind: Literal["everyone"] = "everyone"


class Roles(Message):
    """Everybody who holds one of the roles in this meeting."""

    kind: Literal["roles"] = "roles"
    roles: tuple[Role, ...]


class OnePerson(Message):
    """All pages of one person."""

    kind: Literal["person"] = "person"
    person_id: str


class OneUnit(Message):
    """The people of one unit in this meeting (never a room's screen), and whoever holds one of ``roles`` in it."""

    kind: Literal["unit"] = "unit"
    unit_id: str
    roles: tuple[Role, ...] = ()


class Chosen(Message):
    """Whom a paper is sent to: holders of ``roles``, people of ``unit_ids`` (those below them are named too), people.

    ``within``: of these only holders of such roles; empty: of any. A room's screen only by its role.
    """

    kind: Literal["chosen"] = "chosen"
    roles: tuple[Role, ...] = ()
    unit_ids: tuple[str, ...] = ()
    person_ids: tuple[str, ...] = ()
    within: tuple[Role, ...] = ()


class OneRoom(Message):
    """The kiosk of one room."""

    kind: Literal["room"] = "room"
    room_id: str


class OnePeer(Message):
    """One open page (one socket): answers of the media worker, never official events."""

    kind: Literal["peer"] = "peer"
    peer_id: str


class SomePeers(Message):
    """Open pages that are told the same: of a hall that looks on, one message instead of hundreds."""

    kind: Literal["peers"] = "peers"
    peer_ids: frozenset[str]


Audience = Annotated[
    Everyone | Roles | Chosen | OneUnit | OnePerson | OneRoom | OnePeer | SomePeers, Field(discriminator="kind")
]
EVERYONE = Everyone()


def peers_of(audience: Audience) -> frozenset[str] | None:
    """Return the pages that are named one by one; None: it is not for single pages."""
    match audience:
        case OnePeer(peer_id=peer_id):
            return frozenset((peer_id,))
        case SomePeers(peer_ids=peer_ids):
            return peer_ids
        case _:
            return None


class Viewer(Message):
    """What the server knows of one open page, for deciding which messages it receives."""

    peer_id: str
    role: Role
    person_id: str | None = None
    room_id: str | None = None
    unit_id: str | None = None
    """Unit of the person; a room's kiosk has none: everybody in the room reads its screen."""


def may_receive(audience: Audience, viewer: Viewer) -> bool:
    """Tell whether ``viewer`` belongs to ``audience``."""
    match audience:
        case Everyone():
            return True
        case Roles(roles=roles):
            return viewer.role in roles
        case Chosen(roles=roles, within=within):
            chosen = (
                viewer.role in roles or viewer.unit_id in audience.unit_ids or viewer.person_id in audience.person_ids
            )
            return chosen and (not within or viewer.role in within)
        case OneUnit(unit_id=unit_id, roles=roles):
            return viewer.unit_id == unit_id or viewer.role in roles
        case OnePerson(person_id=person_id):
            return viewer.person_id == person_id
        case OneRoom(room_id=room_id):
            return viewer.room_id == room_id
        case OnePeer(peer_id=peer_id):
            return viewer.peer_id == peer_id
        case SomePeers(peer_ids=peer_ids):
            return viewer.peer_id in peer_ids
