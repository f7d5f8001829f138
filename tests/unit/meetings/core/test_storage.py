"""Full is not broken: what each failure of the disk means, when the alarm is raised, and who leaves."""

import errno
import logging
import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from meetings.core import health, storage
from meetings.core.middleware import DomainErrorMiddleware
from meetings.core.sqlite3.base import DatabaseWrapper, FailStop
from meetings.core.storage import Space, Watch

GB = 1_000_000_000
SQLITE = DatabaseWrapper({"NAME": ":memory:", "OPTIONS": {}})
"""Whatever the tests' own database is."""
Usage = namedtuple("Usage", "total used free")


def failure(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_TEST"
    return error


def of_django(cause: BaseException) -> OperationalError:
    error = OperationalError("disk")
    error.__cause__ = cause
    return error


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.shutil, "disk_usage", lambda _folder: Usage(100 * GB, 100 * GB, 0))


@pytest.mark.parametrize(
    ("free", "state"), [(50 * GB, "ok"), (10 * GB, "ok"), (9 * GB, "low"), (2_000_000, "full"), (0, "full")]
)
def test_the_alarm_comes_at_a_tenth(free: int, state: str) -> None:
    assert Space(free, 100 * GB).state == state
    assert bool(storage.alarm(Space(free, 100 * GB))) == (state != "ok")


def test_the_alarm_says_how_much_is_left() -> None:
    assert "chỉ còn 8% trống (8.0 GB)" in storage.alarm(Space(8 * GB, 100 * GB))
    assert "hết chỗ (còn 1.0 MB)" in storage.alarm(Space(1_000_000, 100 * GB))


def test_a_line_is_written_when_the_state_changes_and_only_then(caplog: pytest.LogCaptureFixture) -> None:
    spaces = iter(
        [Space(50 * GB, 100 * GB), Space(5 * GB, 100 * GB), Space(4 * GB, 100 * GB), Space(50 * GB, 100 * GB)]
    )
    watch = Watch(lambda: next(spaces))
    with caplog.at_level(logging.INFO, "meetings.core.storage"):
        for _look in range(4):
            watch.look()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert "5% free" in caplog.messages[0]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "no space"), OSError(errno.EDQUOT, "quota")])
def test_files_that_find_no_room(error: OSError) -> None:
    assert storage.is_full(error)
    assert not storage.is_full(OSError(errno.EIO, "broken"))


def test_a_database_that_finds_no_room() -> None:
    assert storage.is_full(of_django(failure(sqlite3.SQLITE_FULL)))
    assert not storage.is_full(of_django(failure(sqlite3.SQLITE_BUSY)))
    postgres = type("DiskFull", (Exception,), {"sqlstate": "53100"})()
    assert storage.is_full(of_django(postgres))


def test_helper_files_without_room_mean_full_only_on_a_full_disk(full: None) -> None:
    assert storage.is_full(of_django(failure(sqlite3.SQLITE_IOERR_SHMSIZE)))
    assert storage.is_full(of_django(failure(sqlite3.SQLITE_CANTOPEN)))


def test_helper_files_that_fail_on_an_empty_disk_are_another_matter() -> None:
    assert not storage.is_full(of_django(failure(sqlite3.SQLITE_CANTOPEN)))


@pytest.mark.parametrize("code", sorted(storage.BROKEN_CODES))
def test_a_refused_write_ends_the_process(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []

    def leave(status: int) -> None:
        left.append(status)
        raise SystemExit(status)

    monkeypatch.setattr(storage.os, "_exit", leave)
    monkeypatch.setattr(storage.logging, "shutdown", lambda: None)
    with pytest.raises(SystemExit), FailStop(SQLITE):
        raise failure(code)
    assert left == [storage.EXIT_STATUS]


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR_READ])
def test_other_failures_are_errors_as_before(code: int) -> None:
    with pytest.raises(OperationalError), FailStop(SQLITE):
        raise failure(code)


def test_every_call_of_the_driver_is_seen() -> None:
    assert isinstance(SQLITE.wrap_database_errors, FailStop)


def test_a_page_that_finds_no_room_is_refused_in_words() -> None:
    request = RequestFactory().post("/chuan-bi/moi/", HTTP_ACCEPT="application/json")
    middleware = DomainErrorMiddleware(lambda _request: None)  # type: ignore[arg-type, return-value]
    response = middleware.process_exception(request, of_django(failure(sqlite3.SQLITE_FULL)))
    assert response is not None and response.status_code == 507
    assert b"disk_full" in response.content
    assert middleware.process_exception(request, OSError(errno.EIO, "broken")) is None


@pytest.mark.django_db
def test_the_technician_is_told(full: None, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_ask_redis", lambda: (True, {}))
    monkeypatch.setenv("NGHISU_PROCESSES", "media-1")
    answer = health.healthz(rf.get("/healthz")).content.decode()
    assert '"state": "full"' in answer
    assert '"degraded"' in answer
    assert "media-1" in answer.split('"alarms"')[1]


def test_the_database_is_held_open(tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.sqlite3"
    sqlite3.connect(file).close()
    file.touch()
    monkeypatch.setattr(storage, "database_file", lambda: file)
    watch = Watch(lambda: Space(GB, GB))
    watch.look()
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE t (a)")
    other.close()
    assert (tmp_path / "x.sqlite3-wal").exists(), "SQLite removes its helper files with the last connection"
    watch.stop()
    watch.run()
    assert not (tmp_path / "x.sqlite3-wal").exists()
