"""The words of a real paper, with the real sandbox and tesseract: text, a scan, and a hit's place on the page."""

import io
import shutil
from collections.abc import Callable

import pymupdf
import pytest
from django_tasks_db.models import DBTaskResult

from meetings.documents import indexing, services
from meetings.documents.fonts import font_file
from meetings.documents.models import PageText, Paper, TextSource
from meetings.documents.search import boxes_of_hits, search_papers_for
from tests.cast import Cast

LINES = ("Nghị quyết về chuyển đổi số của Ủy ban nhân dân", "Kinh phí thực hiện ba tỷ đồng, hoàn thành trong quý III")


def paper_with_a_scan() -> bytes:
    """Page 1 is text; page 2 is a picture of text."""
    document = pymupdf.open()
    for text in LINES:
        page = document.new_page(width=595, height=842)
        page.insert_text((72, 200), text, fontsize=16, fontname="F0", fontfile=font_file("Times New Roman"))
    picture = document[1].get_pixmap(dpi=200)
    document.delete_page(1)
    scan = document.new_page(width=595, height=842)
    scan.insert_image(scan.rect, pixmap=picture)
    data: bytes = document.tobytes(deflate=True)
    return data


def test_words_of_text_and_of_a_scan_are_found_where_they_stand(cast: Cast, convert: Callable[[Paper], Paper]) -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("needs tesseract")
    paper = services.upload_paper(
        actor=cast.actor("secretary"),
        meeting_id=cast.meeting.id,
        item_id=None,
        title="Kế hoạch",
        code="",
        secrecy="none",
        file=io.BytesIO(paper_with_a_scan()),
        name="a.pdf",
    )
    convert(paper)
    queued = DBTaskResult.objects.filter(task_path="meetings.documents.tasks.index_paper")
    assert [one.args_kwargs["args"] for one in queued] == [[str(paper.id)]], "queued with the issue of the paper"
    assert indexing.index_paper(paper.id), "one page is to be read"
    reader = cast.actor("delegate")
    assert search_papers_for(reader, "chuyển đổi").unread == 1
    assert not indexing.read_scans(paper.id)
    assert list(PageText.objects.order_by("number").values_list("source", flat=True)) == [
        TextSource.TEXT,
        TextSource.TEXT,
        TextSource.SCAN,
    ]
    for query, number in (("uy ban nhan dan", 1), ("kinh phí", 2), ("hoan thanh", 2)):
        (hit,) = search_papers_for(reader, query).hits
        assert (hit.number, hit.scanned) == (number, number == 2)
    for number, word in ((1, "quyết"), (2, "phí")):
        ((x, y, width, height),) = boxes_of_hits(PageText.objects.get(number=number), word)
        assert 1200 < x < 3500 and 2000 < y < 2500 and 100 < width < 800 and 50 < height < 350, (number, x, y)
