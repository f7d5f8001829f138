"""The product under its own supervisor, on free ports, with a database that may be killed: what chaos is made in.

``Database`` is made once, with a meeting in it, and copied for each house. A house runs Redis, PostgreSQL (or SQLite)
and web processes with the very commands of the embedded installation; the supervisor starts again whatever ``kill``
ends.
"""

import asyncio
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import redis

from deploy.embedded.certificates import Files, ensure_certificates
from deploy.embedded.child import Program
from deploy.embedded.output import LogStream
from deploy.embedded.processes import redis_program, web_command
from deploy.embedded.settings import ROOT, Embedded
from deploy.embedded.supervisor import Supervisor
from deploy.testing.postgres import DURABLE, Cluster, free_port, new_cluster
from tests.participants.stage import Stage

START_LIMIT_S = 60.0
APPLICATION = "meetings.config.asgi:application"
T = TypeVar("T")


def run_tool(environment: Mapping[str, str], *arguments: str, module: str = "tests.participants.stage") -> Any:
    """Run a stage (a module that prints JSON) with that database; returns what it printed."""
    command = [sys.executable, "-m", module, *arguments]
    settings = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "meetings.config.settings"}
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)


@dataclass(frozen=True)
class Database:
    """A database with a meeting in it to copy from: a cluster with a template, or a file."""

    folder: Path
    cluster: Cluster | None
    stage: Stage

    def copy(self, name: str, folder: Path) -> str:
        """Return the address of a fresh copy."""
        if self.cluster:
            self.cluster.create_database(name, "template")
            return self.cluster.url(name)
        shutil.copy(self.folder / "template.sqlite3", folder / f"{name}.sqlite3")
        return f"sqlite:///{folder / f'{name}.sqlite3'}"


