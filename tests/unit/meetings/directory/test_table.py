"""Tables as people send them: every spreadsheet program's CSV, and files that are none."""

import io
import unicodedata
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from meetings.directory import table as tables
from meetings.directory.importing.columns import Kind, WrongColumns, read_rows
from meetings.directory.table import MOST_ROWS, Table, TableError, read_table

TEXT = "Mã đơn vị;Tên đơn vị\nAB.01;Xã Tân Hòa Thượng Ước\n\nAB.02;Phường Quế Võ\n"
TONES = "\u0300\u0301\u0303\u0309\u0323"
ROWS = ((2, ("AB.01", "Xã Tân Hòa Thượng Ước")), (4, ("AB.02", "Phường Quế Võ")))


def cp1258(text: str) -> bytes:
    """Write as Vietnamese Windows does: letters with their shape, the tone behind them."""
    parts = []
    for letter in text:
        pieces = unicodedata.normalize("NFD", letter)
        tones = "".join(piece for piece in pieces if piece in TONES)
        shape = unicodedata.normalize("NFC", "".join(piece for piece in pieces if piece not in TONES))
        parts.append(shape + tones)
    return "".join(parts).encode("cp1258")


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        cp1258(TEXT),
        unicodedata.normalize("NFD", TEXT).encode(),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").replace("\n", "\r\n").encode(),
    ],
)
def test_every_csv_reads_the_same(data: bytes):
    assert read_table(data) == Table(("Mã đơn vị", "Tên đơn vị"), ROWS)


def xlsx(*rows: list[object]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_as_it_looks():
    data = xlsx(["Mã", "Số", "Ngày", "Giờ"], ["'=A1", 12.0, date(2025, 7, 1), datetime(2025, 7, 2, 8)], [None], [True])
    table = read_table(data)
    assert table.rows == ((2, ("=A1", "12", "2025-07-01", "2025-07-02")), (4, ("1",)))


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(70 * 2**20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b";;\n;\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_or_locked"),
        (b"PK\x03\x04 no archive", "broken"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "encoding"),
        (b'a;"b\n', "broken"),
        (b"a\n" + b"x\n" * (MOST_ROWS + 1), "too_many"),
        (b"a;b\n" + b"x" * 400 + b";y\n", "too_long"),
        (b"a;b\n" + b";x" * 60, "too_wide"),
        (b"a" * (2 * 2**20 + 1), "too_large"),
    ],
)
def test_what_is_no_table_is_named(data: bytes, code: str):
    with pytest.raises(TableError) as refused:
        read_table(data)
    assert refused.value.code == code


def test_as_much_as_is_allowed_is_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    monkeypatch.setattr(tables, "MOST_COLUMNS", 3)
    monkeypatch.setattr(tables, "LONGEST_CELL", 4)
    assert read_table(b"a;b;c\n1;2;3333\n4;5;6\n").rows == ((2, ("1", "2", "3333")), (3, ("4", "5", "6")))


def test_a_packed_file_does_not_fill_the_memory():
    with pytest.raises(TableError) as refused:
        read_table(bomb())
    assert refused.value.code == "too_large"


def test_columns_are_found_by_their_words():
    headings = ("TEN DIEM CAU", "Mã điểm cầu *", "Ghi chú", "loại", "mã đơn vị")
    rows = read_rows(Kind.ROOMS, Table(headings, ((2, ("Hội trường", "P1", "x", "Hội trường", "AB")),)))
    assert rows.ignored == ("Ghi chú",)
    assert rows.rows == ((2, {"name": "Hội trường", "code": "P1", "kind": "Hội trường", "unit": "AB"}),)
    with pytest.raises(WrongColumns) as refused:
        read_rows(Kind.ROOMS, Table(("Tên", "Mã điểm cầu", "Mã điểm cầu"), ()))
    assert (refused.value.missing[0], refused.value.twice) == ("Tên điểm cầu", ["Mã điểm cầu"])
