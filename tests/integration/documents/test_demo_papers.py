"""The demo papers pass through the real conversion."""

from collections.abc import Callable
from pathlib import Path

import pymupdf

from meetings.documents import paths
from meetings.documents.demo import write_demo_papers
from meetings.documents.models import Paper, PaperStatus
from meetings.documents.services import PaperText, store_paper
from tests.cast import Cast


def test_all_four_are_issued_with_about_forty_pages(
    cast: Cast, convert: Callable[[Paper], Paper], tmp_path: Path
) -> None:
    pages = []
    for demo in write_demo_papers(tmp_path / "demo"):
        with demo.path.open("rb") as file:
            paper = store_paper(
                meeting=cast.meeting,
                item=cast.items[demo.item_number - 1],
                text=PaperText(demo.title, demo.code),
                file=file,
                name=demo.path.name,
                by=cast.secretary,
            )
        convert(paper)
        assert (paper.status, paper.error, paper.title) == (PaperStatus.READY, "", demo.title)
        pages.append(paper.pages)
    assert 35 <= sum(pages) <= 45, pages
    table = Paper.objects.get(title__startswith="Biểu số liệu")
    page = pymupdf.open(paths.pdf_of(table.id))[0]
    assert page.rect.width > page.rect.height
    assert "53,4" in page.get_text()
    text = (paths.folder_of(Paper.objects.get(code="214-BC/TU").id) / "text.txt").read_text()
    assert "214-BC/TU" in text and "họp không giấy" in text
