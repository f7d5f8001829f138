"""Sets a paper in the form of Party documents with MuPDF's Story: A4, margins 20/20/30/15 mm, Times 14.

The form follows Hướng dẫn 36-HD/VPTW: «ĐẢNG CỘNG SẢN VIỆT NAM» at the right with place and date under it, the bodies
at the left with a star and the number; page numbers in the middle of the top margin, none on page 1.
"""

import io
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pymupdf

from meetings.documents.demo.tables import Table
from meetings.documents.fonts import font_file

MM = 72 / 25.4
PAGE = pymupdf.Rect(0, 0, 210 * MM, 297 * MM)
BODY = pymupdf.Rect(30 * MM, 20 * MM, 195 * MM, 277 * MM)
MOST_PAGES = 60
FACES = {"": "", "font-weight:bold;": ":bold", "font-style:italic;": ":italic"}
CSS = """
body { font-family: paper; font-size: 14pt; line-height: 1.43; }
p { text-align: justify; text-indent: 10mm; margin: 0 0 6pt 0; }
p.part { font-weight: bold; text-indent: 0; margin-top: 8pt; text-align: left; }
p.heading { font-weight: bold; text-align: left; }
p.middle { text-align: center; text-indent: 0; margin: 0; }
p.left { text-align: left; text-indent: 0; margin: 0; }
p.small { font-size: 12pt; }
p.caption { text-align: center; text-indent: 0; font-style: italic; font-size: 13pt; margin: 6pt 0 4pt 0; }
table.grid { border-collapse: collapse; width: 100%; font-size: 12pt; line-height: 1.25; margin-bottom: 10pt; }
table.grid td, table.grid th { border: 0.6pt solid black; padding: 2.5pt 3pt; text-align: center; }
table.plain { width: 100%; margin-bottom: 10pt; }
"""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Head and foot of a paper."""

    above: str
    """Superior body, or empty."""
    body: str
    number: str
    date: str
    kind: str
    """BÁO CÁO, KẾ HOẠCH, …"""
    subject: str
    signer_lines: tuple[str, ...]
    """From «T/M …» to the name."""
    recipients: tuple[str, ...]

    def top(self) -> str:
        """Return the head as HTML."""
        above = f'<p class="middle">{escape(self.above)}</p>' if self.above else ""
        return (
            f'<table class="plain"><tr><td style="width:42%">{above}<p class="middle"><b>{escape(self.body)}</b></p>'
            f'<p class="middle">*</p><p class="middle">Số {escape(self.number)}</p></td><td style="width:58%">'
            '<p class="middle"><b><u>ĐẢNG CỘNG SẢN VIỆT NAM</u></b></p>'
            f'<p class="middle"><i>{escape(self.date)}</i></p></td></tr></table>'
            f'<p class="middle"><b>{escape(self.kind)}</b></p><p class="middle"><b>{escape(self.subject)}</b></p>'
            '<p class="middle">-----</p>'
        )

    def bottom(self) -> str:
        """Return recipients and signature as HTML."""
        who = "".join(f'<p class="left small">- {escape(line)}</p>' for line in self.recipients)
        lines = [
            f"<b>{escape(line)}</b>" if n < 2 or n == len(self.signer_lines) - 1 else escape(line)
            for n, line in enumerate(self.signer_lines)
        ]
        signed = "".join(f'<p class="middle">{line or "&#160;"}</p>' for line in lines)
        return (
            f'<table class="plain"><tr><td style="width:48%"><p class="left"><u>Nơi nhận</u></p>{who}</td>'
            f'<td style="width:52%">{signed}</td></tr></table>'
        )


def table_html(table: Table) -> str:
    """Return a table as HTML."""
    head = "".join(
        f'<th style="width:{width}%">{escape(word)}</th>' for width, word in zip(table.widths, table.head, strict=True)
    )
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(word) or '&#160;'}</td>" for word in row) + "</tr>" for row in table.rows
    )
    return f'<p class="caption">{escape(table.caption)}</p><table class="grid"><tr>{head}</tr>{rows}</table>'


def set_pages(*parts: str) -> pymupdf.Document:
    """Set HTML on numbered pages; each part begins on a new one."""
    document = pymupdf.open()
    for part in parts:
        document.insert_pdf(_set(part))
    font = pymupdf.Font(fontfile=font_file("Times New Roman"))
    for page in document.pages(1):
        page.wrap_contents()  # the writer leaves its own coordinates behind
        writer = pymupdf.TextWriter(page.rect)
        number = str(page.number + 1)
        writer.append((page.rect.width / 2 - font.text_length(number, 14) / 2, 13 * MM), number, font, 14)
        writer.write_text(page)
    return document


def save(document: pymupdf.Document, path: Path) -> None:
    """Write a document with fixed metadata, so that the same text gives the same pages."""
    document.set_metadata({"producer": "", "creator": "", "creationDate": "", "modDate": ""})
    document.subset_fonts()
    document.save(path, garbage=4, deflate=True, no_new_id=True)


def _set(html: str) -> pymupdf.Document:
    story = pymupdf.Story(f"<body>{html}</body>", user_css=_faces() + CSS, archive=_archive())
    packed = io.BytesIO()
    writer = pymupdf.DocumentWriter(packed)
    for _ in range(MOST_PAGES):
        device = writer.begin_page(PAGE)
        more, _filled = story.place(BODY)
        story.draw(device)
        writer.end_page()
        if not more:
            writer.close()
            return pymupdf.open("pdf", packed.getvalue())
    raise RuntimeError("the text does not end: a piece of it fits on no page")


def _faces() -> str:
    return "".join(
        f"@font-face {{ font-family: paper; {style} src: url({mark.strip(':') or 'regular'}.ttf); }}"
        for style, mark in FACES.items()
    )


def _archive() -> pymupdf.Archive:
    archive = pymupdf.Archive()
    for mark in FACES.values():
        file = font_file(f"Times New Roman{mark}")
        if file is None:
            raise RuntimeError("no font that can write Vietnamese: install fonts-liberation2 or fonts-croscore")
        archive.add(Path(file).read_bytes(), f"{mark.strip(':') or 'regular'}.ttf")
    return archive
