"""Writes of papers by people. A paper is issued (``issuing``) when its reading copy is ready."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.agenda.models import Item, Meeting
from meetings.agenda.secrecy import NAMES, accepted_words, exceeds, is_accepted
from meetings.agenda.selectors import get_item_for, get_meeting_for
from meetings.contracts.audience import Roles
from meetings.contracts.papers import PaperWithdrawn
from meetings.contracts.state import MeetingStatus, Secrecy
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadState
from meetings.core.journal import act
from meetings.core.permissions import Permission, roles_with
from meetings.documents import paths
from meetings.documents.distribution import default_circle, told_of
from meetings.documents.filetypes import UnfitFile, kind_of
from meetings.documents.models import READABLE, Opening, Paper, PaperStatus
from meetings.documents.recall import Opener, begin_recall, note_machine
from meetings.documents.selectors import get_paper_for, paper_state, readers_of
from meetings.documents.tasks import convert_paper
from meetings.documents.turns import in_turn
from meetings.documents.versions import next_version, settle

LONGEST_TITLE = 300
withdrawn: list[Callable[[Paper], None]] = []
"""What else ends when a paper is taken back, in the same transaction. Other apps add theirs."""


@dataclass(frozen=True, slots=True)
class PaperText:
    """What is typed about a paper; an empty title becomes the file's name without its ending."""

    title: str = ""
    code: str = ""
    """Number and sign, for example ``214-BC/TU``."""
    secrecy: Secrecy = Secrecy.NONE
    """The level, checked."""


def note_opening(*, actor: Actor, paper: Paper, opener: Opener | None = None) -> None:
    """Keep that a person has opened a paper, and on which machine; only the first time counts. No official act:
    nothing is journaled.
    """
    if opener:
        note_machine(paper, opener)
    mark = Opening(paper=paper, person_id=actor.id, opened_at=clock.now())
    if not Opening.objects.filter(paper=paper, person_id=actor.id).exists():
        with in_turn():
            Opening.objects.bulk_create([mark], ignore_conflicts=True)


def upload_paper(
    *,
    actor: Actor,
    meeting_id: UUID,
    item_id: UUID | None,
    title: str,
    code: str,
    secrecy: str,
    file: BinaryIO,
    name: str,
) -> Paper:
    """Take a file into a meeting that ``actor`` prepares; its conversion is queued in the same transaction.

    Who uploads says how secret the paper is; above its meeting or what this installation accepts nothing is kept.
    Raises ``UnfitFile`` with the reason when the content cannot become a paper, ``NotFound``/``Refused``/``BadState``.
    """
    meeting = meeting_for_papers(actor, meeting_id)
    level = check_secrecy(secrecy, meeting)
    item = get_item_for(meeting, item_id) if item_id else None
    person = Person.objects.get(id=actor.id)
    return store_paper(meeting=meeting, item=item, text=PaperText(title, code, level), file=file, name=name, by=person)


def upload_version(
    *, actor: Actor, paper_id: UUID, title: str, code: str, secrecy: str, file: BinaryIO, name: str
) -> Paper:
    """Take a file as the next version of a paper; it keeps its item and place and, unless others are typed, title and
    code. Raises as ``upload_paper``.
    """
    before = get_paper_for(actor, paper_id, Permission.PREPARE_MEETING)
    check_not_held(before)
    meeting = meeting_for_papers(actor, before.meeting_id)
    level = check_secrecy(secrecy, meeting)
    text = PaperText(title.strip() or before.title, code.strip() or before.code, level)
    person = Person.objects.get(id=actor.id)
    return store_paper(meeting=meeting, item=before.item, text=text, file=file, name=name, by=person, before=before)


def meeting_for_papers(actor: Actor, meeting_id: UUID) -> Meeting:
    """Return a meeting that still takes papers, for whoever prepares it."""
    meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    if meeting.status == MeetingStatus.CLOSED:
        raise BadState(_("Cuộc họp đã bế mạc nên không thêm tài liệu được nữa."), code="meeting_closed")
    return meeting


def check_secrecy(level: str, meeting: Meeting) -> Secrecy:
    """Return a paper's level; refuse one that was not said, or is above the installation's or the meeting's."""
    if level not in set(Secrecy):
        raise UnfitFile(
            _("Chưa chọn độ mật nên tệp không được nhận. Hãy chọn độ mật rồi tải lên lại."), code="no_level"
        )
    if not is_accepted(level):
        raise UnfitFile(
            _(
                "Hệ thống này chỉ được nhận tài liệu %(accepted)s nên tệp không được lưu, tên tệp cũng không. "
                "Hãy phát bản giấy và quản lý theo quy định về bảo vệ bí mật nhà nước."
            )
            % {"accepted": accepted_words()},
            code="too_secret",
        )
    if exceeds(level, meeting.secrecy):
        raise UnfitFile(
            _(
                "Độ mật của tài liệu cao hơn của cuộc họp (%(level)s) nên tệp không được lưu. "
                "Hãy sửa độ mật của cuộc họp trước, hoặc phát bản giấy."
            )
            % {"level": NAMES[Secrecy(meeting.secrecy)]},
            code="above_meeting",
        )
    return Secrecy(level)


