"""The recogniser has one thread, numpy's included: a waiting second one took 15 ms of processor time a draft."""

import os
import subprocess
import sys

import pytest

SAID = "import os, sys; print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules)"


@pytest.mark.parametrize("package", ["transcription", "bench.transcription"])
def test_numpy_is_told_of_one_thread_before_it_is_imported(package: str):
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    command = [sys.executable, "-c", f"import {package}; {SAID}"]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert made.stdout.split() == ["1", "False"]
