"""The figures of every meeting point, as an XLSX that prints on landscape pages with a heading on each."""

import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from meetings.documents.demo.data import communes

HEAD = (
    ("TT", 6),
    ("Xã, phường", 20),
    ("Cụm", 20),
    ("Băng thông (Mbit/s)", 13),
    ("Độ trễ (ms)", 10),
    ("Mất gói (%)", 10),
    ("Nghe rõ (%)", 10),
    ("Số lần mất tiếng", 12),
    ("Micrô có dây", 10),
    ("Đường dự phòng", 11),
    ("Xếp loại", 12),
)
TITLE = "BIỂU SỐ LIỆU ĐO ĐƯỜNG TRUYỀN TẠI CÁC ĐIỂM CẦU CẤP XÃ"
SUBTITLE = "Kèm theo Báo cáo số 37-BC/VPTU, ngày 09/11/2026 của Văn phòng Tỉnh ủy; đo từ 05/10/2026 đến 30/10/2026"
FIRST_ROW = 5
LINE = Side(style="thin", color="FF808080")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
WRITTEN = datetime.datetime(2026, 11, 9, 8, 0)


def write_measures(path: Path) -> None:
    """Write the table, about 6 pages in print."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Số liệu đo"
    for row, (text, size) in enumerate(((TITLE, 14), (SUBTITLE, 12)), start=1):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(HEAD))
        cell = sheet.cell(row, 1, text)
        cell.font = Font(name="Times New Roman", size=size, bold=row == 1, italic=row == 2)
        cell.alignment = Alignment(horizontal="center")
    for column, (word, width) in enumerate(HEAD, start=1):
        _fill(sheet.cell(FIRST_ROW - 1, column, word), bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, values in enumerate(_rows(), start=FIRST_ROW):
        for column, value in enumerate(values, start=1):
            _fill(sheet.cell(row, column, value), bold=False)
        sheet.row_dimensions[row].height = 22
    sheet.row_dimensions[FIRST_ROW - 1].height = 36
    _sums(sheet, FIRST_ROW + len(communes()))
    _print_form(sheet)
    book.properties.created = book.properties.modified = WRITTEN
    book.save(path)


def _rows() -> list[tuple[object, ...]]:
    return [
        (
            c.number,
            c.name,
            c.group,
            c.mbps,
            c.delay_ms,
            c.loss,
            c.heard,
            c.drops,
            "Có" if c.wired else "Không",
            "Có" if c.backup else "Không",
            c.grade,
        )
        for c in communes()
    ]


def _fill(cell: Any, *, bold: bool) -> None:
    if isinstance(cell.value, float) or bold:
        cell.number_format = "[$-42A]0.0#"  # Vietnamese: a comma before the decimals
    cell.font = Font(name="Times New Roman", size=12, bold=bold)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = BOX
    if bold:
        cell.fill = PatternFill("solid", fgColor="FFEFEFEF")


def _sums(sheet: Any, row: int) -> None:
    last = row - 1
    _fill(sheet.cell(row, 2, "Trung bình"), bold=True)
    for column in "DEFGH":
        cell = sheet[f"{column}{row}"]
        cell.value = f"=ROUND(AVERAGE({column}{FIRST_ROW}:{column}{last}),1)"
        _fill(cell, bold=True)


def _print_form(sheet: Any) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{FIRST_ROW - 1}:{FIRST_ROW - 1}"
    sheet.oddFooter.center.text = "Trang &P/&N"
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
