"""A program with a spare: who goes on when one dies, under which name, and that nothing stays behind."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from deploy.embedded import supervisor as supervision
from deploy.embedded.child import Program
from deploy.embedded.output import LogStream
from deploy.embedded.supervisor import Supervisor

WORKS = """
if [ -n "$NGHISU_SPARE" ]; then echo "$$ waits"; read word || exit 0; fi
echo "$$ works"
exec sleep 60
"""
REFUSES_TO_WAIT = 'if [ -n "$NGHISU_SPARE" ]; then echo "$$ cannot"; exit 2; fi; echo "$$ works"; exec sleep 60'


T = TypeVar("T")


class Ground:
    """A supervisor of one program ``media-1`` with a spare."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "log" / "nghisu.log"
        self.log = LogStream(folder / "log")
        self.supervisor = Supervisor(self.log, folder / "ready.json")

    def start(self, script: str) -> None:
        self.supervisor.start(Program("media-1", ("sh", "-c", script), spare=True))

    def pid(self, name: str) -> int | None:
        return self.supervisor.pids.get(name)

    def lines(self, name: str) -> list[str]:
        lines = self._file.read_text().splitlines()
        return [line.partition("| ")[2] for line in lines if line.split()[1] == name]

    async def until(self, read: Callable[[], T | None]) -> T:
        for _ in range(1000):
            if value := read():
                return value
            await asyncio.sleep(0.005)
        raise AssertionError(f"waited in vain: {self._file.read_text()}")

    async def with_spare(self) -> tuple[int, int]:
        """Both are there."""
        spare = await self.until(lambda: self.pid("media-1-spare"))
        await self.until(lambda: f"{spare} waits" in self.lines("media-1-spare"))
        first = self.pid("media-1")
        assert first is not None
        return first, spare


@pytest.fixture
async def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ground]:
    monkeypatch.setattr(supervision, "STEADY_SECONDS", 0.1)
    one = Ground(tmp_path)
    await one.supervisor.open()
    yield one
    await one.supervisor.close()
    one.log.close()


async def test_the_spare_goes_on_under_the_name_of_the_dead_and_gets_one_of_its_own(ground: Ground) -> None:
    ground.start(WORKS)
    first, spare = await ground.with_spare()
    os.kill(first, signal.SIGKILL)
    await ground.until(lambda: f"{spare} works" in ground.lines("media-1"))
    assert ground.pid("media-1") == spare
    assert ground.lines("media-1") == [f"{first} works", f"{spare} works"], "another one was started in between"
    assert "tiến trình dự phòng thay ngay" in ground.lines("nghi-su")[-1]
    second, next_spare = await ground.with_spare()
    assert second == spare
    assert next_spare not in {first, spare}


async def test_without_a_spare_it_is_started_anew(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "FIRST_PAUSE", 0.01)
    ground.start(REFUSES_TO_WAIT)
    await ground.until(lambda: any("media-1-spare đã dừng (mã 2)" in line for line in ground.lines("nghi-su")))
    first = ground.pid("media-1")
    assert first is not None
    assert ground.pid("media-1-spare") is None
    os.kill(first, signal.SIGKILL)
    await ground.until(lambda: ground.pid("media-1") != first)
    assert "khởi động lại sau" in ground.lines("nghi-su")[-1]


async def test_a_spare_that_dies_leaves_the_program_alone(ground: Ground) -> None:
    ground.start(WORKS)
    first, spare = await ground.with_spare()
    os.kill(spare, signal.SIGKILL)
    await ground.until(lambda: ground.pid("media-1-spare") is None)
    assert ground.pid("media-1") == first
    os.kill(first, 0)


async def test_both_end_with_the_supervisor(ground: Ground) -> None:
    ground.start(WORKS)
    both = await ground.with_spare()
    await ground.supervisor.close()
    for pid in both:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert not any("buộc dừng" in line for line in ground.lines("nghi-su"))


async def test_a_stop_does_not_wait_for_a_spare_whose_time_has_not_come(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "STEADY_SECONDS", 60.0)
    ground.start(WORKS)
    await ground.until(lambda: ground.lines("media-1"))
    await ground.supervisor.close()
    assert not any("buộc dừng" in line for line in ground.lines("nghi-su"))
