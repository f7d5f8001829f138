"""Who uses the processor, and who waits for it: tells what is the product's own from what the load leaves it."""

import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")


class Cores:
    """Counts from its making on."""

    def __init__(self, processes: Mapping[str, Iterable[int]]) -> None:
        """``processes``: process ids by the name under which they are told."""
        self._processes = {name: tuple(pids) for name, pids in processes.items()}
        self._begun = time.monotonic()
        self._before = self._by_name()
        self._busy = busy()

    def so_far(self) -> dict[str, Any]:
        """Cores in use by each name and by all of the machine; seconds a second that their threads stood in line.

        Whose processes have all ended is left out.
        """
        took = time.monotonic() - self._begun
        after = self._by_name()
        grown = {name: [one - two for one, two in zip(after[name], self._before[name], strict=True)] for name in after}
        cores = {name: round(used / took, 3) for name, (used, _) in grown.items()}
        return {
            "floor_cores": cores | {"all": round((busy() - self._busy) / took, 2)},
            "floor_waited": {name: round(waited / took, 3) for name, (_, waited) in grown.items()},
        }

    def _by_name(self) -> dict[str, tuple[float, float]]:
        found = {}
        for name, pids in self._processes.items():
            times = [scheduled(pid) for pid in pids if Path(f"/proc/{pid}").exists()]
            if times:
                found[name] = (sum(ran for ran, _ in times), sum(waited for _, waited in times))
        return found


def descendants(pid: int) -> list[int]:
    """Processes that this one has started, and theirs."""
    children = [int(child) for task in _entries(f"/proc/{pid}/task") for child in _read(task / "children").split()]
    return [one for child in children for one in (child, *descendants(child))]


def named(pids: Iterable[int], name: str) -> list[int]:
    """Those of the processes whose program is called so."""
    return [pid for pid in pids if _read(Path(f"/proc/{pid}/comm")).strip() == name]


def _entries(folder: str) -> list[Path]:
    try:
        return list(Path(folder).iterdir())
    except OSError:
        return []


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def scheduled(pid: int) -> tuple[float, float]:
    """Seconds that all threads of a process ran, and stood in line for a processor."""
    ran = waited = 0
    for task in _entries(f"/proc/{pid}/task"):
        one = _read(task / "schedstat").split()
        if one:
            ran, waited = ran + int(one[0]), waited + int(one[1])
    return ran / 1e9, waited / 1e9


def busy() -> float:
    """Seconds of all processors since the start of the machine in which they did not rest."""
    user, nice, system, _idle, _waits, interrupts, soft = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + interrupts + soft) / _TICKS
