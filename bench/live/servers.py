"""What is measured: Redis and daphne, started by the very commands of ``deploy``, on free ports of the loopback."""

import os
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from deploy.embedded.certificates import ensure_certificates
from deploy.embedded.child import Program
from deploy.embedded.processes import redis_program, web_command
from deploy.embedded.settings import Embedded

OURS = "meetings.config.asgi:application"
PEER = "bench.live.peer:application"
START_S = 60.0
ENDS_WITH_US = ("setpriv", "--pdeathsig", "TERM", "--")
"""Put before a server's command: it ends also when the bench is killed."""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def installation(folder: Path, database_url: str) -> Embedded:
    """An installation of the product in a folder, as ``make run`` would make it."""
    return Embedded(
        home=folder,
        https_port=free_port(),
        http_port=free_port(),
        media_port=free_port(),
        hosts=("127.0.0.1",),
        redis_url=f"unix://{folder / 'redis.sock'}?db=0",
        database_url=database_url,
        demo=False,
    )


class Servers:
    """One installation's Redis, and daphne with the product or with the peer that it is compared to."""

    def __init__(self, embedded: Embedded) -> None:
        self.embedded = embedded
        self.files = ensure_certificates(embedded.home / "tls", ["localhost", "127.0.0.1"])
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start_redis(self) -> int:
        """Start the private Redis; returns its process id."""
        if shutil.which("redis-server") is None:
            raise RuntimeError("redis-server is not installed (apt-get install redis-server)")
        return self._start(redis_program(self.embedded), lambda: self.embedded.redis_socket.exists())

    def start_web(self, name: str, application: str = OURS, settings: str = "meetings.config.settings") -> int:
        """Start daphne with an application and wait until it answers; returns its process id."""
        *command, _application = web_command(self.embedded, self.files)
        environment = {
            **self.embedded.environment(),
            "DJANGO_SETTINGS_MODULE": settings,
            "NGHISU_PROCESS": name,
            "NGHISU_HOST": "localhost,127.0.0.1",
            "NGHISU_LOG_LEVEL": "WARNING",
        }
        return self._start(Program(name, (*command, application), environment), self._answers)

    def _answers(self) -> bool:
        trusted = ssl.create_default_context(cafile=str(self.files.ca))
        try:
            address = f"https://127.0.0.1:{self.embedded.https_port}/healthz"
            urllib.request.urlopen(address, context=trusted, timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def _start(self, program: Program, answers: "object") -> int:
        assert callable(answers)  # noqa: S101 - for the type checker
        with (self.embedded.home / f"{program.name}.log").open("ab") as log:
            process = subprocess.Popen(
                (*ENDS_WITH_US, *program.command), env=dict(program.environment or os.environ), stdout=log, stderr=log
            )
        self._running[program.name] = process
        end = time.monotonic() + START_S
        while not answers():
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{program.name} did not start:\n{self.log(program.name)}")
            time.sleep(0.02)
        return process.pid

    def log(self, name: str) -> str:
        """The end of a process's output."""
        return (self.embedded.home / f"{name}.log").read_text(errors="replace")[-3000:]

    def stop(self, name: str | None = None) -> None:
        """End one process, or all."""
        for known in [name] if name else list(self._running)[::-1]:
            process = self._running.pop(known)
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
