"""Who sits where: the rules."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.contracts.seating import Hall, HallForm, HallSpec, SeatOrder
from meetings.seating.halls import lay_out, presidium_walk, walk
from meetings.seating.rules import NO_RANK, Guest, arrange, in_order

HALL = lay_out(HallSpec(form=HallForm.ROWS, rows=3, seats=4, aisles=(2,), presidium=3))
SEATS = [seat.id for seat in HALL.seats]
ORDERS = st.sampled_from(SeatOrder)
NAMES = ["Lê An", "Trần Ân", "Đỗ Bình", "Phạm Đức", "Hồ Dũng"]


@st.composite
def guests(draw: st.DrawFn) -> list[Guest]:
    count = draw(st.integers(0, 18))
    people = [
        Guest(
            id=f"p{number}",
            name=draw(st.sampled_from(NAMES)),
            unit=draw(st.sampled_from(["Xã A", "Xã B", "Sở C"])),
            rank=draw(st.sampled_from([1, 5, NO_RANK])),
            presidium=draw(st.booleans()) and number < 5,
        )
        for number in range(count)
    ]
    return draw(st.permutations(people))


few = settings(max_examples=40)
PINS = st.dictionaries(st.sampled_from([f"p{n}" for n in range(20)]), st.sampled_from([*SEATS, "Z9"]), max_size=5)
HELD = st.sets(st.sampled_from(SEATS), max_size=3)


@few
@given(guests(), ORDERS, PINS, HELD)
def test_nobody_shares_a_seat_pins_hold_and_held_seats_stay_empty(people, order, pins, held) -> None:
    done = arrange(HALL, people, order, pinned=pins, held=held)
    taken = list(done.places.values())
    assert len(set(taken)) == len(taken)
    assert set(taken) <= set(SEATS)
    assert sorted([*taken, *done.empty]) == sorted(SEATS)
    assert sorted([*done.places, *done.unseated]) == sorted(guest.id for guest in people)
    known = {guest.id for guest in people}
    for person, seat in pins.items():
        if person in known and seat in SEATS:
            rivals = [other for other, wanted in pins.items() if wanted == seat and other in known]
            assert any(done.places.get(other) == seat for other in rivals)
    for seat in held & set(taken):
        assert seat in pins.values()


@few
@given(guests(), ORDERS, PINS, HELD)
def test_nobody_stands_while_a_seat_of_the_hall_is_free(people, order, pins, held) -> None:
    done = arrange(HALL, people, order, pinned=pins, held=held)
    if done.unseated:
        assert set(done.empty) <= held | set(presidium_walk(HALL))


@few
@given(guests(), ORDERS, PINS, HELD, st.randoms())
def test_the_order_of_asking_does_not_matter_and_asking_again_moves_nobody(people, order, pins, held, chance) -> None:
    done = arrange(HALL, people, order, pinned=pins, held=held)
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert arrange(HALL, shuffled, order, pinned=pins, held=held) == done
    # Pinning what came out changes nothing, whatever the other order would do.
    for other in SeatOrder:
        assert arrange(HALL, people, other, pinned=done.places, held=held).places == done.places


@few
@given(guests())
def test_units_sit_side_by_side(people) -> None:
    done = arrange(HALL, people, SeatOrder.UNITS, pinned={})
    order = walk(HALL, SeatOrder.UNITS)
    seated = sorted((order.index(seat), person) for person, seat in done.places.items() if seat in order)
    by_id = {guest.id: guest for guest in people}
    units = [by_id[person].unit for _place, person in seated if not by_id[person].presidium]
    changes = sum(1 for one, other in pairwise(units) if one != other)
    assert changes == max(len(set(units)) - 1, 0)


@few
@given(guests(), ORDERS)
def test_higher_positions_sit_nearer(people, order) -> None:
    """By protocol everybody, by units the first of each unit."""
    people = [guest for guest in people if not guest.presidium]
    done = arrange(HALL, people, order, pinned={})
    seats = walk(HALL, order)
    listed = sorted(
        (guest for guest in people if guest.id in done.places), key=lambda g: seats.index(done.places[g.id])
    )
    if order == SeatOrder.PROTOCOL:
        ranks = [guest.rank for guest in listed]
    else:
        best = {unit: min(g.rank for g in people if g.unit == unit) for unit in {g.unit for g in people}}
        ranks = [best[guest.unit] for guest in listed]
    assert ranks == sorted(ranks)


@few
@given(guests(), ORDERS, HELD)
def test_the_presidium_sits_at_its_table_first(people, order, held) -> None:
    done = arrange(HALL, people, order, pinned={}, held=held)
    table = [seat for seat in presidium_walk(HALL) if seat not in held]
    sitting = [guest.id for guest in in_order(people, order) if guest.presidium]
    assert [done.places.get(person) for person in sitting[: len(table)]] == table[: len(sitting)]
    assert not [p for p, seat in done.places.items() if seat in table and p not in sitting]


def test_the_list_of_a_small_meeting() -> None:
    people = [
        Guest("nam", "Lê Văn Nam", "Xã Hòa", rank=30),
        Guest("an", "Trần Thị An", "Xã Hòa", rank=40),
        Guest("duc", "Phạm Đức", "Sở Tài chính", rank=20),
        Guest("dung", "Hồ Dũng", "Sở Tài chính", rank=40),
        Guest("chu-tri", "Nguyễn Văn Hòa", "Tỉnh ủy", rank=10, chairs=True, presidium=True),
        Guest("pho", "Đỗ Thị Ánh", "Tỉnh ủy", rank=5, presidium=True),
    ]
    assert [g.id for g in in_order(people, SeatOrder.UNITS)] == ["chu-tri", "pho", "duc", "dung", "nam", "an"]
    # Of one position: by unit («Sở» before «Xã»), then by given name.
    assert [g.id for g in in_order(people, SeatOrder.PROTOCOL)] == ["chu-tri", "pho", "duc", "nam", "dung", "an"]


def test_a_presidium_that_does_not_fit_sits_in_the_front() -> None:
    small: Hall = lay_out(HallSpec(form=HallForm.ROWS, rows=1, seats=3, presidium=1))
    people = [Guest(str(n), "Lê An", "Xã A", rank=n, presidium=n < 2) for n in range(3)]
    assert arrange(small, people, SeatOrder.UNITS, pinned={}).places == {"0": "CT1", "1": "A1", "2": "A2"}
