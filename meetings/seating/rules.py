"""Who sits where: pure rules on plain values (docs/algorithms/seating.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from meetings.contracts.seating import Hall, SeatOrder
from meetings.core.letters import name_key, word_key
from meetings.seating.halls import presidium_walk, walk

NameKey = tuple[object, ...]
NO_RANK = 1_000_000
"""Of who has no position in the catalogue: after everybody who has one."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who gets a seat in the hall."""

    id: str
    name: str
    unit: str
    """Name of the unit; people of one name sit together."""
    rank: int = NO_RANK
    """Place of his position in the catalogue, lower first."""
    own: int = 1000
    """His own place among people of one position."""
    chairs: bool = False
    presidium: bool = False
    """Belongs to the presidium's table, the chair too."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What came out."""

    places: Mapping[str, str]
    """Seat by person."""
    unseated: tuple[str, ...]
    """People for whom no seat was left, in their order."""
    empty: tuple[str, ...]
    """Seats that nobody has."""


def protocol_key(guest: Guest) -> tuple[object, ...]:
    """Order by the chair, position, unit, own place, then given name, family name, middle names."""
    return (not guest.chairs, guest.rank, word_key(guest.unit), guest.own, name_key(guest.name), guest.id)


def in_place_of(guest: Guest, sender: Guest) -> Guest:
    """Return who comes instead of somebody, with the sender's place in the order where that is the better one.

    He does not sit at the presidium's table for that: its seats go with the person.
    """
    rank, own = min((guest.rank, guest.own), (sender.rank, sender.own))
    return replace(guest, rank=rank, own=own)


def in_order(guests: Iterable[Guest], order: SeatOrder) -> list[Guest]:
    """Return people in the order in which they are seated: the presidium first."""
    people = sorted(guests, key=protocol_key)
    table = [guest for guest in people if guest.presidium]
    hall = [guest for guest in people if not guest.presidium]
    if order == SeatOrder.UNITS:
        best: dict[str, int] = {}
        for guest in hall:
            best[guest.unit] = min(best.get(guest.unit, guest.rank), guest.rank)
        hall.sort(key=lambda guest: (best[guest.unit], word_key(guest.unit), guest.unit, protocol_key(guest)))
    return table + hall


def arrange(
    hall: Hall,
    guests: Iterable[Guest],
    order: SeatOrder,
    *,
    pinned: Mapping[str, str],
    held: Iterable[str] = (),
) -> Arrangement:
    """Seat people. ``pinned`` (seat by person) stay; ``held`` seats stay empty unless somebody is pinned there.

    A pin of somebody who is no guest, or on a seat that the hall has not, or that another one has already, is nothing.
    """
    people = in_order(guests, order)
    known, places = {seat.id for seat in hall.seats}, dict[str, str]()
    for guest in people:
        seat = pinned.get(guest.id)
        if seat in known and seat not in places.values():
            places[guest.id] = seat
    closed = set(places.values()) | set(held)
    table = [seat for seat in presidium_walk(hall) if seat not in closed]
    free = [seat for seat in walk(hall, order) if seat not in closed]
    waiting = [guest for guest in people if guest.id not in places]
    unseated = []
    for guest in waiting:
        queue = table if guest.presidium and table else free
        if queue:
            places[guest.id] = queue.pop(0)
        else:
            unseated.append(guest.id)
    taken = set(places.values())
    return Arrangement(places, tuple(unseated), tuple(seat.id for seat in hall.seats if seat.id not in taken))
