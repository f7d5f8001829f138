"""Pages as pictures: our sandboxed program beside pdftoppm, the same pages in turn."""

import shutil
import subprocess
from pathlib import Path
from statistics import median
from typing import Any

from bench.documents.clocks import spending
from bench.documents.papers import text_paper
from bench.documents.setting import add_paper, convert
from bench.documents.stage import Order
from deploy.embedded.settings import Embedded
from meetings.documents import paths
from meetings.documents.convert import draw_pages
from meetings.documents.pictures import AT_ONCE

PAGES = 24
ROUNDS = 3
WIDTH = 1620


def measure_render(order: Order, _embedded: Embedded) -> dict[str, Any]:
    """Draw all pages in one run of each program, turn and turn about, and ours as the server asks for them."""
    paper = convert(add_paper("Báo cáo"), text_paper(PAGES)[0])
    ours, theirs, served = [], [], []
    for _round in range(ROUNDS):
        with spending() as spent:
            draw_pages(paper.id, 1, PAGES, WIDTH)
        ours.append(spent.cpu)
        with spending() as spent:
            _pdftoppm(paths.pdf_of(paper.id), order.folder)
        theirs.append(spent.cpu)
        with spending() as spent:
            for first in range(1, PAGES + 1, AT_ONCE):
                draw_pages(paper.id, first, min(first + AT_ONCE - 1, PAGES), WIDTH)
        served.append(spent.cpu)
    each = [1000 * median(times) / PAGES for times in (ours, theirs, served)]
    return {
        "render_cpu_ms_per_page": round(each[0], 1),
        "pdftoppm_cpu_ms_per_page": round(each[1], 1),
        "render_ratio": round(each[0] / each[1], 3),
        "notes": {f"cpu_ms_per_page in runs of {AT_ONCE}, as readers ask": round(each[2], 1)},
    }


def _pdftoppm(pdf: Path, folder: str) -> None:
    if shutil.which("pdftoppm") is None:
        raise RuntimeError("pdftoppm is not installed (apt-get install poppler-utils)")
    target = Path(folder) / "beside"
    target.mkdir(exist_ok=True)
    size = ["-scale-to-x", str(WIDTH), "-scale-to-y", "-1"]
    subprocess.run(["pdftoppm", "-jpeg", "-jpegopt", "quality=82", *size, str(pdf), str(target / "p")], check=True)
