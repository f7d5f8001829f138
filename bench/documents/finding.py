"""The search over many pages, how fast pages get into it, and the comparison of two versions."""

import random
import time
from statistics import median
from typing import Any

from bench.documents.clocks import spending
from bench.documents.papers import SEED, page_text, text_paper
from bench.documents.setting import add_paper, bench_meeting, convert
from bench.documents.stage import Order
from deploy.embedded.settings import Embedded
from meetings.core.actor import person_actor
from meetings.documents.comparing import kept_comparison, make_comparison
from meetings.documents.indexing import PageWords, index_paper, put_words
from meetings.documents.models import Paper
from meetings.documents.search import search_papers_for

PAGES_OF_A_PAPER = 50
QUERIES = (
    ("nghị quyết", ""),
    ("nghi quyet", ""),
    ('"dự toán được giao"', ""),
    ("uỷ ban xã Tân Hoà", ""),
    ("uy ban nhan dan", "bao cao"),
    ("thủy lợi trường học", ""),
    ("Vĩnh Thụy", "báo cáo 7"),
    ("nghị quyêt ngân sạch", ""),
    ("", "báo cáo 3"),
    ("không có ở đâu cả zzz", ""),
    ("4711 tỷ đồng", ""),
    ('"giữ vững đời sống"', ""),
)
TIMES = 5
COMPARED = 100


def measure_search(order: Order, _embedded: Embedded) -> dict[str, Any]:
    """Fill the search and ask it, as one reader after the other."""
    dice = random.Random(SEED)
    for number in range(order.pages // PAGES_OF_A_PAPER):
        paper = add_paper(f"Báo cáo {number}", PAGES_OF_A_PAPER)
        put_words(paper, [_words(page_text(dice)) for _ in range(PAGES_OF_A_PAPER)])
    reader = person_actor(bench_meeting().people[0].id)
    times, slowest = [], {}
    for text, title in QUERIES:
        own = []
        for _time in range(TIMES):
            began = time.perf_counter()
            found = search_papers_for(reader, text, title=title)
            own.append(1000 * (time.perf_counter() - began))
        times += own
        slowest[f"{text} | {title} ({found.total})"] = round(median(own), 1)
    times.sort()
    return {
        "search_p95_ms": round(times[int(0.95 * len(times))], 1),
        "notes": {"pages": order.pages, "p50_ms": round(median(times), 1), "median_ms": slowest},
    }


def _words(text: str) -> PageWords:
    words = text.split()
    return PageWords(words, [number for at in range(len(words)) for number in (at % 90, at // 9, 8, 2)], scan=False)


def measure_index(_order: Order, _embedded: Embedded) -> dict[str, Any]:
    """Put a paper of 200 pages into the search as ``jobs`` does."""
    paper = convert(add_paper("Báo cáo"), text_paper(200)[0])
    with spending() as spent:
        index_paper(paper.id)
    return {"index_pages_per_s": round(200 / spent.wall, 1)}


def measure_compare(_order: Order, _embedded: Embedded) -> dict[str, Any]:
    """Compare two versions in which every tenth page has a new paragraph and every third a changed number."""
    dice = random.Random(SEED)
    before = [page_text(dice) for _ in range(COMPARED)]
    after = [_revised(text, number, dice) for number, text in enumerate(before)]
    old, new = (add_paper(title, COMPARED) for title in ("Dự thảo 1", "Dự thảo 2"))
    Paper.objects.filter(id=new.id).update(first=old, version=2)
    for paper, texts in ((old, before), (new, after)):
        put_words(paper, [_words(text) for text in texts])
    with spending() as spent:
        make_comparison(new, old)
    if kept_comparison(new, old) is None:
        raise RuntimeError("the comparison was not kept")
    return {"compare_100_pages_s": round(spent.wall, 2), "notes": {"cpu_s": round(spent.cpu, 2)}}


def _revised(text: str, number: int, dice: random.Random) -> str:
    if number % 10 == 0:
        return f"{text}\n\n{page_text(dice, 1)}"
    return text.replace(" đồng", " đồng (đã điều chỉnh)", 1) if number % 3 == 0 else text
