"""Halls from numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.contracts.seating import HallForm, HallSpec, Longer, SeatOrder
from meetings.seating import halls
from meetings.seating.halls import Denied, HallDenied, lay_out, presidium_walk, walk
from meetings.seating.ready import ready_halls

PLAIN = HallSpec(form=HallForm.ROWS, rows=1, seats=4)


@st.composite
def specs(draw: st.DrawFn) -> HallSpec:
    form = draw(st.sampled_from(HallForm))
    rows, seats = draw(st.integers(1, 4)), draw(st.integers(2, 9))
    aisles = () if form == HallForm.U else tuple(draw(st.sets(st.integers(1, seats - 1), max_size=2)))
    spec = HallSpec(form=form, rows=rows, seats=seats, aisles=aisles, presidium=draw(st.integers(0, 7)))
    out = draw(st.sets(st.sampled_from([seat.id for seat in lay_out(spec).seats]), max_size=3))
    longer = draw(st.sampled_from([(), (Longer(row="A", seats=2),)]))
    return spec.model_copy(update={"without": tuple(sorted(out)), "longer": longer})


@settings(max_examples=40)
@given(specs())
def test_seats_stand_apart_inside_the_frame_and_each_is_walked_once(spec: HallSpec) -> None:
    hall = lay_out(spec)
    names = [seat.id for seat in hall.seats]
    assert len(set(names)) == len(names)
    assert not set(names) & set(spec.without)
    for place, seat in enumerate(hall.seats):
        assert 0.5 < seat.x < hall.width - 0.5 and 0.5 < seat.y < hall.height - 0.5
        for other in hall.seats[place + 1 :]:
            assert abs(seat.x - other.x) >= 0.99 or abs(seat.y - other.y) >= 0.99
    for order in SeatOrder:
        assert sorted(presidium_walk(hall) + walk(hall, order)) == sorted(names)


def test_a_pillar_leaves_the_other_numbers_as_they_are() -> None:
    spec = HallSpec(form=HallForm.ROWS, rows=2, seats=4, without=("A2",), longer=(Longer(row="B", seats=1),))
    assert [seat.id for seat in lay_out(spec).seats] == ["A1", "A3", "A4", "B1", "B2", "B3", "B4", "B5"]


def test_an_aisle_is_as_wide_as_a_seat() -> None:
    plain = lay_out(HallSpec(form=HallForm.ROWS, rows=1, seats=4))
    parted = lay_out(HallSpec(form=HallForm.ROWS, rows=1, seats=4, aisles=(2,)))
    assert parted.width == plain.width + 1
    assert parted.seats[2].x - parted.seats[1].x == 2


def test_walks_of_rows_go_to_and_fro_or_from_the_middle() -> None:
    hall = lay_out(HallSpec(form=HallForm.ROWS, rows=2, seats=3, presidium=4))
    assert walk(hall, SeatOrder.UNITS) == ["A1", "A2", "A3", "B3", "B2", "B1"]
    assert walk(hall, SeatOrder.PROTOCOL) == ["A2", "A1", "A3", "B2", "B1", "B3"]
    assert presidium_walk(hall) == ["CT3", "CT2", "CT4", "CT1"]


def test_walks_of_a_u_begin_at_the_presidium() -> None:
    hall = lay_out(HallSpec(form=HallForm.U, rows=2, seats=2, presidium=3))
    assert walk(hall, SeatOrder.PROTOCOL) == ["A1", "B1", "A2", "B2", "C1", "D1", "C2", "D2"]
    assert walk(hall, SeatOrder.UNITS) == ["A1", "A2", "B1", "B2", "C1", "C2", "D1", "D2"]
    assert presidium_walk(hall) == ["CT2", "CT1", "CT3"]


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        ({"rows": 26, "seats": 40}, Denied.TOO_MANY),
        ({"aisles": (4,)}, Denied.AISLE),
        ({"form": HallForm.U, "aisles": (2,)}, Denied.AISLE),
        ({"form": HallForm.U, "rows": 5}, Denied.DEEP_U),
        ({"longer": (Longer(row="C", seats=1),)}, Denied.ROW),
        ({"rows": 1, "without": ("A1", "A2", "A3", "A4")}, Denied.EMPTY),
    ],
)
def test_numbers_that_make_no_hall(numbers: dict[str, object], why: Denied) -> None:
    spec = HallSpec.model_validate({"form": HallForm.ROWS, "rows": 2, "seats": 4} | numbers)
    with pytest.raises(HallDenied) as denied:
        lay_out(spec)
    assert denied.value.why == why


def test_a_hall_may_be_as_large_as_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halls, "MOST_SEATS", 8)
    assert len(lay_out(HallSpec(form=HallForm.ROWS, rows=2, seats=4)).seats) == 8
    with pytest.raises(HallDenied) as denied:
        lay_out(HallSpec(form=HallForm.ROWS, rows=3, seats=3))
    assert denied.value.why == Denied.TOO_MANY


@pytest.mark.parametrize("after", [0, 4])
def test_an_aisle_has_seats_on_both_sides(after: int) -> None:
    with pytest.raises(HallDenied) as denied:
        lay_out(HallSpec.model_construct(**{**PLAIN.model_dump(), "aisles": (after,)}))
    assert denied.value.why == Denied.AISLE


def test_ready_halls_hold_as_many_as_their_names_say() -> None:
    for ready in ready_halls():
        hall = lay_out(ready.spec)
        said = [int(word) for word in ready.name.split() if word.isdecimal()]
        table = len(presidium_walk(hall))
        assert said == [len(hall.seats) - table, table], ready.name
