"""CPU and wall time of a block. bubblewrap does not wait for what it starts: CPU used in the sandbox is not in here."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Spent:
    """Seconds; filled when the block ends."""

    cpu: float = 0.0
    wall: float = 0.0


def _cpu() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


@contextmanager
def spending() -> Iterator[Spent]:
    """Measure a block."""
    spent, cpu, wall = Spent(), _cpu(), time.monotonic()
    yield spent
    spent.cpu, spent.wall = _cpu() - cpu, time.monotonic() - wall
