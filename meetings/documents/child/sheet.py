"""Sets an official list, letters or a drawing (``printing``) as PDF: JSON on stdin, the PDF on stdout.

A4 upright, margins 20/20/30/15 mm as the forms of both branches ask, Times; the head of the table stands on every page,
a row is never cut by the end of a page, «Trang x/y» at the foot. A process of its own: MuPDF is not for threads.
"""

import json
import re
import sys
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import pymupdf

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 30 * MM, 195 * MM, 20 * MM, 277 * MM
FOOT = 287 * MM
INDENT = 10 * MM
PAD = 2.5
ROW_PT, BODY_PT, FOOT_PT = 10.5, 13.0, 10.0
MOST_LINES = 50
"""A row is never higher than a page; what is longer ends with «…»."""
LINE = 1.22
"""Height of a line by its size."""
NO_FONT = 3
"""Exit status: the fonts cannot write the text."""
FACES = ("regular", "bold", "italic")
Cell = tuple[list[str], str, str]
"""Lines, face, alignment."""


@dataclass
class Setter:
    """Pages that fill up from the top; ``y`` is where the next line begins."""

    fonts: dict[str, pymupdf.Font]
    document: pymupdf.Document = field(default_factory=pymupdf.open)
    widths: dict[tuple[str, float, str], float] = field(default_factory=dict)
    writer: Any = None
    shape: Any = None
    page: Any = None
    y: float = TOP

    def new_page(self) -> None:
        """Begin a page."""
        self.end_page()
        self.page = self.document.new_page(width=210 * MM, height=297 * MM)
        self.writer = pymupdf.TextWriter(self.page.rect)
        self.shape = self.page.new_shape()
        self.y = TOP

    def frame(self, box: tuple[float, float, float, float]) -> None:
        """Draw the frame of a cell."""
        self.shape.draw_rect(pymupdf.Rect(*box))
        self.shape.finish(width=0.5)

    def end_page(self) -> None:
        """Put frames and text of the page on it."""
        if self.page is not None:
            self.shape.commit()
            self.writer.write_text(self.page)
        self.page = None

    def width(self, text: str, size: float, face: str) -> float:
        """Return the width of a word, points; words come again and again."""
        key = (text, size, face)
        if key not in self.widths:
            self.widths[key] = self.fonts[face].text_length(text, size)
        return self.widths[key]

    def wrapped(self, text: str, width: float, size: float, face: str = "regular") -> list[str]:
        """Break text into lines of at most ``width`` points; a word that is too long is cut."""
        space, lines, line, used = self.width(" ", size, face), [], "", 0.0
        for word in self._pieces(plain(text), width, size, face):
            wide = self.width(word, size, face)
            if line and used + space + wide > width:
                lines.append(line)
                line, used = "", 0.0
            line, used = (f"{line} {word}", used + space + wide) if line else (word, wide)
        return [*lines, line]

    def _pieces(self, text: str, width: float, size: float, face: str) -> list[str]:
        pieces = []
        for word in text.split():
            while len(word) > 1 and self.width(word, size, face) > width:
                cut = max(1, int(len(word) * width / self.width(word, size, face)) - 1)
                pieces.append(word[:cut])
                word = word[cut:]
            pieces.append(word)
        return pieces

    def line(self, text: str, box: tuple[float, float], size: float, face: str, align: str) -> None:
        """Write one line between two x, ``y`` staying where it is."""
        left, right = box
        wide = self.fonts[face].text_length(text, size)
        x = {"left": left, "right": right - wide, "centre": (left + right - wide) / 2}[align]
        if text:
            self.writer.append((x, self.y + size), text, self.fonts[face], size)

    def paragraph(self, text: str, size: float = BODY_PT, face: str = "regular", align: str = "left") -> None:
        """Write a paragraph over the whole width, on the next page if this one is full."""
        for line in self.wrapped(text, RIGHT - LEFT, size, face):
            if self.y + size * LINE > BOTTOM:
                self.new_page()
            self.line(line, (LEFT, RIGHT), size, face, align)
            self.y += size * LINE
        self.y += 3


