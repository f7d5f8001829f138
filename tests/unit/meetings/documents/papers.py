"""Papers as they stand after their conversion, without files."""

from meetings.agenda.models import Meeting
from meetings.core import clock
from meetings.documents.indexing import PageWords, put_words
from meetings.documents.models import Paper, PaperStatus
from tests.cast import Cast


def page_words(text: str) -> PageWords:
    words = text.split()
    return PageWords(words, [number for place in range(len(words)) for number in (place, 7, 1, 2)], scan=False)


def ready_paper(cast: Cast, title: str, *pages: str, code: str = "", meeting: Meeting | None = None) -> Paper:
    paper = Paper.objects.create(
        meeting=meeting or cast.meeting,
        title=title,
        code=code,
        original_name="a.pdf",
        size=1,
        sha256="",
        status=PaperStatus.READY,
        pages=len(pages),
        uploaded_by=cast.secretary,
        uploaded_at=clock.now(),
    )
    put_words(paper, [page_words(text) for text in pages])
    return paper
