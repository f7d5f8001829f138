"""Relays with a bad line inside, in a process of their own (``python -m bench.lines.relay``): a JSON line for an order.

A browser talks to the near side, a server to the far side. What is sound and what is picture is told by the payload
type, which SRTP leaves readable.
"""

import asyncio
import json
import socket
import sys
import time
from collections import Counter
from typing import Any

from bench.lines.line import Conditions, Line

AUDIO_TYPES = (111, 63)
"""Opus and RED, as Chromium numbers them and both servers repeat it."""
_BUFFER = 4 << 20


class Way:
    """One direction of one relay, with its account since the last report."""

    def __init__(self) -> None:
        self.line = Line()
        self.clear()

    def clear(self) -> None:
        """Begin a new account."""
        self.audio_at: list[float] = []
        self.bytes_at: dict[str, Counter[int]] = {}
        self.kinds: dict[str, Counter[str]] = {}

    def take(self, data: bytes) -> float | None:
        """Account for a packet; return the loop time at which it comes out."""
        rtp = 128 <= data[0] <= 191 and not 192 <= data[1] <= 223 and len(data) >= 12
        kind = f"rtp{data[1] & 127}" if rtp else "rtcp" if data[0] >= 128 else "stun" if data[0] < 4 else "dtls"
        if rtp and data[1] & 127 in AUDIO_TYPES:
            self.audio_at.append(time.time())
        at = self.line.arrival(time.monotonic(), len(data), int.from_bytes(data[8:12], "big") if rtp else 0)
        account = self.kinds.setdefault(kind, Counter())
        account["packets"] += 1
        account["bytes"] += len(data)
        account["lost"] += at is None
        self.bytes_at.setdefault(kind, Counter())[int(time.time() * 4)] += len(data)
        return at

    def report(self) -> dict[str, Any]:
        """When each packet of sound was put in, all packets by kind, bytes by kind and quarter of a second."""
        return {
            "audio_at": self.audio_at,
            "kinds": {kind: dict(account) for kind, account in self.kinds.items()},
            "bytes_at": {kind: dict(account) for kind, account in self.bytes_at.items()},
        }


class Relay:
    """A way from the server down to the browser and one up, each with its line."""

    def __init__(self, host: str) -> None:
        self.down, self.up = Way(), Way()
        self._browser: tuple[str, int] | None = None
        self._server: tuple[str, int] | None = None
        self._near, self._far = self._open(host, self._of_browser), self._open(host, self._of_server)
        self.ports = self._near.getsockname()[1], self._far.getsockname()[1]

    def _open(self, host: str, reader: Any) -> socket.socket:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind((host, 0))
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        asyncio.get_running_loop().add_reader(sock.fileno(), reader)
        return sock

    def target(self, host: str, port: int) -> None:
        """Say where the server is."""
        self._server = (host, port)

    def _of_browser(self) -> None:
        while (received := _receive(self._near)) is not None:
            data, self._browser = received
            if self._server is not None:
                self._pass(self.up, data, self._far, self._server)

    def _of_server(self) -> None:
        while (received := _receive(self._far)) is not None:
            if self._browser is not None:
                self._pass(self.down, received[0], self._near, self._browser)

    def _pass(self, way: Way, data: bytes, sock: socket.socket, to: tuple[str, int]) -> None:
        at = way.take(data) if data else None
        if at is None:
            return
        if at <= time.monotonic():
            _send(sock, data, to)
        else:
            asyncio.get_running_loop().call_at(at, _send, sock, data, to)

    def close(self) -> None:
        """Nothing passes any more."""
        for sock in (self._near, self._far):
            asyncio.get_running_loop().remove_reader(sock.fileno())
            sock.close()


def _receive(sock: socket.socket) -> tuple[bytes, tuple[str, int]] | None:
    try:
        return sock.recvfrom(2048)
    except (BlockingIOError, ConnectionRefusedError):
        return None


def _send(sock: socket.socket, data: bytes, to: tuple[str, int]) -> None:
    if sock.fileno() >= 0:
        try:
            sock.sendto(data, to)
        except (BlockingIOError, ConnectionRefusedError):
            return


class Office:
    """Carries out orders: ``open``, ``target``, ``set``, ``clear``, ``report``, ``close``."""

    def __init__(self) -> None:
        self._relays: dict[int, Relay] = {}

    def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """Carry out one order and return its answer."""
        if order["do"] == "open":
            relay = Relay(order["host"])
            self._relays[relay.ports[0]] = relay
            return {"near": relay.ports[0], "far": relay.ports[1]}
        relay = self._relays[order["relay"]]
        match order["do"]:
            case "target":
                relay.target(order["host"], order["port"])
            case "set":
                conditions = Conditions(**order["conditions"])
                (relay.down if order["way"] == "down" else relay.up).line.change(conditions, order["seed"])
            case "clear":
                relay.down.clear()
                relay.up.clear()
            case "report":
                return {"down": relay.down.report(), "up": relay.up.report()}
            case "close":
                self._relays.pop(order["relay"]).close()
        return {}


async def _serve() -> None:
    office, reader = Office(), asyncio.StreamReader(limit=1 << 20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        sys.stdout.write(json.dumps(office.obey(json.loads(line))) + "\n")
        sys.stdout.flush()


class Relays:
    """The other end: starts that process and gives it orders."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Start it; it ends when this process does."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bench.lines.relay",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 24,
        )

    async def ask(self, **order: Any) -> dict[str, Any]:
        """Give an order; return its answer."""
        assert self._process is not None and self._process.stdin is not None and self._process.stdout is not None  # noqa: S101
        async with self._turn:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            line = await asyncio.wait_for(self._process.stdout.readline(), 20)
        if not line:
            raise RuntimeError("the relay process ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def stop(self) -> None:
        """End it."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


if __name__ == "__main__":
    asyncio.run(_serve())
