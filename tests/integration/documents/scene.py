"""Run as a program with the environment of a test: makes the cast and uploads one long office file; prints its id."""

import io

import django

django.setup()

from meetings.documents.services import PaperText, store_paper  # noqa: E402
from tests.cast import make_cast  # noqa: E402
from tests.integration.documents.files import docx_file  # noqa: E402

cast = make_cast()
paper = store_paper(
    meeting=cast.meeting,
    item=cast.items[0],
    text=PaperText("Báo cáo dài"),
    file=io.BytesIO(docx_file(paragraphs=6000)),
    name="dài.docx",
    by=cast.secretary,
)
print(paper.id)
