"""What a search is narrowed to: one meeting, one item of it, a kind of file, the days of the meetings."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from meetings.agenda.models import Item, Meeting
from meetings.core.actor import Actor
from meetings.documents.models import Paper
from meetings.documents.selectors import readable_papers_for

KINDS = {
    "van-ban": (gettext_noop("Văn bản (Word)"), ("doc", "docx", "odt", "rtf")),
    "bang-tinh": (gettext_noop("Bảng tính (Excel)"), ("xls", "xlsx", "ods")),
    "trinh-chieu": (gettext_noop("Trình chiếu (PowerPoint)"), ("ppt", "pptx", "odp")),
    "pdf": (gettext_noop("PDF"), ("pdf",)),
    "anh": (gettext_noop("Ảnh"), ("jpg", "jpeg", "png")),
}
"""What a paper was uploaded as: its name for people, and the endings of such files."""
MOST_MEETINGS = 300


@dataclass(frozen=True, slots=True)
class Within:
    """What papers must be of; nothing set: all."""

    meeting: UUID | None = None
    item: UUID | None = None
    kind: str = ""
    """A key of ``KINDS``."""
    since: date | None = None
    until: date | None = None
    """The first and the last day on which the meeting of a paper may begin."""

    def of(self, papers: QuerySet[Paper]) -> QuerySet[Paper]:
        """Return those of the papers that are so."""
        if self.meeting:
            papers = papers.filter(meeting=self.meeting)
        if self.item:
            papers = papers.filter(item=self.item)
        if self.kind:
            endings = (Q(original_name__iendswith=f".{ending}") for ending in KINDS[self.kind][1])
            papers = papers.filter(reduce(or_, endings))
        if self.since:
            papers = papers.filter(meeting__starts_at__gte=_begin(self.since))
        if self.until:
            papers = papers.filter(meeting__starts_at__lt=_begin(self.until + timedelta(days=1)))
        return papers


ANYWHERE = Within()


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def choices_for(actor: Actor, meeting: UUID | None) -> tuple[list[Meeting], list[Item]]:
    """Return the meetings of which the actor may read papers, the latest first, and the items of the chosen one."""
    papers = readable_papers_for(actor)
    meetings = Meeting.objects.filter(id__in=papers.values("meeting_id")).order_by("-starts_at")[:MOST_MEETINGS]
    items = (
        Item.objects.filter(id__in=papers.filter(meeting=meeting).values("item_id")) if meeting else Item.objects.none()
    )
    return list(meetings), list(items)
