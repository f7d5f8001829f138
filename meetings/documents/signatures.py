"""Signatures of uploaded PDFs: read once in the sandbox when a paper is converted, kept with it, told in words.

The upload is never altered. Roots that count as known are PEM files in ``NGHISU_HOME/trust``; without one every chain
is told as unknown.
"""

import json
import logging
import mmap
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.documents import paths, sandbox
from meetings.documents.convert import run_child
from meetings.documents.filetypes import UnfitFile
from meetings.documents.models import Paper

log = logging.getLogger(__name__)
LIMITS = sandbox.Limits(memory_mb=1500, cpu_s=40, wall_s=60)
STATES = frozenset({"whole", "added", "changed"})
UNREAD: dict[str, object] = {"signer": "", "at": "", "state": "unread", "known": False}
"""There is a signature, but it could not be checked."""


@dataclass(frozen=True, slots=True)
class Line:
    """One signature as a page shows it; ``tone`` and ``icon`` are names of the shared look."""

    tone: str
    icon: str
    text: str


def read_signatures(paper_id: UUID) -> list[dict[str, object]]:
    """Return what the upload's signatures say, in the order of signing; an unsigned file costs a look for one word."""
    original = paths.original_of(paper_id)
    if original is None or original.suffix != ".pdf" or not _is_signed(original):
        return []
    with sandbox.workspace() as folder:
        sandbox.lend(original, folder, "in.pdf")
        roots = sorted((Path(settings.HOME) / "trust").glob("*.pem"))
        for number, root in enumerate(roots):
            sandbox.lend(root, folder, f"{number}.pem")
        names = tuple(f"{number}.pem" for number in range(len(roots)))
        try:
            run_child(folder, ("signatures.py", "in.pdf", *names), LIMITS)
            told = json.loads(sandbox.read_output(folder, "signatures.json", 100_000))
            return [_checked(one) for one in told] or [UNREAD]
        except (UnfitFile, OSError, ValueError, KeyError, TypeError) as error:
            log.warning("signatures of paper %s cannot be checked: %s", paper_id, error)
            return [UNREAD]


def _is_signed(path: Path) -> bool:
    """Tell whether the file speaks of signed ranges; a signature's own dictionary is never compressed."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(b"/ByteRange") >= 0


def _checked(one: dict[str, object]) -> dict[str, object]:
    """Take from the program's answer what is as agreed. Raises ``ValueError`` and the like."""
    at, state = str(one["at"]), str(one["state"])
    if at:
        datetime.fromisoformat(at)
    if state not in STATES:
        raise ValueError(state)
    return {"signer": str(one["signer"])[:120], "at": at, "state": state, "known": one["known"] is True}


def lines_of(paper: Paper) -> list[Line]:
    """Return the signatures of a paper in words."""
    return [_line(one) for one in paper.signatures]


def _line(one: dict[str, str]) -> Line:
    if one["state"] == "unread":
        return Line("warn", "alert", _("Tệp gốc có chữ ký số nhưng không kiểm tra được"))
    parts = [_("Ký số: %(signer)s") % {"signer": one["signer"]}]
    if one["at"]:
        parts.append(f"{timezone.localtime(datetime.fromisoformat(one['at'])):%H:%M %d/%m/%Y}")
    parts.append(
        {
            "whole": _("tệp gốc nguyên vẹn"),
            "added": _("phần đã ký nguyên vẹn, sau đó có ký hoặc điền thêm"),
            "changed": _("tệp gốc bị sửa sau khi ký"),
        }[one["state"]]
    )
    parts.append(_("chứng thư tin cậy") if one["known"] else _("chưa rõ chuỗi chứng thư"))
    bad, sure = one["state"] == "changed", bool(one["known"])
    return Line(
        "bad" if bad else "good" if sure else "warn", "check" if sure and not bad else "alert", " · ".join(parts)
    )
