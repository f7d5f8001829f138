"""Gathers everything of a closed meeting into its file: papers with their PDF/A, minutes, attendance, votes,
transcript, journal; what each is stands in ``sieu-du-lieu.json`` and ``muc-luc.csv``.

It is made with the rights of whoever ordered it, as they are when it is made.
"""

import json
import logging
import re
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone, translation

from meetings.agenda.models import Meeting
from meetings.agenda.secrecy import NAMES
from meetings.agenda.selectors import get_place_for, outlined, viewer_of
from meetings.contracts.state import Secrecy
from meetings.core import clock, journal
from meetings.core.actor import Actor
from meetings.core.errors import BadState, NotFound
from meetings.core.letters import plain_form
from meetings.core.models import JournalHead
from meetings.core.permissions import Permission
from meetings.documents import paths
from meetings.documents.archival import STANDARD, archival_copy, archival_of_office
from meetings.documents.distribution import may_read
from meetings.documents.models import READABLE, Paper
from meetings.documents.words import readable
from meetings.dossiers.sealed import FORMAT, METADATA, Sealing
from meetings.dossiers.tables import agenda_csv, attendance_csv, csv_bytes, votes_csv
from meetings.live.journal_print import print_journal
from meetings.live.record import csv_answer, rows_of
from meetings.minutes.content import gather_content
from meetings.minutes.selectors import get_transcript_for
from meetings.minutes.services import get_draft_for
from meetings.minutes.transcript_files import to_json, to_vtt

log = logging.getLogger(__name__)
LONGEST_NAME = 60
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the meeting file, as its account tells it."""

    path: str
    kind: str
    """agenda, paper, archive, attendance, votes, minutes, transcript, journal."""
    title: str
    standard: str = ""
    """``PDF/A-2b``, empty for everything else."""
    note: str = ""
    paper_id: str = ""


@dataclass(slots=True)
class Gathering:
    """What was put in so far."""

    meeting: Meeting
    actor: Actor
    sealing: Sealing
    entries: list[Entry] = field(default_factory=list)
    papers: list[dict[str, Any]] = field(default_factory=list)

    def add(self, entry: Entry, data: bytes) -> None:
        """Put in bytes."""
        self.sealing.add(entry.path, data)
        self.entries.append(entry)

    def add_file(self, entry: Entry, path: Path) -> None:
        """Put in a file."""
        self.sealing.add_file(entry.path, path)
        self.entries.append(entry)


def write_dossier(actor: Actor, meeting: Meeting, target: Path, progress: Progress) -> None:
    """Write the file of a closed meeting; raises ``Refused``/``NotFound`` when the actor may not have it (any more)."""
    place = get_place_for(actor, meeting.id, Permission.KEEP_DOSSIER)
    with translation.override("vi"), zipfile.ZipFile(target, "w") as archive:
        gathering = Gathering(place.meeting, actor, Sealing(archive, timezone.localtime(clock.now())))
        _record(gathering)
        _journal(gathering)
        progress(10)
        _papers(gathering, progress)
        _account(gathering)
        gathering.sealing.seal()


def _record(gathering: Gathering) -> None:
    content = gather_content(gathering.meeting)
    gathering.add(Entry("1-chuong-trinh/chuong-trinh.csv", "agenda", "Chương trình"), agenda_csv(content))
    gathering.add(Entry("3-diem-danh/diem-danh.csv", "attendance", "Điểm danh"), attendance_csv(content))
    gathering.add(Entry("4-bieu-quyet/bieu-quyet.csv", "votes", "Biểu quyết"), votes_csv(content))
    _meeting, draft = get_draft_for(gathering.actor, gathering.meeting.id)
    minutes = Entry("5-bien-ban/du-thao-bien-ban.docx", "minutes", "Dự thảo biên bản")
    gathering.add_file(minutes, draft)
    archive = draft.with_suffix(".pdf")
    if archive.is_file() or archival_of_office(draft, archive):
        copy = Entry("5-bien-ban/du-thao-bien-ban.pdf", "archive", "Dự thảo biên bản", STANDARD)
        gathering.add_file(copy, archive)
    try:
        transcript = get_transcript_for(gathering.actor, gathering.meeting.id)
    except NotFound:
        return  # nobody spoke, or no machine listened
    for ending, write in (("json", to_json), ("vtt", to_vtt)):
        entry = Entry(f"6-ban-ghi-loi/ban-ghi-loi.{ending}", "transcript", "Bản ghi lời")
        gathering.add(entry, write(transcript).encode())


def _journal(gathering: Gathering) -> None:
    """The journal as every reader of the secretary's role may see it: of ballots only that they were cast."""
    meeting = gathering.meeting
    place = get_place_for(gathering.actor, meeting.id, Permission.SEE_JOURNAL)
    viewer = viewer_of(gathering.actor, place.standing).model_copy(update={"person_id": None, "unit_id": None})
    rows = rows_of(meeting, viewer)
    broken = journal.first_broken_number(meeting.id)
    gathering.add(
        Entry("7-so-dien-bien/so-dien-bien.csv", "journal", "Sổ diễn biến"), csv_answer(meeting, rows).content
    )
    printed = print_journal(meeting, rows, broken, "hệ thống, để lập hồ sơ")
    gathering.add(Entry("7-so-dien-bien/so-dien-bien.pdf", "journal", "Sổ diễn biến"), printed)


