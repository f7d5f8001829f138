"""A paper that seems to bear a stamp waits for its uploader: who sees it, what he may say, and what stays of it."""

from pathlib import Path
from unittest.mock import patch

import pytest
from django.test import Client

from meetings.agenda.models import Participation
from meetings.contracts.roles import Role
from meetings.core import clock
from meetings.core.errors import BadState, DomainError, NotFound
from meetings.core.models import JournalEvent
from meetings.core.pieces import Announced
from meetings.documents import issuing, paths, services, stamping
from meetings.documents.indexing import PageWords
from meetings.documents.models import BundleEntry, EntryState, Paper, PaperStatus, Upload
from meetings.documents.selectors import get_paper_for, papers_state
from meetings.documents.stamping import settle_stamp, stamp_on
from meetings.documents.stamps import Stamp
from meetings.documents.uploads import Choice, begin_upload
from meetings.live.journal_words import Telling
from tests.cast import Cast
from tests.unit.meetings.documents.papers import ready_paper

REASON = "Chữ nằm trong khung mẫu của biểu, tài liệu không mật"


@pytest.fixture
def held(cast: Cast, settings: object, tmp_path: Path) -> Paper:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    paper = ready_paper(cast, "Phương án 7", "một")
    Paper.objects.filter(id=paper.id).update(status=PaperStatus.CONVERTING)
    issuing.hold_paper(paper.id, 1, Stamp.TOI_MAT)
    folder = paths.folder_of(paper.id)
    folder.mkdir()
    (folder / "original.pdf").write_bytes(b"x")
    paper.refresh_from_db()
    return paper


