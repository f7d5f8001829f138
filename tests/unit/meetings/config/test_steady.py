"""What the steady clock of the server leans on in Daphne and Twisted."""

import importlib
import inspect
import re
import time

import pytest

from meetings.config import steady


@pytest.mark.parametrize("name", steady.MODULES)
def test_daphne_takes_nothing_else_from_its_clock(name: str) -> None:
    module = importlib.import_module(f"daphne.{name}")
    assert set(re.findall(r"(?<![\w.])time\.(\w+)", inspect.getsource(module))) <= {"time"}


def test_durations_are_measured_by_a_clock_that_cannot_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    from daphne import http_protocol, server, ws_protocol
    from twisted.internet import reactor

    for module in (http_protocol, server, ws_protocol):
        monkeypatch.setattr(module, "time", time)
    monkeypatch.setattr(reactor, "seconds", time.time)
    steady.use_steady_time()
    for read in (http_protocol.time.time, server.time.time, ws_protocol.time.time, reactor.seconds):
        assert abs(read() - time.monotonic()) < 1
