"""The ``jobs`` process as it runs: killed and stopped in the middle of ten conversions."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

ROOT = Path(__file__).resolve().parents[3]


class Jobs:
    """A data folder of its own with ten papers waiting, and ``run_jobs`` processes on it; ``paper`` is the long one."""

    def __init__(self, home: Path) -> None:
        self.home, self.started = home, list[subprocess.Popen[bytes]]()
        self.environment = {
            **os.environ,
            "NGHISU_HOME": str(home),
            "DATABASE_URL": f"sqlite://{home / 'db.sqlite3'}",
            "REDIS_URL": f"unix://{home / 'none.sock'}",
            "NGHISU_PROCESS": "jobs-1",
            "DJANGO_SETTINGS_MODULE": "meetings.config.settings",
            "PYTHONPATH": str(ROOT),
        }
        self.paper = (home / "paper").read_text() if (home / "paper").exists() else self._make()

    def _make(self) -> str:
        self._python("manage.py", "migrate", "-v0")
        paper = self._python("tests/integration/documents/scene.py").strip().splitlines()[-1]
        (self.home / "paper").write_text(paper)
        return paper

    def _python(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen([sys.executable, "manage.py", "run_jobs"], cwd=ROOT, env=self.environment)
        self.started.append(process)
        return process

    def row(self, sql: str) -> tuple[Any, ...]:
        with sqlite3.connect(self.home / "db.sqlite3", timeout=20) as connection:
            return connection.execute(sql).fetchone()  # type: ignore[no-any-return]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.home / "db.sqlite3", timeout=20) as connection:
            return connection.execute(sql).fetchall()

    def status(self) -> str:
        return str(self.row(f"select status from documents_paper where id = '{UUID(self.paper).hex}'")[0])  # noqa: S608

    def task(self) -> tuple[Any, ...]:
        of = f"from django_tasks_database_dbtaskresult where args_kwargs like '%{self.paper}%'"
        return self.row(f"select status, worker_ids {of} and task_path like '%convert_paper'")

    def count(self, table: str, where: str = "1") -> int:
        return int(self.row(f"select count(*) from {table} where {where}")[0])  # noqa: S608

    def office_running(self) -> bool:
        """LibreOffice works for us: its workspace has a PDF-less profile and a process holds it."""
        marks = [path.name for path in (self.home / "sandbox").glob("run-*")]
        return any("soffice.bin" in line and any(mark in line for mark in marks) for line in process_lines())


def process_lines() -> list[str]:
    """Command line and mounts of every process: the workspace's folder shows in the mounts of those inside."""
    lines = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                mounts = (folder / "mountinfo").read_text(errors="replace") if "soffice" in command else ""
            except OSError:
                continue
            lines.append(command + mounts.replace("\n", " "))
    return lines


def wait_for(what: Callable[[], bool], seconds: float) -> float:
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if what():
            return time.monotonic() - began
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the scene, made once."""
    return Jobs(tmp_path_factory.mktemp("jobs")).home


@pytest.fixture
def jobs(template: Path, tmp_path: Path) -> Iterator[Jobs]:
    place = Jobs(Path(shutil.copytree(template, tmp_path / "home")))
    yield place
    for process in place.started:
        if process.poll() is None:
            process.kill()
            process.wait()


def test_killed_among_ten_conversions_all_end_right_and_none_twice(jobs: Jobs) -> None:
    process = jobs.start()
    wait_for(jobs.office_running, 60)
    process.kill()
    process.wait()
    wait_for(lambda: not jobs.office_running(), 3)
    done = jobs.count("documents_paper", "status = 'ready'")
    assert (jobs.status(), done) == ("converting", 3)
    assert [path.name for path in (jobs.home / "papers" / jobs.paper).iterdir()] == ["original.docx"]
    jobs.start()
    assert wait_for(lambda: jobs.count("documents_paper", "status = 'ready'") == 10, 30 + 60) < 90
    for folder in (jobs.home / "papers").iterdir():
        assert (folder / "paper.pdf").read_bytes()[-6:].strip() == b"%%EOF", folder
        assert not list(folder.glob(".paper.pdf*")), folder
    # Each conversion ended once: the one that was killed was begun twice, all others once.
    tasks = "django_tasks_database_dbtaskresult"
    assert jobs.count(tasks, "task_path like '%convert_paper' and status = 'SUCCESSFUL'") >= 9
    assert jobs.task()[1].count("jobs-1:") == 2
    assert jobs.count(tasks, "task_path like '%convert_paper' and worker_ids like '%jobs-1:%jobs-1:%'") == 1
    papers = jobs.rows("select payload from core_journalevent where kind = 'paper_issued'")
    issued = [json.loads(payload)["paper"]["id"] for (payload,) in papers]
    assert len(issued) == len(set(issued)) == 10


def test_stop_signal_gives_the_task_back(jobs: Jobs) -> None:
    process = jobs.start()
    wait_for(jobs.office_running, 60)
    process.send_signal(signal.SIGTERM)
    # It promises two seconds; a busy test machine may need longer for the same steps.
    wait_for(lambda: process.poll() is not None, 20)
    assert process.returncode == 0
    assert not jobs.office_running()
    assert jobs.task() == ("READY", "[]")
    assert not list((jobs.home / "sandbox").glob("run-*"))


def test_idle_process_stops_at_once(jobs: Jobs) -> None:
    with sqlite3.connect(jobs.home / "db.sqlite3") as connection:
        connection.execute("delete from django_tasks_database_dbtaskresult")
    process = jobs.start()
    wait_for(lambda: jobs.row("select count(*) from core_jobsworker") == (1,), 60)
    process.send_signal(signal.SIGTERM)
    # It promises two seconds; a busy test machine may need longer for the same steps.
    wait_for(lambda: process.poll() is not None, 20)
    assert jobs.row("select count(*) from core_jobsworker") == (0,)
