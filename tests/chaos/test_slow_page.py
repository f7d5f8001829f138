"""Row 16: pages that read 1 kB/s or nothing. They cost bounded memory, are told to ask anew, and delay nobody."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from meetings.contracts.audience import EVERYONE
from meetings.contracts.bus import live_channel, pack_live
from tests.chaos.figures import note
from tests.chaos.form import LONG
from tests.chaos.ground import Ground, lay_ground
from tests.integration.pages import Page

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
SLOW = 40 if LONG else 16
ACTS = 60 if LONG else 25
FLOOD, FLOOD_BYTES = 1500, 2000
"""3 MB for each page, many times what a page may have waiting."""
MOST_KB = 256


class SlowLine:
    """A relay in front of the server whose pages can be made slow: ``rate`` bytes a second (0: nothing) or None."""

    def __init__(self, server: int) -> None:
        self.server = server
        self.rate: int | None = None
        self.port = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> "SlowLine":
        self._listener = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        near = socket.socket()
        near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        near.setblocking(False)
        await asyncio.get_running_loop().sock_connect(near, ("127.0.0.1", self.server))
        from_server, to_server = await asyncio.open_connection(sock=near, limit=4096)
        for copying in (self._copy(reader, to_server, slow=False), self._copy(from_server, writer, slow=True)):
            task = asyncio.create_task(copying)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _copy(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, slow: bool) -> None:
        with contextlib.suppress(OSError):
            while True:
                rate = self.rate if slow else None
                if rate == 0:
                    await asyncio.sleep(0.1)
                    continue
                data = await source.read(rate or 65536)
                if not data:
                    break
                target.write(data)
                await target.drain()
                if rate:
                    await asyncio.sleep(1)
        target.close()

    async def close(self) -> None:
        self._listener.close()
        for task in self._tasks:
            task.cancel()


@pytest.fixture
def ground(tmp_path: Path, transactional_db: None, django_db_serialized_rollback: None) -> Iterator[Ground]:
    made = lay_ground(tmp_path)
    try:
        made.servers.start_redis()
        made.servers.start_web()
        yield made
    finally:
        made.servers.stop()


def memory_kb(pid: int) -> int:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))


def kernel_kb(port: int) -> float:
    """Return what the kernel holds to send on the fullest connection of the server's port."""
    fullest = 0
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        parts = line.split()
        if int(parts[1].partition(":")[2], 16) == port and parts[3] == "01":
            fullest = max(fullest, int(parts[4].partition(":")[0], 16))
    return fullest / 1024


async def latencies(chair: Page, other: Page) -> list[float]:
    """Let the chair act again and again; return how long each event took to the other page, ms."""
    found = []
    for _act in range(ACTS):
        since, began = len(other.messages), time.perf_counter()
        answer = await chair.command("mute_all")
        assert answer["type"] == "ack", answer
        await other.until(lambda message: message["type"] == "event", since=since)
        found.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(0.1)
    return sorted(found)


def flood(ground: Ground) -> None:
    """Publish what no page needs, as fast as captions of a busy hall never come."""
    text = '{"type":"caption","segment":null,"filling":"' + "x" * FLOOD_BYTES + '"}'
    message = pack_live(EVERYONE, text)
    redis = ground.servers.redis()
    for _message in range(FLOOD):
        redis.publish(live_channel(str(ground.cast.meeting.id)), message)
        time.sleep(0.002)


async def slow_pages(ground: Ground, line: SlowLine, number: int) -> list[Page]:
    url = f"https://127.0.0.1:{line.port}"
    cast = ground.cast
    # A person may have only so many pages open.
    people = [cast.observer, cast.guest, cast.technician, cast.secretary, *cast.delegates[1:]]
    pages = [ground.page(people[page % len(people)], url=url, origin=url) for page in range(number)]
    return list(await asyncio.gather(*(page.open() for page in pages)))


async def test_slow_pages_cost_little_and_delay_nobody(ground: Ground) -> None:
    cast, pid = ground.cast, ground.servers.web_processes["web-1"].pid
    lines = [await SlowLine(ground.servers.port).open() for _line in range(2)]
    chair, other = await ground.open(cast.chair, cast.delegates[0])
    slow = [page for line in lines for page in await slow_pages(ground, line, SLOW // 2)]
    quiet = await latencies(chair, other)
    await sync_to_async(flood)(ground)
    before = memory_kb(pid)
    lines[0].rate, lines[1].rate = 0, 1024
    flooding = asyncio.create_task(sync_to_async(flood)(ground))
    busy = await latencies(chair, other)
    await flooding
    grown = (memory_kb(pid) - before) / len(slow)
    note(16, "memory of the process for each slow page", max(0.0, grown), "kB", f"<= {MOST_KB} kB")
    note(
        16,
        "waiting in the kernel for the slowest page",
        kernel_kb(ground.servers.port),
        "kB",
        f"with the above <= {MOST_KB} kB",
    )
    note(16, "event to another page, p95, no slow page", quiet[int(ACTS * 0.95) - 1], "ms", "")
    note(
        16,
        "event to another page, p95, with slow pages",
        busy[int(ACTS * 0.95) - 1],
        "ms",
        "unchanged but for the flood",
    )
    assert grown + kernel_kb(ground.servers.port) <= MOST_KB
    await catch_up(ground, chair, lines, slow)


async def catch_up(ground: Ground, chair: Page, lines: list[SlowLine], slow: list[Page]) -> None:
    """The slow pages read again: each is told to ask anew, and ends where the journal is."""
    for line in lines:
        line.rate = None
    began = time.monotonic()
    answer: dict[str, Any] = await chair.command("mute_all")
    for page in slow:
        await page.until(lambda message: message["type"] == "resync")
        await page.reached(answer["number"])
    note(16, "slow pages caught up", time.monotonic() - began, "s", "resynced")
    await sync_to_async(ground.assert_kept)([(answer["id"], answer["number"])])
    for line in lines:
        await line.close()
    await ground.close()
