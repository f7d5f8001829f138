"""How a simulation is run: how many sittings, from which seed, and what it says about itself."""

import os
from collections import Counter

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.machine import Sitting

STEPS = 30
SHORT = 40
"""Sittings of the short form: 40-50 s of one quiet core."""
SEED = 20_261_122
"""Of the short form: the same each time, so that a failure is due to what was changed. The long form takes new ones."""


def chosen_seed() -> int:
    """Return the seed: NGHISU_SIMULATION_SEED, else ``SEED``."""
    return int(os.environ.get("NGHISU_SIMULATION_SEED", SEED))


def chosen_examples() -> int:
    """Return how many sittings: NGHISU_SIMULATION_EXAMPLES, else the short form."""
    return int(os.environ.get("NGHISU_SIMULATION_EXAMPLES", SHORT))


def simulate(seen: Counter[str], *, seed_: int, examples: int, shrink: bool = True) -> None:
    """Hold so many sittings; raises ``Violation`` at the first thing that does not hold. ``seen``: what happened."""
    run = type(Sitting.__name__, (Sitting,), {"seen": seen})
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    run_state_machine_as_test(
        seed(seed_)(run),
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            phases=phases,
            deadline=None,
            database=None,
            print_blob=True,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def table(seen: Counter[str]) -> str:
    """Return what happened, and how often, as a table."""
    width = max(map(len, seen))
    return "\n".join(f"{what:<{width}}  {times:>7}" for what, times in sorted(seen.items()))
