"""Reads of papers. ``get_paper_for`` is the only door to a paper's files."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_place_for, meetings_with
from meetings.contracts.audience import Roles
from meetings.contracts.events import PaperReader, PaperReaders
from meetings.contracts.state import Paper as PaperState
from meetings.contracts.state import PaperVersion
from meetings.core.actor import Actor
from meetings.core.clock import iso
from meetings.core.errors import BadState, NotFound
from meetings.core.permissions import Permission, roles_with
from meetings.documents import paths
from meetings.documents.models import READABLE, Paper, PaperStatus
from meetings.documents.versions import earlier_versions

lending: list[Callable[[Actor], QuerySet[Paper]]] = []
"""Returns the papers that somebody may read without a place in their meeting. Other apps add theirs."""


def get_paper_for(actor: Actor, paper_id: UUID, permission: Permission = Permission.READ_PAPERS) -> Paper:
    """Return a paper that the actor may see; ``NotFound`` for outsiders, ``Refused`` by role.

    With ``READ_PAPERS`` the paper must be ready, or replaced by a newer version; with ``PREPARE_MEETING`` it may be in
    any state but withdrawn. Papers of a shelf (``lending``) are read by its readers, too.
    """
    paper = Paper.objects.select_related("meeting", "item").filter(id=paper_id).first()
    if paper is None:
        raise NotFound
    if permission == Permission.READ_PAPERS and is_lent_to(actor, paper):
        return paper
    get_place_for(actor, paper.meeting_id, permission)
    if paper.status == PaperStatus.WITHDRAWN:
        raise NotFound(_("Tài liệu này đã được thư ký gỡ khỏi cuộc họp."))
    if permission == Permission.READ_PAPERS and paper.status not in READABLE:
        raise BadState(_("Tài liệu đang được chuyển đổi nên chưa đọc được. Hãy thử lại sau ít phút."), code="not_ready")
    return paper


def is_lent_to(actor: Actor, paper: Paper) -> bool:
    """Tell whether somebody may read a paper without a place in its meeting."""
    return any(lent(actor).filter(id=paper.id).exists() for lent in lending)


def readable_papers_for(actor: Actor) -> QuerySet[Paper]:
    """Return every paper in its newest version that the actor may read, of all meetings and shelves."""
    allowed = Q(meeting__in=meetings_with(actor, Permission.READ_PAPERS))
    for lent in lending:
        allowed |= Q(id__in=lent(actor).values("id"))
    return Paper.objects.filter(allowed, status=PaperStatus.READY)


def audience_of(_paper: Paper) -> Roles:
    """Return who may be told live what is shown of a paper: those who may read it."""
    return Roles(roles=roles_with(Permission.READ_PAPERS))


def readers_of(paper: Paper) -> PaperReaders:
    """Return who has opened a paper so far, the first one first, as the journal keeps it."""
    opened = paper.openings.select_related("person").order_by("opened_at", "person__full_name")
    people = paper.meeting.participations.filter(person__isnull=False, role__in=roles_with(Permission.READ_PAPERS))
    return PaperReaders(
        paper_id=str(paper.id),
        title=paper.title,
        opened=tuple(
            PaperReader(
                person_id=str(one.person_id),
                name=one.person.full_name,
                opened_at=iso(one.opened_at),
                pages=len(one.pages),
            )
            for one in opened
        ),
        readers=people.count(),
    )


def readable_pdf(paper: Paper) -> Path:
    """Return the reading copy's file."""
    path = paths.pdf_of(paper.id)
    if not path.is_file():
        raise NotFound(_("Không tìm thấy tệp của tài liệu này trên máy chủ. Hãy báo thư ký tải lên lại."))
    return path


def papers_of(meeting: Meeting) -> QuerySet[Paper]:
    """Return everything that was uploaded for a meeting and neither withdrawn nor replaced, in order."""
    papers = Paper.objects.filter(meeting=meeting).exclude(status__in=[PaperStatus.WITHDRAWN, PaperStatus.REPLACED])
    return papers.select_related("item").order_by(F("item__position").asc(nulls_first=True), "position", "uploaded_at")


def papers_state(meeting: Meeting) -> tuple[PaperState, ...]:
    """Return the papers that are ready, as pages show them, in the order of the agenda."""
    papers = list(papers_of(meeting).filter(status=PaperStatus.READY))
    earlier = earlier_versions(papers)
    return tuple(_state(paper, earlier.get(paper.line, ())) for paper in papers)


def paper_state(paper: Paper) -> PaperState:
    """Return one paper as pages show it."""
    return _state(paper, earlier_versions([paper]).get(paper.line, ()))


def _state(paper: Paper, earlier: tuple[PaperVersion, ...]) -> PaperState:
    return PaperState(
        id=str(paper.id),
        item_id=str(paper.item_id) if paper.item_id else None,
        title=paper.title,
        code=paper.code,
        pages=paper.pages,
        url=reverse("paper-pdf", args=[paper.id]),
        version=paper.version,
        earlier=earlier,
    )
