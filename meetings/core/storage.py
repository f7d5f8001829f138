"""The disk under the record: how much room is left, and what a failed write means.

Full is not broken. While the disk is full, acts are refused with a sentence, reading goes on, and freed room is used
at once. A write or fsync that fails for any other reason ends the process (``meetings.core.sqlite3``).
"""

import errno
import logging
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

from django.conf import settings
from django.utils.translation import gettext as _

from meetings.core.errors import DomainError

log = logging.getLogger(__name__)
LOW_SHARE = 0.10
"""Below this share of free room the alarm is raised."""
FULL_BYTES = 2 * 1024 * 1024
"""With less than this an act may find no room."""
EVERY_S = 5.0
EXIT_STATUS = 74
"""EX_IOERR of sysexits.h."""
BROKEN_CODES = frozenset(
    {
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_DIR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
    }
)
ROOM_CODES = frozenset({sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_CANTOPEN})
"""What SQLite says when it finds no room for its helper files: full only if the disk is."""
POSTGRES_FULL = "53100"
State = Literal["ok", "low", "full"]


class DiskFull(DomainError):
    """There is no room for the act."""

    code = "disk_full"
    http_status = 507

    def __init__(self) -> None:
        super().__init__(
            _(
                "Máy chủ hết chỗ lưu nên việc này chưa được ghi, chưa có gì thay đổi. Những gì đã ghi nhận vẫn an "
                "toàn và vẫn đọc được. Hãy báo cán bộ kỹ thuật rồi làm lại."
            )
        )


@dataclass(frozen=True, slots=True)
class Space:
    """Room on one file system, in bytes."""

    free: int
    total: int

    @property
    def percent(self) -> int:
        """Free room in whole percent, rounded down."""
        return 100 * self.free // max(1, self.total)

    @property
    def state(self) -> State:
        """``low`` below ``LOW_SHARE``, ``full`` when an act may find no room."""
        if self.free < FULL_BYTES:
            return "full"
        return "low" if self.free < LOW_SHARE * self.total else "ok"


def is_broken(error: BaseException) -> bool:
    """Return whether the disk refused a write or fsync of SQLite for another reason than being full."""
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", None) in BROKEN_CODES


def is_full(error: BaseException) -> bool:
    """Return whether a database or file error means that there is no room left."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    cause = error.__cause__ or error
    if getattr(cause, "sqlstate", None) == POSTGRES_FULL:
        return True
    code = getattr(cause, "sqlite_errorcode", None)
    return code == sqlite3.SQLITE_FULL or (code in ROOM_CODES and room().state == "full")


def leave(error: BaseException) -> NoReturn:
    """End this process at once: nothing is acknowledged any more, nothing is tried again."""
    log.critical(
        "the disk refused a write (%s): this process ends now (status %d) and is started anew; "
        "everything that was acknowledged is stored, this act was not",
        getattr(error, "sqlite_errorname", error),
        EXIT_STATUS,
    )
    logging.shutdown()
    os._exit(EXIT_STATUS)


def database_file() -> Path | None:
    """Return the file of the SQLite database, ``None`` with PostgreSQL or a database in memory."""
    database = settings.DATABASES["default"]
    name = str(database["NAME"])
    is_file = str(database["ENGINE"]).endswith("sqlite3") and ":memory:" not in name and "mode=memory" not in name
    return Path(name) if is_file else None


def room() -> Space:
    """Return the room where the data and the database are; of two file systems the one with less."""
    file = database_file()
    folders = {Path(settings.HOME), file.parent if file else Path(settings.HOME)}
    usages = [shutil.disk_usage(folder) for folder in folders if folder.exists()]
    spaces = [Space(free=usage.free, total=usage.total) for usage in usages]
    return min(spaces, key=lambda space: space.free, default=Space(0, 0))


def alarm(space: Space) -> str:
    """Return the sentence for the technician; empty while there is room enough."""
    if space.state == "ok":
        return ""
    size = f"{space.free / 1e9:.1f} GB" if space.free >= 1e8 else f"{space.free / 1e6:.1f} MB"
    if space.state == "full":
        return _(
            "Đĩa dữ liệu của máy chủ đã hết chỗ (còn %(size)s): việc mới bị từ chối, những gì đã ghi nhận vẫn đọc "
            "được. Hãy dọn đĩa ngay; không phải khởi động lại."
        ) % {"size": size}
    return _(
        "Đĩa dữ liệu của máy chủ chỉ còn %(percent)s%% trống (%(size)s). Hãy dọn hoặc thêm đĩa trước khi hết chỗ."
    ) % {
        "percent": space.percent,
        "size": size,
    }


class Watch(threading.Thread):
    """Looks at the room every few seconds and writes a line when it becomes scarce, and when it is back.

    It also keeps one connection to SQLite open. Without any, SQLite removes its helper files (``-wal``, ``-shm``)
    and needs room to make them again: on a full disk even reading would then be refused.
    """

    def __init__(self, look: Callable[[], Space] = room) -> None:
        super().__init__(name="storage", daemon=True)
        self._look = look
        self._ended = threading.Event()
        self._kept: sqlite3.Connection | None = None
        self.state: State = "ok"

    def run(self) -> None:
        """Watch until ``stop``."""
        while True:
            self.look()
            if self._ended.wait(EVERY_S):
                break
        if self._kept:
            self._kept.close()

    def look(self) -> None:
        """Look once."""
        self._keep_open()
        space = self._look()
        if space.state != self.state:
            self.state = space.state
            level = {"ok": logging.INFO, "low": logging.WARNING, "full": logging.ERROR}[space.state]
            log.log(level, "disk %s: %d%% free (%d MB)", space.state, space.percent, space.free // 1_000_000)

    def stop(self) -> None:
        """Stop watching."""
        self._ended.set()

    def _keep_open(self) -> None:
        file = database_file()
        if self._kept or file is None or not file.exists():
            return
        try:
            kept = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
            # Only a connection that has read in this mode holds the helper files.
            kept.execute("PRAGMA journal_mode=WAL").fetchone()
            kept.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error as error:
            log.warning("the database is not held open yet: %s", error)
            return
        self._kept = kept
