"""A server under test with its publisher and subscribers, and one measured window of it."""

import asyncio
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bench.media.load import Pace
from bench.media.peer import Peer, dropped

LISTENERS = 3
WARM_UP_S = 2.5
ENDS_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")
"""In front of each server's command: an interrupted bench leaves nothing behind."""


class Server(Protocol):
    """What can be measured."""

    name: str
    pid: int
    at_a_time: int
    """Joins beside each other."""

    async def join(self, peer: Peer, *, publishes: bool) -> None:
        """Connect a peer."""

    def pace(self) -> Pace:
        """The publisher's packets as this server wants them."""

    async def stop(self) -> None:
        """End it."""


@dataclass(frozen=True)
class Window:
    """One measured window."""

    us_per_packet: float
    delivered: int
    loss: float
    ages: list[float]
    gaps: int
    busy: float
    """Share of one core."""


def cpu_seconds(pid: int) -> float:
    """CPU of all threads of a process, to the nanosecond."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except OSError:
            continue
    return total / 1e9


def private_kb(pid: int) -> int:
    """Memory that this process alone has."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(row.split()[1]) for row in rows if row.startswith("Private_"))


class Crowd:
    """One publisher and N subscribers of one server."""

    def __init__(self, server: Server, host: str, subscribers: int) -> None:
        self.server = server
        self.publisher = Peer(host)
        self.peers = [Peer(host, listens=index < LISTENERS) for index in range(subscribers)]
        self.join_ms_cpu = self.kb_per_peer = 0.0

    async def gather(self) -> None:
        """Connect everybody, and let the picture flow once."""
        await self.server.join(self.publisher, publishes=True)
        await self._publish(0.5)
        cpu, memory = cpu_seconds(self.server.pid), private_kb(self.server.pid)
        gate = asyncio.Semaphore(self.server.at_a_time)

        async def one(peer: Peer) -> None:
            async with gate:
                await self.server.join(peer, publishes=False)

        await asyncio.gather(*(one(peer) for peer in self.peers))
        self.join_ms_cpu = (cpu_seconds(self.server.pid) - cpu) / len(self.peers) * 1000
        await self._publish(2.5)
        self.kb_per_peer = (private_kb(self.server.pid) - memory) / len(self.peers)

    async def _publish(self, seconds: float) -> int:
        pace = getattr(self, "_pace", None) or self.server.pace()
        self._pace: Pace = pace
        pace.rest()
        before, until = pace.sent, time.monotonic() + seconds
        while time.monotonic() < until:
            for packet in pace.due(time.monotonic()):
                self.publisher.send(packet)
            await asyncio.sleep(0.001)
        return pace.sent - before

    async def measure(self, seconds: float) -> Window:
        """Publish for so long; everything that leaves in that time is counted at the subscribers' sockets."""
        # A picture that rested while others were measured begins again at its next keyframe, within a second.
        await self._publish(WARM_UP_S)
        await self._drain()
        for peer in self.peers[:LISTENERS]:
            peer.ages.clear()
            peer.received = peer.gaps = 0
        ports = [peer.address[1] for peer in self.peers[LISTENERS:]]
        before, cpu, begun = dropped(), cpu_seconds(self.server.pid), time.monotonic()
        sent = await self._publish(seconds)
        await self._drain()
        cpu, took = cpu_seconds(self.server.pid) - cpu, time.monotonic() - begun
        after = dropped()
        delivered = sum(after[port] - before[port] for port in ports)
        delivered += sum(peer.received for peer in self.peers[:LISTENERS])
        return Window(
            us_per_packet=cpu / max(1, delivered) * 1e6,
            delivered=delivered,
            loss=1 - delivered / (sent * len(self.peers)),
            ages=[age for peer in self.peers[:LISTENERS] for age in peer.ages],
            gaps=sum(peer.gaps for peer in self.peers[:LISTENERS]),
            busy=cpu / took,
        )

    async def _drain(self) -> None:
        """Wait until nothing comes any more: on a busy machine packets stand in queues."""
        heard = -1
        while heard != (now := sum(peer.received for peer in self.peers[:LISTENERS])):
            heard = now
            await asyncio.sleep(0.25)

    async def disperse(self) -> None:
        """Everybody leaves."""
        for peer in (self.publisher, *self.peers):
            await peer.close()
        await self.server.stop()


def percentile(values: list[float], share: float) -> float:
    """Nearest-rank percentile; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def median(values: list[float]) -> float:
    """Median, 0 of nothing."""
    return statistics.median(values) if values else 0.0
