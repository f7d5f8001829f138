"""Writes of the register: every one adds lines, and tells the journal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting
from meetings.agenda.secrecy import NAMES, is_secret
from meetings.agenda.selectors import get_meeting_for, people_of
from meetings.contracts.audience import Roles
from meetings.contracts.papers import CopyNoted
from meetings.contracts.state import Secrecy
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.journal import Act as JournalAct
from meetings.core.journal import act
from meetings.core.permissions import Permission, roles_with
from meetings.documents.models import PaperStatus
from meetings.documents.selectors import papers_of
from meetings.handouts.models import Act, Line
from meetings.handouts.rules import Copy, copies_of, may_follow, may_void
from meetings.handouts.selectors import entries_of

MOST_COPIES = 500
SHORTEST_REASON = 5
End = Literal[Act.RETURNED, Act.MISSING]


@dataclass(frozen=True, slots=True)
class PaperOnPaper:
    """What is listed: a paper of the meeting, or one that is on paper only, whose level is chosen."""

    copies: int
    paper_id: UUID | None = None
    secrecy: str = ""
    title: str = ""
    """Not asked of a secret paper: nothing that tells its content may stand in this system."""
    code: str = ""


def list_paper(*, actor: Actor, meeting_id: UUID, sheet: PaperOnPaper) -> Line:
    """Enter a paper with its copies, numbered from 1; raises ``BadInput`` for what is missing in the form."""
    get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    if not 1 <= sheet.copies <= MOST_COPIES:
        raise BadInput(_("Số bản phải từ 1 đến %(most)s.") % {"most": MOST_COPIES}, code="copies")
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
        line = _listed(meeting, actor, sheet)
        _write(current, line)
    return line


def _listed(meeting: Meeting, actor: Actor, sheet: PaperOnPaper) -> Line:
    line = Line(meeting=meeting, act=Act.LISTED, by_id=actor.id, copies=sheet.copies)
    if sheet.paper_id:
        paper = papers_of(meeting).exclude(status=PaperStatus.HELD).filter(id=sheet.paper_id).first()
        if paper is None:
            raise NotFound(_("Tài liệu này không còn trong cuộc họp. Hãy tải lại trang."))
        line.paper, line.title, line.code, line.secrecy = paper, paper.title, paper.code, paper.secrecy
        return line
    if sheet.secrecy not in set(Secrecy):
        raise BadInput(_("Hãy chọn độ mật của tài liệu giấy."), code="no_level")
    line.secrecy, line.code = Secrecy(sheet.secrecy), " ".join(sheet.code.split())[:60]
    if is_secret(sheet.secrecy):
        with translation.override("vi"):
            line.title = f"Tài liệu giấy độ {NAMES[Secrecy(sheet.secrecy)]}"
    else:
        line.title = " ".join(sheet.title.split())[:300]
    if not line.title:
        raise BadInput(_("Hãy nhập tên tài liệu."), code="no_title")
    return line


def hand_out(
    *, actor: Actor, meeting_id: UUID, sheet_id: UUID, people: Collection[UUID], other: str = ""
) -> list[Line]:
    """Give each of these people of the meeting, in protocol order, the next free copy; then ``other``, by name.

    Raises ``BadState`` when there are too few copies, ``BadInput`` when nobody is named; then nothing is written.
    """
    get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
        sheet = _sheet(meeting, sheet_id)
        to = [place for place in people_of(meeting) if place.person_id in people]
        receivers: list[tuple[Person | None, str, str]] = [
            (place.person, place.person.full_name, ", ".join(filter(None, [place.title, place.unit_name])))
            for place in to
            if place.person
        ]
        if name := " ".join(other.split())[:160]:
            receivers.append((None, name, ""))
        if not receivers or len(to) != len(set(people)):
            raise BadInput(_("Hãy chọn người nhận, hoặc ghi họ tên người nhận."), code="nobody")
        free = [copy for copy in _copies(sheet) if may_follow(Act.HANDED, copy)]
        if len(free) < len(receivers):
            raise BadState(
                _("Chỉ còn %(free)s bản chưa giao mà cần %(n)s bản nên chưa ghi gì. Hãy in thêm và vào sổ thêm.")
                % {"free": len(free), "n": len(receivers)},
                code="too_few",
            )
        return [
            _write(current, _line(sheet, actor, Act.HANDED, copy, person=person, receiver=name, about=about))
            for copy, (person, name, about) in zip(free, receivers, strict=False)
        ]


def end_copies(
    *, actor: Actor, meeting_id: UUID, sheet_id: UUID, numbers: Collection[int], end: End, note: str = ""
) -> list[Line]:
    """Note that copies came back or are missing (with a note why); one that was missing may come back."""
    get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    words = " ".join(note.split())[:300]
    if end == Act.MISSING and len(words) < SHORTEST_REASON:
        raise BadInput(_("Hãy ghi rõ vì sao không thu hồi được bản giấy."), code="no_reason")
    with act(meeting_id=meeting_id, actor=actor) as current:
        sheet = _sheet(get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING), sheet_id)
        chosen = [copy for copy in _copies(sheet) if copy.number in numbers]
        if not chosen or len(chosen) != len(set(numbers)):
            raise BadInput(_("Hãy đánh dấu các bản cần ghi."), code="no_copies")
        if not all(may_follow(end, copy) for copy in chosen):
            raise BadState(_("Có bản chưa giao hoặc đã thu hồi nên chưa ghi gì. Hãy tải lại trang."))
        lines = {line.number: line for line in sheet.lines.filter(act=Act.HANDED)}
        return [_write(current, _ended(sheet, actor, end, copy, lines[copy.lines[0]], words)) for copy in chosen]


def _ended(sheet: Line, actor: Actor, end: End, copy: Copy, handed: Line, note: str) -> Line:
    who = {"person": handed.person, "receiver": handed.receiver, "about": handed.about}
    line = _line(sheet, actor, end, copy, note=note)
    for name, value in who.items():
        setattr(line, name, value)
    return line


def void_line(*, actor: Actor, meeting_id: UUID, line_id: UUID, reason: str) -> Line:
    """Make a wrong line void, by a new one that says why; the last line of a copy, or a listing without copies out."""
    get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    words = " ".join(reason.split())[:300]
    if len(words) < SHORTEST_REASON:
        raise BadInput(_("Hãy ghi rõ dòng này sai ở đâu."), code="no_reason")
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
        wrong = Line.objects.select_related("sheet").filter(meeting=meeting, id=line_id).exclude(act=Act.VOID).first()
        if wrong is None:
            raise NotFound(_("Không tìm thấy dòng này trong sổ. Hãy tải lại trang."))
        sheet = wrong.sheet or wrong
        if hasattr(wrong, "voided_by") or not may_void(wrong.number, _copies(sheet), sheet.number):
            raise BadState(_("Sau dòng này đã có dòng khác của cùng bản giấy. Hãy sửa từ dòng mới nhất trở về."))
        line = Line(meeting=meeting, act=Act.VOID, by_id=actor.id, sheet=sheet, voids=wrong, note=words)
        line.copy, line.receiver = wrong.copy, wrong.receiver
        return _write(current, line)


def _sheet(meeting: Meeting, sheet_id: UUID) -> Line:
    sheet = Line.objects.filter(meeting=meeting, id=sheet_id, act=Act.LISTED, voided_by=None).first()
    if sheet is None:
        raise NotFound(_("Không tìm thấy tài liệu này trong sổ. Hãy tải lại trang."))
    return sheet


def _copies(sheet: Line) -> Sequence[Copy]:
    return copies_of(sheet.copies, entries_of(sheet.lines.select_related("voids")))


def _line(
    sheet: Line,
    actor: Actor,
    what: Act,
    copy: Copy,
    *,
    person: Person | None = None,
    receiver: str = "",
    about: str = "",
    note: str = "",
) -> Line:
    return Line(
        meeting=sheet.meeting,
        act=what,
        by_id=actor.id,
        sheet=sheet,
        copy=copy.number,
        person=person,
        receiver=receiver,
        about=about,
        note=note,
    )


def _write(current: JournalAct, line: Line) -> Line:
    """Add a line under the meeting's lock, so that numbers have no gaps."""
    last = Line.objects.filter(meeting=line.meeting).aggregate(last=Max("number"))["last"]
    line.number, line.at = (last or 0) + 1, clock.now()
    line.save(force_insert=True)
    sheet = line.sheet or line
    current.record(
        CopyNoted(
            line=line.number,
            act=Act(line.act).value,
            title=sheet.title,
            code=sheet.code,
            secrecy=Secrecy(sheet.secrecy),
            copies=sheet.copies,
            copy_number=line.copy,
            receiver=line.receiver,
            note=line.note,
            voids=line.voids.number if line.voids else None,
        ),
        Roles(roles=roles_with(Permission.SEE_JOURNAL)),
    )
    return line
