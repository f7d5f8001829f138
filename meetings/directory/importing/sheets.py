"""Files to fill in: the columns of a kind with or without what the register holds now, as XLSX."""

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from meetings.accounts.models import Person, Unit
from meetings.contracts.state import RoomKind
from meetings.core.cells import safe_cell
from meetings.directory.importing.columns import COLUMNS, Column, Kind
from meetings.directory.importing.rooms import KIND_WORDS
from meetings.directory.importing.units import BRANCH_WORDS
from meetings.directory.scope import Keeper
from meetings.rooms.models import Room

SHEET_NAMES = {Kind.UNITS: "Đơn vị", Kind.PEOPLE: "Người", Kind.ROOMS: "Điểm cầu"}


def write_sheet(kind: Kind, rows: Iterable[Iterable[str]] = ()) -> bytes:
    """Return an XLSX file: the list to fill in, and a second sheet that explains its columns."""
    book = Workbook()
    sheet, guide = book.active, book.create_sheet("Hướng dẫn")
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook begins with a sheet")
    sheet.title = SHEET_NAMES[kind]
    sheet.append([_heading(column) for column in COLUMNS[kind]])
    for row in rows:
        sheet.append([safe_cell(cell) for cell in row])
    guide.append(["Cột", "Bắt buộc", "Cách viết"])
    for column in COLUMNS[kind]:
        guide.append([column.heading, "có" if column.needed else "", column.about])
    guide.append([])
    guide.append(["Ô để trống thì giữ như đang có. Mỗi mã hay tên đăng nhập chỉ đứng ở một dòng."])
    for page in (sheet, guide):
        _look(page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heading(column: Column) -> str:
    return f"{column.heading} *" if column.needed else column.heading


def _look(sheet: Worksheet) -> None:
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EDF4")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for number in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 26
    for row in sheet.iter_rows():
        for cell in row:
            cell.number_format = "@"


def rows_of(keeper: Keeper, kind: Kind) -> list[list[str]]:
    """Return what the register holds of a kind in the keeper's part, in the order of the columns."""
    match kind:
        case Kind.UNITS:
            return _units(keeper)
        case Kind.PEOPLE:
            people = Person.objects.filter(unit_id__in=keeper.unit_ids, is_active=True).select_related("unit")
            people = people.order_by("unit__name", "protocol_order", "full_name")
            return [
                [one.username, one.full_name, one.title, "", one.unit.code if one.unit else "", str(one.protocol_order)]
                for one in people
            ]
        case Kind.ROOMS:
            rooms = Room.objects.filter(unit_id__in=keeper.unit_ids).select_related("unit").order_by("name")
            return [
                [room.code, room.name, room.unit.code, KIND_WORDS[RoomKind(room.kind)], str(room.seats)]
                for room in rooms
            ]


def _units(keeper: Keeper) -> list[list[str]]:
    """Upper units first, as a file needs them."""
    living = Unit.objects.filter(valid_to__isnull=True, id__in=keeper.unit_ids).select_related("parent")
    beneath: dict[object, list[Unit]] = {}
    for unit in living.order_by("name"):
        beneath.setdefault(unit.parent_id if unit.id != keeper.root.id else None, []).append(unit)
    rows: list[list[str]] = []
    waiting = list(reversed(beneath.get(None, [])))
    while waiting:
        unit = waiting.pop()
        waiting.extend(reversed(beneath.get(unit.id, [])))
        begins = f"{unit.valid_from:%d/%m/%Y}" if unit.valid_from else ""
        above = unit.parent.code if unit.parent else ""
        rows.append([unit.code, unit.name, unit.short_name, unit.level, above, BRANCH_WORDS[unit.branch], begins])
    return rows
