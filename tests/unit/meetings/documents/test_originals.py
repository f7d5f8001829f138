"""The upload itself: byte for byte, for those who may have it, and the journal says who took it."""

from pathlib import Path
from typing import Any

import pytest

from meetings.core.models import JournalEvent
from meetings.documents import paths
from meetings.documents.models import Paper, PaperStatus
from tests.browser import browser_of
from tests.cast import Cast
from tests.unit.meetings.documents.papers import ready_paper

SIGNED = b"%PDF-1.7 signed \x00\xff"
READERS = ["delegate", "remote delegate", "chair", "guest", "observer"]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "papers"


@pytest.fixture
def signed(cast: Cast) -> Paper:
    paper = ready_paper(cast, "Nghị quyết", "Điều 1")
    Paper.objects.filter(id=paper.id).update(signatures=[{"state": "unread"}], original_name="NQ số 8.pdf")
    folder = paths.folder_of(paper.id)
    folder.mkdir(parents=True)
    (folder / "original.pdf").write_bytes(SIGNED)
    paper.refresh_from_db()
    return paper


def ask(cast: Cast, who: str, paper: Paper) -> Any:
    return browser_of(cast.named(who)).get(f"/tai-lieu/{paper.id}/ban-goc")


@pytest.mark.parametrize("who", [*READERS, "secretary"])
def test_readers_get_the_signed_file_as_it_came_and_it_is_journaled_once(cast: Cast, signed: Paper, who: str) -> None:
    for _ in range(2):
        answer = ask(cast, who, signed)
        assert b"".join(answer.streaming_content) == SIGNED
    name = answer.headers["Content-Disposition"]
    assert name.startswith("attachment") and "NQ" in name
    assert "no-store" in answer.headers["Cache-Control"]
    event = JournalEvent.objects.get(kind="original_taken")
    assert event.actor == f"person:{cast.named(who).id}" and '"secretary"' in event.audience
    assert '"delegate"' not in event.audience


@pytest.mark.parametrize("who", READERS)
def test_where_copies_are_marked_only_the_office_has_it(cast: Cast, signed: Paper, who: str) -> None:
    cast.meeting.watermark = True
    cast.meeting.save()
    assert ask(cast, who, signed).status_code == 403
    assert not JournalEvent.objects.filter(kind="original_taken").exists()
    assert ask(cast, "secretary", signed).status_code == 200


def test_a_paper_without_signature_is_the_offices_alone(cast: Cast, signed: Paper) -> None:
    Paper.objects.update(signatures=[])
    assert ask(cast, "delegate", signed).status_code == 403
    assert ask(cast, "secretary", signed).status_code == 200


@pytest.mark.parametrize("who", ["technician", "outsider"])
def test_who_may_not_read_may_not_have_it(cast: Cast, signed: Paper, who: str) -> None:
    assert ask(cast, who, signed).status_code in {403, 404}


def test_what_was_taken_back_is_gone_for_all(cast: Cast, signed: Paper) -> None:
    Paper.objects.update(status=PaperStatus.WITHDRAWN)
    for who in ("delegate", "secretary"):
        assert ask(cast, who, signed).status_code == 404


def test_the_reader_offers_it_to_whom_it_may_give_it(cast: Cast, signed: Paper) -> None:
    page = f"/tai-lieu/{signed.id}/"
    assert "ban-goc" in browser_of(cast.named("delegate")).get(page).content.decode()
    Paper.objects.update(signatures=[])
    assert "ban-goc" not in browser_of(cast.named("delegate")).get(page).content.decode()
