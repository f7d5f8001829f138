"""No process outlives its supervisor, not even after kill -9.

Every process carries the supervisor's mark in its environment, and so does everything it starts. A small watcher
holds the other end of a pipe: when the supervisor is gone, the watcher ends whatever carries the mark.
"""

import os
import signal
import sys
import time
from pathlib import Path

MARK = "NGHISU_SUPERVISOR"
"""Environment variable with the supervisor's own random mark."""
FINISHED = b"finished"
"""What a supervisor writes into the pipe when it stopped everything itself."""


def marked(mark: str, *, spare: int = 0) -> list[int]:
    """Ids of the processes of this user that carry ``mark``, without the caller and ``spare``."""
    needle = f"{MARK}={mark}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) not in {os.getpid(), spare}:
            try:
                if needle in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def end_marked(mark: str, grace: float) -> int:
    """SIGTERM to all that carry ``mark``, SIGKILL after ``grace`` seconds; returns how many needed SIGKILL."""
    _signal(marked(mark), signal.SIGTERM)
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline:
        if not marked(mark):
            return 0
        time.sleep(0.05)
    return kill_marked(mark)


def kill_marked(mark: str, *, spare: int = 0) -> int:
    """SIGKILL all that carry ``mark``; returns how many there were. A process stuck in the kernel is left after 2 s."""
    first = marked(mark, spare=spare)
    deadline = time.monotonic() + 2.0
    while (left := marked(mark, spare=spare)) and time.monotonic() < deadline:
        _signal(left, signal.SIGKILL)
        time.sleep(0.02)
    return len(first)


def watch(ready_file: Path) -> None:
    """Wait on standard input for the supervisor's end; the mark is in this process's own environment."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    last = b""
    while data := os.read(sys.stdin.fileno(), 64):
        last = data
    if last != FINISHED:
        end_marked(os.environ[MARK], 3.0)
        ready_file.unlink(missing_ok=True)


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
