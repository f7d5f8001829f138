"""A lexicon as CSV, as spreadsheets read and write it: written form, spoken forms, kind. Pure.

The spoken forms of one entry stand in one cell, with ``|`` between them. A first line of headings is known as such.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 160
MOST_HEARD = 20
MOST_ROWS = 2000
HEADINGS = ("Viết", "Nói", "Loại")
_FIRST_HEADINGS = frozenset({"viết", "chữ viết", "cách viết", "text", "written"})


class Kind(StrEnum):
    """What an entry names; for finding it again, the worker treats all alike."""

    NAME = "name"
    TITLE = "title"
    PLACE = "place"
    SHORT = "short"
    TERM = "term"


KIND_WORDS = {
    Kind.NAME: "Tên người",
    Kind.TITLE: "Chức danh",
    Kind.PLACE: "Địa danh",
    Kind.SHORT: "Viết tắt",
    Kind.TERM: "Thuật ngữ",
}
"""The words of a file, which are Vietnamese whoever reads the page."""


class CsvError(Exception):
    """The file is no lexicon; ``line`` (0: the whole file) and a stable ``code``."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code, self.line = code, line


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a file."""

    text: str
    heard: tuple[str, ...]
    kind: Kind


def read_csv(data: bytes) -> list[Row]:
    """Return the entries; raises ``CsvError``. Commas, semicolons and tabs may divide; UTF-8, with or without mark."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CsvError("encoding") from error
    if "\0" in text:
        raise CsvError("encoding")
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not (reader.line_num == 1 and _is_heading(cells)):
                rows.append(_row(cells, reader.line_num))
    except csv.Error as error:
        raise CsvError("broken", reader.line_num) from error
    if not rows:
        raise CsvError("empty")
    if len(rows) > MOST_ROWS:
        raise CsvError("too_many")
    return rows


def write_csv(rows: Iterable[Row]) -> str:
    """Return a file that ``read_csv`` reads back; the mark in front makes spreadsheets read it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows((_harmless(row.text), _harmless("|".join(row.heard)), KIND_WORDS[row.kind]) for row in rows)
    return "\ufeff" + out.getvalue()


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", "\t"), key=first.count)


def _is_heading(cells: list[str]) -> bool:
    return cells[0].strip().casefold() in _FIRST_HEADINGS


def _row(cells: list[str], line: int) -> Row:
    text, spoken, kind, *_more = (*cells, "", "")
    heard = tuple(tidy for part in spoken.split("|") if (tidy := _read(part)))
    if not _read(text):
        raise CsvError("no_text", line)
    if max(len(part) for part in (text, *heard)) > LONGEST or len(heard) > MOST_HEARD:
        raise CsvError("too_long", line)
    return Row(_read(text), heard, _kind(kind))


def _kind(words: str) -> Kind:
    folded = words.strip().casefold()
    return next((kind for kind, said in KIND_WORDS.items() if folded in {said.casefold(), kind}), Kind.TERM)


def _read(cell: str) -> str:
    return " ".join(cell.split()).removeprefix("'")


def _harmless(cell: str) -> str:
    """A cell that begins like a formula is one to a spreadsheet: an apostrophe makes it text."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell
