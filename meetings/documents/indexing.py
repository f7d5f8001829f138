"""Fills the search with the words of a paper. Foreign files are read in the sandbox only; runs in ``jobs``."""

import json
import logging
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.documents import paths, sandbox
from meetings.documents.convert import refuse, run_child
from meetings.documents.filetypes import UnfitFile
from meetings.documents.models import READABLE, PageText, Paper, TextSource
from meetings.documents.words import readable, tokens

log = logging.getLogger(__name__)
WORDS_LIMIT = 100 * 1024 * 1024
SCANS_AT_ONCE = 3
"""Pages that one task reads from pictures, some seconds each: other papers come in between."""
SCAN_LIMITS = sandbox.Limits(memory_mb=1500, cpu_s=60, wall_s=180)


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page and four numbers for each; ``scan``: the page is a picture."""

    words: list[str]
    boxes: list[int]
    scan: bool


def index_paper(paper_id: UUID) -> bool:
    """Put the words of an issued paper into the search, again if they were there; tell whether scans are to be read."""
    paper = Paper.objects.filter(id=paper_id, status__in=READABLE).first()
    if paper is None:
        return False
    return put_words(paper, read_words("words", paper_id, (), sandbox.Limits()))


def put_words(paper: Paper, pages: Sequence[PageWords]) -> bool:
    """Replace what the search knows of a paper; tell whether some of its pages are still to be read as scans."""
    words = f"{paper.code} {paper.title}".split()
    name = PageWords(words, [0] * 4 * len(words), False)
    rows = [_row(paper.id, 0, name, TextSource.TEXT)]
    for number, page in enumerate(pages, start=1):
        rows.append(_row(paper.id, number, page, TextSource.WAITING if page.scan else TextSource.TEXT))
    with transaction.atomic():
        PageText.objects.filter(paper=paper).delete()
        PageText.objects.bulk_create(rows, batch_size=200)
    return any(row.source == TextSource.WAITING for row in rows)


def read_scans(paper_id: UUID) -> bool:
    """Read the next few scanned pages of a paper; tell whether there are more."""
    waiting = PageText.objects.filter(paper_id=paper_id, source=TextSource.WAITING, paper__status__in=READABLE)
    numbers = list(waiting.order_by("number").values_list("number", flat=True)[: SCANS_AT_ONCE + 1])
    batch = numbers[:SCANS_AT_ONCE]
    if not batch:
        return False
    try:
        found = [(page, TextSource.SCAN) for page in read_words("scan", paper_id, batch, SCAN_LIMITS)]
    except UnfitFile as error:
        log.warning("scanned pages %s of %s were not read: %s", batch, paper_id, error.code)
        found = [(PageWords([], [], True), TextSource.UNREAD) for _page in batch]
    rows = [_row(paper_id, number, *one) for number, one in zip(batch, found, strict=True)]
    with transaction.atomic():
        PageText.objects.filter(paper_id=paper_id, number__in=batch).delete()
        PageText.objects.bulk_create(rows)
    return len(numbers) > len(batch)


def ocr_problem() -> str:
    """Return what is wrong when scanned papers cannot be read here."""
    if shutil.which("tesseract"):
        return ""
    return _("Chưa có tesseract nên không tìm được chữ trong bản quét (gói tesseract-ocr, tesseract-ocr-vie).")


def read_words(work: str, paper_id: UUID, pages: Sequence[int], limits: sandbox.Limits) -> list[PageWords]:
    """Run our text program on the reading copy; raises ``UnfitFile``, ``sandbox.NoSandbox``."""
    with sandbox.workspace() as folder:
        sandbox.lend(paths.pdf_of(paper_id), folder, "in.pdf")
        count = run_child(folder, ("text.py", work, "in.pdf", *map(str, pages)), limits)
        read = list(_pages(folder))
    if len(read) != count or (pages and count != len(pages)):
        raise refuse("broken")
    return read


def _pages(folder: Path) -> Iterator[PageWords]:
    """What the program says is checked, not trusted."""
    try:
        for text in sandbox.read_output(folder, "words.jsonl", WORDS_LIMIT).decode().splitlines():
            told = json.loads(text)
            words, boxes = [str(word) for word in told["words"]], [int(number) for number in told["boxes"]]
            if len(boxes) != 4 * len(words) or any(len(word.split()) != 1 for word in words):
                raise refuse("broken")
            yield PageWords(words, boxes, bool(told["scan"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise refuse("broken") from error


def _row(paper_id: UUID, number: int, page: PageWords, source: TextSource) -> PageText:
    words = [readable(word) for word in page.words]
    kept = [index for index, word in enumerate(words) if word]
    text = " ".join(words[index] for index in kept)
    boxes = [number for index in kept for number in page.boxes[4 * index : 4 * index + 4]]
    found = tokens(text)
    return PageText(
        paper_id=paper_id,
        number=number,
        text=text,
        boxes=json.dumps(boxes, separators=(",", ":")),
        source=source,
        marked=" ".join(token.marked for token in found),
        plain=" ".join(token.plain for token in found),
    )
