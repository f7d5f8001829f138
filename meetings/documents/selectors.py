"""Reads of papers. ``get_paper_for`` is the only door to a paper's files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.schedule import ReadablePaper
from meetings.agenda.selectors import get_place_for, meetings_with, people_of, standing_of, viewer_of
from meetings.contracts.audience import Viewer
from meetings.contracts.papers import PaperReader, PaperReaders
from meetings.contracts.state import Paper as PaperState
from meetings.contracts.state import PaperVersion
from meetings.core.actor import Actor, person_actor
from meetings.core.clock import iso
from meetings.core.errors import BadState, NotFound
from meetings.core.permissions import Permission, roles_with
from meetings.documents import paths
from meetings.documents.circles import Circle, circle_of
from meetings.documents.distribution import Circles, check_sent_to, may_read
from meetings.documents.models import READABLE, Paper, PaperStatus
from meetings.documents.versions import earlier_versions

lending: list[Callable[[Actor], QuerySet[Paper]]] = []
"""Returns the papers that somebody may read without a place in their meeting. Other apps add theirs."""


def get_paper_for(actor: Actor, paper_id: UUID, permission: Permission = Permission.READ_PAPERS) -> Paper:
    """Return a paper that the actor may see; ``NotFound`` for outsiders, ``Refused`` by role.

    With ``READ_PAPERS`` the paper must be ready, or replaced by a newer version; with ``PREPARE_MEETING`` it may be in
    any state but withdrawn. Papers of a shelf (``lending``) are read by its readers, too. A paper that is held because
    of a stamp only its uploader finds.
    """
    paper = Paper.objects.select_related("meeting", "item").filter(id=paper_id).first()
    if paper is None:
        raise NotFound
    if permission == Permission.READ_PAPERS and is_lent_to(actor, paper):
        return paper
    place = get_place_for(actor, paper.meeting_id, permission)
    check_sent_to(actor, place.standing, paper)
    if paper.status == PaperStatus.WITHDRAWN:
        raise NotFound(_("Tài liệu này đã được thư ký gỡ khỏi cuộc họp."))
    if paper.status == PaperStatus.HELD and paper.uploaded_by_id != actor.id:
        raise NotFound
    if permission == Permission.READ_PAPERS and paper.status not in READABLE:
        raise BadState(_("Tài liệu đang được chuyển đổi nên chưa đọc được. Hãy thử lại sau ít phút."), code="not_ready")
    return paper


def is_lent_to(actor: Actor, paper: Paper) -> bool:
    """Tell whether somebody may read a paper without a place in its meeting."""
    return any(lent(actor).filter(id=paper.id).exists() for lent in lending)


def readable_papers_for(actor: Actor) -> QuerySet[Paper]:
    """Return every paper in its newest version that the actor may read, of all meetings and shelves."""
    allowed = _sent_to(actor)
    for lent in lending:
        allowed |= Q(id__in=lent(actor).values("id"))
    return Paper.objects.filter(allowed, status=PaperStatus.READY)


def papers_sent_to(actor: Actor) -> QuerySet[Paper]:
    """Return those that the actor may read as a participant of their meeting; what only a shelf lends is left out."""
    return Paper.objects.filter(_sent_to(actor), status=PaperStatus.READY)


def _sent_to(actor: Actor) -> Q:
    invited = meetings_with(actor, Permission.READ_PAPERS)
    return Q(meeting__in=invited) & ~Q(id__in=_not_sent_to(actor, invited))


def _not_sent_to(actor: Actor, meetings: QuerySet[Meeting]) -> list[UUID]:
    """Return the papers of these meetings whose circle the actor, a participant who reads papers, is not in."""
    chosen = Paper.objects.filter(status=PaperStatus.READY, meeting__in=meetings, circle__isnull=False)
    rows = list(chosen.values_list("id", "meeting_id", "circle"))
    if not rows:
        return []
    places = Participation.objects.select_related("meeting", "person").filter(person_id=actor.id)
    mine = places.filter(meeting_id__in={meeting_id for _id, meeting_id, _circle in rows})
    viewers = {place.meeting_id: viewer_of(actor, standing_of(place)) for place in mine}
    circles = Circles()
    return [
        paper_id for paper_id, meeting_id, circle in rows if not circles.lets(viewers[meeting_id], circle_of(circle))
    ]


class Shelf:
    """What the calendar (``agenda.schedule``) asks about papers."""

    def counts(self, actor: Actor, meetings: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
        """Return by meeting how many papers the actor may read, and how many of them he has opened."""
        papers = papers_sent_to(actor).filter(meeting_id__in=list(meetings)).order_by()
        opened = Count("id", filter=Q(openings__person_id=actor.id), distinct=True)
        rows = papers.values_list("meeting_id").annotate(all=Count("id", distinct=True), opened=opened)
        return {meeting_id: (all_of_it, read) for meeting_id, all_of_it, read in rows}

    def papers(self, actor: Actor, meeting: Meeting) -> Sequence[ReadablePaper]:
        """Return the papers of a meeting that the actor may read, in their order; ``opened``: 1 if he has."""
        opened = Count("openings", filter=Q(openings__person_id=actor.id))
        papers = papers_sent_to(actor).filter(meeting=meeting).select_related("item", "meeting")
        return list(papers.annotate(opened=opened))


def readers_of(paper: Paper) -> PaperReaders:
    """Return who has opened a paper so far, the first one first, as the journal keeps it."""
    opened = paper.openings.select_related("person").order_by("opened_at", "person__full_name")
    places = people_of(paper.meeting).filter(role__in=roles_with(Permission.READ_PAPERS))
    people = [
        place
        for place in places
        if place.person_id and may_read(person_actor(place.person_id), standing_of(place), paper)
    ]
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
        readers=len(people),
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


def office_papers_for(actor: Actor, meeting: Meeting) -> tuple[list[Paper], list[Paper]]:
    """Return what was uploaded for a meeting that the actor prepares, and what is held for another uploader to decide.

    Of the latter the office may know who uploaded it, when and which stamp, not what it is called.
    """
    papers = list(papers_of(meeting).select_related("uploaded_by", "item"))
    others = [paper for paper in papers if paper.status == PaperStatus.HELD and paper.uploaded_by_id != actor.id]
    return [paper for paper in papers if paper not in others], others


def papers_state(meeting: Meeting) -> tuple[PaperState, ...]:
    """Return all papers that are ready, as pages show them, in the order of the agenda; whose they are is not asked."""
    papers = list(papers_of(meeting).filter(status=PaperStatus.READY))
    earlier = earlier_versions(papers)
    return tuple(_state(paper, earlier.get(paper.line, ())) for paper in papers)


def papers_state_for(actor: Actor, meeting_id: UUID) -> tuple[PaperState, ...]:
    """Return those papers of a meeting that the actor may read, as pages show them."""
    place = get_place_for(actor, meeting_id, Permission.READ_PAPERS)
    hidden = hidden_papers(viewer_of(actor, place.standing), chosen_circles(meeting_id), Circles())
    return tuple(paper for paper in papers_state(place.meeting) if paper.id not in hidden)


def chosen_circles(meeting_id: UUID) -> dict[str, Circle]:
    """Return the circles of the papers of a meeting that are not sent to everybody."""
    chosen = Paper.objects.filter(meeting_id=meeting_id, status=PaperStatus.READY, circle__isnull=False)
    found = ((str(paper_id), circle_of(circle)) for paper_id, circle in chosen.values_list("id", "circle"))
    return {paper_id: circle for paper_id, circle in found if circle is not None}


def hidden_papers(viewer: Viewer, chosen: Mapping[str, Circle], circles: Circles) -> frozenset[str]:
    """Return which of these papers are not sent to a viewer."""
    return frozenset(paper_id for paper_id, circle in chosen.items() if not circles.lets(viewer, circle))


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
