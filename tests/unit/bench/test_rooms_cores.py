"""What the bench of the rooms says of processors."""

import os
import signal
import subprocess
import time

from bench.rooms.cores import Cores, descendants, named
from bench.rooms.pages import until


def test_who_works_is_seen_with_his_share_and_what_he_waited() -> None:
    cores = Cores({"ours": [os.getpid()], "gone": [2**22 + 1]})
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    row = cores.so_far()
    assert 0.01 < row["floor_cores"]["ours"] <= (os.cpu_count() or 1) + 0.1
    assert row["floor_cores"]["all"] <= (os.cpu_count() or 1) + 0.5
    assert row["floor_waited"]["ours"] >= 0
    assert "gone" not in row["floor_cores"]


def test_a_browser_is_all_of_its_processes() -> None:
    with subprocess.Popen(["sh", "-c", "sleep 9 & wait"]) as shell:
        try:
            until(5, "both are there", lambda: named(descendants(os.getpid()), "sleep"))
            (sleeper,) = named(descendants(os.getpid()), "sleep")
            assert descendants(shell.pid) == [sleeper]
        finally:
            os.kill(sleeper, signal.SIGTERM)
