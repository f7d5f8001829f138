"""The short form of `make fuzz`: the same damage each time, and everything that was once a fault."""

import random

import pytest

from tests.fuzz.mutate import mutate
from tests.fuzz.targets import TARGETS

ROUNDS = {"engines": 250, "offer": 700, "rtp": 2000}
SEED = 2026


@pytest.mark.parametrize("name", list(TARGETS))
def test_damaged_bytes_are_refused_in_the_one_way(name: str) -> None:
    target, rng = TARGETS[name], random.Random(SEED)
    seeds = target.seeds(name)
    for data in seeds:
        target.run(data)
    for _ in range(ROUNDS.get(name, 5000)):
        data = mutate(rng, seeds)
        try:
            target.run(data)
        except Exception as error:
            raise AssertionError(f"{name}: bytes.fromhex({data.hex()!r})") from error


def test_the_damage_leaves_some_inputs_whole_enough_to_be_read() -> None:
    """Else only the first line of each parser would be tried."""
    rng, read = random.Random(SEED), 0
    from media.forward.rtp import parse_rtp

    for _ in range(300):
        try:
            parse_rtp(mutate(rng, TARGETS["rtp"].seeds("rtp")))
            read += 1
        except ValueError:
            continue
    assert 100 < read < 300
