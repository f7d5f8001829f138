"""Runs inside the sandbox: the words of a PDF and where they stand, page by page.

``text.py words <in.pdf>`` writes ``words.jsonl``, a line for each page: ``{"words": […], "boxes": […], "scan": bool}``;
``boxes`` has x, y, width and height of each word in ten-thousandths of the page. ``scan``: the page is a picture
without text. ``text.py scan <in.pdf> <page>…`` reads such pages (numbered from 1) with tesseract and writes the same
lines. ``text.py first <in.pdf>`` writes the words of page 1; ``scan`` is true when there is any picture on it.
Each writes ``result.json``: ``{"pages": lines}`` or ``{"error": code}``.
"""

import csv
import json
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pymupdf

if TYPE_CHECKING:
    from PIL import Image

WHOLE = 10_000
DPI = 200
FEW_LETTERS = 20
"""A page with a picture and fewer letters than this is a scan (a page number may have been stamped on it)."""
MOST_WORDS = 20_000
LEAST_SURE = 30.0
"""Per cent: what tesseract is less sure of is a speck or a line, not a word."""
LONELY = 48
"""Levels of grey by which a speck is darker than all but one of the points around it."""
SPECKLED = 0.004
"""Part of a page's points. Measured: 0.000 on clean scans of any size of letters; from 0.006 on words suffer."""
Box = tuple[int, int, int, int]


def line(found: list[tuple[str, Box]], scan: bool) -> str:
    """Return one page as a line of JSON."""
    words = [word for word, _ in found[:MOST_WORDS]]
    boxes = [number for _, box in found[:MOST_WORDS] for number in box]
    return json.dumps({"words": words, "boxes": boxes, "scan": scan}, ensure_ascii=False) + "\n"


def clean(word: str) -> list[str]:
    """Return a word as a search compares it; more than one when it held a space."""
    text = unicodedata.normalize("NFKC", word).replace("\ufffe", "").replace("\x00", "")
    return text.split()


def words_of(page: pymupdf.Page) -> list[tuple[str, Box]]:
    """Return the words of a page in their order; one that is broken at a line's end is put together."""
    width, height = max(page.rect.width, 1), max(page.rect.height, 1)
    found: list[tuple[str, Box]] = []
    broken = False
    for x0, y0, x1, y1, raw, *_rest in page.get_text("words"):
        area = pymupdf.Rect(x0, y0, x1, y1) * page.rotation_matrix
        box = tuple(
            max(0, min(WHOLE, round(WHOLE * part)))
            for part in (area.x0 / width, area.y0 / height, area.width / width, area.height / height)
        )
        for word in clean(raw):
            whole = word.rstrip("\u00ad").replace("\u00ad", "-")
            if broken and found:
                found[-1] = (found[-1][0] + whole, found[-1][1])
            elif whole:
                found.append((whole, box))
            broken = word.endswith("\u00ad")
    return found


def write_words(path: str) -> dict[str, int]:
    """Write the words of every page."""
    document = pymupdf.open(path, filetype="pdf")
    with Path("words.jsonl").open("w", encoding="utf-8") as file:
        for page in document.pages():
            found = words_of(page)
            letters = sum(len(word) for word, _ in found)
            file.write(line(found, letters < FEW_LETTERS and bool(page.get_images())))
    return {"pages": document.page_count}


def write_first(path: str) -> dict[str, int]:
    """Write the words of page 1, on which a picture may bear words of its own: a stamp."""
    page = pymupdf.open(path, filetype="pdf").load_page(0)
    with Path("words.jsonl").open("w", encoding="utf-8") as file:
        file.write(line(words_of(page), bool(page.get_images())))
    return {"pages": 1}


def read_scans(path: str, *pages: str) -> dict[str, int]:
    """Read pictures of pages; one child process each, so that a page that is too much ends alone."""
    # Not above: papers with text of their own, which are most, need none of it.
    from PIL import Image

    document = pymupdf.open(path, filetype="pdf")
    with Path("words.jsonl").open("w", encoding="utf-8") as file:
        for number in pages:
            bitmap = document.load_page(int(number) - 1).get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
            seen = Image.frombuffer("L", (bitmap.width, bitmap.height), bitmap.samples, "raw", "L", bitmap.stride, 1)
            without_specks(seen).save("page.png", compress_level=1)
            file.write(line(recognised(bitmap.width, bitmap.height), True))
            Path("page.png").unlink()
    return {"pages": len(pages)}


def without_specks(page: "Image.Image") -> "Image.Image":
    """Return a page without its dark points, if it is full of them: tesseract takes them for dots and tone marks.

    A point becomes as light as the third darkest of the nine around it: what stands alone or in pairs goes, the strokes
    of letters stay. A clean page is left as it is, because very small letters would lose something.
    """
    from PIL import ImageChops, ImageFilter

    band = page.crop((0, page.height * 2 // 5, page.width, page.height * 3 // 5))
    above = ImageChops.subtract(band.filter(ImageFilter.RankFilter(3, 1)), band).histogram()[LONELY:]
    if sum(above) < SPECKLED * band.width * band.height:
        return page
    return ImageChops.lighter(page, page.filter(ImageFilter.RankFilter(3, 2)))


def recognised(width: int, height: int) -> list[tuple[str, Box]]:
    """Return the words that tesseract sees on ``page.png``."""
    command = ["tesseract", "page.png", "stdout", "-l", "vie", "--dpi", str(DPI), "tsv"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: list[tuple[str, Box]] = []
    for row in csv.DictReader(done.stdout.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] != "5" or float(row["conf"]) < LEAST_SURE:
            continue
        sides = zip(("left", "top", "width", "height"), (width, height, width, height), strict=True)
        x, y, wide, high = (round(WHOLE * int(row[name]) / whole) for name, whole in sides)
        found += [(word, (x, y, wide, high)) for word in clean(row["text"])]
    return found


def main() -> None:
    """Do one piece of work."""
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    work = {"words": write_words, "first": write_first, "scan": read_scans}[sys.argv[1]]
    try:
        result: dict[str, int | str] = {**work(*sys.argv[2:])}
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        result = {"error": "no_ocr"}
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        sys.stderr.write(f"{error}\n")
        result = {"error": "broken"}
    Path("result.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main()
