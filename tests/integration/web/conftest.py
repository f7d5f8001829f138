"""A live room in Chromium whose server is the test itself: real bundles, scripted messages."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymupdf
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, WebSocketRoute, async_playwright, expect

ROOT = Path(__file__).parents[3]
BUILD = ROOT / "web" / "static" / "build"
PICTURES = ROOT / "tests" / "e2e" / "out" / "live"
ORIGIN = "https://hop.test"
expect.set_options(timeout=20_000)
TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".wasm": "application/wasm"}


def paper_bytes(pages: int = 12) -> bytes:
    """Return a PDF that looks like a report, to read in the paper viewer."""
    document = pymupdf.open()
    for number in range(1, pages + 1):
        page = document.new_page(width=595, height=842)
        page.insert_text((72, 90), f"Trang {number}", fontsize=20)
        for line in range(24):
            page.insert_text((72, 130 + line * 26), "Kết quả thực hiện nhiệm vụ ở cấp xã " * 2, fontsize=12)
    data: bytes = document.tobytes()
    return data


@dataclass
class Server:
    """The server's side of one page's socket."""

    page: Page
    state: dict[str, Any]
    you: dict[str, Any]
    number: int = 10
    heard: list[dict[str, Any]] = field(default_factory=list)
    socket: WebSocketRoute | None = None
    refuse_connections: bool = False
    captions: list[dict[str, Any]] = field(default_factory=list)

    def say(self, message: dict[str, Any]) -> None:
        """Send one message to the page."""
        assert self.socket is not None
        self.socket.send(json.dumps(message))

    def event(self, payload: dict[str, Any]) -> None:
        """Send the next numbered event."""
        self.number += 1
        self.say({"type": "event", "number": self.number, "at": "2026-11-23T14:38:00+07:00", "payload": payload})

    def commands(self, name: str) -> list[dict[str, Any]]:
        """Return the commands of that name that the page sent, newest last."""
        return [m for m in self.heard if m["type"] == "command" and m["command"]["name"] == name]

    def ack(self, message: dict[str, Any], ballot: dict[str, Any] | None = None) -> None:
        """Acknowledge a command."""
        self.say({"type": "ack", "id": message["id"], "number": self.number, "ballot": ballot})

    def accept(self, socket: WebSocketRoute) -> None:
        """Answer a page that connects, as the server does."""
        if self.refuse_connections:
            asyncio.get_running_loop().create_task(socket.close())
            return
        self.socket = socket
        socket.on_message(self.take)

    def take(self, text: str | bytes) -> None:
        """Answer one message of the page, as the server does."""
        message = json.loads(text)
        self.heard.append(message)
        now = "2026-11-23T14:38:00+07:00"
        if message["type"] == "hello":
            self.say({"type": "welcome", "protocol": 1, "you": self.you, "server_time": now, "ice": [], "recalled": []})
            if message["after"] is None:
                self.say({"type": "snapshot", "number": self.number, "state": self.state, "captions": self.captions})
            else:
                self.say({"type": "events", "last": self.number, "events": []})
        elif message["type"] == "ping":
            self.say({"type": "pong", "sent": message["sent"], "server_time": now})

    async def drop(self) -> None:
        """Cut the line; no new connection succeeds until ``refuse_connections`` is cleared."""
        self.refuse_connections = True
        if self.socket is not None:
            await self.socket.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium with a false camera and microphone."""
    binary = shutil.which("chromium")
    if binary is None or not (BUILD / "manifest.json").exists():
        pytest.skip("needs chromium and a built front end (npm run build)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=binary,
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--autoplay-policy=no-user-gesture-required",
            ],
        )
        yield browser
        await browser.close()


async def serve(route: Route, entry: str = "src/features/live/main.ts") -> None:
    """Answer a request as the web server does; ``entry`` is the page's bundle."""
    path = route.request.url.removeprefix(ORIGIN).split("?")[0]
    if path.endswith("file.pdf"):
        await route.fulfill(body=paper_bytes(), content_type="application/pdf")
    elif path.startswith("/static/build/"):
        file = BUILD / path.removeprefix("/static/build/")
        if file.is_file():
            await route.fulfill(body=file.read_bytes(), content_type=TYPES.get(file.suffix, "application/octet-stream"))
        else:
            await route.fulfill(status=404)
    else:
        page = next((page for end, page in CONSOLES.items() if path.endswith(end)), None)
        file_of_page = f"src/features/{page}/main.ts" if page else entry
        await route.fulfill(body=room_html(file_of_page), content_type="text/html; charset=utf-8")


CONSOLES = {"/dieu-hanh/": "chair", "/thu-ky/": "secretary"}


def room_html(entry: str = "src/features/live/main.ts") -> str:
    """Return the page that Django renders around a live page, as the bundle needs it."""
    manifest = json.loads((BUILD / "manifest.json").read_text())
    styles: list[str] = []

    def collect(key: str) -> None:
        styles.extend(manifest[key].get("css", []))
        for part in manifest[key].get("imports", []):
            collect(part)

    collect(entry)
    links = "".join(f'<link rel="stylesheet" href="/static/build/{css}">' for css in dict.fromkeys(styles))
    page = entry.split("/")[2].replace("live", "delegate")
    bootstrap = json.dumps({"meeting_id": "m1", "socket_url": "/live/m1/", "page": page, "language": "vi"})
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Phòng họp</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<script id="bootstrap" type="application/json">{bootstrap}</script>{links}'
        f'<script type="module" src="/static/build/{manifest[entry]["file"]}"></script></head><body></body></html>'
    )


OpenRoom = Callable[..., Any]


@pytest_asyncio.fixture(loop_scope="module")
async def open_room(chromium: Browser) -> AsyncIterator[OpenRoom]:
    """Open a live room: ``await open_room(state, you, size=(820, 1180), dark=False)`` returns the server's side.

    ``console``: path of a console instead (``thu-ky/``).
    """

    async def open_(
        state: dict[str, Any],
        you: dict[str, Any],
        *,
        size: tuple[int, int] = (820, 1180),
        dark: bool = False,
        captions: list[dict[str, Any]] | None = None,
        console: str = "",
    ) -> Server:
        context = await chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            has_touch=True,
            permissions=["camera", "microphone"],
        )
        page = await context.new_page()
        server = Server(page, state, you, captions=captions or [])
        # Given as it is, Playwright would hand the request to ``entry``.
        await page.route(f"{ORIGIN}/**", lambda route: serve(route))
        await page.route_web_socket("**/live/m1/", server.accept)
        await page.goto(f"{ORIGIN}/hop/m1/{console}")
        await page.get_by_test_id("quorum" if console else "line").wait_for()
        return server

    yield open_
    for context in chromium.contexts:
        await context.close()


async def picture(page: Page, name: str) -> None:
    """Keep a picture of the page, to be looked at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=os.fspath(PICTURES / f"{name}.png"))
