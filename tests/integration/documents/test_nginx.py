"""Papers through a running nginx as ``deploy/nginx`` sets it up: who may read gets bytes, nobody else any."""

import http.client
import os
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest

from bench.documents.front import PREFIX, Front, nginx_program
from meetings.accounts.models import Person
from meetings.documents import paths, services
from meetings.documents.models import Opening, Paper
from tests.cast import Cast, make_cast, session_for
from tests.integration.servers import Servers, test_database_url
from tests.unit.meetings.documents.papers import ready_paper

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(nginx_program() is None, reason="needs nginx"),
]
CONTENT = b"%PDF-1.7\n" + os.urandom(300_000)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


class Door:
    """nginx, and the one web process behind it, asked over real sockets."""

    def __init__(self, servers: Servers, front: Front) -> None:
        self._servers, self._front = servers, front

    def ask(self, path: str, person: Person | None = None, **headers: str) -> Answer:
        wire = http.client.HTTPSConnection("127.0.0.1", self._front.port, context=self._servers.tls(), timeout=30)
        return _ask(wire, path, person, headers)

    def ask_behind(self, path: str, person: Person) -> Answer:
        """Ask the web process itself, as only nginx can where it is deployed."""
        wire = http.client.HTTPConnection("127.0.0.1", self._front.web_ports[0], timeout=30)
        return _ask(wire, path, person, {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.9"})


def _ask(wire: http.client.HTTPConnection, path: str, person: Person | None, headers: dict[str, str]) -> Answer:
    cookie = {"Cookie": f"__Host-nghisu={session_for(person)}"} if person else {}
    try:
        wire.request("GET", path, headers={**headers, **cookie})
        answer = wire.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        wire.close()


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[tuple[Door, Path]]:
    servers = Servers(tmp_path_factory.mktemp("nginx"), test_database_url())
    papers = servers.folder / "papers"
    front = Front(servers.folder / "front", papers, servers.certificates, servers.environment_of("web-1"))
    try:
        servers.start_redis()
        front.start(web=1)
        yield Door(servers, front), papers
    finally:
        front.stop()
        servers.stop()


@pytest.fixture
def door(started: tuple[Door, Path], own_media: None, settings: object) -> Door:
    settings.MEDIA_ROOT = started[1]  # type: ignore[attr-defined]
    return started[0]


@pytest.fixture
def cast(transactional_db: None, django_db_serialized_rollback: None) -> Cast:
    return make_cast()


@pytest.fixture
def paper(door: Door, cast: Cast) -> Paper:
    made = ready_paper(cast, "Báo cáo", "một trang")
    file = paths.pdf_of(made.id)
    file.parent.mkdir(parents=True)
    file.write_bytes(CONTENT)
    return made


def test_a_reader_gets_the_paper_and_its_pieces_from_nginx(door: Door, cast: Cast, paper: Paper) -> None:
    reader, address = cast.delegates[0], f"/tai-lieu/{paper.id}/file.pdf"
    behind = door.ask_behind(address, reader)
    assert (
        behind.body == b""
        and behind.headers["X-Accel-Redirect"] == f"{PREFIX}{paths.pdf_of(paper.id).parent.name}/paper.pdf"
    )
    whole = door.ask(address, reader)
    assert (whole.status, whole.body) == (200, CONTENT)
    assert (whole.headers["Content-Type"], whole.headers["Server"]) == ("application/pdf", "nginx")
    assert "X-Accel-Redirect" not in whole.headers, "where papers lie is nobody's business"
    for asked, first, last in (
        ("bytes=0-99", 0, 100),
        ("bytes=131072-262143", 131072, 262144),
        ("bytes=-50", -50, None),
    ):
        piece = door.ask(address, reader, Range=asked)
        assert (piece.status, piece.body) == (206, CONTENT[first:last]), asked
    assert door.ask(address, reader, Range="bytes=999999-").status == 416
    again = door.ask(address, reader, **{"If-None-Match": whole.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    assert Opening.objects.filter(paper=paper).count() == 1


def test_nobody_else_gets_a_byte(door: Door, cast: Cast, paper: Paper) -> None:
    address = f"/tai-lieu/{paper.id}/file.pdf"
    inside = f"{PREFIX}{paths.pdf_of(paper.id).parent.name}/paper.pdf"
    tag = door.ask(address, cast.chair).headers["ETag"]
    for headers in ({}, {"Range": "bytes=0-99"}, {"If-None-Match": tag}):
        for person, status in ((cast.outsider, 404), (cast.technician, 403), (None, 302)):
            refused = door.ask(address, person, **headers)
            assert refused.status == status and b"%PDF" not in refused.body, (person, headers)
    for person in (None, cast.chair):
        direct = door.ask(inside, person)
        assert direct.status == 404 and b"%PDF" not in direct.body, "the folder itself has no address"
    services.withdraw_paper(actor=cast.actor(cast.secretary), paper_id=paper.id)
    for headers in ({}, {"Range": "bytes=0-99"}, {"If-None-Match": tag}):
        assert door.ask(address, cast.chair, **headers).status == 404, "taken back: gone for copies, too"
