"""A ZIP of papers: what is inside is listed and proposed to agenda items; what the secretary agrees to comes in.

Of the ZIP only its table of contents is read in ``web``. ``jobs`` unpacks the files one by one, never under a name of
the ZIP's and never more bytes than announced, and gives each to the ordinary checks: those that are refused tell why,
the others come in.
"""

import logging
import os
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.agenda.models import Item
from meetings.agenda.selectors import outlined
from meetings.core.actor import Actor, person_actor
from meetings.core.errors import BadState, DomainError
from meetings.documents import bundle_names
from meetings.documents.bundle_names import AgendaItem
from meetings.documents.filetypes import ACCEPT_ATTRIBUTE, ACCEPTED_NAMES, MAX_ZIP_RATIO, RATIO_FROM_BYTES, UnfitFile
from meetings.documents.models import BundleEntry, EntryState, Paper, Upload
from meetings.documents.paths import CHUNK
from meetings.documents.services import PaperText, check_secrecy, meeting_for_papers, store_paper, too_large
from meetings.documents.uploads import discard_files, file_of, folder_of

log = logging.getLogger(__name__)
MAX_DIRECTORY_BYTES = 16 * 1024 * 1024
UNPACKED_FACTOR = 4
"""Office files and PDFs are packed already: a ZIP that grows more than so many times over all is no ZIP of papers."""
_END = struct.Struct("<4s4H2LH")
"""End of the table of contents (PKWARE APPNOTE 4.3.16)."""
_LONGEST_COMMENT = 65535
_DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, RuntimeError, IndexError)
"""What ``zipfile`` raises while it unpacks: broken, cut, packed in a way it does not know, or behind a password."""
_PLAIN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(frozen=True, slots=True)
class Wanted:
    """How one file of a ZIP shall come in; ``item`` None: a paper of the whole meeting."""

    item: Item | None
    title: str
    code: str


def list_entries(upload: Upload) -> None:
    """Write down what a ZIP has inside, with a proposal for each file; raise ``UnfitFile`` when it is unfit as a whole.

    The level of secrecy was said for all files together when the ZIP was announced.
    """
    with file_of(upload).open("rb") as file:
        entries = list(_entries(upload, file))
    if not any(entry.state == EntryState.LISTED for entry in entries):
        raise UnfitFile(_("Trong tệp ZIP không có tài liệu nào nhận được. Hãy kiểm tra lại tệp rồi tải lên."))
    with transaction.atomic():
        # A last piece that was sent twice finds the list made.
        Upload.objects.select_for_update().get(id=upload.id)
        if not upload.entries.exists():
            BundleEntry.objects.bulk_create(entries)


def _entries(upload: Upload, file: BinaryIO) -> Iterator[BundleEntry]:
    lines = outlined(upload.meeting)
    agenda = [AgendaItem(line.label, line.item.title) for line in lines]
    for number, info in enumerate(read_directory(file)):
        raw = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437", errors="replace")
        name = bundle_names.entry_name(raw, utf8=bool(info.flag_bits & 0x800), extra=info.extra)
        if info.is_dir() or bundle_names.is_junk(name):
            continue
        parts, problem = bundle_names.parts_of(name), _problem(info) or _kind_problem(name)
        entry = BundleEntry(upload=upload, number=number, size=info.file_size)
        if parts is None:
            problem = problem or _("Tên tệp trong ZIP không an toàn nên tệp này không được nhận.")
            parts = (name.replace("\\", "/").rpartition("/")[2][:200] or "?",)
        proposal = bundle_names.propose(parts, agenda)
        entry.path = "/".join(parts)[-500:]
        entry.title, entry.code, entry.reason = proposal.title[:300], proposal.code[:60], proposal.reason
        entry.item = lines[proposal.item].item if proposal.item is not None else None
        if problem:
            entry.state, entry.problem = EntryState.REFUSED, problem
        yield entry


def read_directory(file: BinaryIO) -> list[zipfile.ZipInfo]:
    """Return the table of contents; raise ``UnfitFile`` when the ZIP is broken, too crowded or a bomb."""
    try:
        _check_directory(file)
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, struct.error) as error:
        raise _broken() from error
    limit = settings.MAX_ZIP_FILES
    if len(infos) > limit:
        raise UnfitFile(_("Tệp ZIP có quá %(limit)s tệp nên không được nhận. Hãy chia nhỏ.") % {"limit": limit})
    _check_bomb(infos)
    return infos


def _check_directory(file: BinaryIO) -> None:
    """Look how large the table of contents is before anything reads it into memory."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise zipfile.BadZipFile("no end of the table of contents")
    length = _END.unpack_from(tail, at)[5]
    if length > MAX_DIRECTORY_BYTES:
        # Also 0xFFFFFFFF, which points to a table for more than 4 GB or 65,535 files (ZIP64): neither is taken.
        raise zipfile.BadZipFile("the table of contents is too large")
    file.seek(0)


def _check_bomb(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse a ZIP whose files share packed bytes, or which grows beyond every honest measure."""
    ends = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < ends:
            raise _bomb()
        ends = info.header_offset + 30 + info.compress_size
    packed = sum(info.compress_size for info in infos)
    unpacked = sum(info.file_size for info in infos)
    if unpacked > UNPACKED_FACTOR * max(packed, settings.MAX_PAPER_BYTES):
        raise _bomb()


