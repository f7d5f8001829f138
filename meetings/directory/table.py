"""Tables out of spreadsheets: CSV and XLSX to rows of text. Pure; raises ``TableError`` with a stable code.

CSV in UTF-8 (with or without mark), UTF-16 with mark, or Windows-1258, as Vietnamese Excel writes it; commas,
semicolons and tabs may divide. All text comes back composed (NFC): a Mac writes «ế» in two or three pieces.
"""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
"""A small packed file may hold a huge sheet."""
MOST_ROWS = 5000
MOST_COLUMNS = 40
LONGEST_CELL = 300
OLE = b"\xd0\xcf\x11\xe0"
"""Beginning of .xls of before 2007, and of XLSX with a password."""
ZIP = b"PK\x03\x04"


class TableError(Exception):
    """The file is no usable table; ``line`` (0: the whole file) and a stable ``code``."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code, self.line = code, line


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows, each row with the number of its line in the file; no row is empty."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_table(data: bytes) -> Table:
    """Read a file; its first line that is not empty holds the headings."""
    if len(data) > MOST_BYTES:
        raise TableError("too_large")
    if data.startswith(OLE):
        raise TableError("old_or_locked")
    lines = _read_xlsx(data) if data.startswith(ZIP) else _read_csv(data)
    filled = [(number, _trimmed(cells)) for number, cells in lines]
    filled = [(number, cells) for number, cells in filled if cells]
    if not filled:
        raise TableError("empty")
    if len(filled) - 1 > MOST_ROWS:
        raise TableError("too_many")
    for number, cells in filled:
        if len(cells) > MOST_COLUMNS:
            raise TableError("too_wide", number)
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise TableError("too_long", number)
    return Table(filled[0][1], tuple(filled[1:]))


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    """Return a row without the empty cells at its end."""
    tidied = [tidy(cell) for cell in cells]
    while tidied and not tidied[-1]:
        tidied.pop()
    return tuple(tidied)


def tidy(cell: str) -> str:
    """Return a cell composed, with single spaces, without the apostrophe that makes a spreadsheet see text."""
    return " ".join(unicodedata.normalize("NFC", cell).replace("\ufeff", "").split()).removeprefix("'")


def _read_csv(data: bytes) -> list[tuple[int, list[str]]]:
    text = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text), delimiter=max((",", ";", "\t"), key=first.count), strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise TableError("broken", reader.line_num) from error


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(unicodedata.category(letter) == "Cc" and letter not in "\r\n\t" for letter in text):
            return text
    raise TableError("encoding")


def _read_xlsx(data: bytes) -> list[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise TableError("too_large")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0] if book.worksheets else None
        if sheet is None:
            raise TableError("empty")
        rows: Iterable[tuple[object, ...]] = sheet.iter_rows(
            max_row=MOST_ROWS + 100, max_col=MOST_COLUMNS + 1, values_only=True
        )
        return [(number, [_text(value) for value in row]) for number, row in enumerate(rows, start=1)]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, EOFError) as error:
        raise TableError("broken") from error


def _text(value: object) -> str:
    """Write a cell's value: whole numbers without a point, days as ISO dates."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)
