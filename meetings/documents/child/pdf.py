"""Runs inside the sandbox: checks and cleans a PDF, makes one of a picture, draws pages.

``pdf.py clean <in.pdf> <max pages>`` writes ``paper.pdf``, ``thumbnail.jpg`` and ``text.txt``;
``pdf.py picture <in>`` writes ``picture.pdf``; ``pdf.py draw <in.pdf> <first> <last> <width>`` writes ``<n>.jpg``.
Each writes ``result.json``: ``{"pages": n}`` or ``{"error": code}`` with a code of
``meetings.documents.convert.REASONS``.
"""

import gc

# Half of what a few pages cost is the loading of MuPDF's thousands of functions: nothing of that is ever garbage.
gc.disable()

import io  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import re  # noqa: E402
import sys  # noqa: E402
import unicodedata  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING  # noqa: E402

import pymupdf  # noqa: E402
from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError  # noqa: E402

gc.freeze()
gc.enable()

if TYPE_CHECKING:
    import pikepdf

MAX_PIXELS = 50_000_000
THUMBNAIL_WIDTH = 240
GLANCE_WIDTH = 160
"""Wide enough that a thin coloured line leaves a trace, and drawn in a tenth of the time of a page."""
TEXT_LIMIT = 20_000_000
ACTIVE_KEYS = (
    "AA",
    "OpenAction",
    "JavaScript",
    "JS",
    "EmbeddedFiles",
    "EF",
    "AF",
    "XFA",
    "RichMediaContent",
    "Collection",
)
"""Dictionary keys that run, hide or carry something (ISO 32000-1, 12.6 and 7.11.4)."""
ACTIVE_NAME = re.compile(
    r"/(JavaScript|JS|Launch|SubmitForm|ImportData|Rendition|GoToE|GoToR|RichMedia|RichMediaContent|Movie|"
    r"Sound|EmbeddedFiles?|EF|AA|OpenAction|FileAttachment|XFA)(?![A-Za-z0-9])"
)
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
"""What a page may have from the nodes above it (ISO 32000-1, 7.7.3.4)."""
NODES_TOGETHER = 16
DEEPEST = 100
A4 = (595.0, 842.0)
MARGIN = 20.0


class Unfit(Exception):
    """The file cannot become a paper; the argument is the code of the reason."""


def open_pdf(path: str) -> pymupdf.Document:
    """Open a PDF that needs no password and has pages."""
    try:
        document = pymupdf.open(path, filetype="pdf")
    except (RuntimeError, ValueError) as error:
        raise Unfit("broken") from error
    if document.needs_pass:
        raise Unfit("password")
    if document.page_count < 1:
        raise Unfit("broken")
    return document


def clean(path: str, max_pages: str) -> dict[str, int]:
    """Write the reading copy: forms and notes become part of the page, everything active or hidden goes."""
    document = open_pdf(path)
    if document.page_count > int(max_pages):
        raise Unfit("too_many_pages")
    pages = document.page_count
    if document.is_form_pdf or any(page.first_annot for page in document.pages()):
        document.bake()
    document.set_metadata({"title": (document.metadata or {}).get("title") or ""})
    document.del_xml_metadata()
    sweep(document)
    document.save("half.pdf", garbage=3, deflate=True, use_objstms=1)
    document.close()
    copy = open_pdf("half.pdf")
    if copy.page_count != pages or still_active(copy):
        raise Unfit("broken")
    copy.load_page(pages - 1)
    Path("thumbnail.jpg").write_bytes(jpeg(copy, 0, THUMBNAIL_WIDTH))
    Path("text.txt").write_text(text_of(copy), encoding="utf-8")
    copy.close()
    first_page_first("half.pdf", "paper.pdf")
    return {"pages": pages}


