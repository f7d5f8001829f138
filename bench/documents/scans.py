"""Scans whose words are known, read as ``jobs`` reads them."""

from pathlib import Path
from typing import Any

from bench.documents.children import child_cpu
from bench.documents.papers import scanned_paper
from bench.documents.setting import add_paper, convert
from bench.documents.stage import Order
from bench.transcription.scoring import word_error_rate
from deploy.embedded.settings import Embedded
from meetings.documents import paths
from meetings.documents.indexing import index_paper, read_scans
from meetings.documents.models import PageText
from meetings.documents.words import readable, tokens

PAGES = 6


def measure_ocr(order: Order, _embedded: Embedded) -> dict[str, Any]:
    """Read a scanned paper; what the search then knows of it against what was written."""
    data, texts = scanned_paper(PAGES)
    paper = convert(add_paper("Bản quét"), data)
    if not index_paper(paper.id):
        raise RuntimeError("the scanned pages were not taken for scans")
    while read_scans(paper.id):
        pass
    found = PageText.objects.filter(paper=paper, number__gt=0).order_by("number")
    pairs = list(zip(texts, (page.text for page in found), strict=True))
    rates = [word_error_rate(_words(written), _words(seen)) for written, seen in pairs]
    written = sum(len(_words(text)) for text in texts)
    wrong = sum(rate * len(_words(text)) for rate, (text, _) in zip(rates, pairs, strict=True))
    # What the sandbox did is not counted there: the same pages once more, outside of it.
    numbers = [str(number) for number in range(1, PAGES + 1)]
    cpu = child_cpu(Path(order.folder), "text.py", "scan", str(paths.pdf_of(paper.id)), *numbers)
    return {
        "ocr_wer": round(wrong / written, 4),
        "ocr_cpu_s_per_page": round(cpu / PAGES, 2),
        "notes": {"pages": PAGES, "words": written, "worst page": round(max(rates), 4)},
    }


def _words(text: str) -> list[str]:
    """Words as the search tells them apart: with their marks, both spellings of a tone one word."""
    return [token.marked for token in tokens(readable(text))]
