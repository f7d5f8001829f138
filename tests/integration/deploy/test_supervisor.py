"""The supervisor over the real Redis: restart, stop without orphans, refusals, ``ready.json``."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded import orphans
from deploy.testing.postgres import free_port

pytestmark = pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is not installed")
STAND_IN = Path(__file__).with_name("stand_in.py")
STOP_SECONDS = 5.0


class Installation:
    """One data folder with free ports, and the supervisor on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {
            **os.environ,
            "NGHISU_HOME": str(home),
            "NGHISU_PORT": str(free_port()),
            "NGHISU_HTTP_PORT": str(free_port()),
            "NGHISU_MEDIA_PORT": str(free_port()),
            "REDIS_URL": "",
            "DATABASE_URL": "",
            "NGHISU_HOST": "",
        }

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(STAND_IN)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def ready(self) -> dict[str, Any] | None:
        try:
            content: dict[str, Any] = json.loads((self.home / "ready.json").read_text())
        except FileNotFoundError:
            return None
        return content

    def processes(self) -> list[int]:
        """Everything the installation runs, by the data folder in its environment; the supervisor too."""
        needle = f"NGHISU_HOME={self.home}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and needle in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                continue
        return found


@contextmanager
def started(installation: Installation) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    supervisor = installation.start()
    try:
        yield supervisor, wait_for(installation.ready)
    finally:
        supervisor.kill()
        supervisor.wait()


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    home = tmp_path_factory.mktemp("v")
    one = Installation(home)
    yield one
    for pid in one.processes():
        os.kill(pid, signal.SIGKILL)


def wait_for(read: Callable[[], Any], seconds: float = 15.0) -> Any:
    deadline = time.monotonic() + seconds
    while (value := read()) is None:
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return value


def test_ready_file_names_addresses_authority_and_every_process(installation: Installation) -> None:
    with started(installation) as (supervisor, ready):
        assert ready["url"] == f"https://localhost:{installation.environment['NGHISU_PORT']}/"
        assert ready["http_url"].endswith(f":{installation.environment['NGHISU_HTTP_PORT']}/thiet-bi/")
        assert Path(ready["ca"]).read_text().startswith("-----BEGIN CERTIFICATE")
        assert set(ready["processes"]) == {"redis", "web-1", "media-1"}
        assert all(Path("/proc", str(pid)).exists() for pid in ready["processes"].values())
        assert ready["supervisor"] == supervisor.pid
        assert os.getpriority(os.PRIO_PROCESS, ready["processes"]["web-1"]) == os.nice(0) + 5
        group = Path("/proc", str(ready["processes"]["web-1"]), "autogroup")
        assert not group.exists() or group.read_text().split()[-1] == "5", "its session competes with the others"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_in_five_seconds_and_leaves_no_orphan(
    installation: Installation, number: signal.Signals
) -> None:
    with started(installation) as (supervisor, _):
        assert len(installation.processes()) >= 6
        began = time.monotonic()
        supervisor.send_signal(number)
        output, _ = supervisor.communicate(timeout=STOP_SECONDS + 5)
        assert time.monotonic() - began < STOP_SECONDS
        assert supervisor.returncode == 0
        assert installation.processes() == []
        assert installation.ready() is None
        assert "media-1 " in output and "tiếng nói và hình ảnh" in output


def test_kill_9_of_the_supervisor_leaves_no_orphan(installation: Installation) -> None:
    with started(installation) as (supervisor, _):
        supervisor.kill()
        supervisor.wait()
        wait_for(lambda: None if installation.processes() else True, seconds=8)
        assert installation.ready() is None


def test_a_killed_process_is_back_with_its_new_id_in_the_ready_file(installation: Installation) -> None:
    with started(installation) as (_, ready):
        old = ready["processes"]["web-1"]
        began = time.monotonic()
        os.kill(old, signal.SIGKILL)

        def renewed() -> int | None:
            content = installation.ready()
            pid: int = content["processes"]["web-1"] if content else old
            return pid if pid != old else None

        new = wait_for(renewed)
        assert time.monotonic() - began < 2.0
        assert Path("/proc", str(new)).exists()
        others = {name: pid for name, pid in (installation.ready() or {})["processes"].items() if name != "web-1"}
        assert others == {name: pid for name, pid in ready["processes"].items() if name != "web-1"}


def test_a_taken_port_is_named_and_nothing_is_started(installation: Installation) -> None:
    with closing(socket.create_server(("", int(installation.environment["NGHISU_PORT"])))):
        supervisor = installation.start()
        output, _ = supervisor.communicate(timeout=15)
    assert supervisor.returncode == 1
    assert f"TCP {installation.environment['NGHISU_PORT']}" in output
    assert "NGHISU_PORT=" in output
    assert "Traceback" not in output
    assert not installation.processes()
    assert not (installation.home / "redis").exists()


def test_a_taken_media_port_is_named(installation: Installation) -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as holder:
        holder.bind(("", int(installation.environment["NGHISU_MEDIA_PORT"])))
        supervisor = installation.start()
        output, _ = supervisor.communicate(timeout=15)
    assert supervisor.returncode == 1
    assert f"UDP {installation.environment['NGHISU_MEDIA_PORT']}" in output


def test_a_second_start_says_where_the_first_one_is(installation: Installation) -> None:
    with started(installation) as (first, ready):
        second = installation.start()
        output, _ = second.communicate(timeout=15)
        assert second.returncode == 1
        assert ready["url"] in output
        assert first.poll() is None
        assert installation.ready() == ready


def test_data_and_authority_survive_a_restart(installation: Installation) -> None:
    with started(installation) as (supervisor, ready):
        before = Path(ready["ca"]).read_bytes()
        supervisor.send_signal(signal.SIGINT)
        supervisor.communicate(timeout=10)
    with started(installation) as (_, ready):
        assert Path(ready["ca"]).read_bytes() == before


def test_only_marked_processes_are_found() -> None:
    mark = "test-mark-of-nobody"
    child = subprocess.Popen(["sleep", "60"], env={**os.environ, orphans.MARK: mark})
    other = subprocess.Popen(["sleep", "60"])
    try:
        wait_for(lambda: orphans.marked(mark) or None)
        assert orphans.marked(mark) == [child.pid]
        assert orphans.end_marked(mark, 2.0) == 0
        assert child.wait(5) == -signal.SIGTERM
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()
