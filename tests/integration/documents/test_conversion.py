"""From an uploaded file to an issued paper, with the real LibreOffice; poison ends as a sentence."""

import io
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pymupdf
import pytest
from django.test import override_settings

from meetings.core.models import JournalEvent
from meetings.documents import antivirus, paths, services
from meetings.documents.convert import make_reading_copy
from meetings.documents.filetypes import UnfitFile
from meetings.documents.models import Paper, PaperStatus
from meetings.documents.selectors import papers_state
from tests.cast import Cast
from tests.integration.documents import files

Convert = Callable[[Paper], Paper]


def upload(cast: Cast, name: str, data: bytes) -> Paper:
    return services.upload_paper(
        actor=cast.actor(cast.secretary),
        meeting_id=cast.meeting.id,
        item_id=cast.items[1].id,
        title="",
        code="12-BC/TU",
        secrecy="none",
        file=io.BytesIO(data),
        name=name,
    )


OFFICE = {
    "docx": files.docx_file(f"{files.PLAIN} {files.LETTERS}"),
    "xlsx": files.xlsx_file(f"{files.PLAIN} {files.LETTERS}", width=170),
    "pptx": files.pptx_file(f"{files.PLAIN} {files.LETTERS}"),
    "odt": (files.MADE / "van-ban.odt").read_bytes(),
    "ods": (files.MADE / "bang-tinh.ods").read_bytes(),
    "odp": (files.MADE / "trinh-chieu.odp").read_bytes(),
}


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Folders of papers made of each kind of office file, two at a time: that is how several workers run."""
    places = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("office"))
    ids = {kind: uuid4() for kind in OFFICE}
    with places:
        for kind, data in OFFICE.items():
            paths.store(io.BytesIO(data), paths.folder_of(ids[kind]) / f"original.{kind}")
        with ThreadPoolExecutor(2) as two:
            list(two.map(lambda paper_id: make_reading_copy(paper_id, lambda _percent: None), ids.values()))
        yield {kind: paths.folder_of(paper_id) for kind, paper_id in ids.items()}


@pytest.mark.parametrize("kind", OFFICE)
def test_office_becomes_pdf_with_vietnamese_text_and_embedded_fonts(copies: dict[str, Path], kind: str) -> None:
    document = pymupdf.open(copies[kind] / "paper.pdf")
    words = " ".join("".join(page.get_text() for page in document).split())
    # Slides break lines where they like, with a space or without.
    for text in (files.PLAIN.rstrip("."), files.LETTERS):
        assert text.replace(" ", "") in words.replace(" ", ""), words
    fonts = [font for page in document for font in document.get_page_fonts(page.number)]
    assert fonts and all("+" in font[3] and font[1] != "n/a" for font in fonts), fonts
    assert files.LETTERS.replace(" ", "") in "".join((copies[kind] / "text.txt").read_text().split())
    assert (copies[kind] / "thumbnail.jpg").read_bytes().startswith(b"\xff\xd8")


def test_ready_paper_is_in_the_journal_and_in_the_state(cast: Cast, convert: Convert) -> None:
    paper = convert(upload(cast, "báo cáo.pdf", files.pdf_file(3)))
    event = JournalEvent.objects.filter(kind="paper_issued").get()
    assert (event.actor, event.meeting_id) == ("system", cast.meeting.id)
    (state,) = papers_state(cast.meeting)
    assert (state.id, state.pages, state.title, state.code) == (str(paper.id), 3, "báo cáo", "12-BC/TU")
    assert state.item_id == str(cast.items[1].id)
    assert state.url == f"/tai-lieu/{paper.id}/file.pdf"


def test_converting_twice_issues_once(cast: Cast, convert: Convert) -> None:
    paper = convert(upload(cast, "a.pdf", files.pdf_file()))
    from meetings.documents import issuing

    assert not issuing.begin_conversion(paper.id)
    issuing.issue_paper(paper.id, 3)
    assert JournalEvent.objects.filter(kind="paper_issued").count() == 1


def test_withdrawn_while_converting_is_not_issued(cast: Cast, convert: Convert) -> None:
    paper = upload(cast, "a.pdf", files.pdf_file())
    services.withdraw_paper(actor=cast.actor(cast.secretary), paper_id=paper.id)
    convert(paper)
    assert paper.status == PaperStatus.WITHDRAWN
    assert not JournalEvent.objects.filter(kind__startswith="paper").exists()


def test_issued_paper_is_withdrawn_by_an_event(cast: Cast, convert: Convert) -> None:
    paper = convert(upload(cast, "a.pdf", files.pdf_file()))
    services.withdraw_paper(actor=cast.actor(cast.secretary), paper_id=paper.id)
    assert JournalEvent.objects.filter(kind="paper_withdrawn", actor=f"person:{cast.secretary.id}").exists()
    assert papers_state(cast.meeting) == ()


def test_picture_becomes_one_page(cast: Cast, convert: Convert) -> None:
    from PIL import Image

    packed = io.BytesIO()
    Image.new("RGB", (900, 600), "white").save(packed, "PNG")
    paper = convert(upload(cast, "sơ đồ.png", packed.getvalue()))
    assert (paper.status, paper.pages) == (PaperStatus.READY, 1)
    page = pymupdf.open(paths.pdf_of(paper.id))[0]
    assert page.rect.width > page.rect.height


def test_active_content_is_gone(cast: Cast, convert: Convert) -> None:
    data = files.active_pdf()
    assert b"JavaScript" in data and b"Launch" in data
    paper = convert(upload(cast, "có mã.pdf", data))
    assert paper.status == PaperStatus.READY
    document = pymupdf.open(paths.pdf_of(paper.id))
    objects = " ".join(document.xref_object(xref) for xref in range(1, document.xref_length()))
    for name in ("JavaScript", "/JS", "Launch", "EmbeddedFile", "/AA <<", "XFA"):
        assert name not in objects, name
    assert document.embfile_count() == 0
    assert paths.original_of(paper.id).read_bytes() == data


REFUSED_AT_ONCE = [
    ("báo cáo.pdf", b"MZ\x90\0" + b"\0" * 500, "tệp chương trình"),
    ("báo cáo.docx", b"", "Tệp rỗng"),
    ("báo cáo.pdf", b"<html>xin</html>", "không nhận loại tệp"),
    ("báo cáo.pdf", files.docx_file(), "Tên tệp kết thúc bằng"),
    ("báo cáo.docx", files.bomb_docx(), "quá nhiều dữ liệu"),
    ("báo cáo.docx", files.crowded_docx(), "quá nhiều dữ liệu"),
    ("báo cáo.docm", files.docm_file(), "macro"),
    ("báo cáo.docx", files.docm_file(), "macro"),
    ("báo cáo.odt", files.macro_odt(), "macro"),
    ("báo cáo.odt", files.locked_odt(), "mật khẩu"),
    ("báo cáo.odt", files.add_to_zip(OFFICE["odt"], {"Pictures/a.png": b"\0" * 30_000_000}), "quá nhiều dữ liệu"),
    ("báo cáo.ods", OFFICE["odt"], "Tên tệp kết thúc bằng"),
    ("báo cáo.docx", files.locked_docx(), "mật khẩu"),
    ("báo cáo.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900, "kiểu cũ"),
    ("báo cáo.docx", files.docx_file()[:4000], "bị hỏng"),
    ("báo cáo.docx", files.zip_file({"a.txt": b"xin"}), "không phải là tài liệu Office"),
]


@pytest.mark.parametrize(("name", "data", "words"), REFUSED_AT_ONCE)
def test_poison_is_refused_at_once(cast: Cast, name: str, data: bytes, words: str) -> None:
    with pytest.raises(UnfitFile) as refusal:
        upload(cast, name, data)
    assert words in refusal.value.message
    assert not Paper.objects.exists()
    assert not list(paths.folder_of(cast.meeting.id).parent.glob("*"))


REFUSED_IN_THE_SANDBOX = [
    ("khóa.pdf", files.locked_pdf(), "có mật khẩu"),
    ("hỏng.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 30, "bị hỏng"),
    ("cụt.pdf", files.pdf_file(5)[:700], "bị hỏng"),
    ("dài.pdf", files.many_pages_pdf(10_000), "2.000 trang"),
    ("ảnh.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 300, "bị hỏng"),
    ("giả.docx", files.zip_file({"[Content_Types].xml": b"<a/>", "word/document.xml": b"x<"}), "Không chuyển được"),
]


@pytest.mark.parametrize(("name", "data", "words"), REFUSED_IN_THE_SANDBOX)
def test_poison_fails_with_a_reason(cast: Cast, convert: Convert, name: str, data: bytes, words: str) -> None:
    paper = convert(upload(cast, name, data))
    assert paper.status == PaperStatus.FAILED
    assert words in paper.error
    assert not paths.pdf_of(paper.id).exists()
    assert services.retry_paper(actor=cast.actor(cast.secretary), paper_id=paper.id).status == PaperStatus.WAITING


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The text that every scanner calls a virus, in two parts, lest one calls this file so."""


