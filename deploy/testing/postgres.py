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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
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


HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For data that is thrown away with the folder: no need to wait for the disk."""
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""As in production: what was committed survives ``kill -9``."""


@dataclass(frozen=True)
class Cluster:
    """A cluster on disk; ``command`` runs its server in the foreground."""

    folder: Path
    port: int
    password: str
    as_user: tuple[str, ...]
    command: tuple[str, ...]

    def url(self, database: str = USER) -> str:
        """``DATABASE_URL`` of one of its databases."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def answers(self) -> bool:
        """True while the server accepts connections."""
        command = [str(programs() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(command, check=False).returncode == 0

    def create_database(self, name: str = USER, template: str = "template1") -> None:
        """Make a database, as a copy of another one if given."""
        command = [str(programs() / "createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", USER]
        environment = {**os.environ, "PGPASSWORD": self.password}
        subprocess.run([*command, "-T", template, name], check=True, env=environment, cwd=self.folder)


def new_cluster(folder: Path, durability: Mapping[str, str]) -> Cluster:
    """Make an empty cluster in a folder that belongs to it alone; nothing runs yet."""
    password = secrets.token_urlsafe(24)
    (folder / "password").write_text(password)
    as_user = _as_unprivileged(folder)
    _initialise(folder, as_user)
    port = free_port()
    options = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder),
        "max_connections": "200",
        **durability,
    }
    command = [str(programs() / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
    command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    return Cluster(folder, port, password, tuple(as_user), (*as_user, *command))


@contextmanager
def private_cluster(durability: Mapping[str, str] = HASTY) -> Iterator[str]:
    """Start a cluster with one empty database; yields its ``DATABASE_URL``."""
    folder = Path(tempfile.mkdtemp(prefix="nghisu-postgres-"))
    try:
        cluster = new_cluster(folder, durability)
        server = _start(cluster)
        try:
            _wait(server, cluster)
            cluster.create_database()
            yield cluster.url()
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


def _start(cluster: Cluster) -> subprocess.Popen[bytes]:
    # SIGQUIT: shut down at once when this process is killed, whatever is connected. It stands after the change of
    # user, which would clear it.
    guard = ("setpriv", "--pdeathsig", "QUIT")
    command = (*cluster.as_user, *guard, *cluster.command[len(cluster.as_user) :])
    with (cluster.folder / "server.log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=cluster.folder)


def _wait(server: subprocess.Popen[bytes], cluster: Cluster) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not cluster.answers():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("PostgreSQL did not start:\n" + (cluster.folder / "server.log").read_text()[-2000:])
        time.sleep(0.05)


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
