"""A sitting of its own for one fault: its database in a folder that may break, real processes on it, pages."""

import asyncio
import errno
import json
import os
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from meetings.accounts.models import Person
from meetings.core import journal
from meetings.core.models import JournalEvent
from tests.cast import Cast, make_cast, open_sitting, session_for
from tests.integration.pages import Page
from tests.integration.servers import Servers


@dataclass
class Ground:
    """One open sitting; ``database`` is the copy on which the processes work, not the test's own."""

    cast: Cast
    folder: Path
    database: Path
    cookies: dict[str, str]
    """Session cookies by user name."""
    servers: Servers
    pages: list[Page] = field(default_factory=list)

    def page(self, person: Person, **options: Any) -> Page:
        """Return a page of somebody, not opened yet."""
        cookies = {"__Host-nghisu": self.cookies[person.username]}
        url = options.pop("url", self.servers.url)
        page = Page(url, self.servers.tls(), self.cast.meeting.id, cookies, **options)
        self.pages.append(page)
        return page

    async def open(self, *people: Person) -> list[Page]:
        """Open a page for each."""
        return list(await asyncio.gather(*(self.page(person).open() for person in people)))

    async def close(self) -> None:
        for page in self.pages:
            await page.close()

    def health(self) -> dict[str, Any]:
        """Return the body of ``/healthz``."""
        with urllib.request.urlopen(f"{self.servers.url}/healthz", context=self.servers.tls(), timeout=10) as answer:  # noqa: S310 - our own server
            found: dict[str, Any] = json.loads(answer.read())
        return found

    def get(self, path: str, person: Person) -> tuple[int, str]:
        """Fetch a page of the product as somebody; return its status and text."""
        request = urllib.request.Request(f"{self.servers.url}{path}")  # noqa: S310 - our own server
        request.add_header("Cookie", f"__Host-nghisu={self.cookies[person.username]}")
        try:
            with urllib.request.urlopen(request, context=self.servers.tls(), timeout=20) as answer:  # noqa: S310 - our own server
                return int(answer.status), answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def events(self) -> list[dict[str, Any]]:
        """Return the journal's rows in order."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            connection.row_factory = sqlite3.Row
            rows = [dict(row) for row in connection.execute("SELECT * FROM core_journalevent ORDER BY number")]
        connection.close()
        return rows

    def ballots(self, poll_id: str) -> dict[str, str]:
        """Return the choices as they stand in the ballots' table, by voter (hex)."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            rows = connection.execute(
                "SELECT voter_id, choice FROM voting_ballot WHERE poll_id = ?", (poll_id.replace("-", ""),)
            ).fetchall()
        connection.close()
        return dict(rows)

    def assert_kept(self, acknowledged: Iterable[tuple[str, int]]) -> None:
        """Every acknowledged ``(command id, number)`` is in the journal exactly once, under its number; chain whole."""
        rows = self.events()
        before = ""
        for number, row in enumerate(rows, 1):
            event = JournalEvent(**{**row, "meeting_id": UUID(row["meeting_id"])})
            assert (row["number"], row["prev_hash"], row["hash"]) == (number, before, journal.event_hash(event))
            before = row["hash"]
        stored = {row["number"]: row["command_id"] for row in rows}
        ids = [row["command_id"] for row in rows if row["command_id"]]
        assert len(ids) == len(set(ids))
        wrong = [(id_, number, stored.get(number)) for id_, number in acknowledged if stored.get(number) != id_]
        assert wrong == []


def lay_ground(folder: Path, *, prepare: Callable[[Ground], None] | None = None, **environment: str) -> Ground:
    """Make the sitting in the test's database (``prepare`` adds to it), copy it into ``folder``; nothing runs yet."""
    cast = make_cast()
    open_sitting(cast)
    people = [cast.chair, cast.secretary, cast.technician, cast.guest, cast.observer, *cast.delegates]
    cookies = {person.username: session_for(person) for person in people}
    database = folder / "nghisu.sqlite3"
    ground = Ground(cast, folder, database, cookies, Servers(folder, f"sqlite:///{database}", environment))
    if prepare:
        prepare(ground)
    copy_database(database)
    return ground


def copy_database(target: Path) -> None:
    """Copy the test's database as it is now."""
    from django.db import connection

    connection.ensure_connection()
    with sqlite3.connect(target) as copy:
        connection.connection.backup(copy)
    copy.close()


class Voter:
    """Casts one ballot after another from one page, changing his mind; keeps what was answered."""

    def __init__(self, page: Page, poll_id: str) -> None:
        self.page, self.poll_id = page, poll_id
        self.acknowledged: list[tuple[str, int]] = []
        self.refused: list[dict[str, Any]] = []
        self._count = 0

    async def vote(self, command_id: str | None = None) -> dict[str, Any]:
        """Cast one ballot and return the answer."""
        self._count += 1
        choice = ("yes", "no", "abstain")[self._count % 3]
        answer = await self.page.command("cast_ballot", command_id, poll_id=self.poll_id, choice=choice)
        if answer["type"] == "ack":
            self.acknowledged.append((answer["id"], answer["number"]))
        else:
            self.refused.append(answer)
        return answer


async def open_poll(chair: Page, question: str = "Thông qua nghị quyết?") -> str:
    """Open a vote and return its id."""
    since = len(chair.messages)
    answer = await chair.command("open_poll", question=question)
    assert answer["type"] == "ack", answer
    return str((await chair.event("poll_opened", since=since))["poll"]["id"])


def needs_root() -> str:
    """Return why a test of mounts and network namespaces cannot run; empty when it can."""
    return "" if os.geteuid() == 0 else "needs root"


def fill(folder: Path, *, leave: int) -> Path:
    """Write until only ``leave`` bytes are free."""
    ballast = folder / "ballast"
    with ballast.open("ab") as file:
        for _try in range(50):
            wanted = room_of(folder) - leave
            if wanted <= 0:
                break
            try:
                os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, wanted)
            except OSError as error:
                # Redis or the journal took some of the room since it was measured.
                if error.errno != errno.ENOSPC:
                    raise
    return ballast


def room_of(folder: Path) -> int:
    """Return the free bytes."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize
