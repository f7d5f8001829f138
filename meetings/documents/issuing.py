"""Writes of the system itself while a paper is converted, and its issue: the act that lets everybody read it."""

import logging
from uuid import UUID

from meetings.contracts.audience import Roles
from meetings.contracts.papers import PaperIssued, StampFound
from meetings.core import clock
from meetings.core.actor import SYSTEM
from meetings.core.journal import Act, act
from meetings.core.permissions import Permission, roles_with
from meetings.documents.distribution import told_of
from meetings.documents.models import Paper, PaperStatus
from meetings.documents.selectors import paper_state
from meetings.documents.stamps import Stamp
from meetings.documents.versions import settle

log = logging.getLogger(__name__)


def begin_conversion(paper_id: UUID) -> bool:
    """Mark a paper as being converted; false when there is nothing to do (withdrawn or done meanwhile)."""
    waiting = Paper.objects.filter(id=paper_id, status__in=[PaperStatus.WAITING, PaperStatus.CONVERTING])
    return waiting.update(status=PaperStatus.CONVERTING, progress=5, error="") > 0


def note_progress(paper_id: UUID, percent: int) -> None:
    """Write how far the conversion is."""
    Paper.objects.filter(id=paper_id, status=PaperStatus.CONVERTING).update(progress=min(percent, 99))


def issue_paper(paper_id: UUID, pages: int) -> None:
    """Make a converted paper readable: state and event in one transaction."""
    meeting_id = Paper.objects.values_list("meeting_id", flat=True).get(id=paper_id)
    with act(meeting_id=meeting_id, actor=SYSTEM) as current:
        paper = Paper.objects.select_for_update().get(id=paper_id)
        if paper.status != PaperStatus.CONVERTING:
            log.info("paper %s is %s, not issued", paper_id, paper.status)
            return
        paper.pages, paper.progress, paper.error = pages, 100, ""
        record_issue(current, paper)


def record_issue(current: Act, paper: Paper) -> None:
    """Make a paper readable from now on, and tell those whom it is sent to."""
    paper.status, paper.issued_at = PaperStatus.READY, clock.now()
    paper.save(update_fields=["status", "pages", "progress", "error", "issued_at"])
    # a version that was converted before an older one stays the newest
    newest = settle(paper) or paper
    current.record(PaperIssued(paper=paper_state(newest)), told_of(newest))


def hold_paper(paper_id: UUID, pages: int, stamp: Stamp) -> None:
    """Keep a converted paper from everybody until its uploader says what the stamp on page 1 is."""
    meeting_id = Paper.objects.values_list("meeting_id", flat=True).get(id=paper_id)
    with act(meeting_id=meeting_id, actor=SYSTEM) as current:
        held = Paper.objects.filter(id=paper_id, status=PaperStatus.CONVERTING)
        if held.update(status=PaperStatus.HELD, pages=pages, progress=100, error="", stamp=stamp):
            told = StampFound(paper_id=str(paper_id), stamp=stamp)
            current.record(told, Roles(roles=roles_with(Permission.SEE_JOURNAL)))


def fail_paper(paper_id: UUID, reason: str) -> None:
    """Note why a paper could not be converted, for the secretary."""
    unfinished = Paper.objects.filter(id=paper_id, status__in=[PaperStatus.WAITING, PaperStatus.CONVERTING])
    unfinished.update(status=PaperStatus.FAILED, error=reason)
