"""``var/ready.json``: exists exactly as long as every process answers."""

import asyncio
import http.client
import json
import os
import ssl
from pathlib import Path

from deploy.embedded.certificates import Files
from deploy.embedded.settings import Embedded

POLL_SECONDS = 0.2
HTTP_SECONDS = 3.0


class Health:
    """Asks ``GET /healthz`` which processes are alive."""

    def __init__(self, embedded: Embedded, files: Files) -> None:
        self._port = embedded.https_port
        self._context = ssl.create_default_context(cafile=str(files.ca))

    async def alive(self) -> set[str]:
        """Names of the processes with a fresh heartbeat; empty while the web process does not answer."""
        return await asyncio.to_thread(self._ask)

    def _ask(self) -> set[str]:
        connection = http.client.HTTPSConnection("localhost", self._port, timeout=HTTP_SECONDS, context=self._context)
        try:
            connection.request("GET", "/healthz")
            response = connection.getresponse()
            return alive_names(response.read())
        except (OSError, http.client.HTTPException):
            return set()
        finally:
            connection.close()


def alive_names(body: bytes) -> set[str]:
    """Process names in the answer of ``/healthz``: ``{"processes": {name: {"alive": true, …}}}``."""
    try:
        processes = json.loads(body)["processes"]
    except (ValueError, KeyError, TypeError):
        return set()
    return {name for name, state in processes.items() if state.get("alive")}


def write_ready(embedded: Embedded, files: Files, urls: dict[str, str], pids: dict[str, int]) -> None:
    """Write the file in one move: a reader sees the old or the new one, never half of it."""
    content = {
        **urls,
        "accounts": demo_accounts(embedded.home),
        "ca": str(files.ca),
        "processes": dict(pids),
        "supervisor": os.getpid(),
    }
    temporary = embedded.ready_file.with_suffix(".json.new")
    temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    temporary.replace(embedded.ready_file)


def demo_accounts(home: Path) -> list[dict[str, str]]:
    """What ``manage.py load_demo`` left for the person at the terminal; empty without a demo."""
    try:
        accounts: list[dict[str, str]] = json.loads((home / "demo-accounts.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return accounts
