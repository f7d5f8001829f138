"""What leaves through one socket. A page that reads too slowly costs bounded memory and disturbs nobody.

Twisted tells a registered producer when a connection's buffer is full (64 KiB) and when it has drained. While it is
full, messages wait here, up to ``MAX_WAITING_BYTES``; beyond that they are dropped, and the page is told to ask anew.
"""

import asyncio
import logging
import socket
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

log = logging.getLogger(__name__)
Send = Callable[[dict[str, Any]], Awaitable[None]]
MAX_WAITING_BYTES = 128 * 1024
SEND_BUFFER_BYTES = 32 * 1024
"""Asked of the kernel for each page, which doubles it; by itself it lets a page that does not read hold megabytes."""


class Transport(Protocol):
    """The part of a Twisted transport that speaks of its buffer."""

    def registerProducer(self, producer: object, streaming: bool) -> None:  # noqa: N802 - Twisted's name
        """Tell ``producer`` to pause and resume."""

    def unregisterProducer(self) -> None:  # noqa: N802 - Twisted's name
        """Stop telling."""


def transport_of(send: Send) -> Transport | None:
    """Return the connection behind an ASGI ``send``: daphne hands out ``partial(handle_reply, protocol)``."""
    protocol = next(iter(getattr(send, "args", ())), None)
    transport: Transport | None = getattr(protocol, "transport", None)
    return transport if hasattr(transport, "registerProducer") else None


def message_of(text: str) -> dict[str, Any]:
    """Wrap ready-made text once for any number of sockets."""
    return {"type": "websocket.send", "text": text}


class Outbox:
    """Sends at once while the connection takes it, in order; ``resync`` is sent after messages were dropped."""

    def __init__(self, send: Send, resync: str) -> None:
        self._send = send
        self._resync = message_of(resync)
        self._waiting: deque[dict[str, Any]] = deque()
        self._waiting_bytes = 0
        self._full = False
        self._draining: asyncio.Task[None] | None = None
        self._transport: Transport | None = None
        self.lost = False
        """Messages were dropped and the page has not been told yet."""
        self.dropped = 0

    def watch(self) -> None:
        """Begin to hear of the connection's buffer; daphne's own producer (its HTTP side) is done by now."""
        self._transport = transport_of(self._send)
        if self._transport:
            self._transport.unregisterProducer()
            self._transport.registerProducer(self, True)
            connection = getattr(self._transport, "socket", None)
            if connection is not None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)

    async def put(self, message: dict[str, Any]) -> None:
        """Send a message made by ``message_of``, now, later or never."""
        if not self._full and self._draining is None:
            await self._send(message)
        elif self.lost or self._waiting_bytes + len(message["text"]) > MAX_WAITING_BYTES:
            self._drop()
        else:
            self._waiting.append(message)
            self._waiting_bytes += len(message["text"])

    def _drop(self) -> None:
        if not self.lost:
            log.info("a page reads too slowly: messages are dropped until it has caught up")
        self.lost = True
        self.dropped += len(self._waiting) + 1
        self._waiting.clear()
        self._waiting_bytes = 0

    def close(self) -> None:
        """Stop: nothing waits any more. A registered producer would keep a TLS connection from closing."""
        self._waiting.clear()
        if self._draining:
            self._draining.cancel()
        if self._transport:
            self._transport.unregisterProducer()
            self._transport = None

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Hear that the connection's buffer is full."""
        self._full = True

    def resumeProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Hear that the buffer has drained."""
        self._full = False
        if self._draining is None and (self._waiting or self.lost):
            self._draining = asyncio.get_running_loop().create_task(self._drain())

    def stopProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Hear that the connection is gone."""
        self._waiting.clear()

    async def _drain(self) -> None:
        try:
            while not self._full and (self._waiting or self.lost):
                if self.lost:
                    self.lost = False
                    await self._send(self._resync)
                    continue
                message = self._waiting.popleft()
                self._waiting_bytes -= len(message["text"])
                await self._send(message)
        finally:
            self._draining = None
