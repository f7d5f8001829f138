"""One worker, a page that sends, pages that look and are replaced one after the other."""

import asyncio
import statistics
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bench.media.load import Pace
from bench.media.ours import Ours
from bench.media.peer import Peer

HOST = "127.0.0.1"
CHANGE_S = 1.0
"""So often a page leaves and another one comes."""
MAX_SAMPLES = 360
JOIN_S, MAX_TRIES = 30.0, 8
ALLOWED_SHARE = 0.02
"""Growth over the second half of the run: the allocator's own coming and going."""


@dataclass(frozen=True)
class Sample:
    """What the worker has at one moment."""

    memory_kb: int
    descriptors: int
    threads: int


@dataclass(frozen=True)
class Soak:
    """What came out of a run. Lists hold the samples of the whole run, evenly spread."""

    engine: str
    pages: int
    seconds: float
    joins: int
    second_tries: int
    """Joins that did not stand within ``JOIN_S`` and were begun anew, as a page does it."""
    packets: int
    counts: dict[str, int]
    """The worker's counters at the end."""
    memory_kb: list[int]
    growth_kb: int
    """What the line of least squares through the second half of ``memory_kb`` rises."""
    cycles_kb: list[int]
    """Mean memory of each cycle: the time in which every page is replaced once."""
    descriptors: list[int]
    threads: list[int]

    @property
    def flat(self) -> bool:
        """Nothing grew once all pages were there."""
        late = slice(len(self.memory_kb) // 4, None)
        still = max(self.descriptors[late]) == min(self.descriptors[late])
        cycles = self.cycles_kb[len(self.cycles_kb) // 2 :] or self.memory_kb[-1:]
        allowed = ALLOWED_SHARE * self.memory_kb[-1]
        return still and self.growth_kb <= allowed and cycles[-1] - cycles[0] <= allowed


def look_at(pid: int) -> Sample:
    """Memory, descriptors and threads of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    status = {name: rest.split() for name, _, rest in (line.partition(":") for line in lines)}
    descriptors = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return Sample(int(status["VmRSS"][0]), descriptors, int(status["Threads"][0]))


async def soak(folder: Path, engine: str, pages: int, seconds: float, change_s: float = CHANGE_S) -> Soak:
    """Hold ``pages`` pages at one worker for so long."""
    server, sender = Ours(engine, HOST, folder), Peer(HOST)
    crowd: list[Peer] = []
    sending: asyncio.Task[None] | None = None
    joined = count(1)
    joins, failed = 0, list[int]()
    try:
        await server.start()
        await server.join(sender, publishes=True)
        for _ in range(pages - 1):
            joins = await _join(server, crowd, joined, failed)
        sending = asyncio.create_task(_send(sender, server.pace()))
        samples: list[Sample] = []
        begun = last = time.monotonic()
        while time.monotonic() - begun < seconds:
            await asyncio.sleep(change_s)
            await _replace(server, crowd, joins)
            joins = await _join(server, crowd, joined, failed)
            if time.monotonic() - last >= seconds / MAX_SAMPLES:
                last = time.monotonic()
                samples.append(look_at(server.pid))
        # Counters are written once a second.
        await asyncio.sleep(1.2)
        counts = await server.counts()
    finally:
        if sending is not None:
            sending.cancel()
        for peer in (sender, *crowd):
            await peer.close()
        await server.stop()
    memory = [one.memory_kb for one in samples]
    return Soak(
        engine,
        pages,
        seconds,
        joins,
        len(failed),
        counts.get("rtp_sent" if engine == "c" else "peer_connected", 0),
        counts,
        memory,
        growth(memory),
        cycle_means(memory, max(1, round(pages * change_s / seconds * len(memory)))),
        [one.descriptors for one in samples],
        [one.threads for one in samples],
    )


def growth(memory: list[int]) -> int:
    """Rise of the line of least squares through the second half of evenly spaced samples."""
    late = memory[len(memory) // 2 :]
    return round(statistics.linear_regression(range(len(late)), late).slope * (len(late) - 1)) if len(late) > 1 else 0


def cycle_means(memory: list[int], samples: int) -> list[int]:
    """Mean of each full cycle of so many samples."""
    begins = range(0, len(memory) - samples + 1, samples)
    return [round(statistics.mean(memory[begin : begin + samples])) for begin in begins]


async def _join(server: Ours, crowd: list[Peer], joined: "count[int]", failed: list[int]) -> int:
    number = next(joined)
    for _ in range(MAX_TRIES):
        peer = Peer(HOST)
        try:
            await asyncio.wait_for(server.join(peer, publishes=False), JOIN_S)
        except TimeoutError:
            failed.append(number)
            print(f"join {number} tried again; the worker counts {await server.counts()}", flush=True)
            server.lose(peer)
            await peer.close()
        else:
            crowd.append(peer)
            return number
    raise TimeoutError("no page can join any more")


async def _replace(server: Ours, crowd: list[Peer], joins: int) -> None:
    """The oldest page goes: most say goodbye through the web, every third is simply not there any more."""
    oldest = crowd.pop(0)
    if joins % 3:
        await server.leave(oldest)
    else:
        server.lose(oldest)
    await oldest.close()


async def _send(sender: Peer, pace: Pace) -> None:
    while True:
        for packet in pace.due(time.monotonic()):
            sender.send(packet)
        await asyncio.sleep(0.005)
