"""Pages as pictures, for browsers that are too old for pdf.js: drawn in the sandbox once, then kept on disk."""

import fcntl
import threading
import time
from pathlib import Path

from django.utils.translation import gettext as _

from meetings.core.errors import BadInput, BadState, NotFound
from meetings.documents import paths, sandbox
from meetings.documents.convert import draw_pages
from meetings.documents.models import Paper
from meetings.documents.tasks import draw_paper_pages

WIDTHS = (320, 640, 960, 1280, 1620)
AT_ONCE = 4
"""Pages drawn together: whoever reads page n asks for n + 1 next."""
WAIT_S = 10
_slots = threading.BoundedSemaphore(2)
"""Drawing programs that one web process may run at the same time."""


def page_picture(paper: Paper, page: int, width: int) -> Path:
    """Return the picture of a page; it is drawn on the first call. Raises ``BadInput``, ``NotFound``, ``BadState``."""
    if width not in WIDTHS:
        raise BadInput(
            _("Chiều rộng ảnh trang phải là một trong: %(widths)s.") % {"widths": ", ".join(map(str, WIDTHS))}
        )
    if not 1 <= page <= paper.pages:
        raise NotFound(_("Tài liệu này không có trang %(page)s.") % {"page": page})
    path = paths.page_of(paper.id, page, width)
    if not path.exists():
        _draw(paper, page, width, path)
    return path


def _draw(paper: Paper, page: int, width: int, path: Path) -> None:
    """Draw under a lock of the paper: 500 tablets that open the same page cost one drawing."""
    with _slots, (paths.folder_of(paper.id) / ".drawing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            return
        last = min(page + AT_ONCE - 1, paper.pages)
        if sandbox.probe().works:
            draw_pages(paper.id, page, last, width)
        else:
            _have_drawn(paper, page, last, width, path)


def _have_drawn(paper: Paper, first: int, last: int, width: int, path: Path) -> None:
    """Where this process may make no sandbox (a container that faces the network), ``jobs`` draws; wait for it."""
    draw_paper_pages.enqueue(str(paper.id), first, last, width)
    deadline = time.monotonic() + WAIT_S
    while not path.exists():
        if time.monotonic() > deadline:
            raise BadState(_("Máy chủ chưa vẽ xong trang này. Hãy thử lại sau ít giây."), code="not_drawn")
        time.sleep(0.1)
