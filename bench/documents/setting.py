"""The meeting to which the bench's papers belong, and papers as they stand after their conversion."""

import io
from functools import cache
from uuid import UUID

from bench.live.meeting import BenchMeeting, make_meeting
from meetings.agenda.models import Meeting
from meetings.core import clock
from meetings.documents import paths
from meetings.documents.convert import make_reading_copy
from meetings.documents.models import Paper, PaperStatus


@cache
def bench_meeting(people: int = 3) -> BenchMeeting:
    """Return the sitting; made once."""
    return make_meeting(people, 1)


def add_paper(title: str, pages: int = 0, meeting_id: UUID | None = None) -> Paper:
    """Put a paper without a file into a meeting (the bench's own), as one that can be read."""
    meeting = Meeting.objects.get(id=meeting_id or bench_meeting().id)
    return Paper.objects.create(
        meeting=meeting,
        title=title,
        original_name="a.pdf",
        size=1,
        sha256="",
        status=PaperStatus.READY,
        pages=pages,
        uploaded_by=meeting.created_by,
        uploaded_at=clock.now(),
    )


def store_original(paper_id: UUID, data: bytes, kind: str = "pdf") -> None:
    """Put the uploaded file in its place."""
    paths.store(io.BytesIO(data), paths.folder_of(paper_id) / f"original.{kind}")


def convert(paper: Paper, data: bytes, kind: str = "pdf") -> Paper:
    """Make the reading copy of a paper by the product's own conversion."""
    store_original(paper.id, data, kind)
    paper.pages = make_reading_copy(paper.id, lambda _percent: None)
    paper.save(update_fields=["pages"])
    return paper
