"""The line between one page and the server: a real ``LiveSocket`` at its end, what is under way in between."""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from meetings.live.socket import LiveSocket

ORIGIN = "hop.mo-phong.example"
LOST: dict[str, Any] = {"type": "websocket.close", "code": 1006}


class Transport:
    """What daphne's connection is to the outbox: it can say that its buffer is full."""

    def __init__(self) -> None:
        self.producer: Any = None

    def registerProducer(self, producer: object, streaming: bool) -> None:  # noqa: N802 - Twisted's name
        assert streaming
        self.producer = producer

    def unregisterProducer(self) -> None:  # noqa: N802 - Twisted's name
        self.producer = None


class Line:
    """One connection: first in, first out both ways; either end may believe that it still stands."""

    def __init__(self, loop: asyncio.AbstractEventLoop, heard: Callable[[dict[str, Any]], None]) -> None:
        self.up: deque[str] = deque()
        self.down: deque[dict[str, Any]] = deque()
        self.held = False
        """Nothing moves on it just now."""
        self.owner = ""
        """Name of its page."""
        self.server_ended = False
        self.transport = Transport()
        self._heard = heard
        self._loop = loop
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.task: asyncio.Task[None] | None = None

    def open(self, meeting_id: UUID, cookie: str, *, kiosk: bool) -> None:
        """Ask for the socket, as a browser does."""
        name = "__Host-kiosk" if kiosk else "__Host-nghisu"
        headers = {
            b"host": ORIGIN.encode(),
            b"origin": f"https://{ORIGIN}".encode(),
            b"cookie": f"{name}={cookie}".encode(),
            b"user-agent": b"Mozilla/5.0 (iPad)",
        }
        scope = {
            "type": "websocket",
            "headers": list(headers.items()),
            "query_string": b"as=kiosk" if kiosk else b"",
            "url_route": {"kwargs": {"meeting_id": meeting_id}},
        }
        # daphne's send is a partial over its protocol too: by that the outbox finds the connection.
        self.task = self._loop.create_task(LiveSocket()(scope, self._inbox.get, partial(_send, self)))
        self._inbox.put_nowait({"type": "websocket.connect"})

    def take(self, message: dict[str, Any]) -> None:
        """Take what the server sends."""
        self._heard(message)
        self.down.append(message)
        if message["type"] == "websocket.close":
            self.end_at_server()

    def carry_up(self) -> bool:
        """Bring what the page has said to the server; returns whether there was anything."""
        if self.held or not self.up or self.server_ended:
            return False
        while self.up:
            self._inbox.put_nowait({"type": "websocket.receive", "text": self.up.popleft()})
        return True

    def read_slowly(self) -> None:
        """The page stops reading: the connection's buffer is full."""
        if self.transport.producer:
            self.transport.producer.pauseProducing()

    def read_on(self) -> None:
        """The page reads again."""
        if self.transport.producer:
            self._loop.call_soon(self.transport.producer.resumeProducing)

    def end_at_server(self) -> None:
        """The server notices that nobody is there any more."""
        if not self.server_ended:
            self.server_ended = True
            self._inbox.put_nowait({"type": "websocket.disconnect", "code": 1006})
        self.up.clear()

    def die(self) -> None:
        """The server is gone: what it had sent still arrives, then the line breaks."""
        if not self.server_ended:
            self.server_ended = True
            self.down.append(LOST)
        self.up.clear()


async def _send(line: Line, message: dict[str, Any]) -> None:
    line.take(message)
