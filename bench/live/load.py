"""The load: hundreds of pages in one process, as cheap as Python can be, so that one core carries them.

Orders come as JSON lines on stdin, each is answered by one JSON line on stdout (``bench.live.crowd`` is the other end).
A page here is a bare protocol (RFC 6455, no library): it looks at the first letters of each message for type and
number, and keeps the account that real pages keep: which events came, twice or never.
"""

import asyncio
import json
import ssl
import sys
import time
from typing import Any
from uuid import uuid4

import uvloop

from bench.live.page import LoadPage

RETRY_S = 0.2
CONNECT_TOGETHER = 100
"""Connections opened at once where the opening is not what is measured."""


class Crowd:
    """The pages of one server and the orders that they obey."""

    def __init__(self) -> None:
        self.pages: list[LoadPage] = []
        self.target: dict[str, Any] = {}
        self.tls: ssl.SSLContext | None = None

    async def aim(self, order: dict[str, Any]) -> dict[str, Any]:
        """Name the server: ``host``, ``port``, ``ca`` (null: plain), ``path``, ``hello`` (the protocol is ours)."""
        self.target = order
        self.tls = ssl.create_default_context(cafile=order["ca"]) if order["ca"] else None
        return {}

    async def open(self, order: dict[str, Any]) -> dict[str, Any]:
        """Open one page for each of ``cookies``, in lumps."""
        new = [LoadPage(self.target, cookie) for cookie in order["cookies"]]
        self.pages += new
        started = time.monotonic()
        for first in range(0, len(new), CONNECT_TOGETHER):
            await self._connect(new[first : first + CONNECT_TOGETHER], order["limit_s"])
        return {"seconds": time.monotonic() - started}

    async def reopen(self, order: dict[str, Any]) -> dict[str, Any]:
        """Open every page anew at the same moment, each from the number that it has."""
        started = time.monotonic()
        await self._connect(self.pages, order["limit_s"])
        took = sorted(page.ready_at - started for page in self.pages)
        retries = sum(page.retries for page in self.pages)
        return {"seconds": took[-1], "p50_s": took[len(took) // 2], "retries": retries}

    async def _connect(self, pages: list[LoadPage], limit_s: float) -> None:
        async with asyncio.timeout(limit_s):
            await asyncio.gather(*(self._come(page) for page in pages))

    async def _come(self, page: LoadPage) -> None:
        """Connect a page; as real pages do, it tries again when it was refused or cut off."""
        loop = asyncio.get_running_loop()
        while True:
            page.ready = loop.create_future()
            try:
                await loop.create_connection(lambda: page, self.target["host"], self.target["port"], ssl=self.tls)
                await page.ready
                return
            except OSError:
                page.retries += 1
                page.drop()
                await asyncio.sleep(RETRY_S)

    async def lose(self, _order: dict[str, Any]) -> dict[str, Any]:
        """Drop every line without a goodbye."""
        for page in self.pages:
            page.drop()
        await asyncio.sleep(0.05)
        return {}

    async def event(self, order: dict[str, Any]) -> dict[str, Any]:
        """Wait until every page has event ``number``; the times are counted from ``sent`` (monotonic, seconds)."""
        number, end = order["number"], time.monotonic() + order["limit_s"]
        while time.monotonic() < end and any(page.number < number for page in self.pages):
            await asyncio.sleep(0.002)
        times = sorted(page.arrived[number] - order["sent"] for page in self.pages if number in page.arrived)
        for page in self.pages:
            page.arrived.clear()
        return {"times": times, "missing": sum(page.number < number for page in self.pages)}

    async def command(self, order: dict[str, Any]) -> dict[str, Any]:
        """Let every page send the command at once; the time of each is from its own sending to its answer."""
        loop = asyncio.get_running_loop()
        frames = []
        for page in self.pages:
            id_ = uuid4().hex
            text = json.dumps({"type": "command", "id": id_, "command": order["command"]})
            page.answer = loop.create_future()
            frames.append(page.frame(text.encode()))
        sent = []
        for page, frame in zip(self.pages, frames, strict=True):
            sent.append(time.monotonic())
            page.write(frame)
        async with asyncio.timeout(order["limit_s"]):
            answers = await asyncio.gather(*(page.answer for page in self.pages))
        times = sorted(at - start for (at, _ok), start in zip(answers, sent, strict=True))
        return {"times": times, "acknowledged": sum(ok for _at, ok in answers)}

    async def account(self, _order: dict[str, Any]) -> dict[str, Any]:
        """Say what the pages have: the lowest and highest number, what came twice, what they had to ask for."""
        numbers = [page.number for page in self.pages]
        return {
            "pages": len(numbers),
            "behind": max(numbers) - min(numbers),
            "highest": max(numbers),
            "duplicated": sum(page.duplicated for page in self.pages),
            "gaps": sum(page.gaps for page in self.pages),
            "resyncs": sum(page.resyncs for page in self.pages),
            "retries": sum(page.retries for page in self.pages),
        }

    async def leave(self, _order: dict[str, Any]) -> dict[str, Any]:
        """Close everything and forget it."""
        await self.lose({})
        self.pages.clear()
        return {}


async def serve() -> None:
    """Obey until stdin ends."""
    crowds: dict[str, Crowd] = {}
    reader = asyncio.StreamReader(limit=1 << 24)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        order = json.loads(line)
        crowd = crowds.setdefault(order.pop("crowd"), Crowd())
        try:
            answer = await getattr(crowd, order.pop("do"))(order)
        except (OSError, TimeoutError) as error:
            answer = {"error": f"{type(error).__name__} {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(serve())