def first_page_first(source: str, target: str) -> None:
    """Linearise (ISO 32000-1, annex F): whoever opens a long paper over a thin line reads page 1 before the rest came.

    A paper that qpdf cannot arrange so is read as it is, only slower.
    """
    # Not above: drawing pages needs none of it.
    import pikepdf

    try:
        with pikepdf.open(source) as document:
            each_page_by_itself(document)
            # Pages that share one list of resources would bring the pictures of all pages into the part of page 1.
            document.remove_unreferenced_resources()
            document.save(
                target, linearize=True, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.generate
            )
    except pikepdf.PdfError as error:
        sys.stderr.write(f"not linearised: {error}\n")
        Path(source).rename(target)


def each_page_by_itself(document: "pikepdf.Pdf") -> None:
    """Give every page a node of its own in the tree of pages (ISO 32000-1, 7.7.3).

    pdf.js looks for the last page before it shows the first. It reads each page that stands in front of it in the same
    node: of a flat tree all of them, and with each a piece of the file with that page's pictures.
    """
    import pikepdf

    root, pages = document.Root.Pages, [page.obj for page in document.pages]
    for page in pages:
        for key in INHERITED:
            if key not in page and (value := inherited(page, key)) is not None:
                page[key] = value
    nodes = [node_over(document, [page]) for page in pages]
    while len(nodes) > NODES_TOGETHER:
        together = range(0, len(nodes), NODES_TOGETHER)
        nodes = [node_over(document, nodes[first : first + NODES_TOGETHER]) for first in together]
    for node in nodes:
        node.Parent = root
    root.Kids = pikepdf.Array(nodes)
    for key in INHERITED:
        if key in root:
            del root[key]


def inherited(page: "pikepdf.Object", key: str) -> "pikepdf.Object | None":
    """Return what a page has from the nodes above it."""
    node, seen_above = page.get("/Parent"), 0
    while node is not None and seen_above < DEEPEST:
        if key in node:
            return node[key]
        node, seen_above = node.get("/Parent"), seen_above + 1
    return None


def node_over(document: "pikepdf.Pdf", kids: "list[pikepdf.Object]") -> "pikepdf.Object":
    """Return a new node of the tree of pages over pages or nodes."""
    import pikepdf

    count = sum(int(kid.get("/Count", 1)) for kid in kids)
    node = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Count=count, Kids=kids))
    for kid in kids:
        kid.Parent = node
    return node


def sweep(document: pymupdf.Document) -> None:
    """Empty every object that is an action or attachment, and drop every key that leads to one."""
    for xref in range(1, document.xref_length()):
        keys = document.xref_get_keys(xref)
        if not keys:
            continue
        subtype = document.xref_get_key(xref, "S")[1] + document.xref_get_key(xref, "Subtype")[1]
        if ACTIVE_NAME.search(subtype) and not document.xref_is_stream(xref):
            document.update_object(xref, "<<>>")
            continue
        for key in keys:
            kind, value = document.xref_get_key(xref, key)
            inline = kind in {"dict", "array", "name"} and ACTIVE_NAME.search(value)
            if (key in ACTIVE_KEYS or inline) and kind != "null":
                document.xref_set_key(xref, key, "null")


def still_active(document: pymupdf.Document) -> bool:
    """Tell whether an active name is left anywhere in the objects of the copy."""
    for xref in range(1, document.xref_length()):
        for key in document.xref_get_keys(xref):
            kind, value = document.xref_get_key(xref, key)
            if kind in {"dict", "array", "name"} and ACTIVE_NAME.search(value):
                return True
    return False


def text_of(document: pymupdf.Document) -> str:
    """Return the text, a form feed after each page, in the form that a search compares (NFKC, no soft hyphens).

    Fonts share one glyph for hyphen and soft hyphen: inside a line it was a hyphen («214-BC/TU»), at its end a break.
    """
    parts, size = [], 0
    for page in document.pages():
        text = unicodedata.normalize("NFKC", page.get_text()).replace("\ufffe", "")
        text = re.sub("\u00ad\\s*\n", "", text).replace("\u00ad", "-")
        size += len(text)
        if size > TEXT_LIMIT:
            break
        parts.append(text + "\f")
    return "".join(parts)


