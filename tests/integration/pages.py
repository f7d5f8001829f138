"""A live page without a browser: a WebSocket client (RFC 6455) that keeps count of event numbers as pages do."""

import asyncio
import base64
import json
import os
import ssl
import struct
from typing import Any
from uuid import uuid4

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Rejected(Exception):
    """The server answered the handshake with another status than 101."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Closed(Exception):
    """The socket is closed."""


class Socket:
    """A bare WebSocket; ``send_frame`` sends whatever it is given."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.close_code: int | None = None

    @classmethod
    async def open(cls, host: str, port: int, path: str, tls: ssl.SSLContext, headers: dict[str, str]) -> "Socket":
        reader, writer = await asyncio.open_connection(host, port, ssl=tls, limit=1 << 22)
        key = base64.b64encode(os.urandom(16)).decode()
        known = {
            "Host": f"{host}:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Version": "13",
            **headers,
        }
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in known.items()), "", ""]
        writer.write("\r\n".join(lines).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ")[1])
        if status != 101:
            writer.close()
            raise Rejected(status)
        return cls(reader, writer)

    def send_frame(self, payload: bytes, kind: int = TEXT, *, fin: bool = True, masked: bool = True) -> None:
        head = bytes([(0x80 if fin else 0) | kind])
        bit = 0x80 if masked else 0
        if len(payload) < 126:
            head += bytes([bit | len(payload)])
        elif len(payload) < 1 << 16:
            head += bytes([bit | 126]) + struct.pack("!H", len(payload))
        else:
            head += bytes([bit | 127]) + struct.pack("!Q", len(payload))
        if masked:
            mask = os.urandom(4)
            long_mask = (mask * (len(payload) // 4 + 1))[: len(payload)]
            mixed = int.from_bytes(payload, "big") ^ int.from_bytes(long_mask, "big")
            payload = mask + mixed.to_bytes(len(payload), "big")
        self.writer.write(head + payload)

    async def receive(self) -> str:
        """Return the next text message; raises ``Closed``."""
        while True:
            try:
                first, second = await self.reader.readexactly(2)
                length = second & 0x7F
                if length == 126:
                    (length,) = struct.unpack("!H", await self.reader.readexactly(2))
                elif length == 127:
                    (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
                payload = await self.reader.readexactly(length)
            except (asyncio.IncompleteReadError, OSError) as error:
                raise Closed from error
            kind = first & 0x0F
            if kind == PING:
                self.send_frame(payload, PONG)
            elif kind == CLOSE:
                self.close_code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else None
                self.send_frame(payload, CLOSE)
                self.writer.close()
                raise Closed
            elif kind == TEXT:
                return payload.decode()

    def close(self) -> None:
        self.writer.close()


class Page:
    """An open page: hello, commands, and the bookkeeping of event numbers."""

    def __init__(self, url: str, tls: ssl.SSLContext, meeting_id: object, cookies: dict[str, str], **options: Any):
        self.host, port = url.removeprefix("https://").split(":")
        self.port, self.tls = int(port), tls
        self.path = f"/live/{meeting_id}/" + ("?as=kiosk" if options.get("kiosk") else "")
        self.headers = {
            "Origin": options.get("origin", url),
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }
        if self.headers["Origin"] is None:
            del self.headers["Origin"]
        self.number: int | None = None
        self.gaps = 0
        self.seen: list[int] = []
        """Numbers of the events received, in order, each once."""
        self.messages: list[dict[str, Any]] = []
        self.answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.changed = asyncio.Condition()
        self.socket: Socket | None = None
        self.reader: asyncio.Task[None] | None = None

    async def open(self) -> "Page":
        """Connect and say hello; returns after the welcome and what follows it."""
        self.socket = await Socket.open(self.host, self.port, self.path, self.tls, self.headers)
        before = len(self.messages)
        self.reader = asyncio.create_task(self._read(self.socket))
        self.send({"type": "hello", "protocol": 1, "after": self.number})
        await self.until(lambda message: message["type"] in {"snapshot", "events"}, since=before)
        return self

    def send(self, message: dict[str, Any]) -> None:
        assert self.socket
        self.socket.send_frame(json.dumps(message).encode())

    async def command(
        self, name: str, command_id: str | None = None, *, seen: int | None = None, **fields: Any
    ) -> dict[str, Any]:
        """Send a command, on what was seen up to an event if given; return its ack or refusal."""
        id_ = command_id or uuid4().hex
        answer = self.answers.setdefault(id_, asyncio.get_running_loop().create_future())
        self.send({"type": "command", "id": id_, "command": {"name": name, **fields}, "seen": seen})
        return await asyncio.wait_for(answer, 30)

    async def until(self, wanted: Any, *, since: int = 0, limit_s: float = 15) -> dict[str, Any]:
        """Return the first message from index ``since`` on for which ``wanted(message)`` holds."""
        async with asyncio.timeout(limit_s), self.changed:
            at = since
            while True:
                while at < len(self.messages):
                    if wanted(self.messages[at]):
                        return self.messages[at]
                    at += 1
                assert self.reader and not self.reader.done(), f"closed; last: {self.messages[-3:]}"
                await self.changed.wait()

    async def event(self, kind: str, *, since: int = 0) -> dict[str, Any]:
        """Return the payload of the first event of a kind."""
        message = await self.until(lambda m: m["type"] == "event" and m["payload"]["kind"] == kind, since=since)
        return dict(message["payload"])

    async def reached(self, number: int) -> None:
        """Wait until this page knows everything up to ``number``."""
        async with asyncio.timeout(15), self.changed:
            while (self.number or 0) < number:
                await self.changed.wait()

    async def _read(self, socket: Socket) -> None:
        try:
            while True:
                message = json.loads(await socket.receive())
                self._take(message)
                async with self.changed:
                    self.messages.append(message)
                    self.changed.notify_all()
        except Closed:
            async with self.changed:
                self.messages.append({"type": "closed", "code": socket.close_code})
                self.changed.notify_all()

    def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "snapshot":
                self.number = message["number"]
            case "event":
                self._advance(message["number"], message["number"], [message["number"]])
            case "passed":
                self._advance(message["first"], message["last"], [])
            case "events":
                numbers = [event["number"] for event in message["events"] if event["number"] > (self.number or 0)]
                self.seen += numbers
                self.number = max(self.number or 0, message["last"])
            case "resync":
                self.send({"type": "hello", "protocol": 1, "after": self.number})
            case "ack" | "refusal":
                answer = self.answers.get(message["id"])
                if answer and not answer.done():
                    answer.set_result(message)

    def _advance(self, first: int, last: int, numbers: list[int]) -> None:
        assert self.number is not None, "an event before the state that it builds on"
        if last <= self.number:
            return
        if first > self.number + 1:
            self.gaps += 1
            self.send({"type": "catch_up", "after": self.number})
            return
        self.seen += numbers
        self.number = last

    async def closed(self, limit_s: float = 10) -> dict[str, Any]:
        """Wait until the server closes; return the goodbye, if there was one."""
        assert self.reader
        await asyncio.wait_for(asyncio.shield(self.reader), limit_s)
        byes = [message for message in self.messages if message["type"] == "bye"]
        return byes[-1] if byes else {}

    async def close(self) -> None:
        if self.socket:
            self.socket.close()
        if self.reader:
            self.reader.cancel()
            await asyncio.wait([self.reader])
