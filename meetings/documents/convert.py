"""From the uploaded file to the reading copy: ``paper.pdf``, ``thumbnail.jpg`` and ``text.txt`` in the paper's folder.

Pure file work without the database; ``meetings.documents.tasks`` calls it from the ``jobs`` process.
"""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from meetings.documents import antivirus, fonts, office, paths, sandbox
from meetings.documents.filetypes import IMAGE_KINDS, OFFICE_KINDS, UnfitFile

log = logging.getLogger(__name__)
MAX_PAGES = 2000
CLEAN_LIMITS = sandbox.Limits(memory_mb=1500, cpu_s=60, wall_s=90)
Progress = Callable[[int], None]

REASONS = {
    "broken": gettext_noop("Tệp bị hỏng, không mở được. Hãy mở thử trên máy, lưu lại rồi tải lên lần nữa."),
    "password": gettext_noop("Tệp có mật khẩu nên không mở được. Hãy bỏ mật khẩu, lưu lại rồi tải lên."),
    "too_many_pages": gettext_noop("Tài liệu dài quá 2.000 trang. Hãy tách thành nhiều tệp rồi tải lên."),
    "too_many_pixels": gettext_noop("Ảnh quá lớn (trên 50 triệu điểm ảnh). Hãy thu nhỏ ảnh rồi tải lên."),
    "too_big": gettext_noop("Tài liệu cần quá nhiều bộ nhớ khi mở. Hãy lưu thành PDF đơn giản hơn rồi tải lên."),
    "too_long": gettext_noop(
        "Chuyển đổi quá thời gian cho phép nên đã dừng, máy chủ không bị ảnh hưởng. Hãy lưu tệp thành PDF rồi tải lên."
    ),
    "office": gettext_noop(
        "Không chuyển được tệp này thành PDF. Tệp gốc vẫn được giữ. Hãy mở tệp, lưu thành PDF rồi tải lên."
    ),
    "missing": gettext_noop("Không còn tệp gốc trên máy chủ. Hãy gỡ tài liệu này và tải lên lại."),
}
"""Why a file cannot become a paper, by the code that the sandboxed program gives."""


def refuse(code: str) -> UnfitFile:
    """Return the error for a reason's code; a code that is not ours counts as broken."""
    return UnfitFile(_(REASONS.get(code, REASONS["broken"])), code=code if code in REASONS else "broken")


def make_reading_copy(paper_id: UUID, progress: Progress) -> int:
    """Convert, check and clean; return the number of pages.

    Raises ``UnfitFile`` with a Vietnamese reason, ``sandbox.NoSandbox`` where no foreign file may be opened. The files
    of the paper appear whole or not at all.
    """
    original = paths.original_of(paper_id)
    if original is None:
        raise refuse("missing")
    _look_for_viruses(original)
    kind = original.suffix.lstrip(".")
    with sandbox.workspace() as folder:
        sandbox.lend(original, folder, f"paper.{kind}")
        source = f"paper.{kind}"
        if kind in OFFICE_KINDS:
            source = _from_office(folder, source, progress)
        elif kind in IMAGE_KINDS:
            _result(folder, "picture", source)
            source = "picture.pdf"
        progress(75)
        (folder / source).rename(folder / "in.pdf")
        pages = _result(folder, "clean", "in.pdf", str(MAX_PAGES))
        progress(95)
        paths.discard_pages(paper_id)
        for made, target in (
            ("text.txt", paths.folder_of(paper_id) / "text.txt"),
            ("thumbnail.jpg", paths.thumbnail_of(paper_id)),
            ("paper.pdf", paths.pdf_of(paper_id)),
        ):
            _take(folder / made, target)
    return pages


def _look_for_viruses(original: Path) -> None:
    """What carries a virus does not stay on the disk."""
    try:
        antivirus.check_file(original)
    except antivirus.Silent:
        raise
    except UnfitFile:
        original.unlink()
        raise


def draw_pages(paper_id: UUID, first: int, last: int, width: int) -> None:
    """Draw pages of the reading copy and keep the pictures; raises as ``make_reading_copy``."""
    with sandbox.workspace() as folder:
        sandbox.lend(paths.pdf_of(paper_id), folder, "in.pdf")
        _result(folder, "draw", "in.pdf", str(first), str(last), str(width))
        for number in range(first, last + 1):
            if (folder / f"{number}.jpg").exists():
                _take(folder / f"{number}.jpg", paths.page_of(paper_id, number, width))


def _from_office(folder: Path, source: str, progress: Progress) -> str:
    """LibreOffice tells no progress: the figure grows ever slower towards 70 while it works."""
    if problem := fonts.font_problem():
        raise UnfitFile(problem, code="fonts")
    made, outcome = office.to_pdf(folder, source, lambda seconds: progress(10 + int(60 * seconds / (seconds + 4))))
    if made is None:
        log.warning("no PDF came of an office file: code %s, %s", outcome.code, outcome.errors.strip()[-300:])
        raise refuse("too_long" if outcome.timed_out else "office")
    return made.name


def _result(folder: Path, *arguments: str) -> int:
    return run_child(folder, ("pdf.py", *arguments), CLEAN_LIMITS)


def run_child(folder: Path, command: tuple[str, ...], limits: sandbox.Limits) -> int:
    """Run a program of ours in the sandbox and return the pages it tells; what it says is checked, not trusted.

    Raises ``UnfitFile`` with the reason that the program gave, ``sandbox.NoSandbox``.
    """
    outcome = sandbox.run(sandbox.python_command(*command), folder, limits)
    if outcome.timed_out:
        raise refuse("too_long")
    try:
        result = json.loads(sandbox.read_output(folder, "result.json", 10_000))
        (folder / "result.json").unlink()
    except (OSError, ValueError) as error:
        log.warning("no answer about a PDF: code %s, %s", outcome.code, outcome.errors.strip()[-600:])
        raise refuse("broken") from error
    pages = result.get("pages") if isinstance(result, dict) else None
    if isinstance(pages, int) and 1 <= pages <= MAX_PAGES:
        return pages
    raise refuse(str(result.get("error")) if isinstance(result, dict) else "broken")


def _take(made: Path, target: Path) -> None:
    try:
        paths.take_regular(made, target)
    except OSError as error:
        log.warning("result not usable: %s", error)
        raise refuse("broken") from error
