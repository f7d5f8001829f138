"""Brings the database to this version's tables and, once a day, loads the demo."""

from datetime import date
from pathlib import Path

from deploy.embedded.processes import manage_program
from deploy.embedded.settings import ROOT, Embedded
from deploy.embedded.supervisor import Supervisor
from deploy.setup.messages import SetupError
from deploy.setup.stamps import fingerprint, is_fresh, write_stamp


async def prepare_database(supervisor: Supervisor, embedded: Embedded) -> None:
    """Migrate when migrations or database changed; load the demo into a new database."""
    migrated = embedded.home / "stamps" / "migrations"
    value = _migrations(embedded)
    if not _is_local_and_there(embedded) or not is_fresh(migrated, value):
        await _run(supervisor, embedded, "migrate", "migrate", "--noinput", "--verbosity", "1")
        write_stamp(migrated, value)
    loaded = embedded.home / "stamps" / "demo"
    # Once a day: the demonstration's meeting is always today's until it has been held.
    demo_value = f"{embedded.database_url} {date.today()}"
    if embedded.demo and not is_fresh(loaded, demo_value):
        await _run(supervisor, embedded, "load_demo", "load_demo")
        write_stamp(loaded, demo_value)


def _migrations(embedded: Embedded) -> str:
    files = [*ROOT.glob("meetings/*/migrations/*.py"), ROOT / "requirements" / "run.txt"]
    return fingerprint(files, embedded.database_url)


def _is_local_and_there(embedded: Embedded) -> bool:
    """A database elsewhere may have been replaced since: ask it each time. A file may have been removed."""
    path = embedded.database_url.removeprefix("sqlite://")
    return path != embedded.database_url and Path(path).exists()


async def _run(supervisor: Supervisor, embedded: Embedded, name: str, *arguments: str) -> None:
    status = await supervisor.run_once(manage_program(embedded, name, *arguments))
    if status != 0:
        raise SetupError(
            f"Bước '{name}' không thành công (mã {status}). Dữ liệu cũ vẫn nguyên; xem các dòng ở trên hoặc "
            f"{embedded.home / 'log' / 'nghisu.log'}.",
            f"The step '{name}' failed (status {status}); the lines above say why.",
        )
