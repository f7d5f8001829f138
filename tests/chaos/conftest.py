"""How large chaos is, what it happens in, and the table of figures at the end."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.testing.postgres import PostgresMissingError, programs
from tests.chaos import figures
from tests.chaos.form import LONG
from tests.chaos.house import Database, House, Plan, make_database

PEOPLE = 500 if LONG else 60
TABLE = Path("build/test/fault-table.txt")
collect_ignore = [] if LONG else ["test_room_cut.py", "test_clock_jump.py"]
"""Left to the long form: browsers in namespaces and waits that cannot be shortened."""
PATIENCE = 6.0
"""A figure may exceed its target by this factor before the test fails: the machine may be busy with other things."""


DISK_MB = 40


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own of ``DISK_MB``."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture(scope="session")
def database() -> Iterator[Callable[[str], Database]]:
    """Make databases to copy from, each kind once."""
    made: dict[str, Database] = {}
    folders: list[Path] = []

    def make(kind: str) -> Database:
        if shutil.which("redis-server") is None:
            pytest.skip("redis-server is not installed")
        if kind == "postgres":
            try:
                programs()
            except PostgresMissingError as error:
                pytest.skip(str(error))
        if kind not in made:
            folder = Path(tempfile.mkdtemp(prefix="nghisu-chaos-database-"))
            folders.append(folder)
            folder.chmod(0o755)
            made[kind] = make_database(kind, folder, PEOPLE)
        return made[kind]

    yield make
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def house(database: Callable[[str], Database]) -> Iterator[House]:
    """One house for the single faults: PostgreSQL, one web process, a media worker."""
    with House(database("postgres"), Plan(media=True)) as built:
        yield built


def pytest_sessionstart(session: pytest.Session) -> None:
    figures.FILE.unlink(missing_ok=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not figures.FILE.exists():
        return
    lines = ["the fault table: what was seen, beside what is promised on a quiet machine", ""]
    for entry in json.loads(figures.FILE.read_text()):
        row = f"row {entry['row']:>2}" if entry["row"] else "chaos "
        seen = f"{entry['value']:g} {entry['unit']}"
        lines.append(f"{row}  {entry['what']:<62} {seen:>14}   {entry['target']}")
    TABLE.write_text("\n".join(lines) + "\n")
    terminalreporter.section("faults")
    terminalreporter.write("\n".join(lines) + "\n")
