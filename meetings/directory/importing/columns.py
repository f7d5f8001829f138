"""Which columns a file of each kind has, and its rows read by them. An empty cell leaves what is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from meetings.core.letters import folded
from meetings.directory.table import Table


class Kind(StrEnum):
    """What a file lists."""

    UNITS = "units"
    PEOPLE = "people"
    ROOMS = "rooms"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading is Vietnamese in every language, as on the file."""

    key: str
    heading: str
    about: str
    needed: bool = False


COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.UNITS: (
        Column("code", "Mã đơn vị", "Không trùng với đơn vị khác, thí dụ H02.15", needed=True),
        Column("name", "Tên đơn vị", "Viết đầy đủ, thí dụ Đảng ủy xã Tân Hòa", needed=True),
        Column("short_name", "Tên ngắn", "Dùng ở chỗ hẹp, thí dụ Tân Hòa"),
        Column("level", "Cấp", "tỉnh, xã, phường, cơ quan, …", needed=True),
        Column("parent", "Mã cấp trên", "Đơn vị cấp trên đứng ở dòng phía trên hoặc đã có", needed=True),
        Column("branch", "Khối", "Đảng hoặc Nhà nước; để trống là Đảng"),
        Column("valid_from", "Từ ngày", "Ngày đơn vị mới bắt đầu, thí dụ 01/07/2025"),
    ),
    Kind.PEOPLE: (
        Column("username", "Tên đăng nhập", "Chữ không dấu, thí dụ hoa.nv", needed=True),
        Column("full_name", "Họ và tên", "", needed=True),
        Column("title", "Chức vụ", "Như khi xướng tên, thí dụ Bí thư Đảng ủy xã Tân Hòa"),
        Column("position", "Mã chức vụ", "Có trong danh mục; cho thứ tự khi cột Thứ tự trống"),
        Column("unit", "Mã đơn vị", "", needed=True),
        Column("order", "Thứ tự", "Số nhỏ đứng trước trong danh sách"),
    ),
    Kind.ROOMS: (
        Column("code", "Mã điểm cầu", "Không trùng với điểm cầu khác", needed=True),
        Column("name", "Tên điểm cầu", "", needed=True),
        Column("unit", "Mã đơn vị", "", needed=True),
        Column("kind", "Loại", "Hội trường, Cấp xã hoặc Cơ quan", needed=True),
        Column("seats", "Số chỗ", "Một số nguyên"),
    ),
}


class WrongColumns(Exception):
    """A file lacks columns that it needs, or has one twice."""

    def __init__(self, missing: Sequence[str], found: Sequence[str], twice: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing, self.found, self.twice = missing, found, twice


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows by column key, and the headings that mean nothing here."""

    rows: tuple[tuple[int, dict[str, str]], ...]
    ignored: tuple[str, ...]


def read_rows(kind: Kind, table: Table) -> Rows:
    """Return a table's rows by the columns of a kind; order, case and marks of the headings do not matter."""
    keys = {folded(column.heading): column.key for column in COLUMNS[kind]}
    found = [keys.get(folded(heading.rstrip("* "))) for heading in table.headings]
    missing = [column.heading for column in COLUMNS[kind] if column.needed and column.key not in found]
    twice = [column.heading for column in COLUMNS[kind] if found.count(column.key) > 1]
    if missing or twice:
        raise WrongColumns(missing, [heading for heading in table.headings if heading], twice)
    rows = tuple(
        (line, {key: cell for key, cell in zip(found, cells, strict=False) if key}) for line, cells in table.rows
    )
    ignored = tuple(heading for key, heading in zip(found, table.headings, strict=True) if heading and not key)
    return Rows(rows, ignored)
