"""What the bench of the rooms says of processors."""

import os
import time

from bench.rooms.cores import Cores


def test_who_works_is_seen_with_his_share_and_what_he_waited() -> None:
    cores = Cores({"ours": os.getpid()})
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    row = cores.so_far()
    assert 0.01 < row["floor_cores"]["ours"] <= (os.cpu_count() or 1) + 0.1
    assert row["floor_cores"]["all"] <= (os.cpu_count() or 1) + 0.5
    assert row["floor_waited"]["ours"] >= 0
