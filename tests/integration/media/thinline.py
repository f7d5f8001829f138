"""A thin line between a browser and the worker, without root: a relay with a queue of limited rate."""

import asyncio
import random
from typing import Any


class ThinLine(asyncio.DatagramProtocol):
    """Forwards both ways; towards the browser at ``rate`` bits per second with a queue of ``queue_s`` seconds."""

    def __init__(self, rate: float, queue_s: float = 1.0) -> None:
        self.rate = rate
        self.queue_s = queue_s
        self.port = 0
        self.loss = 0.0
        """Share of RTP (not RTCP, STUN, DTLS) lost on the way to the browser."""
        self.dropped = 0
        self._random = random.Random(7)
        self._free_at = 0.0
        self._browser: Any = None
        self._near: Any = None
        self._far: Any = None

    async def open(self, worker_port: int) -> None:
        loop = asyncio.get_running_loop()
        self._near, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        self.port = self._near.get_extra_info("sockname")[1]
        line = self

        class Far(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, addr: Any) -> None:
                line.downwards(data)

        self._far, _ = await loop.create_datagram_endpoint(Far, remote_addr=("127.0.0.1", worker_port))

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._browser = addr
        self._far.sendto(data)

    def downwards(self, data: bytes) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        begin = max(now, self._free_at)
        rtp = 128 <= data[0] <= 191 and not 192 <= data[1] <= 223
        if begin - now > self.queue_s or (rtp and self._random.random() < self.loss):
            self.dropped += 1
            return
        self._free_at = begin + (len(data) + 28) * 8 / self.rate
        loop.call_at(self._free_at, self._deliver, data)

    def _deliver(self, data: bytes) -> None:
        if not self._near.is_closing():
            self._near.sendto(data, self._browser)

    def close(self) -> None:
        self._near.close()
        self._far.close()
