"""Run as a program with the environment of a test: makes the cast and uploads ten files; prints the long one's id.

The long office file stands among the others, so that a worker stopped at it is in the middle of its work.
"""

import io

import django

django.setup()

from meetings.documents.services import PaperText, store_paper  # noqa: E402
from tests.cast import make_cast  # noqa: E402
from tests.integration.documents.files import docx_file, pdf_file, xlsx_file  # noqa: E402

LONG = "dài.docx"
FILES = [(f"{number}.pdf", pdf_file(number)) for number in range(1, 4)]
FILES += [(LONG, docx_file(paragraphs=500)), ("biểu.xlsx", xlsx_file())]
FILES += [(f"{number}.pdf", pdf_file(number)) for number in range(4, 9)]

cast = make_cast()
for name, data in FILES:
    paper = store_paper(
        meeting=cast.meeting,
        item=cast.items[0],
        text=PaperText(name),
        file=io.BytesIO(data),
        name=name,
        by=cast.secretary,
    )
    if name == LONG:
        long = paper.id
print(long)