def plain(text: str) -> str:
    """Return text that the fonts can write: composed letters, no control characters."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"} else letter for letter in composed)


def in_two_columns(setter: Setter, left: list[list[str]], right: list[list[str]], aligns: tuple[str, str]) -> None:
    """Write lines beside each other; ``y`` goes below the longer column."""
    top, ends = setter.y, []
    middle = LEFT + (RIGHT - LEFT) * 0.45
    for lines, box, align in ((left, (LEFT, middle - 4), aligns[0]), (right, (middle + 4, RIGHT), aligns[1])):
        setter.y = top
        wide = 0.0
        for text, face in lines:
            if face == "rule":
                rule(setter, box, (box[1] - box[0]) * float(text) if text else wide)
                continue
            wide = setter.width(plain(text), BODY_PT, face)
            for line in setter.wrapped(text, box[1] - box[0], BODY_PT, face):
                setter.line(line, box, BODY_PT, face, align)
                setter.y += BODY_PT * LINE
        ends.append(setter.y)
    setter.y = max(ends)


def rule(setter: Setter, box: tuple[float, float], wide: float) -> None:
    """Draw a line of a length in the middle of a column."""
    centre, half, y = sum(box) / 2, min(wide, box[1] - box[0]) / 2, setter.y + 3
    setter.shape.draw_line(pymupdf.Point(centre - half, y), pymupdf.Point(centre + half, y))
    setter.shape.finish(width=0.7)
    setter.y += 7


def heading(setter: Setter, sheet: dict[str, Any]) -> None:
    """Write the two columns of the letterhead, the titles and the facts under them."""
    in_two_columns(setter, sheet["left"], sheet["right"], ("centre", "centre"))
    setter.y += 14
    for text in sheet["titles"]:
        setter.paragraph(text, 14, "bold", "centre")
    setter.y += 4
    for text in sheet["facts"]:
        setter.paragraph(text)
    setter.y += 4


def table(setter: Setter, columns: list[dict[str, Any]], rows: list[list[str]]) -> None:
    """Write the table; its head again on every page."""
    edges = [LEFT]
    for column in columns:
        edges.append(edges[-1] + column["width_mm"] * MM)
    titles = cells_of(setter, [column["title"] for column in columns], columns, edges, "bold")
    row_height = height_of(titles)
    if setter.y + 3 * row_height > BOTTOM:
        setter.new_page()
    draw_row(setter, titles, edges)
    for row in rows:
        cells = cells_of(setter, row, columns, edges, "regular")
        if setter.y + height_of(cells) > BOTTOM:
            setter.new_page()
            draw_row(setter, titles, edges)
        draw_row(setter, cells, edges)
    setter.y += 10


def cells_of(
    setter: Setter, texts: list[str], columns: list[dict[str, Any]], edges: list[float], face: str
) -> list[Cell]:
    """Return the wrapped cells of one row."""
    cells: list[Cell] = []
    for number, (text, column) in enumerate(zip(texts, columns, strict=True)):
        width = edges[number + 1] - edges[number] - 2 * PAD
        align = "centre" if face == "bold" else column["align"]
        lines = setter.wrapped(text, width, ROW_PT, face)
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], "…"]
        cells.append((lines, face, align))
    return cells


def height_of(cells: list[Cell]) -> float:
    """Return the height of a row, points."""
    return max(len(lines) for lines, _face, _align in cells) * ROW_PT * LINE + 2 * PAD


def draw_row(setter: Setter, cells: list[Cell], edges: list[float]) -> None:
    """Write one row with its frame."""
    top, bottom = setter.y, setter.y + height_of(cells)
    for number, (lines, face, align) in enumerate(cells):
        setter.frame((edges[number], top, edges[number + 1], bottom))
        setter.y = top + PAD - 1
        for line in lines:
            setter.line(line, (edges[number] + PAD, edges[number + 1] - PAD), ROW_PT, face, align)
            setter.y += ROW_PT * LINE
    setter.y = bottom


def number_pages(setter: Setter, foot: str) -> None:
    """Write what the sheet is and «Trang x/y» under every page."""
    setter.end_page()
    count, font = setter.document.page_count, setter.fonts["italic"]
    for page in setter.document.pages():
        writer = pymupdf.TextWriter(page.rect)
        number = f"Trang {page.number + 1}/{count}"
        wide = font.text_length(number, FOOT_PT)
        words = setter.wrapped(foot, RIGHT - LEFT - wide - 20, FOOT_PT, "italic")[0]
        if words:
            writer.append((LEFT, FOOT), words, font, FOOT_PT)
        writer.append((RIGHT - wide, FOOT), number, font, FOOT_PT)
        writer.write_text(page)


def ending(setter: Setter, paragraphs: list[list[str]]) -> None:
    """Write the words under the table; together on one page when they fit on one."""
    sized = [setter.wrapped(text, RIGHT - LEFT, BODY_PT, face) for text, face in paragraphs]
    needed = sum(len(lines) * BODY_PT * LINE + 3 for lines in sized)
    if setter.y + needed > BOTTOM:
        setter.new_page()
    for text, face in paragraphs:
        setter.paragraph(text, BODY_PT, face)


def letter(setter: Setter, page: dict[str, Any]) -> None:
    """Write one letter from the top of a new page; what follows the text stays together on one page."""
    setter.new_page()
    in_two_columns(setter, page["left"], page["right"], ("centre", "centre"))
    setter.y += 20
    for title in page["titles"]:
        setter.paragraph(title, 14, "bold", "centre")
    setter.y += 8
    for text in page["paragraphs"]:
        indented(setter, text, page["size"])
    setter.y += 14
    if setter.y + (max(len(page["left_end"]), len(page["right_end"])) + 2) * BODY_PT * LINE > BOTTOM:
        setter.new_page()
    in_two_columns(setter, page["left_end"], page["right_end"], ("left", "centre"))


def indented(setter: Setter, text: str, size: float) -> None:
    """Write a paragraph whose first line begins 10 mm further in."""
    width, words = RIGHT - LEFT, plain(text)
    first = setter.wrapped(words, width - INDENT, size)[0]
    rest = words.split()[len(first.split()) :]
    for number, line in enumerate([first, *(setter.wrapped(" ".join(rest), width, size) if rest else [])]):
        if setter.y + size * 1.3 > BOTTOM:
            setter.new_page()
        setter.line(line, (LEFT + (0 if number else INDENT), RIGHT), size, "regular", "left")
        setter.y += size * 1.3
    setter.y += 6


def mend_copied_text(document: pymupdf.Document) -> None:
    """Let copied and searched text have plain spaces and hyphens: a font draws U+0020 and U+00A0 (U+002D and U+00AD)
    with one glyph, and MuPDF names it by the second.
    """
    for xref in {font[0] for page in document.pages() for font in page.get_fonts()}:
        kind, value = document.xref_get_key(xref, "ToUnicode")
        if kind == "xref":
            names = document.xref_stream(int(value.split()[0]))
            for wrong, right in ((rb"<00[aA]0>", b"<0020>"), (rb"<00[aA][dD]>", b"<002d>")):
                names = re.sub(wrong + rb"(?=\s*[\r\n])", right, names)  # at the end of a line: a target, no glyph
            document.update_stream(int(value.split()[0]), names)


def unwritable(fonts: dict[str, pymupdf.Font], words: str) -> set[str]:
    """Return the Latin letters (Vietnamese among them) of ``words`` that a font lacks: it would print boxes."""
    latin = {letter for letter in plain(words) if unicodedata.name(letter, "").startswith("LATIN ")}
    return {letter for letter in latin for font in fonts.values() if not font.has_glyph(ord(letter))}


def draw_page(setter: Setter, size: tuple[float, float], drawn: dict[str, Any]) -> None:
    """Put the boxes and words of one page of a drawing (mm) on a new page."""
    page = setter.document.new_page(width=size[0] * MM, height=size[1] * MM)
    shape = page.new_shape()
    for box in drawn["boxes"]:
        left, top = box["x"] * MM, box["y"] * MM
        right, bottom = left + box["width"] * MM, top + box["height"] * MM
        if box["height"]:
            shape.draw_rect(pymupdf.Rect(left, top, right, bottom))
        else:
            shape.draw_line(pymupdf.Point(left, top), pymupdf.Point(right, top))
        shape.finish(
            width=0.6, dashes="[3 3] 0" if box["dashed"] else None, fill=(0.92,) * 3 if box["shaded"] else None
        )
    shape.commit()
    for words in drawn["words"]:
        draw_words(setter, page, words)


def draw_words(setter: Setter, page: Any, words: dict[str, Any]) -> None:
    """Write text into its box, in the largest size that fits."""
    face, width, height = words["face"], words["width"] * MM, words["height"] * MM
    size = words["size"]
    lines = setter.wrapped(words["text"], width, size, face)
    while size > words["least"] and (
        len(lines) * size * LINE > height or not _whole(setter, words["text"], width, size, face)
    ):
        size = max(words["least"], size - 0.5)
        lines = setter.wrapped(words["text"], width, size, face)
    lines = lines[: max(1, int(height / (size * LINE)))]
    setter.writer = pymupdf.TextWriter(page.rect)
    left, top = words["x"] * MM, words["y"] * MM
    setter.y = top + (height - len(lines) * size * LINE) / 2
    for line in lines:
        setter.line(line, (left, left + width), size, face, words["align"])
        setter.y += size * LINE
    middle = pymupdf.Point(left + width / 2, top + height / 2)
    setter.writer.write_text(page, morph=(middle, pymupdf.Matrix(-1, 0, 0, -1, 0, 0)) if words["turned"] else None)


def _whole(setter: Setter, text: str, width: float, size: float, face: str) -> bool:
    """Tell whether no word has to be cut."""
    return all(setter.width(word, size, face) <= width for word in plain(text).split())


def pdf_of(sheet: dict[str, Any]) -> bytes:
    """Return the PDF of a sheet, with the letters it uses embedded."""
    setter = Setter({face: pymupdf.Font(fontfile=sheet["fonts"][face]) for face in FACES})
    if unwritable(setter.fonts, json.dumps(sheet, ensure_ascii=False)):
        sys.exit(NO_FONT)
    if "letters" in sheet:
        for page in sheet["letters"]:
            letter(setter, page)
        setter.end_page()
    elif "pages" in sheet:
        for drawn in sheet["pages"]:
            draw_page(setter, (sheet["width"], sheet["height"]), drawn)
    else:
        setter.new_page()
        heading(setter, sheet)
        table(setter, sheet["columns"], sheet["rows"])
        ending(setter, sheet["ending"])
        number_pages(setter, sheet["foot"])
    setter.document.set_metadata({"title": sheet["name"], "creator": "Nghị Sự", "producer": ""})
    setter.document.set_language("vi")
    setter.document.subset_fonts()
    mend_copied_text(setter.document)
    data: bytes = setter.document.tobytes(garbage=4, deflate=True)
    return data


if __name__ == "__main__":
    sys.stdout.buffer.write(pdf_of(json.load(sys.stdin)))
