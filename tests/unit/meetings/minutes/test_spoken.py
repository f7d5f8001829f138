from hypothesis import given
from hypothesis import strategies as st

from meetings.contracts.floor import Spoken
from meetings.contracts.state import Item, ItemStatus
from meetings.minutes.spoken import Line, spoken_rows, spoken_words


def item(number: int) -> Item:
    return Item(
        id=f"i{number}",
        number=number,
        title="Báo cáo",
        presenter="",
        planned_minutes=5,
        status=ItemStatus.DONE,
        opened_at=None,
        spent_s=0,
    )


def spoken(person: str, unit: str, item_id: str | None, seconds: int, turns: int = 1) -> Spoken:
    return Spoken(person_id=person, room_id=None, name=person, unit=unit, item_id=item_id, seconds=seconds, turns=turns)


def test_by_person_by_unit_and_by_item_in_the_order_of_the_agenda():
    rows = spoken_rows(
        [spoken("A", "Xã X", "i2", 60), spoken("A", "Xã X", "i1", 30), spoken("B", "Xã X", None, 200, 2)],
        [item(1), item(2)],
    )
    assert rows.people == (Line("B, Xã X", 200, 2), Line("A, Xã X", 90, 2))
    assert rows.units == (Line("Xã X", 290, 4),)
    assert [line.name for line in rows.items] == ["1. Báo cáo", "2. Báo cáo", "Ngoài các mục"]


FEW = st.sampled_from(["a", "b", "c"])


@given(st.lists(st.builds(spoken, FEW, FEW, FEW, st.integers(0, 900))))
def test_each_table_adds_up_to_the_same_time(all_of_it):
    rows = spoken_rows(all_of_it, [])
    sums = {sum(line.seconds for line in lines) for lines in (rows.people, rows.units, rows.items)}
    assert sums == {sum(one.seconds for one in all_of_it)}


def test_lengths_in_words():
    assert spoken_words(59) == "59 giây"
    assert spoken_words(185) == "3 phút 05 giây"
