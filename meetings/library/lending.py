"""Papers used again in another meeting: a row of that meeting, and no copy of the bytes.

The files get a second name in the folder of the loan (a hard link), so that each paper keeps a folder of its own and
either may go without the other. A loan obeys both sides: the secrecy of the lender holds, marks on reading copies hold
when either meeting wants them, the agenda item that it comes to says whom it is sent to, and a paper that its own
meeting takes back is taken back everywhere.
"""

import os
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.agenda.selectors import get_item_for
from meetings.core import clock
from meetings.core.actor import SYSTEM, Actor
from meetings.core.errors import BadState, NotFound
from meetings.documents import paths
from meetings.documents.distribution import default_circle
from meetings.documents.issuing import issue_paper
from meetings.documents.models import READABLE, Paper, PaperStatus
from meetings.documents.services import check_secrecy, meeting_for_papers, withdraw_by
from meetings.documents.tasks import index_paper
from meetings.library.selectors import papers_on_open_shelves

LINKED = ("paper.pdf", "thumbnail.jpg", "text.txt")


def borrow_paper(*, actor: Actor, meeting_id: UUID, item_id: UUID | None, paper_id: UUID) -> Paper:
    """Use a paper of a shelf that the actor may read in a meeting that he prepares; once in each meeting."""
    meeting = meeting_for_papers(actor, meeting_id)
    item = get_item_for(meeting, item_id) if item_id else None
    source = papers_on_open_shelves(actor).select_related("meeting").filter(id=paper_id).first()
    if source is None:
        raise NotFound(_("Tài liệu này không còn trong kho. Hãy tải lại trang."))
    if source.meeting_id == meeting.id or meeting.papers.filter(source=source, status__in=READABLE).exists():
        raise BadState(_("Tài liệu này đã có trong cuộc họp."), code="already_here")
    check_secrecy(source.secrecy, meeting)
    highest = meeting.papers.aggregate(highest=Max("position"))["highest"]
    loan = Paper(
        meeting=meeting,
        item=item,
        circle=default_circle(item),
        title=source.title,
        code=source.code,
        secrecy=source.secrecy,
        original_name=source.original_name,
        size=source.size,
        sha256=source.sha256,
        signatures=source.signatures,
        uploaded_by=Person.objects.get(id=actor.id),
        uploaded_at=clock.now(),
        position=(highest or 0) + 1,
        status=PaperStatus.CONVERTING,
        source=source,
    )
    try:
        _link(source, loan)
        with transaction.atomic():
            loan.save(force_insert=True)
            issue_paper(loan.id, source.pages)
            index_paper.enqueue(str(loan.id))
    except BaseException:
        paths.discard_folder(loan.id)
        raise
    loan.refresh_from_db()
    return loan


def _link(source: Paper, loan: Paper) -> None:
    """Give the files their second name; they are never written to, only replaced by a new file of the same name."""
    original = paths.original_of(source.id)
    folder, files = paths.folder_of(loan.id), [paths.folder_of(source.id) / name for name in LINKED]
    folder.mkdir(parents=True, mode=0o700)
    for file in [*files, *([original] if original else [])]:
        _second_name(file, folder / file.name)
    paths.sync_folder(folder)


def _second_name(file: Path, name: Path) -> None:
    try:
        os.link(file, name)
    except FileNotFoundError as error:
        raise NotFound(_("Không tìm thấy tệp của tài liệu này trên máy chủ. Hãy báo thư ký tải lên lại.")) from error


def withdraw_loans(paper: Paper) -> None:
    """Take a paper back from every meeting that borrowed it: its own meeting has taken it back.

    Nobody of those meetings acted: their journals say that the system did.
    """
    for loan in paper.loans.exclude(status=PaperStatus.WITHDRAWN):
        withdraw_by(SYSTEM, loan.id)
