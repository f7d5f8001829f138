"""The tree of the agenda, on levels alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.agenda.outline import DEEPEST, Placed, branch, indented, labels, put_before, settled, stepped

trees = st.lists(st.integers(0, DEEPEST), min_size=1, max_size=12).map(settled)


def names(order: tuple[Placed, ...], letters: str = "abcdefgh") -> str:
    return " ".join(f"{letters[placed.index]}{placed.level}" for placed in order)


def test_items_are_numbered_as_people_say_them():
    assert labels([0, 1, 1, 2, 0, 1]) == ("1", "1.1", "1.2", "1.2.1", "2", "2.1")
    assert labels([0, 0, 0]) == ("1", "2", "3")


def test_no_item_hangs_in_the_air():
    assert settled([2, 2, 0, 2, -1, 9]) == (0, 1, 0, 1, 0, 1)


def test_a_branch_goes_past_its_sister_as_a_whole():
    levels = [0, 1, 0, 1, 1]  # a(b) c(d e)
    assert names(stepped(levels, 0, 1)) == "c0 d1 e1 a0 b1"
    assert names(stepped(levels, 2, -1)) == "c0 d1 e1 a0 b1"
    assert names(stepped(levels, 4, -1)) == "a0 b1 c0 e1 d1"


@pytest.mark.parametrize(("index", "steps"), [(1, -1), (1, 1), (4, 3), (0, -2), (3, -1)])
def test_an_item_stays_below_its_heading(index: int, steps: int):
    levels = [0, 1, 0, 1, 1]
    kept = "a0 b1 c0 d1 e1"
    assert names(stepped(levels, index, steps)) == kept


def test_a_branch_put_before_an_item_takes_its_level():
    levels = [0, 1, 0, 1, 1]
    assert names(put_before(levels, 2, 1)) == "a0 c1 d2 e2 b1"
    assert names(put_before(levels, 1, None)) == "a0 c0 d1 e1 b0"
    assert names(put_before(levels, 2, 3)) == "a0 b1 c0 d1 e1"


def test_an_item_goes_in_and_out_of_a_heading():
    assert names(indented([0, 0, 1], 1, 1)) == "a0 b1 c2"
    assert names(indented([0, 1, 2], 1, -1)) == "a0 b0 c1"
    assert names(indented([0, 0], 0, 1)) == "a0 b0"


@given(tree=trees, data=st.data())
def test_every_change_keeps_all_items_and_a_tree(tree: tuple[int, ...], data: st.DataObject):
    place = st.integers(0, len(tree) - 1)
    index = data.draw(place)
    changes = (
        stepped(tree, index, data.draw(st.integers(-3, 3))),
        put_before(tree, index, data.draw(st.none() | place)),
        indented(tree, index, data.draw(st.sampled_from([-1, 1]))),
    )
    for order in changes:
        assert sorted(placed.index for placed in order) == list(range(len(tree)))
        levels = [placed.level for placed in order]
        assert settled(levels) == tuple(levels)


@given(tree=trees, data=st.data())
def test_what_belongs_together_stays_together_in_a_move(tree: tuple[int, ...], data: st.DataObject):
    index = data.draw(st.integers(0, len(tree) - 1))
    order = [placed.index for placed in stepped(tree, index, data.draw(st.integers(-3, 3)))]
    mine = list(branch(tree, index))
    at = order.index(index)
    assert order[at : at + len(mine)] == mine
