"""Which bytes nginx sends in our place, and which only we can."""

from pathlib import Path

import pytest
from django.http import HttpResponseBase
from django.test import RequestFactory

from meetings.documents.files import Filling, file_answer

MARK = Filling(offset=100, content=b"x" * 50, tag="quynh")


@pytest.fixture
def paper(tmp_path: Path, settings: object) -> Path:
    settings.MEDIA_ROOT, settings.ACCEL_PREFIX = tmp_path / "papers", "/giao-tep/"  # type: ignore[attr-defined]
    path = tmp_path / "papers" / "5e" / "paper.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(1000))
    return path


def ask(path: Path, filling: Filling | None = None, **headers: str) -> HttpResponseBase:
    request = RequestFactory().get("/", headers=headers)
    return file_answer(request, path, "application/pdf", "a.pdf", filling)


def test_nginx_sends_what_everybody_gets_alike(paper: Path) -> None:
    answer = ask(paper, Range="bytes=0-99")
    assert answer["X-Accel-Redirect"] == "/giao-tep/5e/paper.pdf"
    assert answer["ETag"] and answer["Cache-Control"] == "private, no-cache"
    assert answer.content == b""  # type: ignore[attr-defined]


@pytest.mark.parametrize(("asked", "ours"), [("0-99", False), ("150-", False), ("0-100", True), ("149-160", True)])
def test_what_a_readers_mark_stands_in_is_sent_by_us(paper: Path, asked: str, ours: bool) -> None:
    answer = ask(paper, MARK, Range=f"bytes={asked}")
    assert ("X-Accel-Redirect" not in answer) == ours
    assert "quynh" in answer["ETag"]


def test_ranges_and_validators_are_still_ours_to_judge(paper: Path) -> None:
    tag = ask(paper)["ETag"]
    assert ask(paper, **{"If-None-Match": tag}).status_code == 304
    resumed = ask(paper, **{"If-Range": tag, "Range": "bytes=0-9"})
    assert (resumed.status_code, resumed.content) == (206, bytes(10))  # type: ignore[attr-defined]
    changed = ask(paper, **{"If-Range": '"another"', "Range": "bytes=0-9"})
    assert (changed.status_code, changed["Content-Length"]) == (200, "1000")
    assert ask(paper, Range="bytes=2000-").status_code == 416


def test_without_nginx_and_outside_the_papers_we_send_ourselves(paper: Path, tmp_path: Path, settings: object) -> None:
    other = tmp_path / "recording.opus"
    other.write_bytes(b"abc")
    assert "X-Accel-Redirect" not in ask(other)
    settings.ACCEL_PREFIX = ""  # type: ignore[attr-defined]
    assert "X-Accel-Redirect" not in ask(paper)
