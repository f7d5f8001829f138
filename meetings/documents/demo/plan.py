"""The draft plan, as a DOCX."""

import datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from meetings.documents.demo.data import PROVINCE
from meetings.documents.demo.tables import TABLES, Table
from meetings.documents.demo.text import Block, blocks

CENTRE, LEFT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY
WRITTEN = datetime.datetime(2026, 11, 18, 8, 0, tzinfo=datetime.UTC)


def write_plan(path: Path) -> None:
    """Write the plan, about 12 pages."""
    document = docx.Document()
    _page_form(document)
    _head(document)
    for block in blocks("plan"):
        _block(document, block)
    _signature(document)
    for number, name in enumerate(("assignments", "rooms", "drill"), start=1):
        _appendix(document, number, name)
    document.core_properties.created = document.core_properties.modified = WRITTEN
    document.core_properties.author = "Văn phòng Tỉnh ủy"
    document.save(str(path))


def _page_form(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    run = number.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run._r.append(_field(kind, text))  # noqa: SLF001 - python-docx has no call for page numbers
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    normal.paragraph_format.line_spacing = Pt(20)
    normal.paragraph_format.space_after = Pt(6)


def _field(kind: str, text: str) -> Any:
    if text:
        element = OxmlElement("w:instrText")
        element.text = text
        return element
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def _head(document: Any) -> None:
    left, right = document.add_table(1, 2).rows[0].cells
    left.width, right.width = Mm(68), Mm(97)
    _lines(left, [("TỈNH ỦY AN SƠN", True, False), ("*", False, False), ("Số      -KH/TU", False, False)])
    date = f"{PROVINCE}, ngày      tháng 11 năm 2026"
    _lines(right, [("ĐẢNG CỘNG SẢN VIỆT NAM", True, False), (date, False, True), ("(DỰ THẢO)", True, False)])
    for text in ("KẾ HOẠCH", "hành động năm 2027 về đường truyền và họp không giấy ở cấp xã", "-----"):
        paragraph = document.add_paragraph()
        paragraph.alignment = CENTRE
        paragraph.add_run(text).bold = text != "-----"


def _lines(cell: Any, lines: list[tuple[str, bool, bool]]) -> None:
    for number, (text, bold, italic) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = CENTRE
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.bold, run.italic = bold, italic


def _block(document: Any, block: Block) -> None:
    if block.kind == "table":
        _table(document, TABLES[block.text]())
        return
    paragraph = document.add_paragraph()
    run = paragraph.add_run(block.text)
    run.bold = block.kind != "paragraph"
    paragraph.alignment = JUSTIFY if block.kind == "paragraph" else LEFT
    paragraph.paragraph_format.keep_with_next = block.kind != "paragraph"
    if block.kind != "part":
        paragraph.paragraph_format.first_line_indent = Mm(10)


def _table(document: Any, table: Table) -> None:
    caption = document.add_paragraph()
    caption.alignment = CENTRE
    caption.paragraph_format.keep_with_next = True
    caption.add_run(table.caption).italic = True
    grid = document.add_table(1, len(table.head))
    grid.style = "Table Grid"
    grid.autofit = False
    for column, width in zip(grid.columns, table.widths, strict=True):
        column.width = Mm(165 * width / 100)
    for row_number, words in enumerate((table.head, *table.rows)):
        cells = grid.rows[0].cells if row_number == 0 else grid.add_row().cells
        for cell, word, width in zip(cells, words, table.widths, strict=True):
            cell.width = Mm(165 * width / 100)
            paragraph = cell.paragraphs[0]
            paragraph.alignment = CENTRE if width < 25 or row_number == 0 else LEFT
            paragraph.paragraph_format.space_after = Pt(2)
            run = paragraph.add_run(word)
            run.font.size, run.bold = Pt(13), row_number == 0
    document.add_paragraph()


def _signature(document: Any) -> None:
    left, right = document.add_table(1, 2).rows[0].cells
    _lines(left, [("Nơi nhận", False, False), ("- Các đồng chí Tỉnh ủy viên", False, False)])
    for text in ("- Các Đảng ủy xã, phường", "- Lưu Văn phòng Tỉnh ủy."):
        left.add_paragraph(text)
    for paragraph in left.paragraphs:
        paragraph.alignment = LEFT
    left.paragraphs[0].runs[0].underline = True
    _lines(
        right, [("T/M BAN THƯỜNG VỤ", True, False), ("PHÓ BÍ THƯ", True, False), ("", False, False), ("", False, False)]
    )
    _lines_more(right, "Trịnh Văn Khôi")


def _appendix(document: Any, number: int, name: str) -> None:
    document.add_page_break()
    title = document.add_paragraph()
    title.alignment = CENTRE
    title.add_run(f"PHỤ LỤC {number}").bold = True
    _table(document, TABLES[name]())


def _lines_more(cell: Any, name: str) -> None:
    paragraph = cell.add_paragraph()
    paragraph.alignment = CENTRE
    paragraph.add_run(name).bold = True
