"""Stamps of secrecy on page 1: «MẬT», «TỐI MẬT», «TUYỆT MẬT» in a line of their own, in capitals. Pure.

A stamp stands alone in its box: a line that says nothing else, but for the box's strokes, a copy's number or what
surrounds the word on forms («Độ mật: MẬT»). Words within a sentence or a title («bảo vệ bí mật nhà nước», «KHÔNG MẬT»,
«BẢO MẬT THÔNG TIN») are none. Tone marks are looked at where the text has them; the recognition of scans may lose them.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Stamp(StrEnum):
    """The stamps in rising order."""

    MAT = "MẬT"
    TOI_MAT = "TỐI MẬT"
    TUYET_MAT = "TUYỆT MẬT"


_BY_LETTERS = {"MAT": Stamp.MAT, "TOIMAT": Stamp.TOI_MAT, "TUYETMAT": Stamp.TUYET_MAT}
_LABEL = re.compile(r"^\s*(?:độ mật|do mat|mức độ mật|dấu độ mật)\s*[:：]\s*", re.IGNORECASE)
_COPY = re.compile(r"\s*(?:[-–,;/|]\s*)?(?:bản số|bản|số|sô)\s*[:.]?\s*[\d./\s]*$", re.IGNORECASE)
_FRAME = " \t|[](){}<>_-–—=*.:;,'\"“”‘’!¡/\\~^•·■□▪│┃┌┐└┘"
_SAME_LINE = 0.6
"""Words overlap by this share of the lower one's height: they stand on one line."""
_GAP = 3.0
"""A gap of so many heights divides a line: a stamp at the left and a title at the right are two things."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on the page; the box in ten-thousandths of it."""

    text: str
    x: int
    y: int
    width: int
    height: int


def find_stamp(lines: Iterable[str]) -> Stamp | None:
    """Return the highest stamp among the lines of page 1."""
    ranks = list(Stamp)
    found = [stamp for line in lines if (stamp := stamp_of(line))]
    return max(found, key=ranks.index, default=None)


def stamp_of(line: str) -> Stamp | None:
    """Return the stamp that a line is, ``None`` for everything else."""
    text = unicodedata.normalize("NFKC", line)
    text = _LABEL.sub("", text)
    words = _COPY.sub("", text).strip(_FRAME)
    letters = "".join(letter for letter in words if letter not in _FRAME)
    if not letters or letters != letters.upper() or not letters.isalpha():
        return None
    stamp = _BY_LETTERS.get(_plain(letters))
    return stamp if stamp and _marks_agree(letters, stamp) else None


def _plain(letters: str) -> str:
    apart = unicodedata.normalize("NFD", letters.replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _marks_agree(letters: str, stamp: Stamp) -> bool:
    """No letter carries other marks than the stamp's: «MÁT» is another word; marks that are lacking are lost ones."""
    wanted = unicodedata.normalize("NFC", stamp.replace(" ", ""))
    given = unicodedata.normalize("NFC", letters)
    return all(_marks(one) <= _marks(other) for one, other in zip(given, wanted, strict=True))


def _marks(letter: str) -> set[str]:
    return {part for part in unicodedata.normalize("NFD", letter) if unicodedata.combining(part)}


def lines_of_words(words: Sequence[Word]) -> list[str]:
    """Put words into lines by where they stand; what stands far apart on one height is more than one line.

    A stamp that is set in two lines of its box («TỐI» over «MẬT») is given as one line besides.
    """
    rows = _rows(words)
    return [" ".join(word.text for word in row) for row in rows] + _stacked(rows)


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.y + one.height / 2, one.x)):
        row = next((row for row in reversed(rows) if _level(row[-1], word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return [part for row in rows for part in _parts(sorted(row, key=lambda one: one.x))]


def _level(one: Word, other: Word) -> bool:
    shared = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return shared >= _SAME_LINE * max(1, min(one.height, other.height))


def _parts(row: list[Word]) -> list[list[Word]]:
    """Boxes are in shares of width and height: a page is about 1.4 times as high as wide."""
    parts = [[row[0]]]
    for before, word in pairwise(row):
        gap = word.x - (before.x + before.width)
        if gap > _GAP * 1.4 * max(before.height, word.height):
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def _stacked(rows: list[list[Word]]) -> list[str]:
    found = []
    for upper in rows:
        if len(upper) != 1 or _plain(upper[0].text.strip(_FRAME)) not in {"TOI", "TUYET"}:
            continue
        top = upper[0]
        for lower in rows:
            below = lower[0].y - (top.y + top.height)
            beside = lower[0].x < top.x + top.width and top.x < lower[0].x + lower[0].width
            if len(lower) == 1 and beside and -top.height < below < 2 * top.height and lower is not upper:
                found.append(f"{top.text} {lower[0].text}")
    return found