def check_papers_below(meeting: Meeting, level: Secrecy) -> None:
    """Refuse a meeting's new level when a paper that was not taken back is above it."""
    levels = Paper.objects.filter(meeting=meeting).exclude(status=PaperStatus.WITHDRAWN)
    if any(exceeds(of_paper, level) for of_paper in levels.values_list("secrecy", flat=True)):
        raise BadState(
            _("Còn tài liệu có độ mật cao hơn mức này nên chưa hạ được. Hãy thu hồi tài liệu ấy trước."),
            code="papers_above",
        )


def store_paper(
    *,
    meeting: Meeting,
    item: Item | None,
    text: PaperText,
    file: BinaryIO,
    name: str,
    by: Person,
    before: Paper | None = None,
    also: Callable[[Paper], None] | None = None,
) -> Paper:
    """Check a file, store it and queue its conversion, as the next version of ``before``; who may is checked.

    ``also`` writes what must stand or fall with the paper, in its transaction.
    """
    kind = kind_of(file, name)
    size = _size_of(file)
    if size > settings.MAX_PAPER_BYTES:
        raise too_large()
    paper = Paper(meeting=meeting, item=item, uploaded_by=by, uploaded_at=clock.now(), size=size)
    paper.title = (text.title.strip() or PurePath(name).stem)[:LONGEST_TITLE]
    paper.code = text.code.strip()[:60]
    paper.secrecy = text.secrecy
    paper.original_name = PurePath(name).name[-255:]
    try:
        paper.size, paper.sha256 = paths.store(file, paths.folder_of(paper.id) / f"original.{kind}")
        with transaction.atomic():
            _take_place(paper, before)
            paper.save(force_insert=True)
            convert_paper.enqueue(str(paper.id))
            if also:
                also(paper)
    except BaseException:
        paths.discard_folder(paper.id)
        raise
    return paper


def _take_place(paper: Paper, before: Paper | None) -> None:
    """Put a new paper behind all others, a new version in the place of the one before."""
    if before:
        paper.first_id, paper.version, paper.position = before.line, next_version(before), before.position
        paper.circle = Paper.objects.values_list("circle", flat=True).get(id=before.line)
        return
    paper.circle = default_circle(paper.item)
    highest = Paper.objects.filter(meeting=paper.meeting).aggregate(highest=Max("position"))["highest"]
    paper.position = (highest or 0) + 1


def too_large() -> UnfitFile:
    """Return the refusal of a file above the limit."""
    limit = settings.MAX_PAPER_BYTES // (1024 * 1024)
    message = _(
        "Tệp lớn quá %(limit)s MB nên không được nhận, chưa có gì thay đổi. Hãy nén ảnh trong tệp hoặc tách nhỏ."
    )
    return UnfitFile(message % {"limit": limit}, code="too_large")


def _size_of(file: BinaryIO) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size


def retry_paper(*, actor: Actor, paper_id: UUID) -> Paper:
    """Convert a failed paper again."""
    get_paper_for(actor, paper_id, Permission.PREPARE_MEETING)
    with transaction.atomic():
        paper = Paper.objects.select_for_update().get(id=paper_id)
        if paper.status != PaperStatus.FAILED:
            raise BadState(_("Tài liệu này không ở trạng thái lỗi nên không cần thử lại."))
        paper.status, paper.error, paper.progress = PaperStatus.WAITING, "", 0
        paper.save(update_fields=["status", "error", "progress"])
        convert_paper.enqueue(str(paper.id))
    return paper


def withdraw_paper(*, actor: Actor, paper_id: UUID) -> Paper:
    """Take a paper back; one that was issued is closed on every page by an event, at once or when the page catches up.

    The version before it, if there is one, counts again. Who had opened it enters the journal. The files stay for the
    record.
    """
    get_paper_for(actor, paper_id, Permission.PREPARE_MEETING)
    return withdraw_by(actor, paper_id)


def withdraw_by(actor: Actor, paper_id: UUID) -> Paper:
    """Take a paper back as ``withdraw_paper`` does; that the actor may was checked."""
    meeting_id = Paper.objects.values_list("meeting_id", flat=True).get(id=paper_id)
    with act(meeting_id=meeting_id, actor=actor) as current:
        paper = Paper.objects.select_for_update().get(id=paper_id)
        check_not_held(paper)
        issued, newest = paper.status in READABLE, paper.status == PaperStatus.READY
        paper.status = PaperStatus.WITHDRAWN
        paper.save(update_fields=["status"])
        if issued:
            begin_recall(paper, actor)
            back = settle(paper) if newest else None
            state = paper_state(back) if back else None
            current.record(PaperWithdrawn(paper_id=str(paper.id), title=paper.title, back=state), told_of(paper))
            current.record(readers_of(paper), Roles(roles=roles_with(Permission.SEE_JOURNAL)))
        for follow in withdrawn:
            follow(paper)
    return paper


def check_not_held(paper: Paper) -> None:
    """Refuse what would pass by the decision about a stamp."""
    if paper.status == PaperStatus.HELD:
        raise BadState(
            _("Tài liệu này đang giữ lại vì có chữ như dấu mật. Hãy quyết định về dấu mật trước."), code="held"
        )


def check_body_size(length: int) -> None:
    """Refuse a request by its announced length, before anything of it is read."""
    if length > settings.MAX_PAPER_BYTES + 1024 * 1024:
        raise too_large()
