"""nginx in front of web processes: ``deploy/nginx/nginx.conf`` and ``daphne`` on plain TCP, as in docker-compose."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from bench.live.servers import ENDS_WITH_US, OURS, START_S, free_port
from deploy.embedded.certificates import Files
from deploy.embedded.settings import ROOT

WEB = 2
PREFIX = "/giao-tep/"
HTTP2_SINCE = (1, 25, 1)
"""``http2 on;`` is a directive of its own since this version; before, it was a word of ``listen``."""


def nginx_program() -> str | None:
    """Return where nginx is, if it is installed; Debian keeps it out of an ordinary user's path."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


class Front:
    """nginx and the web processes behind it, on free ports of the loopback; ``stop`` ends all of them."""

    def __init__(self, folder: Path, papers: Path, files: Files, environment: Mapping[str, str]) -> None:
        """``environment`` is what a web process of this installation is told; the front adds what it changes."""
        program = nginx_program()
        if program is None:
            raise RuntimeError("nginx is not installed (apt-get install nginx-light)")
        self._program, self.folder, self._papers, self._files = program, folder, papers, files
        self._environment = environment
        self.port = free_port()
        self.web_ports: list[int] = []
        self._running: list[subprocess.Popen[bytes]] = []
        folder.mkdir()

    def start(self, web: int = WEB) -> None:
        """Start all; raises ``RuntimeError`` with the last words of what does not answer."""
        self.web_ports = [free_port() for _ in range(web)]
        for number, port in enumerate(self.web_ports, start=1):
            self._start_web(f"web-{number}", port)
        for number, port in enumerate(self.web_ports, start=1):
            self._wait_for(f"web-{number}", port)
        config = self.folder / "nginx.conf"
        config.write_text(self._config((ROOT / "deploy/nginx/nginx.conf").read_text()))
        self._run("nginx", [self._program, "-c", str(config), "-g", "daemon off;"], dict(os.environ))
        self._wait_for("nginx", self.port)

    def pids(self) -> list[int]:
        """Return every process, nginx's workers included."""
        own = [process.pid for process in self._running]
        workers = Path(f"/proc/{own[-1]}/task/{own[-1]}/children").read_text().split()
        return [*own, *map(int, workers)]

    def stop(self) -> None:
        """End all, also after a start that failed."""
        for process in reversed(self._running):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()

    def _run(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self._running.append(
                subprocess.Popen([*ENDS_WITH_US, *command], cwd=ROOT, env=environment, stdout=log, stderr=log)
            )

    def _start_web(self, name: str, port: int) -> None:
        command = [sys.executable, "-m", "daphne", "--endpoint", f"tcp:{port}:interface=127.0.0.1:backlog=2048"]
        command += ["--application-close-timeout=2", "--verbosity=0", "--no-server-name", OURS]
        changes = {
            "NGHISU_PROCESS": name,
            "NGHISU_HOST": "localhost,127.0.0.1",
            "NGHISU_PORT": str(self.port),
            "NGHISU_PROXY_COUNT": "1",
            "NGHISU_ACCEL_PREFIX": PREFIX,
            "NGHISU_LOG_LEVEL": "WARNING",
        }
        self._run(name, command, {**self._environment, **changes})

    def _config(self, text: str) -> str:
        """The deployed configuration with this installation's ports and folders, and nothing else changed."""
        http2 = self._http2()
        changes = {
            "pid /tmp/nginx.pid;": f"pid {self.folder}/nginx.pid;{_user()}",
            "access_log /dev/stdout short;": f"access_log {self.folder}/access.log short; {self._temporary()}",
            "listen 80 backlog=2048;": f"listen 127.0.0.1:{free_port()};",
            "listen [::]:80;": "",
            "listen 443 ssl backlog=2048;": f"listen 127.0.0.1:{self.port} ssl{http2} backlog=2048;",
            "listen [::]:443 ssl;": "",
            "/etc/nginx/tls/server.pem": str(self._files.chain),
            "/etc/nginx/tls/server.key": str(self._files.key),
            "/srv/papers/": f"{self._papers}/",
            "/srv/static/": f"{ROOT}/web/static/",
            **self._upstream(),
            **({"http2 on;": ""} if http2 else {}),
        }
        for old, new in changes.items():
            if old not in text:
                raise RuntimeError(f"deploy/nginx/nginx.conf has no «{old}» any more")
            text = text.replace(old, new)
        return text

    def _upstream(self) -> dict[str, str]:
        """One or two web processes in the place of the two; with one, the second name stands for the same one."""
        ports = self.web_ports * WEB
        return {f"web-{number}:8000": f"127.0.0.1:{ports[number - 1]}" for number in range(1, WEB + 1)}

    def _http2(self) -> str:
        told = subprocess.run([self._program, "-v"], capture_output=True, text=True, check=True).stderr
        version = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", told)
        return " http2" if version and tuple(map(int, version.groups())) < HTTP2_SINCE else ""

    def _temporary(self) -> str:
        names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        return " ".join(f"{name}_temp_path {self.folder}/{name};" for name in names)

    def _wait_for(self, name: str, port: int) -> None:
        end = time.monotonic() + START_S
        while not _answers(port):
            if time.monotonic() > end or any(process.poll() is not None for process in self._running):
                raise RuntimeError(f"{name} did not start:\n{(self.folder / f'{name}.log').read_text()[-2000:]}")
            time.sleep(0.05)


def _answers(port: int) -> bool:
    """Tell whether something speaks HTTP on a port; plain HTTP on the TLS port of nginx is answered, too (400)."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _user() -> str:
    """nginx gives its rights away when root starts it; the papers of this installation are root's alone."""
    return " user root;" if os.geteuid() == 0 else ""
