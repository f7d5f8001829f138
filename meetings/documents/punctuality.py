"""Were papers sent in advance? Per meeting and submitting unit, over a period; the aim: all that are not secret."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from meetings.accounts.models import Unit
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import meetings_with
from meetings.contracts.state import Secrecy
from meetings.core.actor import Actor
from meetings.core.permissions import Permission
from meetings.documents.models import Paper, PaperStatus
from meetings.documents.rules import is_late, share


@dataclass(slots=True)
class Count:
    """Papers that came in advance, and late."""

    in_time: int = 0
    late: int = 0

    def add(self, *, late: bool) -> None:
        """Count one more paper."""
        if late:
            self.late += 1
        else:
            self.in_time += 1

    @property
    def papers(self) -> int:
        """All of them."""
        return self.in_time + self.late

    @property
    def percent(self) -> int | None:
        """Per cent in advance, rounded down: 100 means all; ``None`` of nothing."""
        return share(self.in_time, self.papers)


@dataclass(frozen=True, slots=True)
class OfMeeting:
    """One meeting's papers."""

    meeting: Meeting
    due: datetime
    """The time that was set, else the beginning of the meeting."""
    count: Count


@dataclass(frozen=True, slots=True)
class Punctuality:
    """The whole answer for a period."""

    first: date
    last: date
    meetings: tuple[OfMeeting, ...]
    units: tuple[tuple[Unit | None, Count], ...]
    """By unit of who uploaded; ``None``: people without a unit."""
    whole: Count


def punctuality_for(actor: Actor, first: date, last: date) -> Punctuality:
    """Return how papers came to the meetings of a period that the actor prepares; the days are both included."""
    begin, end = (timezone.make_aware(datetime.combine(day, datetime.min.time())) for day in (first, last))
    mine = meetings_with(actor, Permission.PREPARE_MEETING)
    held = mine.filter(starts_at__gte=begin, starts_at__lt=end + timedelta(days=1)).order_by("-starts_at")
    papers = Paper.objects.filter(meeting__in=held, status=PaperStatus.READY, secrecy=Secrecy.NONE)
    return _counted(first, last, list(held), papers.select_related("uploaded_by__unit").order_by())


def _counted(first: date, last: date, meetings: list[Meeting], papers: Iterable[Paper]) -> Punctuality:
    rows = {meeting.id: OfMeeting(meeting, meeting.papers_due or meeting.starts_at, Count()) for meeting in meetings}
    units: dict[Unit | None, Count] = defaultdict(Count)
    whole = Count()
    for paper in papers:
        row = rows[paper.meeting_id]
        late = is_late(paper.issued_at or paper.uploaded_at, row.due)
        for count in (row.count, units[paper.uploaded_by.unit], whole):
            count.add(late=late)
    by_unit = sorted(units.items(), key=lambda one: (one[1].percent or 0, one[0].name if one[0] else ""))
    return Punctuality(first, last, tuple(rows.values()), tuple(by_unit), whole)
