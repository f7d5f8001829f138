"""The simulation finds what it is there to find: the product broken in one way after the other."""

from collections import Counter

import pytest

from tests.simulation import test_kept as kept
from tests.simulation.mutants import MUTANTS
from tests.simulation.run import SHORT, simulate
from tests.simulation.world import World

RARE = {
    "order_by_clock": kept.test_votes_stand_in_the_order_of_opening_when_the_clock_was_set_back,
    "keep_old_roles": kept.test_whose_conduct_has_ended_is_told_nothing_more_though_his_page_never_answers,
}
"""Found by chance only in longer runs: the steps that found them once are kept."""


@pytest.mark.parametrize("name", sorted(set(MUTANTS) - set(RARE)))
def test_a_broken_product_is_found(name: str) -> None:
    seen: Counter[str] = Counter()
    with MUTANTS[name](), pytest.raises(AssertionError) as found:
        simulate(seen, seed_=7, examples=SHORT, shrink=False)
    print(f"{name}: found in sitting {seen['sittings']}: {str(found.value)[:300]}")


@pytest.mark.parametrize("name", RARE)
def test_what_is_found_seldom_is_found_by_its_kept_steps(name: str) -> None:
    with MUTANTS[name](), World.begin(kept.FULL) as world, pytest.raises(AssertionError):
        RARE[name](world)
