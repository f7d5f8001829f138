"""Background work on papers; runs in the ``jobs`` process, at least once."""

import logging
import time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import TaskContext, task

from meetings.documents import indexing, issuing, recall
from meetings.documents.comparing import kept_comparison, make_comparison
from meetings.documents.convert import draw_pages, make_reading_copy
from meetings.documents.filetypes import UnfitFile
from meetings.documents.marking import make_marked_pdf
from meetings.documents.models import READABLE, Paper, PaperStatus
from meetings.documents.sandbox import NoSandbox
from meetings.documents.signatures import read_signatures
from meetings.documents.stamping import stamp_on
from meetings.documents.versions import line_of

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
"""A file that took the worker down this often is given up."""


@task(takes_context=True)
def convert_paper(context: TaskContext, paper_id: str) -> None:
    """Make the reading copy of a paper and issue it. Repeating it after a crash does no harm."""
    paper = UUID(paper_id)
    if not issuing.begin_conversion(paper):
        return
    if context.attempt > MOST_ATTEMPTS:
        issuing.fail_paper(paper, _("Chuyển đổi bị gián đoạn nhiều lần. Hãy lưu tệp thành PDF rồi tải lên."))
        return
    log.info("converting paper %s", paper_id)
    began = time.monotonic()
    try:
        pages = make_reading_copy(paper, _progress_of(paper))
        signatures = read_signatures(paper)
        stamp = stamp_on(paper)
    except (UnfitFile, NoSandbox) as error:
        reason = error.message if isinstance(error, UnfitFile) else str(error)
        log.info("paper %s failed: %s", paper_id, reason)
        issuing.fail_paper(paper, reason)
        return
    except OSError:
        issuing.fail_paper(paper, _("Máy chủ không ghi được tệp (hết chỗ?). Hãy báo bộ phận kỹ thuật rồi bấm Thử lại."))
        raise
    with transaction.atomic():
        Paper.objects.filter(id=paper).update(signatures=signatures)
        if stamp:
            issuing.hold_paper(paper, pages, stamp)
        else:
            issuing.issue_paper(paper, pages)
            index_paper.enqueue(paper_id)
    took = time.monotonic() - began
    log.info("paper %s %s: %s pages in %.1f s", paper_id, "held" if stamp else "issued", pages, took)


@task(priority=5)
def take_bundle(upload_id: str) -> None:
    """Let the files of a ZIP come in, as its secretary said. Repeating it after a crash does no harm."""
    from meetings.documents.bundles import take_entries

    take_entries(UUID(upload_id))


@task(priority=10)
def draw_paper_pages(paper_id: str, first: int, last: int, width: int) -> None:
    """Draw pages for somebody who waits for them."""
    draw_pages(UUID(paper_id), first, last, width)


@task(priority=10)
def mark_paper(paper_id: str) -> None:
    """Make the copy with the empty mark for somebody who waits for it."""
    make_marked_pdf(UUID(paper_id))


@task(priority=-10)
def index_paper(paper_id: str) -> None:
    """Make the words of an issued paper findable; papers that wait for their conversion go first."""
    try:
        scans = indexing.index_paper(UUID(paper_id))
    except (UnfitFile, NoSandbox) as error:
        log.warning("paper %s is not in the search: %s", paper_id, error)
        return
    if scans:
        read_scans.enqueue(paper_id)
    _compare_with_the_one_before(UUID(paper_id))


def _compare_with_the_one_before(paper_id: UUID) -> None:
    paper = Paper.objects.filter(id=paper_id, status__in=READABLE).first()
    older = line_of(paper).filter(status__in=READABLE, version__lt=paper.version).first() if paper else None
    if older:
        compare_versions.enqueue(paper_id=str(paper_id), older_id=str(older.id))


@task(priority=5)
def compare_versions(paper_id: str, older_id: str) -> None:
    """Keep what changed between two versions; somebody may wait for it."""
    pair = {str(paper.id): paper for paper in Paper.objects.filter(id__in=[paper_id, older_id], status__in=READABLE)}
    if len(pair) == 2 and kept_comparison(pair[paper_id], pair[older_id]) is None:
        make_comparison(pair[paper_id], pair[older_id])


@task(priority=20)
def sum_up_recall(paper_id: str) -> None:
    """Put into the journal how far a recall went."""
    recall.sum_up(UUID(paper_id))


@task(priority=-20)
def read_scans(paper_id: str) -> None:
    """Read a few scanned pages of a paper, then queue for the next ones."""
    try:
        more = indexing.read_scans(UUID(paper_id))
    except NoSandbox as error:
        log.warning("scans of paper %s are not read: %s", paper_id, error)
        return
    if more:
        read_scans.enqueue(paper_id)


def index_missing() -> str:
    """Queue every readable paper that the search does not know: those of before there was one. Finds no problem."""
    missing = Paper.objects.filter(status=PaperStatus.READY).exclude(texts__number=0)
    for paper_id in missing.values_list("id", flat=True):
        index_paper.enqueue(str(paper_id))
    return ""


class _progress_of:  # noqa: N801 - reads as a function
    """Writes progress at most once a second."""

    def __init__(self, paper: UUID) -> None:
        self.paper, self.written = paper, time.monotonic()

    def __call__(self, percent: int) -> None:
        if time.monotonic() - self.written >= 1:
            issuing.note_progress(self.paper, percent)
            self.written = time.monotonic()
