"""The driver's end of the load process: gives orders, gets figures."""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

LIMIT_S = 60.0
"""How long any order may take."""


class LoadProcess:
    """``bench.live.load`` as a child process; one order at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.live.load"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, crowd: str, do: str, **order: Any) -> dict[str, Any]:
        """Give an order to a crowd and return its answer; raises ``RuntimeError`` when it could not be done."""
        assert self._process.stdin and self._process.stdout  # noqa: S101 - for the type checker
        self._process.stdin.write(json.dumps({"crowd": crowd, "do": do, "limit_s": LIMIT_S, **order}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "the load process ended"}
        if "error" in answer:
            raise RuntimeError(f"{crowd} {do}: {answer['error']}")
        return answer

    def stop(self) -> None:
        """End the process; its pages end with it."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class CrowdOf:
    """The pages at one server."""

    def __init__(self, load: LoadProcess, name: str, **target: Any) -> None:
        self._load, self._name = load, name
        self.missing = 0
        """Events that had not reached a page when the wait for them ended."""
        self.ask("aim", **target)

    def ask(self, do: str, **order: Any) -> dict[str, Any]:
        """Give an order to these pages."""
        return self._load.ask(self._name, do, **order)

    def open(self, cookies: Sequence[str]) -> float:
        """Open a page for each cookie; returns the seconds it took."""
        return float(self.ask("open", cookies=list(cookies))["seconds"])

    def event(self, number: int, sent: float, limit_s: float = 10) -> list[float]:
        """Wait for an event on every page; returns the sorted seconds since ``sent`` and counts who has it not."""
        answer = self.ask("event", number=number, sent=sent, limit_s=limit_s)
        self.missing += answer["missing"]
        return list(answer["times"])
