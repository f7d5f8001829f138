"""``manage.py transcription models`` hands over to the package that has the libraries."""

import subprocess
import sys
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def test_arguments_and_status_go_through(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **_options: Any) -> subprocess.CompletedProcess[bytes]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(SystemExit) as ended:
        call_command("transcription", "models", "--warm", "/srv/models/x")
    assert ended.value.code == 1
    assert asked == [[sys.executable, "-m", "transcription", "models", "--warm", "/srv/models/x"]]


def test_anything_else_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("transcription", "train")
