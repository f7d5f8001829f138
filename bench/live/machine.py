"""What a process has used, by ``/proc`` (proc(5)), and on what machine."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """CPU time of a process with all its threads, user and system: ``/proc/PID/stat`` fields 14 and 15."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def private_kb(pid: int) -> int:
    """Memory that belongs to the process alone, kB: ``Private_*`` of ``smaps_rollup``."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def describe() -> dict[str, object]:
    """Say what machine this is and how busy it is."""
    cpu = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "cpu": cpu[0].partition(":")[2].strip() if cpu else "unknown",
        "cores": os.cpu_count(),
        "kernel": os.uname().release,
        "load_average": [round(value, 2) for value in os.getloadavg()],
    }
