"""A private PostgreSQL for one command: ``python -m deploy.testing.postgres -- COMMAND…``.

Debian's package brings the programs; the cluster lives in a temporary folder, listens on a free port of the loopback
address, and is gone with the command. PostgreSQL refuses to run as root, so root hands it to the ``postgres`` user.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "nghisu"
START_SECONDS = 30.0


class PostgresMissingError(RuntimeError):
    """Debian's ``postgresql`` package is not there."""


def programs() -> Path:
    """Folder of ``initdb`` and ``postgres``, of the newest version installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("postgres")
    if elsewhere is None:
        raise PostgresMissingError("postgresql is not installed (apt-get install postgresql)")
    return Path(elsewhere).resolve().parent


@contextmanager
def private_cluster() -> Iterator[str]:
    """Start a cluster with one empty database; yields its ``DATABASE_URL``."""
    folder = Path(tempfile.mkdtemp(prefix="nghisu-postgres-"))
    password = secrets.token_urlsafe(24)
    try:
        (folder / "password").write_text(password)
        as_user = _as_unprivileged(folder)
        _initialise(folder, as_user)
        port = free_port()
        server = _start(folder, as_user, port)
        try:
            _wait(server, folder, port)
            _create_database(folder, password, port)
            yield f"postgresql://{USER}:{password}@127.0.0.1:{port}/{USER}"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_unprivileged(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    for path in (folder, folder / "password"):
        shutil.chown(path, "postgres", "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]


def _initialise(folder: Path, as_user: list[str]) -> None:
    command = [str(programs() / "initdb"), "-D", str(folder / "data"), "-U", USER, f"--pwfile={folder / 'password'}"]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run([*as_user, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)


def _start(folder: Path, as_user: list[str], port: int) -> subprocess.Popen[bytes]:
    options = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder),
        "max_connections": "200",
        # The data is thrown away with the folder: no need to wait for the disk.
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    command = [str(programs() / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
    command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    # SIGQUIT: shut down at once when this process is killed, whatever is connected.
    guard = ["setpriv", "--pdeathsig", "QUIT"]
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen([*as_user, *guard, *command], stdout=log, stderr=log, cwd=folder)


def _wait(server: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    command = [str(programs() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(command, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("PostgreSQL did not start:\n" + (folder / "server.log").read_text()[-2000:])
        time.sleep(0.05)


def _create_database(folder: Path, password: str, port: int) -> None:
    command = [str(programs() / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", USER, USER]
    subprocess.run(command, check=True, env={**os.environ, "PGPASSWORD": password}, cwd=folder)


def main(arguments: list[str]) -> int:
    """Run the command after ``--`` with ``DATABASE_URL`` set; returns its exit status."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        sys.stderr.write((__doc__ or "") + "\n")
        return 2
    with private_cluster() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
