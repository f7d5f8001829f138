"""CPU of our programs that otherwise run in the sandbox.

bubblewrap leaves without waiting for what ran inside, so nobody above it is told what that used. Here the same command
with the same environment runs as a plain child: what the sandbox itself costs is not in these figures.
"""

import json
import os
import subprocess
from pathlib import Path

from meetings.documents import sandbox


def cpu_of(command: list[str], folder: Path) -> float:
    """Run a program to its end in a folder; return CPU seconds of it and of all that it waited for."""
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": str(folder), "OMP_THREAD_LIMIT": "1"}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def child_cpu(folder: Path, program: str, *arguments: str) -> float:
    """Run one of ``meetings/documents/child``; return its CPU seconds. Raises ``RuntimeError`` when it refuses."""
    spent = cpu_of(sandbox.python_command(program, *arguments), folder)
    told = json.loads((folder / "result.json").read_text())
    if "error" in told:
        raise RuntimeError(f"{program} {arguments[0]}: {told['error']}")
    return spent