@pytest.fixture
def clamd(tmp_path: Path, settings: object) -> Iterator[list[int]]:
    """A socket that speaks as clamd does and finds EICAR; hears how many bytes each file had."""
    heard: list[int] = []
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(tmp_path / "clamd"))
        door.listen()
        settings.CLAMD = f"unix:{tmp_path / 'clamd'}"  # type: ignore[attr-defined]
        threading.Thread(target=_serve, args=(door, heard), daemon=True).start()
        yield heard


def _serve(door: socket.socket, heard: list[int]) -> None:
    while True:
        try:
            wire, _ = door.accept()
        except OSError:
            return
        with wire, wire.makefile("rb") as lines:
            order = lines.read(6)
            if order == b"zPING\0":
                wire.sendall(b"PONG\0")
                continue
            assert order + lines.read(4) == b"zINSTREAM\0"
            data = b""
            while length := struct.unpack("!I", lines.read(4))[0]:
                data += lines.read(length)
            heard.append(len(data))
            wire.sendall(b"stream: Eicar-Signature FOUND\0" if EICAR in data else b"stream: OK\0")


def test_a_virus_ends_as_a_sentence_and_leaves_the_disk(cast: Cast, convert: Convert, clamd: list[int]) -> None:
    data = files.pdf_file(1) + b"\n% " + EICAR
    paper = convert(upload(cast, "a.pdf", data))
    assert (paper.status, clamd) == (PaperStatus.FAILED, [len(data)])
    assert "mã độc (Eicar-Signature)" in paper.error
    assert paths.original_of(paper.id) is None
    assert antivirus.antivirus_problem() == ""
    assert convert(upload(cast, "b.pdf", files.pdf_file(1))).status == PaperStatus.READY


def test_a_scanner_that_is_silent_stops_nothing_for_good(cast: Cast, convert: Convert, settings: object) -> None:
    settings.CLAMD = "unix:/none/clamd"  # type: ignore[attr-defined]
    paper = convert(upload(cast, "a.pdf", files.pdf_file(1)))
    assert paper.status == PaperStatus.FAILED and "ClamAV không trả lời" in paper.error
    assert "ClamAV" in antivirus.antivirus_problem() and paths.original_of(paper.id) is not None
