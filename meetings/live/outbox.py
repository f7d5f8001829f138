"""What leaves through one socket. A page that reads too slowly costs bounded memory and disturbs nobody.

Twisted tells a registered producer when a connection's buffer is full (64 KiB) and when it has drained. While it is
full, messages wait here, up to ``MAX_WAITING_BYTES``; beyond that they are dropped, and the page is told to ask anew.

Behind daphne a message is put into its frame once, however many pages receive it, and each page's connection gets the
same bytes (docs/algorithms/fan-out.md). Under any other server the plain ASGI ``send`` is used.
"""

import asyncio
import logging
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol

from twisted.protocols.tls import BufferingTLSTransport, TLSMemoryBIOProtocol

log = logging.getLogger(__name__)
Send = Callable[[dict[str, Any]], Awaitable[None]]
MAX_WAITING_BYTES = 128 * 1024
SEND_BUFFER_BYTES = 32 * 1024
"""Asked of the kernel for each page, which doubles it; by itself it lets a page that does not read hold megabytes."""
TEXT_FRAME, SHORT, MEDIUM = 0x81, 126, 0xFFFF
"""First byte of a whole text message; lengths from 126 and above 65535 stand in two and eight bytes more."""


class Transport(Protocol):
    """The part of a Twisted transport that takes bytes and speaks of its buffer."""

    def write(self, data: bytes) -> object:
        """Send bytes, or keep them until the connection takes them."""

    def registerProducer(self, producer: object, streaming: bool) -> None:  # noqa: N802 - Twisted's name
        """Tell ``producer`` to pause and resume."""

    def unregisterProducer(self) -> None:  # noqa: N802 - Twisted's name
        """Stop telling."""


class DaphneSocket(Protocol):
    """The part of daphne's WebSocket protocol that the outbox uses."""

    transport: Transport
    state: int
    STATE_OPEN: int


def daphne_socket(send: Send) -> DaphneSocket | None:
    """Return the connection behind an ASGI ``send``: daphne hands out ``partial(handle_reply, protocol)``."""
    protocol: DaphneSocket | None = next(iter(getattr(send, "args", ())), None)
    transport = getattr(protocol, "transport", None)
    known = hasattr(transport, "registerProducer") and hasattr(protocol, "STATE_OPEN")
    return protocol if known else None


def direct_write(transport: Transport) -> Callable[[bytes], object]:
    """Return what sends whole frames: past the buffer by which Twisted gathers small writes over TLS.

    That one sets a timer for each page and event, which costs more than the encryption.
    """
    if isinstance(transport, BufferingTLSTransport):
        return partial(TLSMemoryBIOProtocol.write, transport)
    return transport.write


def message_of(text: str) -> dict[str, Any]:
    """Wrap ready-made text once for any number of sockets."""
    return {"type": "websocket.send", "text": text}


def frame_of(message: dict[str, Any]) -> bytes:
    """Return the message as one unmasked text frame (RFC 6455 §5.2); made once and kept with the message."""
    frame: bytes | None = message.get("frame")
    if frame is None:
        payload = message["text"].encode()
        size = len(payload)
        if size < SHORT:
            head = bytes((TEXT_FRAME, size))
        elif size <= MEDIUM:
            head = struct.pack("!BBH", TEXT_FRAME, SHORT, size)
        else:
            head = struct.pack("!BBQ", TEXT_FRAME, SHORT + 1, size)
        frame = message["frame"] = head + payload
    return frame


class Outbox:
    """Sends at once while the connection takes it, in order; ``resync`` is sent after messages were dropped."""

    def __init__(self, send: Send, resync: str) -> None:
        self._send = send
        self._resync = message_of(resync)
        self._waiting: deque[dict[str, Any]] = deque()
        self._waiting_bytes = 0
        self._full = False
        self._draining: asyncio.Task[None] | None = None
        self._socket: DaphneSocket | None = None
        self._write: Callable[[bytes], object]
        self.lost = False
        """Messages were dropped and the page has not been told yet."""
        self.dropped = 0

    def watch(self) -> None:
        """Begin to hear of the connection's buffer; daphne's own producer (its HTTP side) is done by now."""
        self._socket = daphne_socket(self._send)
        if self._socket:
            self._write = direct_write(self._socket.transport)
            self._socket.transport.unregisterProducer()
            self._socket.transport.registerProducer(self, True)
            connection = getattr(self._socket.transport, "socket", None)
            if connection is not None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)

    async def put(self, *messages: dict[str, Any]) -> None:
        """Send messages made by ``message_of``, now, later or never."""
        if not self._full and self._draining is None:
            await self._pass_on(*messages)
        else:
            for message in messages:
                self._keep(message)

    def _keep(self, message: dict[str, Any]) -> None:
        if self.lost or self._waiting_bytes + len(message["text"]) > MAX_WAITING_BYTES:
            self._drop()
        else:
            self._waiting.append(message)
            self._waiting_bytes += len(message["text"])

    async def _pass_on(self, *messages: dict[str, Any]) -> None:
        if self._socket is None:
            for message in messages:
                await self._send(message)
        elif self._socket.state == self._socket.STATE_OPEN:
            self._write(b"".join(map(frame_of, messages)))

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
        if self._socket:
            self._socket.transport.unregisterProducer()
            self._socket = None

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
                    await self._pass_on(self._resync)
                    continue
                message = self._waiting.popleft()
                self._waiting_bytes -= len(message["text"])
                await self._pass_on(message)
        finally:
            self._draining = None
