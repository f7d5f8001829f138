"""What marks on reading copies cost, CPU milliseconds; alone: ``python -m bench.documents.watermark``.

``watermark_cpu_ms_50_pages``: a marked copy of a paper of 50 pages for one more reader (median of 50 readers);
``watermark_once_cpu_ms_50_pages``: the copy with the empty mark, once for each paper; ``watermark_picture_cpu_ms``: a
page as a picture of 1620 pixels.
"""

import contextlib
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
from PIL import Image

from meetings.documents.child import slot
from meetings.documents.files import Filling
from meetings.documents.watermark import Mark, bits_of, marked_picture

PAGES, READERS, SEED = 50, 50, "5e" * 16


def mark_of(number: int) -> Mark:
    return Mark((f"Nguyễn Thị Phượng Quỳnh {number}", "Ban Tổ chức Tỉnh ủy", f"Mở lúc 14:{number:02d} 23/11/2026"))


def cpu_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def measure() -> dict[str, float]:
    paper = pymupdf.open()
    for _ in range(PAGES):
        paper.new_page().insert_textbox((60, 60, 535, 780), "Nghi quyet ve chuyen doi so. " * 90, fontsize=11)
    paper.save("in.pdf", deflate=True)
    once = cpu_ms(lambda: slot.add_slots("in.pdf", SEED))
    data = Path("marked.pdf").read_bytes()
    offset = data.index(slot.filler(SEED))
    bits_of(Mark(("Ấm máy",)))
    each = [cpu_ms(lambda n=n: Filling(offset, bits_of(mark_of(n)), "").over(data, 0)) for n in range(READERS)]  # type: ignore[misc]
    Image.new("RGB", (1620, 2293), "white").save("page.jpg")
    picture = [cpu_ms(lambda n=n: marked_picture(Path("page.jpg"), mark_of(n))) for n in range(10)]  # type: ignore[misc]
    return {
        "watermark_cpu_ms_50_pages": round(statistics.median(each), 2),
        "watermark_once_cpu_ms_50_pages": round(once, 1),
        "watermark_picture_cpu_ms": round(statistics.median(picture), 1),
    }


def measure_watermark(_order: object, _embedded: object) -> dict[str, Any]:
    """As a step of ``make bench-documents``."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        figures: dict[str, Any] = measure()
    key = "watermark_cpu_ms_50_pages"
    return {key: figures.pop(key), "notes": figures}


if __name__ == "__main__":
    print(json.dumps(measure_watermark(None, None)))
