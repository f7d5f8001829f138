"""Papers over HTTP: who may, ranges, limits of uploads."""

import io
import re
import shutil
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from PIL import Image

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting
from meetings.core.models import JournalEvent
from meetings.documents import paths, services, tasks
from meetings.documents.convert import make_reading_copy
from meetings.documents.models import Paper, PaperStatus
from tests.cast import Cast
from tests.integration.documents import files


class HttpsClient(Client):
    """A browser on https."""

    def generic(self, *args: object, **kwargs: object) -> object:
        return super().generic(*args, **{**kwargs, "secure": True})


def client_of(person: Person, **settings: object) -> Client:
    client = HttpsClient(**settings)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(scope="module")
def five_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a converted paper: what the sandbox makes of it is the same each time."""
    made = uuid4()
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("ready")):
        paths.store(io.BytesIO(files.pdf_file(5)), paths.folder_of(made) / "original.pdf")
        assert make_reading_copy(made, lambda _percent: None) == 5
        return paths.folder_of(made)


@pytest.fixture
def ready(cast: Cast, convert: object, five_pages: Path, monkeypatch: pytest.MonkeyPatch) -> Paper:
    def copied(paper_id: UUID, _progress: object) -> int:
        shutil.copytree(five_pages, paths.folder_of(paper_id), dirs_exist_ok=True)
        return 5

    monkeypatch.setattr(tasks, "make_reading_copy", copied)
    paper = services.upload_paper(
        actor=cast.actor(cast.secretary),
        meeting_id=cast.meeting.id,
        item_id=None,
        title="Báo cáo",
        code="",
        secrecy="none",
        file=io.BytesIO(files.pdf_file(5)),
        name="a.pdf",
    )
    return convert(paper)  # type: ignore[operator,no-any-return]


def address(paper: Paper, what: str = "file.pdf") -> str:
    return f"/tai-lieu/{paper.id}/{what}"


def upload(client: Client, cast: Cast, *sent: SimpleUploadedFile, htmx: bool = False, **fields: str) -> object:
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(
        f"/chuan-bi/{cast.meeting.id}/tai-lieu/", {"files": list(sent), "secrecy": "none", **fields}, headers=headers
    )


def test_delegate_reads_the_pdf_with_validators(cast: Cast, ready: Paper) -> None:
    client = client_of(cast.delegates[0])
    whole = client.get(address(ready))
    data = paths.pdf_of(ready.id).read_bytes()
    assert whole.status_code == 200
    assert (b"".join(whole) if whole.streaming else whole.content) == data
    assert b"/Linearized" in data[:200]
    assert whole["Content-Type"] == "application/pdf"
    assert whole["X-Content-Type-Options"] == "nosniff"
    assert whole["Cache-Control"] == "private, no-cache"
    assert whole["Content-Disposition"].startswith("inline")
    again = client.get(address(ready), headers={"If-None-Match": whole["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-99", 206, 0, 99),
        ("bytes=100-", 206, 100, -1),
        ("bytes=-50", 206, -50, -1),
        ("bytes=5-999999999", 206, 5, -1),
        ("bytes=0-1,5-9", 200, 0, -1),
        ("bytes=-", 200, 0, -1),
    ],
)
def test_ranges(cast: Cast, ready: Paper, asked: str, status: int, first: int, last: int) -> None:
    data = paths.pdf_of(ready.id).read_bytes()
    answer = client_of(cast.chair).get(address(ready), headers={"Range": asked})
    assert answer.status_code == status
    begin, end = first % len(data), last % len(data)
    assert answer.content == data[begin : end + 1]
    if status == 206:
        assert answer["Content-Range"] == f"bytes {begin}-{end}/{len(data)}"


def test_range_outside_and_stale_range(cast: Cast, ready: Paper) -> None:
    client = client_of(cast.chair)
    assert client.get(address(ready), headers={"Range": "bytes=99999999-"}).status_code == 416
    assert client.get(address(ready), headers={"Range": "bytes=0-9", "If-Range": '"old"'}).status_code == 200


def test_page_and_thumbnail_are_pictures(cast: Cast, ready: Paper) -> None:
    client = client_of(cast.delegates[0])
    answer = client.get(address(ready, "trang/2.jpg?w=640"))
    assert answer.status_code == 200, answer.content
    assert Image.open(io.BytesIO(answer.content)).width == 640
    assert paths.page_of(ready.id, 5, 640).exists(), "the next pages are drawn with it"
    assert client.get(address(ready, "anh-nho.jpg"))["Content-Type"] == "image/jpeg"
    assert client.get(address(ready, "trang/6.jpg?w=640")).status_code == 404
    assert client.get(address(ready, "trang/0.jpg")).status_code == 404
    for bad in ("641", "-5", "x", "9" * 30):
        assert client.get(address(ready, f"trang/1.jpg?w={bad}")).status_code == 400


@pytest.mark.parametrize("what", ["file.pdf", "trang/1.jpg", "anh-nho.jpg"])
def test_who_may_not_read(cast: Cast, ready: Paper, what: str) -> None:
    assert client_of(cast.outsider).get(address(ready, what)).status_code == 404
    refused = client_of(cast.technician).get(address(ready, what))
    assert refused.status_code == 403
    assert "Vai trò" in refused.content.decode()
    answer = HttpsClient().get(address(ready, what))
    assert answer.status_code == 302 and answer["Location"].startswith("/dang-nhap/")


def test_withdrawn_paper_is_gone_for_copies_too(cast: Cast, ready: Paper) -> None:
    reader, secretary = client_of(cast.delegates[0]), client_of(cast.secretary)
    tag = reader.get(address(ready))["ETag"]
    assert client_of(cast.delegates[0]).post(address(ready, "go/")).status_code == 403
    assert client_of(cast.outsider).post(address(ready, "go/")).status_code == 404
    assert secretary.post(address(ready, "go/")).status_code == 200
    assert reader.get(address(ready), headers={"If-None-Match": tag}).status_code == 404
    assert JournalEvent.objects.filter(kind="paper_withdrawn").count() == 1


def test_upload_gives_a_row_per_file_and_asks_again_while_converting(cast: Cast) -> None:
    client = client_of(cast.secretary)
    answer = upload(
        client,
        cast,
        SimpleUploadedFile("Tờ trình.docx", files.docx_file()),
        SimpleUploadedFile("lạ.pdf", b"MZ" + b"\0" * 99),
        htmx=True,
        item=str(cast.items[0].id),
    )
    page = answer.content.decode()  # type: ignore[attr-defined]
    paper = Paper.objects.get()
    assert (paper.title, paper.status, paper.item_id) == ("Tờ trình", PaperStatus.WAITING, cast.items[0].id)
    assert f'hx-get="/tai-lieu/{paper.id}/tinh-trang/"' in page and "every 1s" in page
    assert "tệp chương trình" in page and "lạ.pdf" in page
    row = client.get(address(paper, "tinh-trang/")).content.decode()
    assert "every 1s" in row and "Chờ chuyển đổi" in row
    Paper.objects.update(status=PaperStatus.FAILED, error="Tệp có mật khẩu.")
    row = client.get(address(paper, "tinh-trang/")).content.decode()
    assert "Tệp có mật khẩu." in row and "Thử lại" in row and "Gỡ" in row and "every 1s" not in row
    assert "Chờ chuyển đổi" in client.post(address(paper, "thu-lai/")).content.decode()
    assert client.get(f"/chuan-bi/{cast.meeting.id}/tai-lieu/").status_code == 200


def test_who_may_not_upload(cast: Cast) -> None:
    for person, status in ((cast.chair, 403), (cast.delegates[0], 403), (cast.technician, 403), (cast.outsider, 404)):
        answer = upload(client_of(person), cast, SimpleUploadedFile("a.pdf", files.pdf_file()))
        assert answer.status_code == status  # type: ignore[attr-defined]
    assert not Paper.objects.exists()


def test_upload_needs_the_csrf_token(cast: Cast) -> None:
    client = client_of(cast.secretary, enforce_csrf_checks=True)
    answer = upload(client, cast, SimpleUploadedFile("a.pdf", files.pdf_file()))
    assert answer.status_code == 403  # type: ignore[attr-defined]
    page = client.get(f"/chuan-bi/{cast.meeting.id}/tai-lieu/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    file = SimpleUploadedFile("a.pdf", files.pdf_file())
    sent = {"files": [file], "secrecy": "none", "csrfmiddlewaretoken": token[1]}
    answer = client.post(f"/chuan-bi/{cast.meeting.id}/tai-lieu/", sent, headers={"Referer": "https://testserver/"})
    assert answer.status_code == 200
    assert Paper.objects.count() == 1


def test_too_large_by_announcement_and_by_content(cast: Cast, settings: object) -> None:
    settings.MAX_PAPER_BYTES = 300_000  # type: ignore[attr-defined]
    client = client_of(cast.secretary)
    big = SimpleUploadedFile("lớn.pdf", files.pdf_file() + b"\0" * 400_000)
    answer = upload(client, cast, big, SimpleUploadedFile("vừa.pdf", files.pdf_file()))
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "Tệp lớn quá" in page and "lớn.pdf" in page
    assert [paper.original_name for paper in Paper.objects.all()] == ["vừa.pdf"]
    huge = SimpleUploadedFile("rất lớn.pdf", b"%PDF-" + b"\0" * 1_500_000)
    answer = upload(client, cast, huge)
    assert answer.status_code == 413  # type: ignore[attr-defined]
    assert "Tệp lớn quá" in answer.content.decode()  # type: ignore[attr-defined]


def test_no_file_chosen(cast: Cast) -> None:
    answer = upload(client_of(cast.secretary), cast)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "Chưa chọn tệp" in answer.content.decode()  # type: ignore[attr-defined]


def test_where_web_has_no_sandbox_jobs_draws_the_page(
    cast: Cast, ready: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_tasks_db.models import DBTaskResult

    from meetings.documents import pictures, sandbox
    from meetings.documents.convert import draw_pages

    monkeypatch.setattr(pictures, "WAIT_S", 0.3)
    with monkeypatch.context() as patch:
        patch.setattr(sandbox, "probe", lambda: sandbox.Sandbox(works=False, reason="Không có."))
        answer = client_of(cast.chair).get(address(ready, "trang/1.jpg?w=320"))
    assert answer.status_code == 409
    assert "chưa vẽ xong" in answer.content.decode()
    order = DBTaskResult.objects.latest("enqueued_at")
    assert order.args_kwargs["args"] == [str(ready.id), 1, 4, 320]
    draw_pages(ready.id, 1, 4, 320)
    assert client_of(cast.chair).get(address(ready, "trang/1.jpg?w=320")).status_code == 200


def test_the_calendar_counts_what_a_person_has_not_opened(cast: Cast, ready: Paper) -> None:
    reader, other = client_of(cast.delegates[0]), client_of(cast.delegates[1])
    assert "1 tài liệu chưa đọc" in reader.get("/").content.decode()
    reader.head(address(ready))
    reader.get(address(ready, "anh-nho.jpg"))
    assert "1 tài liệu chưa đọc" in reader.get("/").content.decode(), "a thumbnail is not the paper"
    for _time in range(2):
        reader.get(address(ready), headers={"range": "bytes=0-99"})
    assert "Đã đọc đủ" in reader.get("/").content.decode()
    assert ready.openings.count() == 1
    assert "1 tài liệu chưa đọc" in other.get("/").content.decode()


def test_who_may_not_read_a_paper_has_not_opened_it(cast: Cast, ready: Paper) -> None:
    assert client_of(cast.outsider).get(address(ready)).status_code == 404
    assert not ready.openings.exists()


def test_marks_are_made_in_the_sandbox_and_neither_upload_nor_reading_copy_is_touched(cast: Cast, ready: Paper) -> None:
    kept = [paths.pdf_of(ready.id).read_bytes(), paths.original_of(ready.id).read_bytes()]  # type: ignore[union-attr]
    Meeting.objects.filter(id=cast.meeting.id).update(watermark=True)
    one, other = (client_of(person).get(address(ready)) for person in cast.delegates[:2])
    assert one.status_code == other.status_code == 200
    assert len(one.content) == len(other.content) and one.content != other.content
    assert kept == [paths.pdf_of(ready.id).read_bytes(), paths.original_of(ready.id).read_bytes()]  # type: ignore[union-attr]
