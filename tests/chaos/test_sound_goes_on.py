"""Rows 8 and 9: sound goes on while the disk is full, and while Redis is killed, away and comes back empty."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import redis

from meetings.contracts.bus import media_worker_key
from meetings.contracts.media import Policy
from tests.chaos.conftest import PATIENCE
from tests.chaos.figures import note
from tests.chaos.ground import fill, needs_root
from tests.chaos.house import blocking
from tests.integration.media.conftest import WORKER, Control, WorkerProcess
from tests.integration.media.fakepeer import FakePeer
from tests.integration.servers import Servers, wait_for

pytestmark = pytest.mark.skipif(bool(needs_root()), reason="mounts a small file system: needs root")
OPEN = Policy(number=1, floor=("person:speaker",), open_microphones=("person:speaker",))
SILENCE_S = 0.2
"""More than the speaker's own pauses: nobody hears a shorter one."""
FULL_S, AWAY_S, SPEECH_S = 1.0, 2.0, 120.0


class Speaker(FakePeer):
    """Remembers when it spoke."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.spoke_at: list[float] = []

    def speak(self, level: int = 25, payload: bytes = b"opus") -> None:
        self.spoke_at.append(time.monotonic())
        super().speak(level, payload)


class Hearer(FakePeer):
    """Remembers when each packet came."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.came_at: list[float] = []

    def datagram_received(self, data: bytes, addr: Any) -> None:
        super().datagram_received(data, addr)
        self.came_at += [time.monotonic()] * (len(self.received) - len(self.came_at))

    def sound(self, since: float, until: float) -> list[tuple[float, int]]:
        """Return time and sequence number of the packets of sound between two moments."""
        slots = set(self.slot_ssrcs("audio"))
        came = zip(self.came_at, self.received, strict=True)
        return [(at, packet.sequence) for at, (_, packet) in came if since <= at <= until and packet.ssrc in slots]


def longest_pause(times: list[float], since: float, until: float) -> float:
    """Return the longest time between two of them, the edges included, s."""
    marks = [since, *(at for at in times if since <= at <= until), until]
    return max(after - before for before, after in itertools.pairwise(marks))


@dataclass
class Stage:
    """Somebody who speaks and somebody who hears, over a real worker; Redis and all logs on a small disk."""

    servers: Servers
    control: Control
    speaker: Speaker = field(default_factory=lambda: Speaker("speaker"))
    hearer: Hearer = field(default_factory=lambda: Hearer("hearer"))

    async def begin(self) -> None:
        for peer in (self.speaker, self.hearer):
            answer = await self.control.join(peer.name, peer.offer(), OPEN)
            await peer.connect(answer["sdp"])
        self.speaker.play(SPEECH_S)
        started = time.monotonic()
        while not self.hearer.sound(started, time.monotonic()):
            assert time.monotonic() - started < 20, "no sound came through"
            await asyncio.sleep(0.05)

    async def judge(self, row: int, fault: str, since: float) -> None:
        """Note and check what was heard from then until a moment after now."""
        until = time.monotonic()
        await asyncio.sleep(0.3)  # a packet that comes later shows that those before it are lost
        heard = self.hearer.sound(since, time.monotonic())
        missing = sum((after - before - 1) & 0xFFFF for (_, before), (_, after) in itertools.pairwise(heard))
        silence = longest_pause([at for at, _ in heard], since, until)
        silence -= longest_pause(self.speaker.spoke_at, since, until)
        note(row, f"{fault}: packets of sound lost of {len(heard) + missing}", missing, "", "0")
        note(row, f"{fault}: silence beyond the speaker's own", max(0.0, silence), "s", f"≤ {SILENCE_S} s")
        assert heard and missing == 0
        assert silence < SILENCE_S * PATIENCE


@pytest.fixture
async def stage(small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setenv("NGHISU_HOME", str(small_disk))
    servers = Servers(small_disk, "", redis_options=("--appendonly", "yes"))
    await blocking(servers.start_redis)
    worker = WorkerProcess(servers.redis_url, small_disk / "media.log", "python")
    made = Stage(servers, Control(servers.redis_url))
    try:
        await made.control.open()
        await made.control.worker()
        await made.begin()
        yield made
    finally:
        for peer in (made.speaker, made.hearer):
            await peer.close()
        worker.stop()
        servers.stop()


def takes_writes(servers: Servers) -> bool:
    """Tell whether Redis takes a write."""
    try:
        servers.redis().set("probe", "x" * 10_000)
    except redis.RedisError:
        return False
    return True


async def test_sound_goes_on_while_the_disk_is_full_and_while_redis_is_away(stage: Stage) -> None:
    servers = stage.servers
    begun = time.monotonic()
    ballast = fill(servers.folder, leave=0)
    await blocking(wait_for, lambda: not takes_writes(servers), "Redis refuses writes", 20)
    await asyncio.sleep(FULL_S)
    await stage.judge(9, "disk full", begun)
    ballast.unlink()
    await stage.control.close()

    begun = time.monotonic()
    await blocking(servers.kill_redis)
    for file in servers.folder.glob("appendonlydir/*"):
        file.unlink()
    await asyncio.sleep(AWAY_S)
    await blocking(servers.start_redis)
    await blocking(wait_for, lambda: servers.redis().exists(media_worker_key(WORKER)), "the worker is back", 20)
    await stage.judge(8, "Redis killed, back empty", begun)
