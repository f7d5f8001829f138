"""The demo papers: whole, about 40 pages, the same each time, in letters that the fonts have."""

import zipfile
from pathlib import Path

import docx
import openpyxl
import pymupdf
import pytest

from meetings.documents.demo import DemoPaper, write_demo_papers
from meetings.documents.demo.data import GROUPS, communes, summary
from meetings.documents.fonts import font_file, missing_letters


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[DemoPaper]:
    if font_file("Times New Roman") is None:
        pytest.skip("needs fontconfig")
    return write_demo_papers(tmp_path_factory.mktemp("papers"))


def test_four_papers_for_items_of_the_meeting(papers: list[DemoPaper]) -> None:
    assert [paper.path.suffix for paper in papers] == [".pdf", ".pdf", ".xlsx", ".docx"]
    assert [paper.item_number for paper in papers] == [2, 3, 3, 4]
    assert papers[0].code == "214-BC/TU"


def test_report_has_text_in_the_form_of_party_documents(papers: list[DemoPaper]) -> None:
    report = pymupdf.open(papers[0].path)
    first = " ".join(report[0].get_text().replace("\xad", "-").split())
    assert 11 <= report.page_count <= 15
    for words in ("ĐẢNG CỘNG SẢN VIỆT NAM", "TỈNH ỦY AN SƠN", "Số 214-BC/TU", "BÁO CÁO"):
        assert words in first
    assert report[1].get_text().split("\n")[-2].strip() == "2" or "2" in report[1].get_text().split()
    assert all("{" not in page.get_text() and "[" not in page.get_text() for page in report)


def test_scan_has_pictures_and_no_text(papers: list[DemoPaper]) -> None:
    scan = pymupdf.open(papers[1].path)
    assert 7 <= scan.page_count <= 12
    assert all(not page.get_text().strip() and len(page.get_images()) == 1 for page in scan)


def test_office_files_hold_what_the_report_says(papers: list[DemoPaper]) -> None:
    sheet = openpyxl.load_workbook(papers[2].path).active
    names = [sheet.cell(row, 2).value for row in range(5, 5 + len(communes()))]
    assert names == [commune.name for commune in communes()]
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(papers[3].path)).paragraphs)
    assert "IV- LỘ TRÌNH" in text and "[schedule]" not in text and "{" not in text


def test_figures_agree() -> None:
    assert len({commune.name for commune in communes()}) == 104
    whole = summary()
    assert whole.good + whole.fair + whole.poor == 104
    assert sum(summary(group).poor for group in GROUPS) == whole.poor > 0


def test_the_same_each_time(papers: list[DemoPaper], tmp_path: Path) -> None:
    for first, second in zip(papers, write_demo_papers(tmp_path), strict=True):
        if first.path.suffix == ".pdf":
            assert first.path.read_bytes() == second.path.read_bytes()
        else:
            assert _parts(first.path) == _parts(second.path)


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


def test_old_liberation_would_be_found_out(tmp_path: Path) -> None:
    """The check counts glyphs of the file itself: a font without Vietnamese letters is noticed."""
    assert not missing_letters(font_file("Times New Roman") or "")
    bare = tmp_path / "bare.ttf"
    bare.write_bytes(pymupdf.Font("helv").buffer)
    assert len(missing_letters(str(bare))) > 80
