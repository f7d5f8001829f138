"""A private Redis on a unix socket and real worker processes; nothing here touches the network beyond loopback."""

import asyncio
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from redis import Redis as SyncRedis
from redis import RedisError
from redis.asyncio import Redis

from meetings.contracts.audience import peers_of
from meetings.contracts.bus import (
    live_channel,
    media_commands_stream,
    media_counters_key,
    media_worker_key,
    unpack_live,
)
from meetings.contracts.media import CloseConference, JoinPeer, Participant, Policy, WorkerInfo
from tests.integration.media.fakepeer import FakePeer

ROOT = Path(__file__).parents[3]
WORKER = "media-1"


class RedisServer:
    """A redis-server that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "redis.sock"
        self.url = f"unix://{self.socket}?db=0"
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        binary = shutil.which("redis-server")
        assert binary, "redis-server is needed for the integration tests"
        self._process = subprocess.Popen(
            [binary, "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            cwd=self.socket.parent,
        )
        wait_until(self._answers)

    def _answers(self) -> bool:
        """The socket is there before anybody listens on it, so its file says nothing."""
        with closing(SyncRedis.from_url(self.url, socket_timeout=1)) as client:
            try:
                return bool(client.ping())
            except RedisError:
                return False

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
            self.socket.unlink(missing_ok=True)


class WorkerProcess:
    """``python -m media`` on a free port."""

    def __init__(self, redis_url: str, log: Path, engine: str = "auto") -> None:
        self._environment = os.environ | {
            "NGHISU_MEDIA_ENGINE": engine,
            "REDIS_URL": redis_url,
            "NGHISU_MEDIA_PORT": "0",
            "NGHISU_MEDIA_ADDRESSES": "127.0.0.1,::1",
            "NGHISU_PROCESS": WORKER,
        }
        self._log = log
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "media"], env=self._environment, cwd=ROOT, stderr=log)

    def kill_and_restart(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process = self._start()

    def terminate(self) -> float:
        """SIGTERM; return the seconds until it left."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=10)
        return time.monotonic() - begun

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def log(self) -> str:
        return self._log.read_text()


class Control:
    """Plays the web process: sends commands, hears what is published."""

    def __init__(self, url: str, meeting: str | None = None) -> None:
        self.meeting = meeting or secrets.token_hex(4)
        self.redis = Redis.from_url(url, protocol=2)
        self.messages: list[tuple[str | None, dict[str, Any]]] = []
        """Peer id (None: everyone) and message, as they came."""
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        self._pubsub = self.redis.pubsub()
        await self._pubsub.subscribe(live_channel(self.meeting))
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for item in self._pubsub.listen():
            if item["type"] == "message":
                head, body = unpack_live(item["data"])
                peers = peers_of(head.audience) or (None,)
                self.messages += [(peer, json.loads(body)) for peer in peers]

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
        await self.redis.aclose()

    async def send(self, command: Any) -> None:
        await self.redis.xadd(media_commands_stream(WORKER), {"data": command.model_dump_json()})

    async def join(
        self,
        peer: str,
        sdp: str,
        policy: Policy,
        *,
        key: str | None = None,
        publishes: bool = True,
        hears: bool = True,
        room_id: str | None = None,
        interprets: bool = False,
    ) -> dict[str, Any]:
        """Offer for a page, return the worker's ``media_answer`` or ``media_failed``."""
        before = len(self.messages)
        person = Participant(key=key or f"person:{peer}", name=f"Đại biểu {peer}", room_id=room_id)
        await self.send(
            JoinPeer(
                meeting_id=self.meeting,
                peer_id=peer,
                nonce=f"nonce-{peer}",
                sdp=sdp,
                participant=person,
                may_publish=publishes,
                interprets=interprets,
                hears=hears,
                policy=policy,
            )
        )
        return await self.message(
            lambda to, one: to == peer and one["type"] in ("media_answer", "media_failed"), after=before
        )

    async def message(
        self, match: Callable[[str | None, dict[str, Any]], bool], *, after: int = 0, timeout: float = 20
    ) -> dict[str, Any]:
        """Wait for the first message after index ``after`` that matches."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            for to, one in self.messages[after:]:
                if match(to, one):
                    return one
            await asyncio.sleep(0.02)
        raise AssertionError(f"no such message among {[(to, one['type']) for to, one in self.messages[after:]]}")

    async def worker(self) -> WorkerInfo:
        """Wait for the worker's registry entry."""
        for _ in range(1500):
            data = await self.redis.get(media_worker_key(WORKER))
            if data:
                return WorkerInfo.model_validate_json(data)
            await asyncio.sleep(0.02)
        raise AssertionError("the worker did not register")

    async def counter(self, name: str, at_least: int = 1, timeout: float = 15) -> int:
        """Wait until a counter of the worker is high enough."""
        deadline = time.monotonic() + timeout
        counts: dict[str, int] = {}
        while time.monotonic() < deadline:
            counts = json.loads(await self.redis.get(media_counters_key(WORKER)) or b"{}")
            if counts.get(name, 0) >= at_least:
                return counts.get(name, 0)
            await asyncio.sleep(0.1)
        raise AssertionError(f"{name} stayed below {at_least}: {counts}")


def wait_until(condition: Callable[[], bool], timeout: float = 20) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "own_worker: the test breaks its worker or its Redis and gets fresh ones")


Stack = tuple[RedisServer, WorkerProcess]


@contextmanager
def _stack(folder: Path, engine: str) -> Iterator[Stack]:
    server = RedisServer(folder)
    process = WorkerProcess(server.url, folder / "media.log", engine)
    yield server, process
    process.stop()
    server.stop()
    sys.stderr.write(process.log())


def _engine(request: pytest.FixtureRequest) -> str:
    """A test module may name the packet engine of its workers."""
    return getattr(request.module, "ENGINE", "auto")


@pytest.fixture(scope="module")
def shared_stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with _stack(tmp_path_factory.mktemp("media"), _engine(request)) as stack:
        yield stack


@pytest.fixture
def stack(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stack]:
    if request.node.get_closest_marker("own_worker"):
        with _stack(tmp_path, _engine(request)) as own:
            yield own
    else:
        shared: Stack = request.getfixturevalue("shared_stack")
        yield shared


@pytest.fixture
def redis_server(stack: Stack) -> RedisServer:
    return stack[0]


@pytest.fixture
def worker(stack: Stack) -> WorkerProcess:
    return stack[1]


@pytest.fixture
async def control(stack: Stack) -> AsyncIterator[Control]:
    one = Control(stack[0].url)
    await one.open()
    await one.worker()
    yield one
    await one.send(CloseConference(meeting_id=one.meeting))
    await one.close()


Join = Callable[..., Awaitable[FakePeer]]
OPEN = Policy(number=1, floor=("person:a",), open_microphones=("person:a",))


@pytest.fixture
async def join(control: Control) -> AsyncIterator[Join]:
    peers: list[FakePeer] = []

    async def one(name: str, policy: Policy = OPEN, host: str = "127.0.0.1", **options: Any) -> FakePeer:
        peer = FakePeer(name)
        answer = await control.join(name, peer.offer(), policy, **options)
        assert answer["type"] == "media_answer", answer
        await peer.connect(answer["sdp"], host)
        peer.source = answer["source"]
        peers.append(peer)
        return peer

    yield one
    for peer in peers:
        await peer.close()


async def eventually(condition: Callable[[], bool], timeout: float = 10) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        await asyncio.sleep(0.02)