def jpeg(document: pymupdf.Document, index: int, width: int) -> bytes:
    """Draw a page ``width`` pixels wide; without colours where it has none, which is most of them and half the work.

    Pillow packs it several times faster than MuPDF's own JPEG.
    """
    page = document.load_page(index)
    if page.rect.width < 1 or page.rect.height * width * width / page.rect.width > MAX_PIXELS:
        raise Unfit("broken")
    shapes = page.get_displaylist()
    coloured = width <= GLANCE_WIDTH or has_colour(shapes)
    bitmap = drawn(shapes, width, pymupdf.csRGB if coloured else pymupdf.csGRAY)
    image, packed = seen(bitmap), io.BytesIO()
    image.save(packed, "JPEG", quality=82)
    # Before the bitmap, whose memory it shows.
    del image
    return packed.getvalue()


def drawn(shapes: pymupdf.DisplayList, width: int, space: pymupdf.Colorspace) -> pymupdf.Pixmap:
    """Return a page, read once, as a bitmap."""
    scale = width / shapes.rect.width
    bitmap: pymupdf.Pixmap = shapes.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=space, alpha=False)
    return bitmap


def seen(bitmap: pymupdf.Pixmap) -> Image.Image:
    """Return a bitmap as Pillow's picture, which must not outlive it."""
    mode = "RGB" if bitmap.n == 3 else "L"
    return Image.frombuffer(mode, (bitmap.width, bitmap.height), bitmap.samples_mv, "raw", mode, bitmap.stride, 1)


def has_colour(shapes: pymupdf.DisplayList) -> bool:
    """Tell whether any point of a page is not grey."""
    bitmap = drawn(shapes, GLANCE_WIDTH, pymupdf.csRGB)
    red, green, blue = seen(bitmap).split()
    return any(ImageChops.difference(green, other).getbbox() for other in (red, blue))


def picture(path: str) -> dict[str, int]:
    """Put one picture on an A4 page of its own direction."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2  # Pillow refuses above twice this.
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError as error:
        raise Unfit("too_many_pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Unfit("broken") from error
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=90)
    width, height = A4 if image.height >= image.width else (A4[1], A4[0])
    document = pymupdf.open()
    page = document.new_page(width=width, height=height)
    page.insert_image(pymupdf.Rect(MARGIN, MARGIN, width - MARGIN, height - MARGIN), stream=packed.getvalue())
    document.save("picture.pdf", deflate=True)
    return {"pages": 1}


def draw(path: str, first: str, last: str, width: str) -> dict[str, int]:
    """Draw pages ``first`` … ``last`` (from 1) as ``<n>.jpg``."""
    document = open_pdf(path)
    final = min(int(last), document.page_count)
    for number in range(int(first), final + 1):
        Path(f"{number}.jpg").write_bytes(jpeg(document, number - 1, int(width)))
    return {"pages": document.page_count}


WORK: dict[str, Callable[..., dict[str, int]]] = {"clean": clean, "picture": picture, "draw": draw}


def main() -> None:
    """Do one piece of work; a reason of refusal is a result, anything else ends with a traceback and no result."""
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        result: dict[str, int | str] = {**WORK[sys.argv[1]](*sys.argv[2:])}
    except Unfit as error:
        result = {"error": str(error)}
    except (RuntimeError, pymupdf.mupdf.FzErrorBase) as error:  # MuPDF's own errors come as both
        sys.stderr.write(f"{error}\n")
        result = {"error": "broken"}
    except MemoryError:
        result = {"error": "too_big"}
    Path("result.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main()
    sys.stderr.flush()
    # All files are closed; taking MuPDF down piece by piece costs as much as drawing some pages.
    os._exit(0)