def client_of(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.named(name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def second_secretary(cast: Cast) -> str:
    Participation.objects.filter(meeting=cast.meeting, person=cast.guest).update(role=Role.SECRETARY)
    return "guest"


def words(*texts: str, scan: bool = False) -> PageWords:
    boxes = [number for at in range(len(texts)) for number in (1000, 1000 + 400 * at, 500, 150)]
    return PageWords(list(texts), boxes, scan)


@pytest.mark.parametrize(
    ("level", "pages", "expected"),
    [
        ("none", {"first": words("BÁO", "CÁO")}, None),
        ("none", {"first": words("MẬT", "BÁO")}, Stamp.MAT),
        ("mat", {"first": words("MẬT", "BÁO")}, None),
        ("mat", {"first": words("TUYỆT MẬT")}, Stamp.TUYET_MAT),
        ("none", {"first": words("BÁO", scan=True), "scan": words("MẬT")}, Stamp.MAT),
    ],
)
def test_text_and_pictures_of_page_1_are_looked_at(
    cast: Cast, level: str, pages: dict[str, PageWords], expected: Stamp | None
) -> None:
    paper = ready_paper(cast, "Tờ trình", "một")
    Paper.objects.filter(id=paper.id).update(secrecy=level)
    with patch("meetings.documents.stamping.read_words", lambda work, *_rest: [pages[work]]):
        assert stamp_on(paper.id) == expected


def test_nobody_else_sees_it(cast: Cast, held: Paper) -> None:
    other = second_secretary(cast)
    assert papers_state(cast.meeting) == ()
    assert get_paper_for(cast.actor("secretary"), held.id, services.Permission.PREPARE_MEETING)
    for name in (other, "chair", "delegate"):
        for address in ("file.pdf", "trang/1.jpg", "anh-nho.jpg", "", "tinh-trang/"):
            answer = client_of(cast, name).get(f"/tai-lieu/{held.id}/{address}", secure=True)
            assert answer.status_code in {403, 404} and "Phương án 7" not in answer.content.decode()
    editor = client_of(cast, other).get(f"/chuan-bi/{cast.meeting.id}/tai-lieu/", secure=True).content.decode()
    assert "Phương án 7" not in editor and f"Một tài liệu {cast.secretary.full_name} tải lên" in editor
    mine = client_of(cast, "secretary").get(f"/chuan-bi/{cast.meeting.id}/tai-lieu/", secure=True).content.decode()
    assert "Phương án 7" in mine and "TỐI MẬT" in mine
    assert "Phương án 7" not in JournalEvent.objects.get(kind="stamp_found").payload
    with pytest.raises(BadState):
        services.withdraw_paper(actor=cast.actor("secretary"), paper_id=held.id)
    with pytest.raises(BadState):
        begin_upload(
            actor=cast.actor("secretary"),
            meeting_id=cast.meeting.id,
            file=Announced("b.pdf", 1, ""),
            choice=Choice(secrecy="none", replaces=str(held.id)),
            bundle=False,
        )
    with pytest.raises(NotFound):
        begin_upload(
            actor=cast.actor(other),
            meeting_id=cast.meeting.id,
            file=Announced("b.pdf", 1, ""),
            choice=Choice(secrecy="none", replaces=str(held.id)),
            bundle=False,
        )


def test_declared_none_it_is_issued_and_signed_for(cast: Cast, held: Paper) -> None:
    client, address = client_of(cast, "secretary"), f"/tai-lieu/{held.id}/dau-mat/"
    short = client.post(address, {"quyet-dinh": "khong", "ly-do": " ngắn "}, secure=True).content.decode()
    assert "Hãy ghi rõ vì sao" in short and not papers_state(cast.meeting)
    assert client.post(address, {"quyet-dinh": "khong", "ly-do": REASON}, secure=True).status_code == 200
    assert [paper.title for paper in papers_state(cast.meeting)] == ["Phương án 7"]
    event = JournalEvent.objects.get(kind="stamp_settled")
    assert (REASON in event.payload, event.actor) == (True, f"person:{cast.secretary.id}")
    with pytest.raises(BadState):
        settle_stamp(actor=cast.actor("secretary"), paper_id=held.id, decision="removed", reason="")


def test_a_stamp_that_is_one_leaves_nothing(
    cast: Cast, held: Paper, django_capture_on_commit_callbacks: object
) -> None:
    upload = {"meeting": cast.meeting, "by": cast.secretary, "size": 1, "made_at": clock.now()}
    Upload.objects.create(name="Phương án 7.pdf", paper=held, **upload)
    bundle = Upload.objects.create(name="tai-lieu.zip", bundle=True, **upload)
    BundleEntry.objects.create(
        upload=bundle, number=0, path="Phương án 7.pdf", size=1, title="Phương án 7", state=EntryState.TAKEN, paper=held
    )
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        settle_stamp(actor=cast.actor("secretary"), paper_id=held.id, decision="removed", reason="")
    kept = Paper.objects.get(id=held.id)
    assert (kept.status, kept.code, kept.original_name, kept.sha256, kept.size) == ("withdrawn", "", "", "", 0)
    assert kept.title == "Tài liệu đã gỡ vì có dấu mật"
    assert not paths.folder_of(held.id).exists()
    assert list(Upload.objects.values_list("name", flat=True)) == ["tai-lieu.zip"]
    entry = BundleEntry.objects.get()
    assert (entry.path, entry.title, entry.code) == (kept.title, kept.title, "")
    assert not JournalEvent.objects.filter(kind__in=["paper_issued", "paper_withdrawn"]).exists()


@pytest.mark.parametrize("name", ["chair", "delegate", "guest", "technician", "outsider", "second secretary"])
def test_who_may_not_decide(cast: Cast, held: Paper, name: str) -> None:
    name = second_secretary(cast) if name == "second secretary" else name
    with pytest.raises(DomainError):
        settle_stamp(actor=cast.actor(name), paper_id=held.id, decision="no_stamp", reason=REASON)
    address = f"/tai-lieu/{held.id}/dau-mat/"
    answer = client_of(cast, name).post(address, {"quyet-dinh": "khong", "ly-do": REASON}, secure=True)
    assert answer.status_code in {403, 404}
    held.refresh_from_db()
    assert held.status == PaperStatus.HELD


@pytest.mark.parametrize("decision", ["no_stamp", "removed"])
def test_another_secretary_decides_while_the_uploader_is_away(
    cast: Cast, held: Paper, decision: stamping.Decision
) -> None:
    other, why = second_secretary(cast), "Đồng chí Mai nghỉ phép; đã xem bản giấy"
    word = {"no_stamp": "khong", "removed": "go"}[decision]
    client, address = client_of(cast, other), f"/tai-lieu/{held.id}/dau-mat/"
    short = client.post(address, {"thay": "1", "quyet-dinh": word, "ly-do": "vắng"}, secure=True).content.decode()
    assert "vì sao đồng chí quyết định thay" in short and "Phương án 7" not in short
    assert client.post(address, {"thay": "1", "quyet-dinh": word, "ly-do": why}, secure=True).status_code == 200
    event = JournalEvent.objects.get(kind="stamp_settled")
    said = Telling({}).words(event, whole=True)
    assert event.actor == f"person:{cast.guest.id}" and why in said and f"Thay {cast.secretary.full_name}" in said
    held.refresh_from_db()
    assert held.status == (PaperStatus.READY if decision == "no_stamp" else PaperStatus.WITHDRAWN)


@pytest.mark.parametrize("name", ["chair", "delegate", "guest", "technician", "outsider"])
def test_nobody_but_a_secretary_stands_in(cast: Cast, held: Paper, name: str) -> None:
    with pytest.raises(DomainError):
        settle_stamp(actor=cast.actor(name), paper_id=held.id, decision="no_stamp", reason=REASON, stands_in=True)
    posted = {"thay": "1", "quyet-dinh": "khong", "ly-do": REASON}
    answer = client_of(cast, name).post(f"/tai-lieu/{held.id}/dau-mat/", posted, secure=True)
    assert answer.status_code in {403, 404}
    held.refresh_from_db()
    assert held.status == PaperStatus.HELD
