"""Runs inside the sandbox: puts an empty mark on every page of a reading copy.

``slot.py <in.pdf> <seed>`` writes ``marked.pdf``: a pattern over each page that repeats one picture of ``BITS`` bytes
(one bit a point, not compressed). They are ``filler(seed)`` and are overwritten for each reader
(``meetings.documents.marking``). A picture, not text: no reader's selection or search meets it, and no viewer can lack
a letter. Writes ``result.json`` as ``pdf.py`` does.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pymupdf

WIDTH, HEIGHT = 960, 192
"""Points of the mark; a row is whole bytes."""
BITS = WIDTH * HEIGHT // 8
A4 = (595.0, 842.0)
MARK_WIDTH = 250.0
"""Of the mark on an A4 page, in points of 1/72 inch."""
SLOPE = (0.906308, 0.422618)
"""Cosine and sine of 25°."""
STRENGTH = 0.2
PLACES = ((0.06, 0.06), (0.52, 0.17), (0.06, 0.36), (0.52, 0.47), (0.06, 0.66), (0.52, 0.77))
"""Lower left corner of each repetition, in parts of the page's width and height, from below."""


def filler(seed: str) -> bytes:
    """Return what stands in the empty mark: bytes that no paper holds by chance or by intent."""
    return hashlib.shake_256(bytes.fromhex(seed)).digest(BITS)


def pattern(seed: str) -> "pymupdf.Document":
    """Return a document of two pages, upright and lying, whose content is the mark over and over."""
    import pymupdf

    document = pymupdf.open()
    bits, strength = document.get_new_xref(), document.get_new_xref()
    picture = f"<</Type/XObject/Subtype/Image/ImageMask true/BitsPerComponent 1/Width {WIDTH}/Height {HEIGHT}>>"
    document.update_object(bits, picture)
    document.update_stream(bits, filler(seed), new=True, compress=False)
    document.update_object(strength, f"<</Type/ExtGState/ca {STRENGTH}>>")
    for width, height in (A4, A4[::-1]):
        page = document.new_page(width=width, height=height)
        content = document.get_new_xref()
        document.update_object(content, "<<>>")
        document.update_stream(content, drawing(width, height), new=True)
        document.xref_set_key(page.xref, "Contents", f"{content} 0 R")
        resources = f"<</XObject<</Mark {bits} 0 R>>/ExtGState<</Faint {strength} 0 R>>>>"
        document.xref_set_key(page.xref, "Resources", resources)
    return document


def drawing(width: float, height: float) -> bytes:
    """Return the operators that draw the mark at its places (ISO 32000-1, 8.9.6.2)."""
    across, up = MARK_WIDTH, MARK_WIDTH * HEIGHT / WIDTH
    (cosine, sine), lines = SLOPE, ["q /Faint gs 0 g"]
    for x, y in PLACES:
        turned = (across * cosine, across * sine, -up * sine, up * cosine, x * width, y * height)
        lines.append(f"q {' '.join(f'{number:.3f}' for number in turned)} cm /Mark Do Q")
    return "\n".join([*lines, "Q"]).encode()


def add_slots(path: str, seed: str) -> dict[str, int]:
    """Lay the pattern over every page; all pages share the one picture."""
    # Not above: the server takes the measures from here, and loading MuPDF costs a second.
    import pymupdf

    document, source = pymupdf.open(path, filetype="pdf"), pattern(seed)
    for page in document.pages():
        lying = page.rect.width > page.rect.height
        area = (page.rect * page.derotation_matrix).normalize()
        page.show_pdf_page(area, source, int(lying), keep_proportion=False, rotate=page.rotation)
    document.save("half.pdf", garbage=1, use_objstms=1)
    first_page_first("half.pdf", "marked.pdf")
    return {"pages": document.page_count}


def first_page_first(source: str, target: str) -> None:
    """Linearise as ``pdf.py`` does the reading copy; the mark's bytes stay as they are, not compressed."""
    import pikepdf

    try:
        with pikepdf.open(source) as document:
            document.save(target, linearize=True, compress_streams=False)
    except pikepdf.PdfError as error:
        sys.stderr.write(f"not linearised: {error}\n")
        Path(source).rename(target)


def main() -> None:
    """Do it; anything that goes wrong ends with a traceback and no result."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    Path("result.json").write_text(json.dumps(add_slots(*sys.argv[1:])))


if __name__ == "__main__":
    main()
