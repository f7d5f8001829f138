"""Random sittings under faults (docs/testing/simulation.md). NGHISU_SIMULATION_EXAMPLES and _SEED choose which."""

import os
from collections import Counter

from tests.simulation.run import chosen_examples, chosen_seed, simulate, table


def test_nothing_official_is_lost_whatever_happens() -> None:
    seed, examples = chosen_seed(), chosen_examples()
    print(f"NGHISU_SIMULATION_SEED={seed} NGHISU_SIMULATION_EXAMPLES={examples}")
    seen: Counter[str] = Counter()
    simulate(seen, seed_=seed, examples=examples, shrink=os.environ.get("NGHISU_SIMULATION_SHRINK") != "0")
    print(table(seen))
    if examples >= 30:
        acknowledged = {what for what in seen if what.endswith(": ack")}
        assert len(acknowledged) >= 10, "the workload is weak: hardly any command was acknowledged"
        assert all(seen[fault] for fault in ("kill -9", "crash before commit", "crash after commit"))