class Keeper:
    """The supervisor in a thread of its own: busy participants do not hold it up."""

    def __init__(self, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="keeper")
        self._thread.start()
        self.log = LogStream(folder / "log")
        self._supervisor = Supervisor(self.log, folder / "ready.json")
        self.do(self._supervisor.open())

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the supervisor's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def start(self, program: Program) -> None:
        """Start a program and keep it alive."""

        async def start() -> None:
            self._supervisor.start(program)

        self.do(start())

    def pid(self, name: str) -> int:
        """Return the current process id of a program."""
        return self._supervisor.pids[name]

    def close(self) -> None:
        """Stop everything."""
        self.do(self._supervisor.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self.log.close()


@dataclass(frozen=True)
class Plan:
    """What a house is built of."""

    webs: int = 1
    media: bool = False
    """Also a media worker, ``media-1``."""
    application: str = APPLICATION
    """What daphne serves; tests of the checker name a broken one."""
    environment: Mapping[str, str] = field(default_factory=dict)


class House:
    """Redis, database and web processes; ``with House(…) as house``."""

    def __init__(self, database: Database, plan: Plan) -> None:
        # Short: the path of a unix socket has at most about a hundred bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="nghisu-chaos-"))
        self.database, self.plan = database, plan
        self.ports = {f"web-{number}": free_port() for number in range(1, plan.webs + 1)}
        self.doors = [f"https://127.0.0.1:{port}" for port in self.ports.values()]
        self.keeper = Keeper(self.folder)
        self._tls: ssl.SSLContext | None = None

    def __enter__(self) -> "House":
        try:
            self._build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.keeper.close()
        keep = os.environ.get("NGHISU_KEEP_CHAOS")
        if keep:
            shutil.copy(self.folder / "log" / "nghisu.log", keep)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _build(self) -> None:
        files = ensure_certificates(self.folder / "tls", ["localhost", "127.0.0.1"])
        self._tls = ssl.create_default_context(cafile=str(files.ca))
        embedded = self._embedded()
        self._start("redis", redis_program(embedded))
        self.wait_for("redis", self.redis_answers)
        cluster = self.database.cluster
        if cluster:
            self._start("postgres", Program("postgres", cluster.command, folder=cluster.folder, last=True))
            self.wait_for("postgres", cluster.answers)
        self.database_url = self.database.copy(f"house_{os.urandom(4).hex()}", self.folder)
        for name, port in self.ports.items():
            self._start(name, self._web(name, port, files))
        if self.plan.media:
            environment = {**self.environment(), "NGHISU_PROCESS": "media-1", "NGHISU_MEDIA_PORT": str(free_port())}
            self._start("media-1", Program("media-1", (sys.executable, "-m", "media"), environment, ROOT))
        for name in self.ports:
            self.wait_for(name, lambda name=name: self.web_answers(name))  # type: ignore[misc]

    def _embedded(self) -> Embedded:
        redis_url = f"unix://{self.folder / 'redis.sock'}?db=0"
        return Embedded(self.folder, 8443, 8080, 40000, ("localhost", "127.0.0.1"), redis_url, "", demo=False)

    def _web(self, name: str, port: int, files: Files) -> Program:
        embedded = replace(self._embedded(), https_port=port, http_port=free_port())
        command = [self.plan.application if part == APPLICATION else part for part in web_command(embedded, files)]
        return Program(
            name, tuple(command), {**self.environment(), "NGHISU_PORT": str(port), "NGHISU_PROCESS": name}, ROOT
        )

    def _start(self, name: str, program: Program) -> None:
        """Start a program behind a gate: while ``hold(name)`` holds, what was killed stays away."""
        gate = f'while [ -e "{self._gate(name)}" ]; do sleep 0.02; done; exec "$@"'
        self.keeper.start(replace(program, command=("sh", "-c", gate, name, *program.command)))

    def _gate(self, name: str) -> Path:
        return self.folder / f"hold-{name}"

    def environment(self) -> dict[str, str]:
        """Return what processes of this house need to know."""
        return {
            **self._embedded().environment(),
            "NGHISU_HOST": "localhost,127.0.0.1",
            "DATABASE_URL": self.database_url,
            # Sessions made with the database are good here.
            "NGHISU_SECRET_KEY_FILE": str(self.database.folder / "home" / "secret.key"),
            **self.plan.environment,
        }

    @property
    def stage(self) -> Stage:
        """The meeting that is played in."""
        return self.database.stage

    def record(self, meeting_id: str) -> Any:
        """Return what the database says of a meeting."""
        return run_tool(self.environment(), "record", meeting_id)

    def verify_journal(self, meeting_id: str) -> int:
        """Return the exit status of ``manage.py verify_journal``."""
        command = [sys.executable, str(ROOT / "manage.py"), "verify_journal", meeting_id]
        done = subprocess.run(command, cwd=ROOT, env=self.environment(), capture_output=True, check=False)
        return done.returncode

    def tls(self) -> ssl.SSLContext:
        """Return a client context that trusts this house."""
        assert self._tls
        return self._tls

    def redis(self) -> "redis.Redis":
        """Return a client of its Redis."""
        return redis.Redis.from_url(f"unix://{self.folder / 'redis.sock'}?db=0", socket_timeout=2)

    # Breaking things

    def kill(self, name: str) -> None:
        """``kill -9``, once; the supervisor starts it again."""
        os.kill(self.keeper.pid(name), signal.SIGKILL)

    def name_of(self, door: str) -> str:
        """Return the name of the web process behind an address."""
        return f"web-{self.doors.index(door) + 1}"

    def hold(self, name: str) -> None:
        """Let what is killed from now on stay away."""
        self._gate(name).touch()

    def release(self, name: str) -> None:
        """Let it come back."""
        self._gate(name).unlink(missing_ok=True)

    # Looking

    def redis_answers(self) -> bool:
        """True while Redis answers."""
        try:
            return bool(self.redis().ping())
        except redis.RedisError:
            return False

    def page(self, path: str, cookie: str, name: str = "web-1") -> int:
        """Return the status of an ordinary page, as asked for by a browser; 302 when it was sent elsewhere."""
        address = f"https://127.0.0.1:{self.ports[name]}{path}"
        request = urllib.request.Request(address, headers={"Cookie": cookie})
        try:
            with urllib.request.urlopen(request, context=self.tls(), timeout=10) as answer:  # noqa: S310
                return int(answer.status) if answer.url == address else 302
        except urllib.error.HTTPError as error:
            return error.code

    def healthz(self, name: str) -> tuple[int, dict[str, Any]]:
        """Return status and body of a web process's ``/healthz``; status 0 while it does not answer."""
        try:
            with urllib.request.urlopen(
                f"https://127.0.0.1:{self.ports[name]}/healthz", context=self.tls(), timeout=5
            ) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, {}
        except (urllib.error.URLError, OSError):
            return 0, {}

    def answers(self, name: str) -> bool:
        """True while a process of this house does its work."""
        if name == "redis":
            return self.redis_answers()
        if name == "postgres":
            assert self.database.cluster
            return self.database.cluster.answers()
        return self.web_answers(name)

    def web_answers(self, name: str) -> bool:
        """True while a web process is healthy."""
        return self.healthz(name)[0] == 200

    def wait_for(self, what: str, condition: Callable[[], bool], limit_s: float = START_LIMIT_S) -> float:
        """Wait (blocking) until ``condition()``; returns the seconds."""
        started = time.monotonic()
        while not condition():
            assert time.monotonic() - started < limit_s, f"{what} is not there after {limit_s:.0f} s\n{self.tail()}"
            time.sleep(0.05)
        return time.monotonic() - started

    def tail(self, lines: int = 60) -> str:
        """Return the end of the log of all processes."""
        path = self.folder / "log" / "nghisu.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""


def make_database(kind: str, folder: Path, delegates: int) -> Database:
    """Make what houses copy from; ``kind``: ``postgres`` or ``sqlite``."""

    def make(address: str) -> Stage:
        environment = {"DATABASE_URL": address, "NGHISU_HOME": str(folder / "home")}
        return Stage.read(json.dumps(run_tool(environment, "make", str(delegates))))

    (folder / "home").mkdir()
    if kind == "sqlite":
        return Database(folder, None, make(f"sqlite:///{folder / 'template.sqlite3'}"))
    (folder / "cluster").mkdir()
    cluster = new_cluster(folder / "cluster", DURABLE)
    keeper = Keeper(folder / "keeper")
    try:
        keeper.start(Program("postgres", cluster.command, folder=cluster.folder))
        started = time.monotonic()
        while not cluster.answers():
            assert time.monotonic() - started < START_LIMIT_S, "PostgreSQL did not start"
            time.sleep(0.05)
        cluster.create_database("template")
        return Database(folder, cluster, make(cluster.url("template")))
    finally:
        keeper.close()


async def blocking(function: Callable[..., T], *arguments: Any) -> T:
    """Run something blocking beside the participants."""
    work: Awaitable[T] = asyncio.to_thread(function, *arguments)
    return await work
