"""What keeps a container's process, as Docker runs it: lines on standard output, the spare, and a quick end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).resolve().parents[3]
WORKS = 'if [ -n "$NGHISU_SPARE" ]; then echo "waits $$"; read word || exit 0; fi; echo "works $$"; exec sleep 60'
KEPT = "import sys; from deploy.embedded import supervisor; supervisor.STEADY_SECONDS = 0.2; "
KEPT += "from deploy.docker import kept; sys.exit(kept.main(sys.argv[1:]))"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    environment = {**os.environ, "NGHISU_PROCESS": "media-1", "NGHISU_HOME": str(tmp_path)}
    command = (sys.executable, "-c", KEPT, "sh", "-c", WORKS)
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def _next(output: IO[str], name: str, word: str) -> int:
    """Return the process id in the next line of ``name``; the supervisor's own lines are left out."""
    for line in output:
        _time, who, _bar, said = line.split(maxsplit=3)
        if who != "nghi-su":
            assert (who, said.split()[0]) == (name, word)
            return int(said.split()[1])
    raise AssertionError("it ended")


def test_the_spare_goes_on_and_a_stop_leaves_nobody(kept: "subprocess.Popen[str]", tmp_path: Path) -> None:
    assert kept.stdout is not None
    first = _next(kept.stdout, "media-1", "works")
    spare = _next(kept.stdout, "media-1-spare", "waits")
    os.kill(first, signal.SIGKILL)
    assert _next(kept.stdout, "media-1", "works") == spare
    another = _next(kept.stdout, "media-1-spare", "waits")
    kept.send_signal(signal.SIGTERM)
    assert kept.wait(10) == 0
    for pid in (spare, another):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert list(tmp_path.iterdir()) == [], "a container's process writes no log file"
