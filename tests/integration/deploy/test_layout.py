"""The production layout without containers: the very commands of ``docker-compose.yml``, PostgreSQL, Redis over TCP.

Two web processes on two ports, two media workers on two UDP ports, transcription, jobs: all healthy, the sign-in
page is served by both web processes, and what is killed comes back while the rest stays.
"""

import asyncio
import http.client
import json
import os
import secrets
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.embedded.child import Program
from deploy.embedded.output import LogStream
from deploy.embedded.supervisor import Supervisor
from deploy.testing.postgres import PostgresMissingError, free_port, private_cluster, programs
from meetings.contracts.bus import process_name

ROOT = Path(__file__).resolve().parents[3]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
OURS = ("web-1", "web-2", "media-1", "media-2", "transcription", "jobs")
NAMES = {process_name(SERVICES[name]["environment"]["NGHISU_PROCESS"]) for name in OURS}
NOBODY: Mapping[str, int] = {}
PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.9.8.7", "Host": "localhost"}


def _postgres_is_there() -> bool:
    try:
        programs()
    except PostgresMissingError:
        return False
    return True


pytestmark = [
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is not installed"),
    pytest.mark.skipif(not _postgres_is_there(), reason="postgresql is not installed"),
]


@dataclass
class Layout:
    """The running processes and where to reach them."""

    supervisor: Supervisor
    ports: dict[str, int]

    async def ask(self, name: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
        """GET from one web process as nginx would; status 0 while it does not answer."""
        return await asyncio.to_thread(self._ask, name, path, {**PROXY, **(headers or {})})

    def _ask(self, name: str, path: str, headers: dict[str, str]) -> tuple[int, str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.ports[name], timeout=5)) as connection:
            try:
                connection.request("GET", path, headers=headers)
                response = connection.getresponse()
                return response.status, response.read().decode()
            except (OSError, http.client.HTTPException):
                return 0, ""

    async def processes(self, name: str) -> dict[str, int]:
        """Process ids that one web process sees alive, by name."""
        status, body = await self.ask(name, "/healthz")
        if status != 200:
            return {}
        processes = json.loads(body)["processes"]
        return {process: state["pid"] for process, state in processes.items() if state["alive"]}

    async def until_alive(self, name: str, old: Mapping[str, int] = NOBODY) -> dict[str, int]:
        """Wait until one web process sees all of them, those in ``old`` with new ids; returns all ids."""
        async with asyncio.timeout(60.0):
            while True:
                seen = await self.processes(name)
                seen = {process: pid for process, pid in seen.items() if process in NAMES}
                if set(seen) == NAMES and not seen.items() & old.items():
                    return seen
                await asyncio.sleep(0.2)


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    with private_cluster() as url:
        yield url


@pytest.fixture
async def layout(database_url: str, tmp_path: Path) -> AsyncIterator[Layout]:
    redis_port, password = free_port(), secrets.token_urlsafe(16)
    ports = {name: free_port() for name in OURS}
    shared = {
        "NGHISU_HOME": str(tmp_path / "data"),
        "NGHISU_HOST": "localhost",
        "NGHISU_PROXY_COUNT": "1",
        "DATABASE_URL": database_url,
        "REDIS_URL": f"redis://:{password}@127.0.0.1:{redis_port}/0",
        "TRANSCRIPTION_ENGINE": "fake",
        "NGHISU_PROCESSES": ",".join(sorted(NAMES)),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "REDIS_PASSWORD": password,
    }
    (tmp_path / "redis").mkdir()
    log = LogStream(tmp_path / "log")
    supervisor = Supervisor(log, tmp_path / "ready.json")
    await supervisor.open()
    try:
        redis_command = [part.replace("$$", "$") for part in SERVICES["redis"]["command"]]
        redis_command[-1] = redis_command[-1].replace("dir /data", f"dir {tmp_path / 'redis'}\\nport {redis_port}")
        supervisor.start(Program("redis", tuple(redis_command), shared, last=True))
        migrate = Program("migrate", tuple(SERVICES["migrate"]["command"]), shared, ROOT)
        assert await supervisor.run_once(migrate) == 0
        for name in OURS:
            supervisor.start(_program(name, ports[name], shared))
        yield Layout(supervisor, ports)
    finally:
        await supervisor.close()
        log.close()
        sys.stdout.write((tmp_path / "log" / "nghisu.log").read_text())


def _program(name: str, port: int, shared: dict[str, str]) -> Program:
    service = SERVICES[name]
    command = tuple(part.replace("tcp:8000:interface=0.0.0.0", f"tcp:{port}:interface=127.0.0.1")
                    for part in service["command"])  # fmt: skip
    environment = {**shared, "NGHISU_PROCESS": service["environment"]["NGHISU_PROCESS"], "NGHISU_MEDIA_PORT": str(port)}
    return Program(name, command, environment, ROOT)


async def test_the_layout_of_several_machines_is_healthy_and_heals(layout: Layout) -> None:
    before = await layout.until_alive("web-1")
    assert await layout.until_alive("web-2") == before
    for name in ("web-1", "web-2"):
        status, page = await layout.ask(name, "/dang-nhap/")
        assert status == 200
        assert "csrfmiddlewaretoken" in page

    killed = {name: before[name] for name in ("media-1", "web-2")}
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)
    after = await layout.until_alive("web-1", killed)
    assert await layout.until_alive("web-2") == after
    assert {name: pid for name, pid in after.items() if name not in killed} == {
        name: pid for name, pid in before.items() if name not in killed
    }
