"""The whole product, started the way ``make run`` starts it, in a folder of its own on free ports."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180
STOP_SECONDS = 20


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    """Return a port that nobody uses just now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class System:
    """A running installation with the demonstration loaded."""

    home: Path
    url: str
    process: subprocess.Popen[bytes]

    @property
    def ready(self) -> dict[str, object]:
        """What ``ready.json`` says now."""
        return dict(json.loads((self.home / "ready.json").read_text()))

    def pid(self, name: str) -> int:
        """Return the process id of one of the processes."""
        processes = self.ready["processes"]
        assert isinstance(processes, dict)
        return int(processes[name])

    def kill(self, name: str) -> None:
        """Kill one process as a power failure would."""
        os.kill(self.pid(name), signal.SIGKILL)

    def password(self, username: str) -> str:
        """Return the password of a demonstration account."""
        accounts = json.loads((self.home / "demo-accounts.json").read_text())
        return str(next(account["password"] for account in accounts if account["username"] == username))

    def log(self) -> str:
        """Return everything that the processes have written."""
        return (self.home / "log" / "nghisu.log").read_text(errors="replace")

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(STOP_SECONDS)


def start_system(home: Path, *, before: Sequence[str] = (), **environment: str) -> System:
    """Start the installation and wait until every process answers; ``before`` goes in front of its command."""
    port = free_port()
    settings = {
        "NGHISU_HOME": str(home),
        "NGHISU_PORT": str(port),
        "NGHISU_HTTP_PORT": str(free_port()),
        "NGHISU_MEDIA_PORT": str(free_port(socket.SOCK_DGRAM)),
        "NGHISU_MEDIA_ADDRESSES": "127.0.0.1",
        **environment,
    }
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("NGHISU_")}
    output = (home / "console.log").open("wb")
    process = subprocess.Popen(
        [*before, sys.executable, "-m", "deploy.embedded"],
        cwd=ROOT,
        env={**inherited, **settings},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    system = System(home, f"https://localhost:{port}", process)
    deadline = time.monotonic() + START_SECONDS
    while not (home / "ready.json").exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(f"the system did not start:\n{(home / 'console.log').read_text()[-4000:]}")
        time.sleep(0.2)
    return system
