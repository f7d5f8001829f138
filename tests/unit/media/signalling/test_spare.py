"""A spare waits until it is called, says so, and leaves when nobody can call it any more."""

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from media import main
from media.counters import Counters
from media.forward.native.library import NativeMissingError
from media.settings import SettingsError, read_settings
from media.signalling.bus import Bus
from media.signalling.spare import wait_for_turn
from meetings.contracts.bus import MEDIA_REGISTRY_CHANNEL, media_commands_stream, media_worker_key, process_key
from meetings.contracts.health import ProcessHealth
from meetings.contracts.media import WorkerInfo
from meetings.contracts.spare import SPARE, SPARE_GO


class Board:
    """Redis as far as a heartbeat needs it: what was done to which name, in order."""

    def __init__(self) -> None:
        self.acts: list[tuple[str, str]] = []
        self.texts: list[str] = []

    async def set(self, key: str, text: str, ex: int) -> None:
        self.acts.append(("set", key))
        self.texts.append(text)

    async def delete(self, key: str) -> None:
        self.acts.append(("delete", key))

    async def publish(self, channel: str, _text: str) -> None:
        self.acts.append(("publish", channel))

    async def aclose(self) -> None:
        return None


@pytest.fixture
async def board_and_bus() -> tuple[Board, Bus]:
    bus, board = Bus("unix:///nowhere/redis.sock", "media-1", Counters()), Board()
    bus._redis = board  # type: ignore[assignment]
    return board, bus


@pytest.fixture
def caller(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The supervisor's end of the spare's standard input."""
    ours, theirs = os.pipe()
    with os.fdopen(ours) as stdin, os.fdopen(theirs, "wb", buffering=0) as pipe:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield pipe


async def test_called_it_goes_on_and_until_then_only_says_that_it_waits(
    caller: Any, board_and_bus: tuple[Board, Bus]
) -> None:
    board, bus = board_and_bus
    waiting = asyncio.create_task(wait_for_turn(bus, "media-1", asyncio.Event()))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    assert board.acts == [("set", process_key("media-1-spare"))]
    health = ProcessHealth.model_validate_json(board.texts[0])
    assert (health.name, health.kind, health.pid, health.detail) == ("media-1-spare", "spare", os.getpid(), "")
    caller.write(SPARE_GO)
    assert await asyncio.wait_for(waiting, 2)


async def test_it_leaves_without_a_complaint_when_its_caller_is_gone(
    caller: Any, board_and_bus: tuple[Board, Bus], caplog: pytest.LogCaptureFixture
) -> None:
    waiting = asyncio.create_task(wait_for_turn(board_and_bus[1], "media-1", asyncio.Event()))
    await asyncio.sleep(0.01)
    caller.close()
    assert await asyncio.wait_for(waiting, 2) is False
    assert [one for one in caplog.records if one.levelname != "INFO"] == []


async def test_it_leaves_when_it_is_stopped(caller: Any, board_and_bus: tuple[Board, Bus]) -> None:
    stop = asyncio.Event()
    stop.set()
    assert await asyncio.wait_for(wait_for_turn(board_and_bus[1], "media-1", stop), 2) is False


async def test_a_worker_is_in_the_registry_before_pages_are_told(board_and_bus: tuple[Board, Bus]) -> None:
    board, bus = board_and_bus

    async def beat(info: WorkerInfo, health: ProcessHealth) -> None:
        await board.set(media_worker_key(info.worker_id), "", 3)
        await board.set(process_key(health.name), "", 4)

    bus._beat = beat  # type: ignore[method-assign]
    info = WorkerInfo(worker_id="media-1", boot="b", pid=1, addresses=(), port=1)
    await bus.announce(info, ProcessHealth(name="media-1", kind="media", pid=1, started_at=""))
    assert board.acts == [
        ("delete", media_commands_stream("media-1")),
        ("set", media_worker_key("media-1")),
        ("set", process_key("media-1")),
        ("publish", MEDIA_REGISTRY_CHANNEL),
    ]


async def test_a_spare_whose_engine_is_missing_never_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise NativeMissingError("it is not built")

    async def waits(*_: object) -> bool:
        raise AssertionError("it waits though it could never work")

    monkeypatch.setattr("media.forwarding.Core", refuse)
    monkeypatch.setattr(main, "wait_for_turn", waits)
    settings = replace(read_settings({SPARE: "1"}), engine="c")
    assert settings.spare
    with pytest.raises(SettingsError, match="NGHISU_MEDIA_ENGINE=c"):
        await main.serve(settings, asyncio.Event())


def test_an_empty_word_makes_no_spare() -> None:
    assert not read_settings({SPARE: ""}).spare
