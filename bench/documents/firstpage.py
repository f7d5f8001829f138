"""Page 1 of a long paper in Chromium, over a line of bounded speed."""

import time
from typing import Any

from playwright.sync_api import Browser, Route, sync_playwright

from bench.live.servers import Servers
from tests.e2e.browsers import CHROMIUM, FLAGS, TABLET

MBIT, DELAY_MS = 20, 20
"""The line of each tablet, and how long an answer begins late."""
DRAWN = "[data-page='1'][data-drawn]"
LIMIT_MS = 60_000
AFTERWARDS_MS = 1500
"""What is fetched so soon after page 1 belongs to the opening (page 2, when it can be seen)."""


class Reader:
    """A browser whose every opening is that of a tablet that was never here: nothing cached, program included."""

    def __init__(self, servers: Servers, path: str, cookie: str) -> None:
        self._url = f"https://localhost:{servers.embedded.https_port}"
        self._path = path
        name, _, value = cookie.partition("=")
        self._cookie = {"name": name, "value": value, "url": self._url, "secure": True}
        self._driver = sync_playwright().start()
        self._browser: Browser = self._driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))

    def close(self) -> None:
        """End the browser."""
        self._browser.close()
        self._driver.stop()

    def open(self, *, ranges: bool, afterwards_ms: int = 0) -> tuple[float, list[tuple[int, int]]]:
        """Return milliseconds from the tap to the drawn page 1, and the pieces of the paper that were asked for."""
        context = self._browser.new_context(viewport=_size(), ignore_https_errors=True, locale="vi-VN")
        try:
            context.add_cookies([self._cookie])  # type: ignore[list-item]
            page, pieces = context.new_page(), []
            line: dict[str, Any] = {"offline": False, "latency": DELAY_MS, "connectionType": "wifi"}
            line |= {"downloadThroughput": MBIT * 125_000, "uploadThroughput": MBIT * 125_000}
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", line)
            if not ranges:
                context.route("**/file.pdf*", _without_range)
            page.on("request", lambda request: pieces.extend(_piece(request.headers.get("range", ""))))
            began = time.monotonic()
            page.goto(f"{self._url}{self._path}", wait_until="commit")
            page.wait_for_selector(DRAWN, timeout=LIMIT_MS)
            took = 1000 * (time.monotonic() - began)
            page.wait_for_timeout(afterwards_ms)
            return took, pieces
        finally:
            context.close()


def _size() -> Any:
    return {"width": TABLET["width"], "height": TABLET["height"]}


def _without_range(route: Route) -> None:
    headers = {name: value for name, value in route.request.headers.items() if name != "range"}
    route.continue_(headers=headers)


def _piece(told: str) -> list[tuple[int, int]]:
    first, dash, last = told.removeprefix("bytes=").partition("-")
    return [(int(first), int(last))] if dash and first.isdigit() and last.isdigit() and int(last) else []
