"""A 200 MB upload against the real daphne: a Vietnamese sentence, and memory stays where it was."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MB = 1024 * 1024
MEETING = "7f0c4f0e-3d1c-4f0f-9d64-000000000001"


class Web:
    """A daphne of its own on a free port."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        environment = {
            **os.environ,
            "NGHISU_HOME": str(home),
            "DATABASE_URL": f"sqlite://{home / 'db.sqlite3'}",
            "REDIS_URL": f"unix://{home / 'none.sock'}",
            "NGHISU_PROXY_COUNT": "1",
            "NGHISU_MAX_PAPER_MB": "100",
            "NGHISU_HOST": "localhost",
        }
        endpoint = f"tcp:{self.port}:interface=127.0.0.1"
        command = [sys.executable, "-m", "daphne", "-e", endpoint, "meetings.config.asgi:application"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("daphne does not start")

    def begin(self) -> int:
        """Let the peak of memory start anew from what is in use now; return it in MB."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")
        return self.peak_mb()

    def peak_mb(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024

    def post(self, megabytes: int, *, told: bool) -> tuple[int, str]:
        """Send a form with a file of zeros, its length told or in chunks; return status and page."""
        opening = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
        ending = b"\r\n--x--\r\n"
        with socket.create_connection(("127.0.0.1", self.port), 60) as wire:
            length = (
                f"Content-Length: {len(opening) + megabytes * MB + len(ending)}"
                if told
                else "Transfer-Encoding: chunked"
            )
            head = (
                f"POST /chuan-bi/{MEETING}/tai-lieu/ HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n"
                f"X-Forwarded-For: 10.0.0.9\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                f"Connection: close\r\n{length}\r\n\r\n"
            )
            wire.sendall(head.encode())
            for piece in (opening, *[b"\0" * MB] * megabytes, ending, b""):
                wire.sendall(piece if told else f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            answer = b""
            while data := wire.recv(65536):
                answer += data
        head_text, _, page = answer.partition(b"\r\n\r\n")
        return int(head_text.split()[1]), page.decode()


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    server = Web(tmp_path_factory.mktemp("web"))
    server.post(1, told=True)
    yield server
    server.process.terminate()
    server.process.wait(10)


def test_two_hundred_megabytes_are_refused_without_filling_memory(web: Web) -> None:
    before = web.begin()
    status, page = web.post(200, told=True)
    assert status == 413
    assert "Tệp lớn quá 100 MB" in page
    assert web.peak_mb() - before < 40
    assert web.process.poll() is None


def test_an_endless_body_of_unknown_length_is_dropped(web: Web) -> None:
    before = web.begin()
    status, _ = web.post(150, told=False)
    assert status >= 300
    assert web.peak_mb() - before < 40


def test_a_large_file_within_the_limit_costs_little_more_than_itself(web: Web) -> None:
    before = web.begin()
    web.post(90, told=True)
    assert web.peak_mb() - before < 160
