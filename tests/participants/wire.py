"""The client's side of a WebSocket (RFC 6455) as an asyncio protocol: cheap enough for hundreds in one process."""

import asyncio
import base64
import os
import struct
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

CONTINUATION, TEXT, CLOSE, PING, PONG = 0, 1, 8, 9, 10


def upgrade_request(url: str, path: str, headers: Mapping[str, str]) -> bytes:
    """Return the handshake for ``path`` at ``url`` (``https://host:port``), with the page's own origin."""
    known = {
        "Host": urlsplit(url).netloc,
        "Origin": url.replace("http://", "https://"),
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version": "13",
        **headers,
    }
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in known.items()), "", ""]
    return "\r\n".join(lines).encode()


def masked_frame(payload: bytes, kind: int = TEXT) -> bytes:
    """Return one whole frame as clients send it."""
    head = bytes([0x80 | kind])
    if len(payload) < 126:
        head += bytes([0x80 | len(payload)])
    elif len(payload) < 1 << 16:
        head += bytes([0x80 | 126]) + struct.pack("!H", len(payload))
    else:
        head += bytes([0x80 | 127]) + struct.pack("!Q", len(payload))
    mask = os.urandom(4)
    long_mask = (mask * (len(payload) // 4 + 1))[: len(payload)]
    mixed = int.from_bytes(payload, "big") ^ int.from_bytes(long_mask, "big")
    return head + mask + mixed.to_bytes(len(payload), "big")


class Line(asyncio.Protocol):
    """One connection. ``on_open()``, ``on_text(text)`` and, once, ``on_lost(status or None, close code or None)``.

    ``status`` is given when the handshake was answered by anything but 101.
    """

    def __init__(
        self,
        request: bytes,
        on_open: Callable[[], None],
        on_text: Callable[[str], None],
        on_lost: Callable[[int | None, int | None], None],
    ) -> None:
        self._request = request
        self._on_open, self._on_text, self._on_lost = on_open, on_text, on_lost
        self._buffer = bytearray()
        self._parts: list[bytes] = []
        self._open = False
        self._status: int | None = None
        self._code: int | None = None
        self._told = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._request)

    def connection_lost(self, _error: Exception | None) -> None:
        self._open = False
        if not self._told:
            self._told = True
            self._on_lost(self._status, self._code)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open and not self._upgraded():
            return
        while (frame := self._next_frame()) is not None:
            self._take(*frame)

    def _upgraded(self) -> bool:
        head, end, _rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return False
        status = int(head.split(b" ")[1])
        if status != 101:
            self._status = status
            self.abort()
            return False
        del self._buffer[: len(head) + len(end)]
        self._open = True
        self._on_open()
        return True

    def _next_frame(self) -> tuple[int, bool, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        length, start = buffer[1] & 0x7F, 2
        if length == 126:
            start = 4
        elif length == 127:
            start = 10
        if len(buffer) < start:
            return None
        if start > 2:
            length = int.from_bytes(buffer[2:start], "big")
        if len(buffer) < start + length:
            return None
        kind, whole = buffer[0] & 0x0F, bool(buffer[0] & 0x80)
        payload = bytes(buffer[start : start + length])
        del buffer[: start + length]
        return kind, whole, payload

    def _take(self, kind: int, whole: bool, payload: bytes) -> None:
        if kind in {TEXT, CONTINUATION}:
            self._parts.append(payload)
            if whole:
                text, self._parts = b"".join(self._parts).decode(), []
                self._on_text(text)
        elif kind == PING:
            self._write(masked_frame(payload, PONG))
        elif kind == CLOSE:
            self._code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else None
            self.abort()

    def send(self, text: str) -> None:
        """Send a text message; lost when the connection is gone."""
        self._write(masked_frame(text.encode()))

    def _write(self, data: bytes) -> None:
        if self.transport and not self.transport.is_closing():
            self.transport.write(data)

    def abort(self) -> None:
        """Be gone without a word, as when the cable is pulled."""
        if self.transport:
            self.transport.abort()