def _papers(gathering: Gathering, progress: Progress) -> None:
    numbers = {line.item.id: line.label for line in outlined(gathering.meeting)}
    place = get_place_for(gathering.actor, gathering.meeting.id, Permission.READ_PAPERS)
    found = Paper.objects.filter(meeting=gathering.meeting, status__in=READABLE).select_related("item", "source")
    papers = [paper for paper in found if may_read(gathering.actor, place.standing, paper)]
    papers.sort(
        key=lambda paper: (numbers.get(paper.item_id, "") if paper.item_id else "", paper.position, paper.version)
    )
    for count, paper in enumerate(papers, start=1):
        label = numbers.get(paper.item_id, "") if paper.item_id else ""
        _paper(gathering, paper, count, label)
        progress(10 + 85 * count // len(papers))


def _paper(gathering: Gathering, paper: Paper, count: int, label: str) -> None:
    version = f"-du-thao-{paper.version}" if paper.version > 1 or paper.status == "replaced" else ""
    folder = f"2-tai-lieu/{count:03d}-muc-{label or 'chung'}-{slug(paper.title)}{version}"
    original, named = paths.original_of(paper.id), {"paper_id": str(paper.id), "title": paper.title}
    if original is None:
        raise BadState(f"Không còn tệp gốc của tài liệu «{paper.title}» trên máy chủ.", code="missing")
    gathering.add_file(Entry(f"{folder}/ban-goc{original.suffix}", "paper", **named), original)
    copy = archival_copy(paper.id)
    note = (
        f"PDF thường, không phải PDF/A: {copy.why}." if copy.why else f"Chuyển bằng {copy.tool}; chưa qua bộ kiểm định."
    )
    name = "luu-tru.pdf" if copy.standard else "ban-doc.pdf"
    gathering.add_file(Entry(f"{folder}/{name}", "archive", standard=copy.standard, note=note, **named), copy.path)
    gathering.papers.append(_about(paper, label, copy.standard))


def _about(paper: Paper, label: str, standard: str) -> dict[str, Any]:
    return {
        "id": str(paper.id),
        "title": paper.title,
        "code": paper.code,
        "item": label,
        "version": paper.version,
        "status": paper.status,
        "secrecy": str(NAMES[Secrecy(paper.secrecy)]),
        "pages": paper.pages,
        "original_name": paper.original_name,
        "original_sha256": paper.sha256,
        "uploaded_at": clock.iso(paper.uploaded_at),
        "issued_at": clock.iso_or_none(paper.issued_at),
        "signatures": paper.signatures,
        "borrowed_from": str(paper.source.meeting_id) if paper.source else None,
        "archive_standard": standard or None,
    }


def _account(gathering: Gathering) -> None:
    meeting, sums = gathering.meeting, gathering.sealing.sums
    head = ("Đường dẫn", "Loại", "Tên", "Chuẩn", "Ghi chú", "Kích thước (byte)", "SHA-256")
    rows = [
        (one.path, one.kind, one.title, one.standard, one.note, sums[one.path][1], sums[one.path][0])
        for one in gathering.entries
    ]
    gathering.add(Entry("muc-luc.csv", "contents", "Mục lục"), csv_bytes(head, rows))
    last = JournalHead.objects.filter(meeting_id=meeting.id).first()
    account = {
        "format": FORMAT,
        "version": 1,
        "meeting": {
            "id": str(meeting.id),
            "title": meeting.title,
            "body": meeting.unit.name,
            "place": meeting.place,
            "opened_at": clock.iso_or_none(meeting.opened_at),
            "closed_at": clock.iso_or_none(meeting.closed_at),
            "secrecy": str(NAMES[Secrecy(meeting.secrecy)]),
        },
        "made_at": gathering.sealing.at.isoformat(timespec="seconds"),
        "journal": {"number": last.number if last else 0, "sha256": last.hash if last else ""},
        "papers": gathering.papers,
        "files": [{**asdict(one), "sha256": sums[one.path][0], "size": sums[one.path][1]} for one in gathering.entries],
    }
    gathering.sealing.add(METADATA, (json.dumps(account, ensure_ascii=False, indent=1) + "\n").encode())


def slug(title: str) -> str:
    """Return a title as the ASCII name of a folder: «Báo cáo số 5» is ``bao-cao-so-5``."""
    words = [plain_form(word) for word in re.findall(r"[^\W_]+", readable(title))]
    kept = "-".join(word for word in words if word.isascii() and word)
    return kept[:LONGEST_NAME].strip("-") or "tai-lieu"
