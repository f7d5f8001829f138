"""Real servers for tests: a private Redis on a unix socket and daphne with TLS, on free ports.

``Servers(folder, database_url)`` needs a migrated database; ``test_database_url()`` names the one of pytest-django.
"""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import redis
from django.conf import settings

from deploy.embedded.certificates import Files, ensure_certificates

ROOT = Path(__file__).resolve().parent.parent.parent
START_LIMIT_S = 60
BACKLOG = 2048


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_database_url() -> str:
    """Return the address of the database that pytest-django made for this session."""
    from django.db import connections

    name = connections["default"].settings_dict["NAME"]
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        return f"sqlite:///{name}"
    parts = urlsplit(given)
    return parts._replace(path=f"/{name}").geturl()


test_database_url.__test__ = False  # type: ignore[attr-defined]


@dataclass
class Servers:
    """Redis and one or more web processes. ``stop`` ends all of them."""

    folder: Path
    database_url: str
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    host: str = "127.0.0.1"
    redis_process: subprocess.Popen[bytes] | None = None
    web_processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    around_web: tuple[str, ...] = ()
    """Put before the command of a web process (a program that makes something fail)."""
    interface: str = "127.0.0.1"
    redis_options: tuple[str, ...] = ("--appendonly", "no")

    def __post_init__(self) -> None:
        self.certificates: Files = ensure_certificates(self.folder / "tls", ["localhost", "127.0.0.1"])

    @property
    def redis_socket(self) -> Path:
        return self.folder / "redis.sock"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.redis_socket}?db=0"

    @property
    def url(self) -> str:
        return f"https://{self.host}:{self.port}"

    def tls(self) -> ssl.SSLContext:
        """Return a client context that trusts the test's authority."""
        return ssl.create_default_context(cafile=str(self.certificates.ca))

    def redis(self) -> "redis.Redis":
        return redis.Redis.from_url(self.redis_url)

    def start_redis(self) -> None:
        program = shutil.which("redis-server")
        assert program, "redis-server is needed"
        command = [program, "--port", "0", "--unixsocket", str(self.redis_socket), "--dir", str(self.folder)]
        quiet = ["--save", "", "--loglevel", "warning"]
        self.redis_process = subprocess.Popen([*command, *quiet, *self.redis_options])
        wait_for(lambda: self._redis_answers(), "redis")

    def _redis_answers(self) -> bool:
        try:
            return bool(self.redis().ping())
        except redis.RedisError:
            return False

    def kill_redis(self) -> None:
        assert self.redis_process
        self.redis_process.kill()
        self.redis_process.wait()

    def start_web(self, name: str = "web-1", *, wait: bool = True) -> None:
        """Start a web process; ``web-1`` listens on ``port``, others on ports of their own (``ports``)."""
        command, environment = self.web_command(name)
        log = (self.folder / f"{name}.log").open("ab")
        self.web_processes[name] = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        if wait:
            wait_for(lambda: self.answers(name), name)

    def web_command(self, name: str) -> tuple[tuple[str, ...], dict[str, str]]:
        """Return the command and the environment of a web process."""
        port = self.ports.setdefault(name, self.port if name == "web-1" else free_port())
        files = self.certificates
        endpoint = (
            f"ssl:{port}:privateKey={files.key}:certKey={files.chain}:interface={self.interface}:backlog={BACKLOG}"
        )
        limits = ("--websocket-max-message-size", "131072", "--websocket-max-frame-size", "131072")
        daphne = (sys.executable, "-m", "daphne", "-v", "0", "-e", endpoint, *limits)
        return (*self.around_web, *daphne, "meetings.config.asgi:application"), self.environment_of(name, port)

    def environment_of(self, name: str, port: int = 0) -> dict[str, str]:
        """Return what a process of this installation is told."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "meetings.config.settings",
            "NGHISU_HOME": str(self.folder),
            # The same secret as this process: cookies made here are good there.
            "NGHISU_SECRET_KEY_FILE": str(settings.HOME / "secret.key"),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "NGHISU_PROCESS": name,
            "NGHISU_PORT": str(port or self.port),
            "NGHISU_HOST": "localhost,127.0.0.1",
            **self.environment,
        }

    def answers(self, name: str = "web-1") -> bool:
        """Return whether a web process serves."""
        try:
            with urllib.request.urlopen(
                f"https://127.0.0.1:{self.ports[name]}/healthz", context=self.tls(), timeout=5
            ) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill_web(self, name: str = "web-1") -> None:
        """Kill a web process as a crash would (SIGKILL)."""
        process = self.web_processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def log(self, name: str = "web-1") -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def stop(self) -> None:
        for process in [*self.web_processes.values(), *([self.redis_process] if self.redis_process else [])]:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(condition: "object", what: str, limit_s: float = START_LIMIT_S) -> None:
    """Wait until ``condition()`` is true."""
    assert callable(condition)
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come up in {limit_s} s")
