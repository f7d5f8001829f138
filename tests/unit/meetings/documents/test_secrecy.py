"""Who uploads says how secret a paper is; above «không mật» nothing of it stays, neither file nor name."""

import io
from pathlib import Path

import pymupdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from meetings.contracts.state import Secrecy
from meetings.core.models import JournalEvent
from meetings.documents import services
from meetings.documents.filetypes import UnfitFile
from meetings.documents.models import Paper
from tests.cast import Cast

LEVELS = {"": "Chưa chọn độ mật", "khac": "Chưa chọn độ mật", "mat": "không mật", "toi_mat": "không mật"}


@pytest.fixture(autouse=True)
def papers(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "papers"  # type: ignore[attr-defined]
    return tmp_path / "papers"


def pdf() -> bytes:
    document = pymupdf.open()
    document.new_page()
    data: bytes = document.tobytes()
    return data


def upload(cast: Cast, level: str) -> Paper:
    return services.upload_paper(
        actor=cast.actor("secretary"),
        meeting_id=cast.meeting.id,
        item_id=None,
        title="",
        code="",
        secrecy=level,
        file=io.BytesIO(pdf()),
        name="kín.pdf",
    )


@pytest.mark.parametrize("level", [level for level in Secrecy if level != Secrecy.NONE])
def test_secret_papers_are_refused_and_leave_nothing(cast: Cast, papers: Path, level: str) -> None:
    events = JournalEvent.objects.count()
    with pytest.raises(UnfitFile) as refusal:
        upload(cast, level)
    assert refusal.value.code == "too_secret"
    assert not Paper.objects.exists() and not papers.exists()
    assert JournalEvent.objects.count() == events


def test_a_paper_without_a_level_is_refused_and_one_that_is_not_secret_taken(cast: Cast) -> None:
    for level in ("", "NONE", "khac"):
        with pytest.raises(UnfitFile) as refusal:
            upload(cast, level)
        assert refusal.value.code == "no_level"
    assert upload(cast, "none").secrecy == Secrecy.NONE


@pytest.mark.parametrize(("level", "words"), LEVELS.items())
def test_the_form_says_why(cast: Cast, level: str, words: str) -> None:
    client = Client()
    client.force_login(cast.secretary, backend="django.contrib.auth.backends.ModelBackend")
    sent = {"files": [SimpleUploadedFile("kín.pdf", pdf())], "secrecy": level}
    answer = client.post(f"/chuan-bi/{cast.meeting.id}/tai-lieu/", sent, secure=True)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Paper.objects.exists()
