"""Who received, opened and read the papers: for the secretary, so that nobody comes unprepared.

These are no official acts and stay out of the journal, whose chain can never forget; only when a paper is taken back
does the journal keep who had opened it (``selectors.readers_of``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_meeting_for, get_place_for, people_of, standing_of, viewer_of
from meetings.contracts.audience import may_receive
from meetings.core import clock
from meetings.core.actor import Actor, person_actor
from meetings.core.permissions import Permission, roles_with
from meetings.documents.distribution import audience_of
from meetings.documents.models import Opening, Paper, PaperStatus, Receipt
from meetings.documents.rules import pages_seen, share
from meetings.documents.selectors import get_paper_for, papers_of, papers_sent_to
from meetings.documents.turns import in_turn

MOST_PAGES = 2000


def note_received(*, actor: Actor, meeting_id: UUID) -> None:
    """Keep that the papers of a meeting that can be read now have reached a person; only the first time counts."""
    place = get_place_for(actor, meeting_id)
    if actor.kind != "person" or not place.may(Permission.READ_PAPERS):
        return
    new = papers_sent_to(actor).filter(meeting_id=meeting_id).exclude(receipts__person_id=actor.id)
    now = clock.now()
    marks = [Receipt(paper=paper, person_id=actor.id, received_at=now) for paper in new]
    if marks:
        with in_turn():
            Receipt.objects.bulk_create(marks, ignore_conflicts=True)


def note_pages(*, actor: Actor, paper_id: UUID, pages: Iterable[int]) -> None:
    """Add pages that stood before a person to those of before; pages that the paper has not are left out."""
    paper = get_paper_for(actor, paper_id)
    with transaction.atomic():
        mark = Opening(paper=paper, person_id=actor.id, opened_at=clock.now())
        Opening.objects.bulk_create([mark], ignore_conflicts=True)
        kept = Opening.objects.select_for_update().get(paper=paper, person_id=actor.id)
        now_seen = pages_seen(kept.pages, pages, paper.pages)
        if now_seen != kept.pages:
            kept.pages = now_seen
            kept.save(update_fields=["pages"])


@dataclass(frozen=True, slots=True)
class PaperReadership:
    """One paper: how far it went, and whom it has not reached."""

    paper: Paper
    received: int
    opened: int
    readers: int
    """People whom it is sent to."""
    unreceived: tuple[Participation, ...]
    unopened: tuple[Participation, ...]
    """Both in protocol order; who has not received it has not opened it either."""


@dataclass(frozen=True, slots=True)
class PersonReadership:
    """One person: papers received and opened, pages read; times of the first receipt and opening."""

    place: Participation
    papers: int
    """Papers that are sent to him."""
    of_pages: int
    """Their pages."""
    received: int
    opened: int
    pages: int
    received_at: datetime | None
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Readership:
    """The whole answer for a meeting."""

    meeting: Meeting
    papers: tuple[PaperReadership, ...]
    people: tuple[PersonReadership, ...]
    pages: int
    """Pages of all papers."""

    @property
    def late(self) -> int:
        """Papers that came after the time that was set."""
        return sum(1 for one in self.papers if one.paper.late)

    @property
    def in_time(self) -> int | None:
        """Per cent of the papers that came in time; ``None``: no papers, or no time was set."""
        return share(len(self.papers) - self.late, len(self.papers)) if self.meeting.papers_due else None


def readership_for(actor: Actor, meeting_id: UUID) -> Readership:
    """Return who received, opened and read what; for whoever prepares the meeting."""
    meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    papers = list(papers_of(meeting).filter(status=PaperStatus.READY).select_related("item", "meeting"))
    people = list(people_of(meeting).filter(role__in=roles_with(Permission.READ_PAPERS)))
    receipts = {(one.paper_id, one.person_id): one for one in Receipt.objects.filter(paper__in=papers)}
    openings = {(one.paper_id, one.person_id): one for one in Opening.objects.filter(paper__in=papers)}
    sent = {paper.id: sent_to_people(paper, people) for paper in papers}
    rows = []
    for paper in papers:
        opened = {person_id for paper_id, person_id in openings if paper_id == paper.id}
        got = {person_id for paper_id, person_id in receipts if paper_id == paper.id} | opened
        mine = sent[paper.id]
        unopened = tuple(place for place in mine if place.person_id not in opened)
        unreceived = tuple(place for place in mine if place.person_id not in got)
        counts = (len(mine) - len(unreceived), len(mine) - len(unopened), len(mine))
        rows.append(PaperReadership(paper, *counts, unreceived, unopened))
    told = []
    for place in people:
        own = [paper for paper in papers if place in sent[paper.id]]
        told.append(_person(place, own, receipts, openings))
    return Readership(meeting, tuple(rows), tuple(told), sum(paper.pages for paper in papers))


def sent_to_people(paper: Paper, people: list[Participation]) -> list[Participation]:
    """Return those of the people whom a paper is sent to."""
    if paper.circle is None:
        return people
    audience = audience_of(paper)
    return [
        place
        for place in people
        if place.person_id and may_receive(audience, viewer_of(person_actor(place.person_id), standing_of(place)))
    ]


def _person(
    place: Participation,
    papers: list[Paper],
    receipts: dict[tuple[UUID, UUID], Receipt],
    openings: dict[tuple[UUID, UUID], Opening],
) -> PersonReadership:
    """What was opened was received, also when no list was ever sent (a link in a message)."""
    keys = [(paper.id, place.person_id) for paper in papers if place.person_id]
    opened = [openings[key] for key in keys if key in openings]
    times = [receipts[key].received_at for key in keys if key in receipts] + [one.opened_at for one in opened]
    return PersonReadership(
        place=place,
        papers=len(papers),
        of_pages=sum(paper.pages for paper in papers),
        received=sum(1 for key in keys if key in receipts or key in openings),
        opened=len(opened),
        pages=sum(len(one.pages) for one in opened),
        received_at=min(times, default=None),
        opened_at=min((one.opened_at for one in opened), default=None),
    )
