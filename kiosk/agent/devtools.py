"""The browser's control pipe (Chrome DevTools Protocol, JSON messages ended by a zero byte).

A pipe and not a port: nobody else on the computer can reach it.
"""

import json
import os
import select
from dataclasses import dataclass
from typing import Any

MAX_BUFFER = 4_000_000


@dataclass(frozen=True)
class Page:
    """An open page of the browser."""

    target: str
    url: str
    title: str


class DevToolsPipe:
    """Questions to the browser and its answers; never waits longer than it is told."""

    def __init__(self, read_fd: int, write_fd: int) -> None:
        self._read_fd = read_fd
        self._write_fd = write_fd
        self._buffer = b""
        self._last_id = 0
        os.set_blocking(read_fd, False)
        os.set_blocking(write_fd, False)

    def ask(
        self, method: str, params: dict[str, Any], timeout: float, session: str | None = None
    ) -> dict[str, Any] | None:
        """Return the result of one question; null when the browser is silent or refuses."""
        self._last_id += 1
        message: dict[str, Any] = {"id": self._last_id, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        try:
            os.write(self._write_fd, json.dumps(message).encode() + b"\0")
        except OSError:
            return None
        return self._answer(self._last_id, timeout)

    def pages(self, timeout: float) -> list[Page] | None:
        """Return the open pages; null when the browser does not answer."""
        result = self.ask("Target.getTargets", {}, timeout)
        if result is None:
            return None
        found = [info for info in result.get("targetInfos", []) if info.get("type") == "page"]
        return [Page(info["targetId"], info.get("url", ""), info.get("title", "")) for info in found]

    def open(self, page: Page, url: str, timeout: float) -> bool:
        """Send an open page to another address."""
        attached = self.ask("Target.attachToTarget", {"targetId": page.target, "flatten": True}, timeout)
        if attached is None:
            return False
        session = str(attached.get("sessionId", ""))
        went = self.ask("Page.navigate", {"url": url}, timeout, session)
        self.ask("Target.detachFromTarget", {"sessionId": session}, timeout)
        return went is not None

    def close(self) -> None:
        """Close both ends."""
        os.close(self._read_fd)
        os.close(self._write_fd)

    def _answer(self, wanted: int, timeout: float) -> dict[str, Any] | None:
        while True:
            message = self._next_message(timeout)
            if message is None:
                return None
            if message.get("id") == wanted:
                result = message.get("result")
                return result if isinstance(result, dict) else None

    def _next_message(self, timeout: float) -> dict[str, Any] | None:
        while b"\0" not in self._buffer:
            if not self._read_more(timeout):
                return None
        head, _, self._buffer = self._buffer.partition(b"\0")
        try:
            message = json.loads(head)
        except ValueError:
            return {}
        return message if isinstance(message, dict) else {}

    def _read_more(self, timeout: float) -> bool:
        ready, _, _ = select.select([self._read_fd], [], [], timeout)
        if not ready:
            return False
        try:
            data = os.read(self._read_fd, 65_536)
        except OSError:
            return False
        self._buffer += data
        return bool(data) and len(self._buffer) <= MAX_BUFFER
