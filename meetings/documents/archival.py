"""The copy of a paper for the archive: PDF/A-2b, or the plain truth that it could not be made.

LibreOffice writes PDF/A of office files itself; Ghostscript (AGPL) rewrites everything else. Both work in the sandbox.
No validator is at hand, so a copy is called «PDF/A-2b» when its converter says so and our own look at fonts, colours
and active parts agrees (``child/archival.py``); otherwise the reading copy is kept and called an ordinary PDF. The copy
is made once: ``archive.pdf`` in the paper's folder.
"""

import json
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.documents import office, paths, sandbox
from meetings.documents.convert import CLEAN_LIMITS, run_child
from meetings.documents.filetypes import OFFICE_KINDS, UnfitFile

log = logging.getLogger(__name__)
STANDARD = "PDF/A-2b"
LIMITS = sandbox.Limits(memory_mb=2000, file_mb=400, cpu_s=120, wall_s=240)
ICC = "/usr/share/color/icc/ghostscript/srgb.icc"
"""sRGB, from Debian's libgs9-common."""
_FILTERS = {
    "docx": "writer",
    "odt": "writer",
    "xlsx": "calc",
    "ods": "calc",
    "pptx": "impress",
    "odp": "impress",
}
_PDFA = '{"SelectPdfVersion":{"type":"long","value":"2"}}'
_INTENT = """%!
[/_objdef {{profile}} /type /stream /OBJ pdfmark
[{{profile}} <</N 3>> /PUT pdfmark
[{{profile}} ({icc}) (r) file /PUT pdfmark
[/_objdef {{intent}} /type /dict /OBJ pdfmark
[{{intent}} <</Type /OutputIntent /S /GTS_PDFA1 /DestOutputProfile {{profile}} /OutputConditionIdentifier (sRGB)>>
  /PUT pdfmark
[{{Catalog}} <</OutputIntents [{{intent}}]>> /PUT pdfmark
"""


@dataclass(frozen=True, slots=True)
class ArchivalCopy:
    """The file; ``standard`` is empty for an ordinary PDF, ``why`` then says in Vietnamese what hindered."""

    path: Path
    standard: str
    tool: str
    why: str = ""


def archival_copy(paper_id: UUID) -> ArchivalCopy:
    """Return the archive's copy of a paper whose reading copy is ready, made now unless it was made before."""
    folder = paths.folder_of(paper_id)
    original = paths.original_of(paper_id)
    kept, told = folder / "archive.pdf", folder / "archive.json"
    if kept.is_file() and told.is_file():
        return ArchivalCopy(kept, STANDARD, str(json.loads(told.read_text())["tool"]))
    kind = original.suffix.lstrip(".") if original else ""
    why = _("máy chủ không làm được bản PDF/A của tài liệu này")
    try:
        for tool, source in _ways(kind, original, paths.pdf_of(paper_id)):
            if _made(tool, source, kept):
                told.write_text(json.dumps({"tool": tool}))
                return ArchivalCopy(kept, STANDARD, tool)
    except sandbox.NoSandbox as error:
        why = str(error)
    return ArchivalCopy(paths.pdf_of(paper_id), "", "", why)


def archival_of_office(source: Path, target: Path) -> bool:
    """Make PDF/A of an office file of our own (the minutes); tell whether it became one."""
    try:
        return _made("LibreOffice", source, target)
    except sandbox.NoSandbox:
        return False


def ghostscript_problem() -> str:
    """Return what is missing for PDF/A, in one sentence, or nothing."""
    if shutil.which("gs") and Path(ICC).is_file():
        return ""
    return _("Thiếu Ghostscript (gói ghostscript) nên hồ sơ cuộc họp chưa có bản PDF/A của tài liệu PDF.")


def _ways(kind: str, original: Path | None, pdf: Path) -> list[tuple[str, Path]]:
    ways = [("Ghostscript", pdf)] if shutil.which("gs") and Path(ICC).is_file() else []
    if original and kind in OFFICE_KINDS:
        ways.insert(0, ("LibreOffice", original))
    return ways


def _made(tool: str, source: Path, target: Path) -> bool:
    """Convert in the sandbox and look at what came; the target appears whole or not at all."""
    with sandbox.workspace() as folder:
        name = f"in{source.suffix}"
        sandbox.lend(source, folder, name)
        made = (_by_office if tool == "LibreOffice" else _by_ghostscript)(folder, name)
        if made is None:
            return False
        try:
            run_child(folder, ("archival.py", made.name), CLEAN_LIMITS)
            paths.take_regular(made, target)
        except (UnfitFile, OSError) as error:
            log.warning("%s made no PDF/A of %s: %s", tool, source.parent.name, error)
            return False
    return True


def _by_office(folder: Path, name: str) -> Path | None:
    kind = name.rpartition(".")[2]
    made, outcome = office.to_pdf(folder, name, lambda _s: None, f"pdf:{_FILTERS[kind]}_pdf_Export:{_PDFA}")
    if made is None:
        log.warning("LibreOffice made no PDF/A: code %s, %s", outcome.code, outcome.errors.strip()[-300:])
    return made


def _by_ghostscript(folder: Path, name: str) -> Path | None:
    """The third policy would stop at what PDF/A forbids, this one leaves it out (transparent look stays in part 2)."""
    (folder / "intent.ps").write_text(_INTENT.format(icc=ICC))
    (folder / "intent.ps").chmod(0o444)
    command = ["gs", "-dPDFA=2", "-dPDFACompatibilityPolicy=1", "-dBATCH", "-dNOPAUSE", "-dQUIET", "-dSAFER"]
    command += ["-sDEVICE=pdfwrite", "-sColorConversionStrategy=RGB", f"--permit-file-read={ICC}"]
    command += ["-sOutputFile=archive.pdf", "intent.ps", name]
    outcome = sandbox.run(command, folder, LIMITS)
    made = folder / "archive.pdf"
    if outcome.code or made.is_symlink() or not made.is_file():
        log.warning("Ghostscript made no PDF/A: code %s, %s", outcome.code, outcome.errors.strip()[-300:])
        return None
    return made
