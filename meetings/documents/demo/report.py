"""The report of the provincial committee, as a PDF with text."""

from html import escape
from pathlib import Path

from meetings.documents.demo.assessments import assessments
from meetings.documents.demo.data import PROVINCE
from meetings.documents.demo.tables import TABLES
from meetings.documents.demo.text import Block, blocks
from meetings.documents.demo.typeset import Letterhead, save, set_pages, table_html

HEAD = Letterhead(
    above="",
    body="TỈNH ỦY AN SƠN",
    number="214-BC/TU",
    date=f"{PROVINCE}, ngày 16 tháng 11 năm 2026",
    kind="BÁO CÁO",
    subject="về kết quả chuyển đổi số 11 tháng năm 2026, trọng tâm là đường truyền và họp không giấy ở cấp xã",
    signer_lines=("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "", "(đã ký)", "", "Trịnh Văn Khôi"),
    recipients=(
        "Các đồng chí Tỉnh ủy viên",
        "Các Đảng ủy xã, phường",
        "Các cơ quan tham mưu",
        "Lưu Văn phòng Tỉnh ủy.",
    ),
)


def write_report(path: Path) -> None:
    """Write the report, about 14 pages."""
    report = "".join([HEAD.top(), *map(block_html, blocks("report")), HEAD.bottom()])
    appendix = '<p class="middle"><b>PHỤ LỤC</b></p>' + table_html(TABLES["appendix"]())
    save(set_pages(report, appendix), path)


def block_html(block: Block) -> str:
    """Return one piece of a text as HTML."""
    if block.kind == "table":
        return _assessments_html() if block.text == "assessments" else table_html(TABLES[block.text]())
    style = {"part": ' class="part"', "heading": ' class="heading"', "paragraph": ""}[block.kind]
    return f"<p{style}>{escape(block.text)}</p>"


def _assessments_html() -> str:
    return "".join(
        f'<p class="heading">{escape(head)}</p>' + "".join(f"<p>{escape(words)}</p>" for words in paragraphs)
        for head, *paragraphs in assessments()
    )
