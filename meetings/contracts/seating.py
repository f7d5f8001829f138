"""Halls, who sits where, and what the secretary does on the page of seats."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from meetings.contracts.base import Message, Sent

MOST_ROWS = 26
"""Rows are called A … Z."""
MOST_IN_ROW = 40
MOST_AT_TABLE = 25
PRESIDIUM = "CT"
"""What the row at the presidium's table is called."""


class HallForm(StrEnum):
    """How the seats of a hall stand."""

    ROWS = "rows"
    U = "u"
    THEATRE = "theatre"


class SeatOrder(StrEnum):
    """How people are seated by themselves."""

    UNITS = "units"
    """Units stay together; the unit of the highest position comes first."""
    PROTOCOL = "protocol"
    """By position alone, then unit, then name."""


class Longer(Message):
    """Seats that a row has beyond the others, at its end."""

    row: str = Field(max_length=2)
    seats: int = Field(ge=1, le=10)


class HallSpec(Message):
    """A hall in numbers. ``seats``: in a row, or in an arm of a U; ``rows`` of a U: behind each other on one side."""

    form: HallForm
    rows: int = Field(ge=1, le=MOST_ROWS)
    seats: int = Field(ge=1, le=MOST_IN_ROW)
    aisles: tuple[int, ...] = Field(default=(), max_length=10)
    """After which seats of a row there is an aisle."""
    presidium: int = Field(default=0, ge=0, le=MOST_AT_TABLE)
    """Seats at the presidium's table."""
    without: tuple[str, ...] = Field(default=(), max_length=200)
    """Seats that were taken out, for example where a pillar stands; the others keep their numbers."""
    longer: tuple[Longer, ...] = Field(default=(), max_length=MOST_ROWS)


class HallSeat(Sent):
    """A seat; ``x`` and ``y`` of its middle, in widths of a seat, the presidium at the top."""

    id: str
    """Row and number, for example ``B12``; ``CT3`` at the presidium's table."""
    row: str
    number: int
    x: float
    y: float


class HallTable(Sent):
    """A table, in widths of a seat."""

    x: float
    y: float
    width: float
    height: float


class Hall(Sent):
    """A hall as it is drawn."""

    form: HallForm
    width: float
    height: float
    seats: tuple[HallSeat, ...]
    tables: tuple[HallTable, ...]


class TakenSeat(Sent):
    """Whose seat it is."""

    seat: str
    person_id: str


class Seating(Sent):
    """The seats of a sitting as they were made known to everybody."""

    room_id: str
    room: str
    hall: Hall
    places: tuple[TakenSeat, ...]
    published_at: str


class Stays(StrEnum):
    """Where somebody takes part, for the seats."""

    AUTO = "auto"
    """As the system sees it: by his role, his unit's own room, and where he checked in."""
    HERE = "here"
    """In this hall: the secretary says so."""
    AWAY = "away"
    """Elsewhere or remotely: the secretary says so."""


class DeskPerson(Sent):
    """Somebody of the meeting on the secretary's page of seats."""

    person_id: str
    name: str
    title: str
    unit: str
    role: str
    seat: str | None
    pinned: bool
    """Stays where he is when people are seated anew."""
    stays: Stays
    away: str
    """Why he gets no seat here, in words; empty: he gets one."""
    published: str | None
    """His seat as everybody knows it."""


class DeskRoom(Sent):
    """A room of the meeting whose hall could be used."""

    id: str
    name: str
    version: int
    """Newest version of its hall; 0: it has none yet."""
    spec: HallSpec | None


class ReadyHall(Sent):
    """A hall that is ready to be taken."""

    name: str
    spec: HallSpec


class SeatingDesk(Sent):
    """Everything on the secretary's page of seats."""

    room_id: str | None
    """Null: no hall was chosen yet."""
    room: str
    version: int
    hall: Hall | None
    order: SeatOrder
    held: tuple[str, ...]
    """Seats that stay empty."""
    people: tuple[DeskPerson, ...]
    """In the order in which they are seated."""
    rooms: tuple[DeskRoom, ...]
    ready: tuple[ReadyHall, ...]
    published_at: str | None
    changes: int
    """How many people's seats differ from what was published."""
    closed: bool
    """The sitting is over: nothing can be changed."""


class SetHall(Message):
    """Use this hall of a room; another one than before becomes its new version."""

    name: Literal["set_hall"] = "set_hall"
    room_id: str
    spec: HallSpec


class ArrangeSeats(Message):
    """Seat everybody anew but who is pinned."""

    name: Literal["arrange_seats"] = "arrange_seats"
    order: SeatOrder


class MoveGuest(Message):
    """Give somebody a seat (who sits there takes his), or none; who was moved by hand is pinned."""

    name: Literal["move_guest"] = "move_guest"
    person_id: str
    seat: str | None


class PinGuest(Message):
    """Keep somebody where he sits, or let him be moved again."""

    name: Literal["pin_guest"] = "pin_guest"
    person_id: str
    pinned: bool


class HoldSeat(Message):
    """Keep a seat empty, or let it be used again."""

    name: Literal["hold_seat"] = "hold_seat"
    seat: str
    held: bool


class PlaceGuest(Message):
    """Say that somebody takes part in this hall, or not."""

    name: Literal["place_guest"] = "place_guest"
    person_id: str
    stays: Stays


class PublishSeats(Message):
    """Make the seats known to everybody."""

    name: Literal["publish_seats"] = "publish_seats"


SeatingAct = Annotated[
    SetHall | ArrangeSeats | MoveGuest | PinGuest | HoldSeat | PlaceGuest | PublishSeats, Field(discriminator="name")
]
