"""Pages as pictures: our program beside pdftoppm, the same pages in turn, both outside of the sandbox."""

import shutil
from pathlib import Path
from statistics import median
from typing import Any

from bench.documents.children import child_cpu, cpu_of
from bench.documents.papers import scanned_paper, text_paper
from bench.documents.setting import add_paper, convert
from bench.documents.stage import Order
from deploy.embedded.settings import Embedded
from meetings.documents import paths
from meetings.documents.pictures import AT_ONCE

TEXT, SCANS = 24, 6
ROUNDS = 3
WIDTH = 1620
QUALITY = 82
"""As ``meetings/documents/child/pdf.py`` packs."""


def measure_render(order: Order, _embedded: Embedded) -> dict[str, Any]:
    """Draw all pages of a text in one run of each program, turn and turn about; the notes have scans and short runs."""
    text = _reading_copy("Báo cáo", text_paper(TEXT)[0])
    scan = _reading_copy("Bản quét", scanned_paper(SCANS)[0])
    folder = Path(order.folder) / "beside"
    folder.mkdir()
    ours, theirs = _in_turn(text, folder, TEXT)
    scan_ours, scan_theirs = _in_turn(scan, folder, SCANS)
    short = [1000 * _ours(text, folder, first, first + AT_ONCE - 1) / AT_ONCE for first in range(1, TEXT, AT_ONCE)]
    return {
        "render_cpu_ms_per_page": round(ours, 1),
        "pdftoppm_cpu_ms_per_page": round(theirs, 1),
        "render_ratio": round(ours / theirs, 3),
        "notes": {
            "scans, ours and pdftoppm, cpu ms per page": [round(scan_ours, 1), round(scan_theirs, 1)],
            f"in runs of {AT_ONCE} pages, as readers ask": round(median(short), 1),
        },
    }


def _reading_copy(title: str, data: bytes) -> Path:
    return paths.pdf_of(convert(add_paper(title), data).id)


def _in_turn(pdf: Path, folder: Path, pages: int) -> tuple[float, float]:
    """Return CPU ms per page, ours and pdftoppm's; medians."""
    ours, theirs = [], []
    for _round in range(ROUNDS):
        ours.append(_ours(pdf, folder, 1, pages))
        theirs.append(_pdftoppm(pdf, folder))
    return 1000 * median(ours) / pages, 1000 * median(theirs) / pages


def _ours(pdf: Path, folder: Path, first: int, last: int) -> float:
    return child_cpu(folder, "pdf.py", "draw", str(pdf), str(first), str(last), str(WIDTH))


def _pdftoppm(pdf: Path, folder: Path) -> float:
    program = shutil.which("pdftoppm")
    if program is None:
        raise RuntimeError("pdftoppm is not installed (apt-get install poppler-utils)")
    size = ["-scale-to-x", str(WIDTH), "-scale-to-y", "-1"]
    return cpu_of([program, "-jpeg", "-jpegopt", f"quality={QUALITY}", *size, str(pdf), str(folder / "p")], folder)
