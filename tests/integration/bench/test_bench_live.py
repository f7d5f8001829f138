"""``make bench-live`` in small: every figure is there, and nothing is lost or comes twice."""

import json
import shutil
import subprocess
import sys

import pytest

from bench.live.table import KEYS, missing
from deploy.testing.postgres import PostgresMissingError, programs

SMALL = ["--sockets=20", "--many=30", "--rounds=1", "--events=5", "--journal=40", "--missed=10"]


def _postgres() -> bool:
    try:
        return bool(programs())
    except PostgresMissingError:
        return False


@pytest.mark.skipif(shutil.which("redis-server") is None or not _postgres(), reason="needs redis and postgresql")
def test_every_figure_is_measured(tmp_path):
    out = tmp_path / "live.json"
    command = [sys.executable, "-m", "bench.live", *SMALL, f"--out={out}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    figures = json.loads(out.read_text())
    assert missing(figures) == []
    assert (figures["lost"], figures["duplicated"]) == (0, 0)
    assert set(figures["targets"]) == {key.name for key in KEYS if key.most is not None}
    assert figures["machine"]["cores"] and len(figures["machine"]["load_average"]) == 3
    for stage in figures["details"].values():
        assert stage["commands_refused"] == 0
    for key in KEYS:
        assert key.name in done.stdout