def _problem(info: zipfile.ZipInfo) -> str:
    """Return why one file cannot be unpacked, empty when it can."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return _("Đây là đường dẫn tắt, không phải tệp.")
    if info.flag_bits & 1:
        return _("Tệp có mật khẩu nên không mở được. Hãy bỏ mật khẩu, nén lại rồi tải lên.")
    if info.compress_type not in _PLAIN:
        return _("Tệp được nén theo kiểu hệ thống không đọc được. Hãy nén lại thành ZIP thường.")
    if info.file_size == 0:
        return _("Tệp rỗng, không có nội dung. Hãy kiểm tra lại tệp rồi tải lên lần nữa.")
    if info.file_size > settings.MAX_PAPER_BYTES:
        return too_large().message
    if info.file_size > RATIO_FROM_BYTES and info.file_size > MAX_ZIP_RATIO * max(1, info.compress_size):
        return _bomb().message
    return ""


def _kind_problem(name: str) -> str:
    """Return why a file of this name cannot become a paper, empty when it may: its content is looked at later."""
    if name.lower().endswith(tuple(ACCEPT_ATTRIBUTE.split(","))):
        return ""
    return _("Không nhận loại tệp này. Hãy lưu thành một trong các loại: %(kinds)s.") % {"kinds": ACCEPTED_NAMES}


def _broken() -> UnfitFile:
    return UnfitFile(_("Tệp ZIP bị hỏng hoặc quá lớn, không mở được. Hãy nén lại rồi tải lên."), code="broken")


def _bomb() -> UnfitFile:
    return UnfitFile(
        _("Tệp ZIP nén quá nhiều dữ liệu bên trong so với tài liệu bình thường nên bị từ chối để bảo vệ máy chủ."),
        code="bomb",
    )


def accept_bundle(*, actor: Actor, upload: Upload, wanted: Mapping[int, Wanted]) -> None:
    """Queue the files that the secretary agreed to, by their numbers; those left out do not come in.

    ``upload`` was got for the actor. Raises ``BadState`` when nothing was chosen or it was decided before.
    """
    from meetings.documents.tasks import take_bundle

    meeting_for_papers(actor, upload.meeting_id)
    if not wanted:
        raise BadState(_("Chưa chọn tệp nào. Hãy chọn ít nhất một tệp."), code="nothing_chosen")
    with transaction.atomic():
        Upload.objects.select_for_update().get(id=upload.id)
        if upload.entries.exclude(state__in=[EntryState.LISTED, EntryState.REFUSED]).exists():
            raise BadState(_("Các tệp trong ZIP này đã được đưa vào rồi."), code="decided")
        listed = upload.entries.filter(state=EntryState.LISTED)
        for entry in listed.filter(number__in=wanted):
            chosen = wanted[entry.number]
            entry.item, entry.title, entry.code = chosen.item, chosen.title.strip()[:300], chosen.code.strip()[:60]
            entry.state = EntryState.WAITING
            entry.save(update_fields=["item", "title", "code", "state"])
        upload.entries.filter(state=EntryState.LISTED).delete()
        take_bundle.enqueue(str(upload.id))


def take_entries(upload_id: UUID) -> None:
    """Let the files that wait come in, one after the other; run again after a crash it goes on with the rest."""
    upload = Upload.objects.select_related("meeting", "by").filter(id=upload_id).first()
    if upload is None:
        return
    if not file_of(upload).exists():
        lost = upload.entries.filter(state=EntryState.WAITING)
        lost.update(state=EntryState.REFUSED, problem=_damaged().message)
    for entry in upload.entries.filter(state=EntryState.WAITING).select_related("item"):
        try:
            _take(upload, entry)
        except DomainError as error:
            log.info("file %s of bundle %s refused: %s", entry.number, upload_id, error.code)
            waiting = BundleEntry.objects.filter(id=entry.id, state=EntryState.WAITING)
            waiting.update(state=EntryState.REFUSED, problem=error.message)
    discard_files(upload)


def _take(upload: Upload, entry: BundleEntry) -> None:
    """Unpack one file and store it; who sent the ZIP must still be allowed to."""
    meeting = meeting_for_papers(person_actor(upload.by_id), upload.meeting_id)
    level = check_secrecy(upload.choice.get("secrecy", ""), meeting)

    def keep(paper: Paper) -> None:
        taken = {"state": EntryState.TAKEN, "paper": paper}
        if not BundleEntry.objects.filter(id=entry.id, state=EntryState.WAITING).update(**taken):
            raise BadState(_("Các tệp trong ZIP này đã được đưa vào rồi."), code="decided")

    with tempfile.TemporaryFile(dir=folder_of(upload.id)) as file:
        unpack(file_of(upload), entry.number, entry.size, file)
        store_paper(
            meeting=meeting,
            item=entry.item,
            text=PaperText(entry.title, entry.code, level),
            file=file,
            name=entry.path.rpartition("/")[2],
            by=upload.by,
            also=keep,
        )


def unpack(place: Path, number: int, size: int, target: BinaryIO) -> None:
    """Write the file that has this number in a ZIP's table of contents; raise ``UnfitFile`` when it is not as told."""
    written = 0
    try:
        with place.open("rb") as packed, zipfile.ZipFile(packed) as archive:
            with archive.open(archive.infolist()[number]) as source:
                while chunk := source.read(CHUNK):
                    written += len(chunk)
                    if written > size:
                        raise _bomb()
                    target.write(chunk)
    except _DAMAGE as error:
        raise _damaged() from error
    if written != size:
        raise _damaged()
    target.seek(0)


def _damaged() -> UnfitFile:
    return UnfitFile(_("Tệp này trong ZIP bị hỏng, không lấy ra được. Hãy nén lại rồi tải lên."), code="broken")
