"""Files of the page «Chuẩn bị» that come in pieces: begun, continued after a cut or a reload, taken once.

When the last piece is here a file becomes a paper by the ordinary checks; a ZIP waits for what the secretary says of
the files inside (``bundles``).
"""

import shutil
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_item_for, get_meeting_for
from meetings.core import clock, pieces
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, NotFound
from meetings.core.permissions import Permission
from meetings.documents.filetypes import UnfitFile
from meetings.documents.models import Paper, Upload
from meetings.documents.selectors import get_paper_for
from meetings.documents.services import (
    PaperText,
    check_not_held,
    check_secrecy,
    meeting_for_papers,
    store_paper,
    too_large,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen and typed for a file; ids as text, empty: none."""

    item: str = ""
    secrecy: str = ""
    title: str = ""
    code: str = ""
    replaces: str = ""
    """The paper of which the file is the next version."""


class AlreadyTaken(Exception):
    """Another request made the paper of this upload meanwhile."""


def folder_of(upload_id: UUID) -> Path:
    """Return the folder of an upload."""
    return Path(settings.HOME) / "uploads" / str(upload_id)


def file_of(upload: Upload) -> Path:
    """Return the place of what has come of a file."""
    return folder_of(upload.id) / "file"


def begin_upload(*, actor: Actor, meeting_id: UUID, file: pieces.Announced, choice: Choice, bundle: bool) -> Upload:
    """Announce a file whose pieces follow; one of which a part has come before goes on there.

    Everything that can be refused without its content is refused here, before anything of it is kept, its name neither.
    The same file announced again for the same place after it became a paper returns that upload: it is here already.
    """
    meeting = meeting_for_papers(actor, meeting_id)
    check_secrecy(choice.secrecy, meeting)
    _check_place(actor, meeting, choice)
    _check_size(file, bundle)
    mine = Upload.objects.filter(meeting=meeting, by_id=actor.id, bundle=bundle, choice=asdict(choice))
    known = mine.filter(name=file.name, size=file.size, mark=file.mark).exclude(mark="").order_by("-made_at").first()
    if known and not _is_over(known):
        return known
    pieces.check_room(2 * file.size)
    return Upload.objects.create(
        meeting=meeting,
        by_id=actor.id,
        name=file.name,
        size=file.size,
        mark=file.mark,
        bundle=bundle,
        choice=asdict(choice),
        made_at=clock.now(),
    )


def _is_over(upload: Upload) -> bool:
    """Tell whether an upload is of the past: its paper was taken back or failed, or its files were decided upon."""
    if upload.bundle:
        return not file_of(upload).exists() and upload.came > 0
    return upload.paper is not None and upload.paper.status in {"withdrawn", "failed"}


def _check_place(actor: Actor, meeting: Meeting, choice: Choice) -> None:
    try:
        if choice.item:
            get_item_for(meeting, UUID(choice.item))
        if choice.replaces:
            _version_before(actor, meeting, choice)
    except ValueError as error:
        raise BadInput(_("Mục hoặc tài liệu đã chọn không còn nữa. Hãy tải lại trang.")) from error


def _version_before(actor: Actor, meeting: Meeting, choice: Choice) -> Paper:
    before = get_paper_for(actor, UUID(choice.replaces), Permission.PREPARE_MEETING)
    if before.meeting_id != meeting.id:
        raise NotFound
    check_not_held(before)
    return before


def _check_size(file: pieces.Announced, bundle: bool) -> None:
    if file.size <= 0:
        raise UnfitFile(_("Tệp rỗng, không có nội dung. Hãy kiểm tra lại tệp rồi tải lên lần nữa."))
    if not bundle and file.size > settings.MAX_PAPER_BYTES:
        raise too_large()
    if bundle and file.size > settings.MAX_ZIP_BYTES:
        limit = settings.MAX_ZIP_BYTES // (1024 * 1024)
        raise UnfitFile(
            _("Tệp ZIP lớn quá %(limit)s MB nên không được nhận. Hãy chia thành nhiều tệp ZIP.") % {"limit": limit},
            code="too_large",
        )


def get_upload_for(actor: Actor, meeting_id: UUID, upload_id: UUID) -> Upload:
    """Return an upload of the actor's own; others' are not found."""
    meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    mine = Upload.objects.filter(meeting=meeting, by_id=actor.id, id=upload_id)
    upload = mine.select_related("meeting", "paper").first()
    if upload is None:
        raise NotFound(_("Không còn lượt tải lên này. Hãy tải lại trang rồi chọn tệp lần nữa."))
    return upload


def unfinished_for(actor: Actor, meeting: Meeting) -> list[Upload]:
    """Return what the actor began to send and did not end, the oldest first; ZIPs until he has decided on them."""
    mine = Upload.objects.filter(meeting=meeting, by_id=actor.id, paper=None).order_by("made_at")
    return [upload for upload in mine if not (upload.bundle and _is_over(upload))]


def add_piece(*, actor: Actor, meeting_id: UUID, upload_id: UUID, offset: int, data: bytes) -> Upload:
    """Take the piece that begins at ``offset``; the last one makes the paper, or lists what a ZIP has inside.

    Raises ``UnfitFile`` when the content cannot become a paper; nothing of the file is kept then.
    """
    get_upload_for(actor, meeting_id, upload_id)
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(id=upload_id)
        if upload.paper_id is None and not (upload.bundle and upload.came == upload.size):
            upload.came = pieces.put(file_of(upload), came=upload.came, size=upload.size, offset=offset, data=data)
            upload.save(update_fields=["came"])
    if upload.came == upload.size and upload.paper_id is None:
        try:
            _finish(actor, upload)
        except UnfitFile:
            discard(upload)
            raise
        except AlreadyTaken:
            upload.refresh_from_db()
    return upload


def _finish(actor: Actor, upload: Upload) -> None:
    if upload.bundle:
        from meetings.documents.bundles import list_entries

        list_entries(upload)
        return
    meeting, choice = meeting_for_papers(actor, upload.meeting_id), Choice(**upload.choice)
    before = _version_before(actor, meeting, choice) if choice.replaces else None
    item = get_item_for(meeting, choice.item) if choice.item else None
    title, code = choice.title.strip(), choice.code.strip()
    level = check_secrecy(choice.secrecy, meeting)
    text = PaperText(title, code, level)
    if before:
        text, item = PaperText(title or before.title, code or before.code, level), before.item

    def keep(paper: Paper) -> None:
        # Two requests may come here with the same last piece: only one of them makes a paper.
        if not Upload.objects.filter(id=upload.id, paper=None).update(paper=paper):
            raise AlreadyTaken
        upload.paper = paper

    with file_of(upload).open("rb") as file:
        person = Person.objects.get(id=actor.id)
        store_paper(
            meeting=meeting, item=item, text=text, file=file, name=upload.name, by=person, before=before, also=keep
        )
    discard_files(upload)


def cancel_upload(*, actor: Actor, meeting_id: UUID, upload_id: UUID) -> None:
    """Forget a file that is half here; what became a paper stays one."""
    upload = get_upload_for(actor, meeting_id, upload_id)
    if upload.paper_id is None and not upload.entries.exclude(state="listed").exists():
        discard(upload)


def discard(upload: Upload) -> None:
    """Remove an upload and what has come of it."""
    discard_files(upload)
    Upload.objects.filter(id=upload.id).delete()


def discard_files(upload: Upload) -> None:
    """Remove the bytes; the row stays."""
    shutil.rmtree(folder_of(upload.id), ignore_errors=True)


def sweep_uploads() -> str:
    """Forget what nobody went on with for the days of the setting ``UPLOAD_DAYS``. Finds no problem."""
    old = Upload.objects.filter(made_at__lt=clock.now() - timedelta(days=settings.UPLOAD_DAYS))
    for upload in old.exclude(entries__state="waiting"):
        discard(upload)
    return ""
