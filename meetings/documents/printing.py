"""Official lists as PDF: what stands on them (``Sheet``), and the child process that sets them.

Only our own data is printed, so no sandbox is needed; it is a process because MuPDF is not for threads, and because a
web process starts a second faster without it.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal

from django.utils.translation import gettext as _

from meetings.core.errors import DomainError
from meetings.documents.fonts import font_file
from meetings.documents.sandbox import CHILD_FOLDER

log = logging.getLogger(__name__)
LIMIT_S = 60
NO_FONT = 3
"""Exit status of the child (``child/sheet.py``)."""
FAMILY = "Times New Roman"
FACES = {"regular": "", "bold": ":bold", "italic": ":italic"}
Face = Literal["regular", "bold", "italic", "rule"]
"""``rule`` in a letterhead: a line as long as the text above it, or that share of the column which the text says."""


class NotPrinted(DomainError):
    """The server could not make the PDF."""

    code = "not_printed"
    http_status = 503


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table; the widths of all together are 165 mm."""

    title: str
    width_mm: float
    align: Literal["left", "centre", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Sheet:
    """An official list: letterhead in two columns, titles, facts, one table, words under it."""

    name: str
    """Title in the file's properties."""
    left: tuple[tuple[str, Face], ...]
    right: tuple[tuple[str, Face], ...]
    titles: tuple[str, ...]
    facts: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    ending: tuple[tuple[str, Face], ...]
    foot: str
    """Left half of every page's foot; the page number stands at the right."""


@dataclass(frozen=True, slots=True)
class LetterPage:
    """An official letter: letterhead in two columns, titles, paragraphs of ``size`` points, recipients, signature."""

    left: tuple[tuple[str, Face], ...]
    right: tuple[tuple[str, Face], ...]
    titles: tuple[str, ...]
    paragraphs: tuple[str, ...]
    size: int
    left_end: tuple[tuple[str, Face], ...]
    right_end: tuple[tuple[str, Face], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A frame, millimetres from the top left corner of the page; without height: a line."""

    x: float
    y: float
    width: float
    height: float
    dashed: bool = False
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Text in the middle of a box (mm): ``size`` points, smaller when it does not fit, at least ``least``."""

    text: str
    x: float
    y: float
    width: float
    height: float
    size: float
    least: float = 5.0
    face: Face = "regular"
    align: Literal["left", "centre", "right"] = "centre"
    turned: bool = False
    """Upside down, for what is folded."""


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page of boxes and words."""

    boxes: tuple[Box, ...]
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Pages on which everything has its place: plans, name plates. Sizes are millimetres."""

    name: str
    width: float
    height: float
    pages: tuple[DrawnPage, ...]


def print_sheet(sheet: Sheet) -> bytes:
    """Return the PDF, fonts embedded; raises ``NotPrinted`` with a Vietnamese reason."""
    return _print(asdict(sheet))


def print_letters(name: str, letters: Sequence[LetterPage]) -> bytes:
    """Return letters as one PDF, each beginning on a new page; raises ``NotPrinted`` with a Vietnamese reason."""
    return _print({"name": name, "letters": [asdict(letter) for letter in letters]})


def print_drawing(drawing: Drawing) -> bytes:
    """Return the PDF, fonts embedded; raises ``NotPrinted`` with a Vietnamese reason."""
    return _print(asdict(drawing))


def _print(what: dict[str, Any]) -> bytes:
    order = json.dumps({**what, "fonts": _font_files()}).encode()
    command = [sys.executable, "-I", "-B", str(CHILD_FOLDER / "sheet.py")]
    sorry = _("Máy chủ chưa in được bản PDF; số liệu vẫn nguyên. Hãy thử lại, hoặc tải bản CSV.")
    try:
        done = subprocess.run(command, input=order, capture_output=True, timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise NotPrinted(sorry) from error
    if done.returncode == NO_FONT:
        raise NotPrinted(
            _(
                "Phông chữ trên máy chủ thiếu chữ tiếng Việt nên chưa in được bản PDF; số liệu vẫn nguyên. "
                "Hãy báo bộ phận kỹ thuật cài gói fonts-liberation2 hoặc fonts-croscore."
            ),
            code="no_font",
        )
    if done.returncode != 0:
        log.error("a list was not printed: %s", done.stderr.decode(errors="replace")[-2000:])
        raise NotPrinted(sorry)
    return done.stdout


@cache
def _font_files() -> dict[str, str]:
    return {face: font_file(f"{FAMILY}{mark}") or "" for face, mark in FACES.items()}
