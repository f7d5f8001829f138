"""The register as files: every line as CSV, the copies as a list to be signed. On paper always in Vietnamese."""

import csv
import io
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from meetings.agenda.secrecy import NAMES
from meetings.contracts.state import Secrecy
from meetings.core import clock
from meetings.core.cells import safe_cell
from meetings.documents.printing import Column, Face
from meetings.documents.printing import Sheet as PrintedSheet
from meetings.handouts.models import Act, Line
from meetings.handouts.selectors import CopyRow, Register, Sheet

COLUMNS = (
    Column("Bản số", 13, "centre"),
    Column("Người nhận", 52),
    Column("Giao lúc", 22, "centre"),
    Column("Ký nhận", 26),
    Column("Thu hồi", 26, "centre"),
    Column("Ký trả", 26),
)


def act_words(act: str) -> str:
    """Return what a line says, in one or two words."""
    return {
        Act.LISTED: _("Vào sổ"),
        Act.HANDED: _("Giao"),
        Act.RETURNED: _("Thu hồi"),
        Act.MISSING: _("Thất lạc"),
        Act.VOID: _("Sửa ghi nhầm"),
    }[Act(act)]


def register_csv(register: Register) -> bytes:
    """Return all lines, in order; the mark at the beginning tells spreadsheets the encoding."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(
        [
            _("Dòng"),
            _("Thời điểm"),
            _("Người ghi"),
            _("Việc"),
            _("Tài liệu"),
            _("Số, ký hiệu"),
            _("Độ mật"),
            _("Số bản"),
            _("Bản số"),
            _("Người nhận"),
            _("Chức vụ, đơn vị"),
            _("Sửa dòng"),
            _("Ghi chú"),
            _("Còn giá trị"),
        ]
    )
    for row in register.lines:
        rows.writerow([*_cells(row.line), _("không") if row.void else _("có")])
    return text.getvalue().encode("utf-8-sig")


def _cells(line: Line) -> list[str]:
    sheet = line.sheet or line
    return [
        str(line.number),
        f"{timezone.localtime(line.at):%d/%m/%Y %H:%M}",
        safe_cell(line.by.full_name),
        act_words(line.act),
        safe_cell(sheet.title),
        safe_cell(sheet.code),
        str(NAMES[Secrecy(sheet.secrecy)]),
        str(line.copies or ""),
        str(line.copy or ""),
        safe_cell(line.receiver),
        safe_cell(line.about),
        str(line.voids.number) if line.voids else "",
        safe_cell(line.note),
    ]


def register_sheet(register: Register, printed_by: str) -> PrintedSheet:
    """Return the list of all copies, paper by paper, with room for signatures."""
    with translation.override("vi"):
        meeting = register.meeting
        left: list[tuple[str, Face]] = [(meeting.body.upper(), "bold")]
        if meeting.parent_body:
            left.insert(0, (meeting.parent_body.upper(), "regular"))
        rows = [row for sheet in register.sheets for row in _rows(sheet)]
        return PrintedSheet(
            name=f"Sổ giao nhận bản giấy - {meeting.title}",
            left=tuple(left),
            right=((f"In lúc {_when(clock.now())}", "italic"),),
            titles=("SỔ GIAO NHẬN BẢN GIẤY", meeting.title),
            facts=(f"Địa điểm: {meeting.place}. Họp lúc {_when(meeting.starts_at)}.",),
            columns=COLUMNS,
            rows=tuple(rows),
            ending=((f"Người in: {printed_by}. Dòng ghi nhầm có trong bản CSV và sổ diễn biến.", "italic"),),
            foot=f"Sổ giao nhận bản giấy · {meeting.title}",
        )


def _rows(sheet: Sheet) -> list[tuple[str, ...]]:
    line = sheet.line
    head = f"{line.code} · {line.title}" if line.code else line.title
    counts = f"{line.copies} bản; giao {sheet.handed}, thu hồi {sheet.returned}, thất lạc {sheet.missing}"
    level = str(NAMES[Secrecy(line.secrecy)])
    return [(f"Số {line.number}", f"{head} ({level}; {counts})", "", "", "", ""), *map(_copy, sheet.copies)]


def _copy(copy: CopyRow) -> tuple[str, ...]:
    who = ", ".join(filter(None, [copy.receiver, copy.about])) or "(chưa giao)"
    end = {"returned": _when(copy.ended_at), "missing": f"THẤT LẠC: {copy.note}"}.get(copy.state, "")
    return (str(copy.number), who, _when(copy.handed_at), "", end, "")


def _when(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}" if moment else ""
