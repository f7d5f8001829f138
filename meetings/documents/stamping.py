"""A paper whose first page seems to bear a stamp of secrecy: found in ``jobs``, decided by whoever uploaded it."""

import logging
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.agenda.selectors import get_place_for
from meetings.contracts.audience import Roles
from meetings.contracts.papers import StampSettled
from meetings.contracts.state import Secrecy
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.journal import act
from meetings.core.permissions import Permission, roles_with
from meetings.documents import issuing, paths
from meetings.documents.filetypes import UnfitFile
from meetings.documents.indexing import SCAN_LIMITS, PageWords, read_words
from meetings.documents.models import BundleEntry, Paper, PaperStatus, Upload
from meetings.documents.sandbox import Limits, NoSandbox
from meetings.documents.selectors import get_paper_for
from meetings.documents.stamps import Stamp, Word, find_stamp, lines_of_words

log = logging.getLogger(__name__)
SHORTEST_REASON, LONGEST_REASON = 10, 300
LEVELS = {Stamp.MAT: Secrecy.MAT, Stamp.TOI_MAT: Secrecy.TOI_MAT, Stamp.TUYET_MAT: Secrecy.TUYET_MAT}
Decision = Literal["no_stamp", "removed"]


def stamp_on(paper_id: UUID) -> Stamp | None:
    """Return the stamp that page 1 of a reading copy seems to bear, in its text or its pictures.

    None is looked for on a paper whose level was said and is as high. Pages that cannot be read bear none.
    """
    said = Secrecy(Paper.objects.values_list("secrecy", flat=True).get(id=paper_id))
    lines: list[str] = []
    try:
        (page,) = read_words("first", paper_id, (), Limits())
        lines += lines_of_words(_words(page))
        if page.scan:
            (page,) = read_words("scan", paper_id, (1,), SCAN_LIMITS)
            lines += lines_of_words(_words(page))
    except (UnfitFile, NoSandbox) as error:
        log.warning("page 1 of paper %s was not looked at for stamps: %s", paper_id, error)
    stamp = find_stamp(lines)
    order = list(Secrecy)
    return stamp if stamp and order.index(LEVELS[stamp]) > order.index(said) else None


def _words(page: PageWords) -> list[Word]:
    boxes = zip(*[iter(page.boxes)] * 4, strict=True)
    return [Word(text, *box) for text, box in zip(page.words, boxes, strict=True)]


def settle_stamp(*, actor: Actor, paper_id: UUID, decision: Decision, reason: str, stands_in: bool = False) -> Paper:
    """Say what the stamp on a held paper is, as whoever uploaded it: none, which needs a reason, or one.

    Another secretary of the meeting does it while the uploader is away (``stands_in``), always with a reason. Declared
    none, the paper is issued; a stamp that is one takes its files and its title off this system. Raises ``BadInput``
    for a reason that is too short, ``Refused``, ``NotFound`` for everybody else, ``BadState`` when it is not held.
    """
    from meetings.documents.tasks import index_paper

    found = held_paper_for(actor, paper_id) if stands_in else get_paper_for(actor, paper_id, Permission.PREPARE_MEETING)
    words = " ".join(reason.split())[:LONGEST_REASON]
    if stands_in and len(words) < SHORTEST_REASON:
        raise BadInput(
            _("Hãy ghi rõ vì sao đồng chí quyết định thay người tải lên (ít nhất 10 chữ cái)."), code="no_reason"
        )
    if decision == "no_stamp" and len(words) < SHORTEST_REASON:
        raise BadInput(_("Hãy ghi rõ vì sao chữ này không phải dấu mật (ít nhất 10 chữ cái)."), code="no_reason")
    with act(meeting_id=found.meeting_id, actor=actor) as current:
        paper = Paper.objects.select_for_update(of=("self",)).select_related("uploaded_by").get(id=paper_id)
        if paper.status != PaperStatus.HELD:
            raise BadState(_("Tài liệu này không còn chờ quyết định về dấu mật. Hãy tải lại trang."))
        if paper.uploaded_by_id != actor.id and not stands_in:
            raise Refused(_("Chỉ người tải tài liệu lên mới được quyết định về dấu mật của nó."))
        instead = paper.uploaded_by.full_name if paper.uploaded_by_id != actor.id else ""
        told = StampSettled(
            paper_id=str(paper_id), stamp=paper.stamp, decision=decision, reason=words, instead_of=instead
        )
        current.record(told, Roles(roles=roles_with(Permission.SEE_JOURNAL)))
        if decision == "no_stamp":
            issuing.record_issue(current, paper)
            index_paper.enqueue(str(paper_id))
        else:
            _remove(paper)
    return paper


def held_paper_for(actor: Actor, paper_id: UUID) -> Paper:
    """Return a held paper to a secretary of its meeting, who may decide on it while its uploader is away."""
    paper = Paper.objects.select_related("meeting", "uploaded_by").filter(id=paper_id).first()
    if paper is None:
        raise NotFound
    get_place_for(actor, paper.meeting_id, Permission.PREPARE_MEETING)
    return paper


def _remove(paper: Paper) -> None:
    """Leave of a paper that may not be here nothing that tells what it was."""
    paper.status = PaperStatus.WITHDRAWN
    paper.title = _("Tài liệu đã gỡ vì có dấu mật")
    paper.code = paper.original_name = paper.sha256 = ""
    paper.size = paper.pages = 0
    paper.signatures = []
    paper.save()
    Upload.objects.filter(paper=paper).delete()
    BundleEntry.objects.filter(paper=paper).update(path=paper.title, title=paper.title, code="")
    transaction.on_commit(lambda: paths.discard_folder(paper.id))
