"""Five hundred tablets that open one paper: their requests without a browser, each on a line of its own (HTTP/1.1)."""

import asyncio
import re
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked\r\n", re.IGNORECASE)
PAGE = b'id="bootstrap"'
LIMIT_S = 120
"""In which all of them must have read, as in a hall that is told to open the paper."""


@dataclass(frozen=True)
class Hall:
    """Where the tablets ask, what for, and what must come."""

    port: int
    authority: Path
    path: str
    """Of the page in which the paper is read; the paper itself is ``file.pdf`` under it."""
    pieces: Sequence[tuple[int, int]]
    """First and last byte of each piece of the paper, in turn."""
    file: Path
    over_s: float
    """Time in which they come, one after another."""


def open_everywhere(hall: Hall, cookies: Sequence[str]) -> float:
    """Let everybody read; return the seconds it took. Raises ``OSError`` for a wrong answer, ``TimeoutError``."""
    return asyncio.run(_open_everywhere(hall, cookies))


async def _open_everywhere(hall: Hall, cookies: Sequence[str]) -> float:
    tls = ssl.create_default_context(cafile=str(hall.authority))
    content, began = hall.file.read_bytes(), time.monotonic()
    async with asyncio.timeout(LIMIT_S), asyncio.TaskGroup() as group:
        for cookie in cookies:
            group.create_task(_read_paper(hall, tls, cookie, content))
            await asyncio.sleep(hall.over_s / len(cookies))
    return time.monotonic() - began


async def _read_paper(hall: Hall, tls: ssl.SSLContext, cookie: str, content: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hall.port, ssl=tls, limit=1024 * 1024)
    try:
        asked = f"Host: 127.0.0.1:{hall.port}\r\nCookie: {cookie}\r\n"
        writer.write(f"GET {hall.path} HTTP/1.1\r\n{asked}\r\n".encode())
        if PAGE not in await _answer(reader, b"200"):
            raise OSError(f"{hall.path} is not the page in which papers are read")
        for first, last in hall.pieces:
            lines = f"GET {hall.path}file.pdf HTTP/1.1\r\n{asked}Range: bytes={first}-{last}\r\n\r\n"
            writer.write(lines.encode())
            if await _answer(reader, b"206") != content[first : last + 1]:
                raise OSError(f"other bytes than the paper's from {first} on")
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader, status: bytes) -> bytes:
    """Return the body of an answer; raises ``OSError`` when it has another status."""
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 " + status + b" "):
        raise OSError(f"not {status.decode()}: {head[:200]!r}")
    if length := LENGTH.search(head):
        return await reader.readexactly(int(length[1]))
    if not CHUNKED.search(head):
        raise OSError(f"an answer of unknown length: {head[:200]!r}")
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return body
