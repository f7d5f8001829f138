"""Halls from numbers: where each seat and table stands (docs/algorithms/seating.md). Pure.

Lengths are widths of a seat; the presidium is at the top of the drawing and looks down, into the hall. What is left in
the drawing is therefore on the right hand of whoever presides.
"""

from collections.abc import Iterable
from enum import Enum
from itertools import groupby

from meetings.contracts.seating import PRESIDIUM, Hall, HallForm, HallSeat, HallSpec, HallTable, SeatOrder

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_SEATS = 600
MARGIN = 0.75
FRONT = 2.6
"""From the presidium to the first row."""
BEND = 0.8
"""How far the ends of a row of a theatre stand nearer to the stage than its middle."""
U_GAP = 4.0
"""Between the inner rows of a U: two tables and the way between them."""
U_ROWS = 4


class Denied(Enum):
    """Why there is no such hall."""

    TOO_MANY = "too_many_seats"
    AISLE = "bad_aisle"
    DEEP_U = "deep_u"
    ROW = "bad_row"
    EMPTY = "empty_hall"


class HallDenied(Exception):
    """These numbers make no hall."""

    def __init__(self, why: Denied) -> None:
        super().__init__(why.value)
        self.why = why


def row_names(spec: HallSpec) -> str:
    """Return the letters of the rows; in a U its sides in turn, A on the right hand of the presidium."""
    return LETTERS[: spec.rows * (2 if spec.form == HallForm.U else 1)]


def lay_out(spec: HallSpec) -> Hall:
    """Return the hall of these numbers; raises ``HallDenied``."""
    _check(spec)
    drawn = _u(spec) if spec.form == HallForm.U else _rows(spec)
    out = set(spec.without)
    seats = tuple(seat for seat in drawn if seat.id not in out)
    if not seats:
        raise HallDenied(Denied.EMPTY)
    if len(seats) > MOST_SEATS:
        raise HallDenied(Denied.TOO_MANY)
    return _framed(spec.form, seats, _tables(spec, drawn))


def _check(spec: HallSpec) -> None:
    if spec.form == HallForm.U and (spec.rows > U_ROWS or spec.aisles):
        raise HallDenied(Denied.DEEP_U if spec.rows > U_ROWS else Denied.AISLE)
    if any(not 1 <= after < spec.seats for after in spec.aisles):
        raise HallDenied(Denied.AISLE)
    if any(one.row not in row_names(spec) or not one.row for one in spec.longer):
        raise HallDenied(Denied.ROW)


def _length(spec: HallSpec, row: str) -> int:
    return spec.seats + sum(one.seats for one in spec.longer if one.row == row)


def _seat(row: str, number: int, x: float, y: float) -> HallSeat:
    return HallSeat(id=f"{row}{number}", row=row, number=number, x=round(x, 3), y=round(y, 3))


def _rows(spec: HallSpec) -> list[HallSeat]:
    """Seats 1, 2, … from the left of the drawing; the rows of a theatre bend around the stage."""
    aisles = sorted(set(spec.aisles))
    middle = (spec.seats - 1 + len(aisles)) / 2
    seats = _presidium(spec, middle)
    front = FRONT if spec.presidium else 1.0
    for depth, row in enumerate(row_names(spec)):
        for number in range(1, _length(spec, row) + 1):
            x = number - 1 + sum(1 for after in aisles if number > after)
            y = front + depth
            if spec.form == HallForm.THEATRE:
                y += BEND * (1 - min(1.0, ((x - middle) / max(middle, 1)) ** 2))
            seats.append(_seat(row, number, x, y))
    return seats


def _u(spec: HallSpec) -> list[HallSeat]:
    """The presidium closes the U; numbers of the arms begin at it."""
    half = max(U_GAP, spec.presidium) / 2
    seats = _presidium(spec, 0)
    for place, row in enumerate(row_names(spec)):
        side, behind = (-1 if place % 2 == 0 else 1), place // 2
        for number in range(1, _length(spec, row) + 1):
            seats.append(_seat(row, number, side * (half + 0.5 + behind * 1.5), 1.5 + number))
    return seats


def _presidium(spec: HallSpec, middle: float) -> list[HallSeat]:
    first = middle - (spec.presidium - 1) / 2
    return [_seat(PRESIDIUM, number, first + number - 1, 0) for number in range(1, spec.presidium + 1)]


def _tables(spec: HallSpec, seats: Iterable[HallSeat]) -> list[HallTable]:
    """The presidium's table, and in a U one along each inner row."""
    found = []
    kept = [seat for seat in seats if seat.row == PRESIDIUM]
    if kept:
        found.append(_table(kept[0].x - 0.5, 0.55, kept[-1].x - kept[0].x + 1, 0.6))
    if spec.form == HallForm.U:
        for row, side in (("A", 1), ("B", -1)):
            arm = [seat for seat in seats if seat.row == row]
            left = arm[0].x + (0.55 if side > 0 else -1.15)
            found.append(_table(left, arm[0].y - 0.5, 0.6, arm[-1].y - arm[0].y + 1))
    return found


def _table(x: float, y: float, width: float, height: float) -> HallTable:
    return HallTable(x=round(x, 3), y=round(y, 3), width=round(width, 3), height=round(height, 3))


def _framed(form: HallForm, seats: tuple[HallSeat, ...], tables: list[HallTable]) -> Hall:
    """Move everything to the inside of a frame that begins at 0, 0."""
    left = min([seat.x - 0.5 for seat in seats] + [table.x for table in tables]) - MARGIN
    top = min([seat.y - 0.5 for seat in seats] + [table.y for table in tables]) - MARGIN
    right = max([seat.x + 0.5 for seat in seats] + [table.x + table.width for table in tables]) + MARGIN
    bottom = max([seat.y + 0.5 for seat in seats] + [table.y + table.height for table in tables]) + MARGIN
    return Hall(
        form=form,
        width=round(right - left, 3),
        height=round(bottom - top, 3),
        seats=tuple(_seat(seat.row, seat.number, seat.x - left, seat.y - top) for seat in seats),
        tables=tuple(_table(table.x - left, table.y - top, table.width, table.height) for table in tables),
    )


def presidium_walk(hall: Hall) -> list[str]:
    """Return the seats at the presidium's table by rank: the middle, its right hand, its left hand, and so on."""
    return _from_the_middle([seat for seat in hall.seats if seat.row == PRESIDIUM])


def walk(hall: Hall, order: SeatOrder) -> list[str]:
    """Return the other seats in the order in which they are filled.

    Units stay together when the next seat is beside the last one: rows are walked to and fro. By protocol each row is
    filled from its middle, and a U from the presidium down, its two sides in turn.
    """
    seats = [seat for seat in hall.seats if seat.row != PRESIDIUM]
    if hall.form == HallForm.U:
        if order == SeatOrder.PROTOCOL:
            seats.sort(key=lambda seat: (LETTERS.index(seat.row) // 2, seat.number, seat.row))
        return [seat.id for seat in seats]
    found: list[str] = []
    for depth, (_row, group) in enumerate(groupby(seats, key=lambda seat: seat.row)):
        row = list(group)
        if order == SeatOrder.PROTOCOL:
            found += _from_the_middle(row)
        else:
            found += [seat.id for seat in (row if depth % 2 == 0 else row[::-1])]
    return found


def _from_the_middle(row: list[HallSeat]) -> list[str]:
    if not row:
        return []
    middle = row[len(row) // 2].x
    # Of two seats equally far the one at the left of the drawing comes first: the right hand of whoever presides.
    return [seat.id for seat in sorted(row, key=lambda seat: (abs(seat.x - middle), seat.x))]
