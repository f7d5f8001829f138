"""Reading copies that carry their reader's mark, where the meeting wants it (``Meeting.watermark``).

A paper of such a meeting gets one more file, the reading copy with an empty mark on its pages (``child/slot.py``). It
is never sent as it is: what stands in the empty mark is overwritten while the bytes go out, with as many bytes. So a
copy for each of 500 readers costs no disk, and every range of one reader's file belongs to the same file. The upload
and the reading copy itself are never altered.
"""

import fcntl
import mmap
import secrets
import threading
import time
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.core.errors import BadState
from meetings.documents import paths, sandbox
from meetings.documents.child.slot import BITS, filler
from meetings.documents.convert import CLEAN_LIMITS, refuse, run_child
from meetings.documents.files import Filling, bytes_answer, file_answer
from meetings.documents.models import Paper
from meetings.documents.selectors import readable_pdf
from meetings.documents.watermark import Mark, bits_of, marked_picture

LONGEST_LINE = 120
WAIT_S = 15
_slots = threading.BoundedSemaphore(2)


def mark_for(paper: Paper, person: Person, opened_at: datetime | None) -> Mark | None:
    """Return what a person's copy carries, ``None`` when the meeting wants no marks.

    ``opened_at``: when he opened the paper first; it stays, and so do the bytes of his copy.
    """
    unit = person.unit.name if person.unit else ""
    return _mark(paper, person.full_name, unit, opened_at)


def mark_for_room(paper: Paper, name: str) -> Mark | None:
    """Return what the big screen of a room carries: its name, the body that sits, and when the sitting was opened."""
    return _mark(paper, name, paper.meeting.body, paper.meeting.opened_at)


def _mark(paper: Paper, name: str, unit: str, opened_at: datetime | None) -> Mark | None:
    if not paper.marked:
        return None
    when = ""
    if opened_at:
        # Not translated: a mark is a record, and a reader's bytes are the same whatever language he chose.
        when = f"Mở lúc {timezone.localtime(opened_at):%H:%M %d/%m/%Y}"
    lines = (" ".join(line.split())[:LONGEST_LINE] for line in (name, unit, when))
    return Mark(tuple(line for line in lines if line))


def pdf_answer(request: HttpRequest, paper: Paper, mark: Mark | None) -> HttpResponseBase:
    """Answer with a paper's reading copy, or the range asked for, with the mark of who reads."""
    path, filling = readable_pdf(paper), None
    if mark:
        path = _marked_pdf(paper.id)
        filling = Filling(_offset(path), bits_of(mark), mark.tag)
    return file_answer(request, path, "application/pdf", "tai-lieu.pdf", filling)


def picture_answer(request: HttpRequest, path: Path, name: str, mark: Mark | None) -> HttpResponseBase:
    """Answer with the picture of a page, with the mark of who looks at it."""
    if mark is None:
        return file_answer(request, path, "image/jpeg", name)
    stat = path.stat()
    tag = f'"{stat.st_size:x}-{stat.st_mtime_ns:x}-{mark.tag}"'
    return bytes_answer(request, tag, lambda: marked_picture(path, mark), "image/jpeg", name)


def _offset(path: Path) -> int:
    return int(path.stem.rpartition("-")[2])


def _made(paper_id: UUID) -> Path | None:
    """Return the copy with the empty mark, unless the reading copy was made anew since."""
    made = next(iter(sorted(paths.folder_of(paper_id).glob("marked-*.pdf"))), None)
    newer = made and made.stat().st_mtime_ns >= paths.pdf_of(paper_id).stat().st_mtime_ns
    return made if newer else None


def _marked_pdf(paper_id: UUID) -> Path:
    """Return the copy with the empty mark; the first reader's request makes it, the others wait for that."""
    if made := _made(paper_id):
        return made
    if sandbox.probe().works:
        with _slots:
            return make_marked_pdf(paper_id)
    return _have_made(paper_id)


def make_marked_pdf(paper_id: UUID) -> Path:
    """Make the copy with the empty mark, once. Raises ``UnfitFile``, ``sandbox.NoSandbox``.

    Where the mark stands is in the file's name, so that both appear at once. The program that opened the foreign file
    is not asked: the bytes that were agreed on must be there, whole and once.
    """
    folder = paths.folder_of(paper_id)
    with (folder / ".marking").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made := _made(paper_id):
            return made
        seed = secrets.token_hex(16)
        with sandbox.workspace() as room:
            sandbox.lend(paths.pdf_of(paper_id), room, "in.pdf")
            run_child(room, ("slot.py", "in.pdf", seed), CLEAN_LIMITS)
            half = folder / ".marked.half"
            paths.take_regular(room / "marked.pdf", half)
        offset = _place_of(half, filler(seed))
        for old in folder.glob("marked-*.pdf"):
            old.unlink()
        return half.replace(folder / f"marked-{offset}.pdf")


def _place_of(path: Path, content: bytes) -> int:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        first = data.find(content)
        if first < 0 or data.find(content, first + BITS) >= 0:
            raise refuse("broken")
        return first


def _have_made(paper_id: UUID) -> Path:
    """Where this process may make no sandbox, ``jobs`` makes the copy; wait for it."""
    from meetings.documents.tasks import mark_paper

    mark_paper.enqueue(str(paper_id))
    deadline = time.monotonic() + WAIT_S
    while not (made := _made(paper_id)):
        if time.monotonic() > deadline:
            raise BadState(_("Máy chủ chưa làm xong bản đọc có dấu. Hãy thử lại sau ít giây."), code="not_marked")
        time.sleep(0.1)
    return made
