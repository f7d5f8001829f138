"""One page of the load: a bare WebSocket that keeps the account of event numbers."""

import asyncio
import base64
import os
import re
import struct
import time
from typing import Any

NUMBER = re.compile(rb'"number": ?(\d+)')
LAST = re.compile(rb'"last": ?(\d+)')
FIRST = re.compile(rb'"first": ?(\d+)')
LOOK = 120
"""Type and number stand within so many letters of a message's beginning."""
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
MASK = b"\x00\x00\x00\x00"
"""RFC 6455 wants a mask; one of zeros leaves the payload as it is and costs nothing."""


class LoadPage(asyncio.Protocol):
    """A socket; ``number`` is the last event that it has."""

    def __init__(self, target: dict[str, Any], cookie: str) -> None:
        self.target, self.cookie = target, cookie
        self.transport: asyncio.Transport | None = None
        self.ready: asyncio.Future[None]
        self.answer: asyncio.Future[tuple[float, bool]]
        self.ready_at = 0.0
        self.number = 0
        self.arrived: dict[int, float] = {}
        self.duplicated = self.gaps = self.resyncs = self.retries = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.buffer, self.upgraded = b"", False
        host = f"{self.target['host']}:{self.target['port']}"
        lines = [
            f"GET {self.target['path']} HTTP/1.1",
            f"Host: {host}",
            f"Origin: https://{host}",
            f"Cookie: {self.cookie}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
        ]
        self.write("\r\n".join([*lines, "", ""]).encode())

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        for waiting in (getattr(self, "ready", None), getattr(self, "answer", None)):
            if waiting and not waiting.done():
                waiting.set_exception(OSError(f"the server closed a line: {exc}"))

    def drop(self) -> None:
        """Lose the line without a goodbye."""
        if self.transport:
            self.transport.abort()

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        if self.transport:
            self.transport.write(data)

    @staticmethod
    def frame(payload: bytes, kind: int = TEXT) -> bytes:
        """Return a client's frame."""
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack("!H", size)
        return bytes([0x80 | kind]) + length + MASK + payload

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self.buffer = self.buffer + data if self.buffer else data
        if not self.upgraded and not self._upgrade():
            return
        while (found := self._next()) is not None:
            kind, payload = found
            if kind == TEXT:
                self._read(payload, now)
            elif kind == PING:
                self.write(self.frame(payload, PONG))

    def _upgrade(self) -> bool:
        head, end, rest = self.buffer.partition(b"\r\n\r\n")
        if not end:
            return False
        self.buffer, self.upgraded = rest, True
        if b" 101 " not in head.partition(b"\r\n")[0]:
            self.ready.set_exception(OSError(f"refused: {head[:60]!r}"))
        elif self.target["hello"]:
            self._hello()
        else:
            self._is_ready(time.monotonic())
        return True

    def _hello(self) -> None:
        after = self.number or "null"
        self.write(self.frame(f'{{"type":"hello","protocol":{self.target["hello"]},"after":{after}}}'.encode()))

    def _is_ready(self, now: float) -> None:
        if not self.ready.done():
            self.ready_at = now
            self.ready.set_result(None)

    def _next(self) -> tuple[int, bytes] | None:
        buffer = self.buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1] & 0x7F, 2
        if size == 126 and len(buffer) >= 4:
            size, start = int.from_bytes(buffer[2:4], "big"), 4
        elif size == 127 and len(buffer) >= 10:
            size, start = int.from_bytes(buffer[2:10], "big"), 10
        elif size >= 126:
            return None
        if len(buffer) < start + size:
            return None
        self.buffer = buffer[start + size :]
        return buffer[0] & 0xF, buffer[start : start + size]

    def _read(self, text: bytes, now: float) -> None:
        head = text[:LOOK].replace(b" ", b"")
        kind = head[9:].partition(b'"')[0]
        if kind == b"event":
            number = _number(NUMBER, head)
            self._advance(number, number, now)
        elif kind == b"passed":
            self._advance(_number(FIRST, head), _number(LAST, head), now)
        elif kind == b"snapshot":
            self.number = max(self.number, _number(NUMBER, head))
            self._is_ready(now)
        elif kind == b"events":
            self.number = max(self.number, _number(LAST, head))
            self._is_ready(now)
        elif kind in {b"ack", b"refusal"}:
            if not self.answer.done():
                self.answer.set_result((now, kind == b"ack"))
        elif kind == b"resync":
            self.resyncs += 1
            self._hello()

    def _advance(self, first: int, last: int, now: float) -> None:
        if first <= self.number:
            self.duplicated += 1
        elif first > self.number + 1 and self.target["hello"]:
            self.gaps += 1
            self.write(self.frame(f'{{"type":"catch_up","after":{self.number}}}'.encode()))
            return
        self.number = max(self.number, last)
        self.arrived[last] = now


def _number(pattern: re.Pattern[bytes], head: bytes) -> int:
    found = pattern.search(head)
    return int(found[1]) if found else 0
