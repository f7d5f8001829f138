"""Who uses the processor, and who waits for it: tells what is the product's own from what the load leaves it."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")


class Cores:
    """Counts from its making on."""

    def __init__(self, processes: Mapping[str, int]) -> None:
        """``processes``: process ids by name."""
        self._processes = processes
        self._begun = time.monotonic()
        self._before = {name: scheduled(pid) for name, pid in processes.items()}
        self._busy = busy()

    def so_far(self) -> dict[str, Any]:
        """Cores in use by each process and by all of the machine; seconds a second that their threads stood in line.

        A process that has ended is left out.
        """
        took = time.monotonic() - self._begun
        after = {name: scheduled(pid) for name, pid in self._processes.items() if Path(f"/proc/{pid}").exists()}
        grown = {name: [one - two for one, two in zip(after[name], self._before[name], strict=True)] for name in after}
        cores = {name: round(used / took, 3) for name, (used, _) in grown.items()}
        return {
            "floor_cores": cores | {"all": round((busy() - self._busy) / took, 2)},
            "floor_waited": {name: round(waited / took, 3) for name, (_, waited) in grown.items()},
        }


def scheduled(pid: int) -> tuple[float, float]:
    """Seconds that all threads of a process ran, and stood in line for a processor."""
    ran = waited = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            one = (task / "schedstat").read_text().split()
        except OSError:
            continue
        ran, waited = ran + int(one[0]), waited + int(one[1])
    return ran / 1e9, waited / 1e9


def busy() -> float:
    """Seconds of all processors since the start of the machine in which they did not rest."""
    user, nice, system, _idle, _waits, interrupts, soft = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + interrupts + soft) / _TICKS
