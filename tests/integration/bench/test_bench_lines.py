"""``make bench-lines`` in small: one short case, every figure is there."""

import json
import math
import os
import shutil
import struct
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from bench.lines.__main__ import CHROMIUM


def _tone(folder: Path) -> None:
    with wave.open(str(folder / "a.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        values = (int(9000 * math.sin(at / 16_000 * math.tau * (400 + at % 3000))) for at in range(19_200))
        file.writeframes(b"".join(struct.pack("<h", value) for value in values))
    (folder / "a.txt").write_text("a")


@pytest.mark.skipif(
    shutil.which("redis-server") is None or not Path(CHROMIUM).exists(), reason="needs redis and Debian's chromium"
)
def test_a_browser_hears_and_sees_behind_a_bad_line(tmp_path: Path) -> None:
    _tone(tmp_path)
    out = tmp_path / "lines.json"
    options = ["--quick", "--cases=loss5", "--no-peer", "--no-words", f"--out={out}"]
    environment = os.environ | {"SPEECH_SET": str(tmp_path)}
    command = [sys.executable, "-m", "bench.lines", *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    figures = json.loads(out.read_text())
    assert figures["audio_heard_percent_loss5"] > 50
    assert figures["not_run"] == {"janus": "left out"}
    packets = figures["details"]["loss5"]["ours"][0]["packets_down"]
    assert packets["rtp111"]["lost"] > 0 and packets["rtp96"]["packets"] > 0
