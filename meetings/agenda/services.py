"""Writes of meetings: each is one official act with its event."""

from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.accounts.models import Person, Unit
from meetings.agenda.closing import closing_checks, closing_steps
from meetings.agenda.keeping import keep_names
from meetings.agenda.models import Item, Meeting, Participation, Session
from meetings.agenda.rules import spent_seconds
from meetings.agenda.secrecy import check_level, is_secret, secrecy_checks
from meetings.agenda.selectors import (
    current_item,
    get_item_for,
    get_meeting_for,
    items_state,
    meeting_state,
    one_item_state,
)
from meetings.agenda.sitting import act_in_session
from meetings.contracts.events import ItemClosed, ItemOpened, MeetingChanged
from meetings.contracts.roles import Role
from meetings.contracts.state import ItemStatus, MeetingStatus
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, Refused
from meetings.core.journal import Act, act
from meetings.core.permissions import Permission
from meetings.core.signals import policy_changed


@dataclass(frozen=True, slots=True)
class MeetingText:
    """What a secretary types about a meeting."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    _: KW_ONLY
    secrecy: str
    """A level of ``Secrecy``; there is no default, whoever types chooses."""
    captions: bool = True
    watermark: bool = False

    def checked(self) -> "MeetingText":
        """Return itself, or raise ``BadInput`` with a sentence."""
        if not self.title.strip():
            raise BadInput(_("Hãy nhập tên cuộc họp."), code="title_missing")
        if self.ends_at <= self.starts_at:
            raise BadInput(_("Giờ kết thúc phải sau giờ bắt đầu."), code="bad_times")
        if self.captions and is_secret(self.secrecy):
            raise BadInput(
                _("Cuộc họp từ độ Mật trở lên không được bật phụ đề. Hãy bỏ chọn phụ đề rồi lưu lại."),
                code="captions_in_secret",
            )
        return self


def create_meeting(*, actor: Actor, unit: Unit, text: MeetingText) -> Meeting:
    """Create a meeting in preparation; its creator becomes the secretary."""
    person = Person.objects.filter(id=actor.id, is_active=True, may_create_meetings=True).first()
    if actor.kind != "person" or person is None:
        raise Refused(_("Chỉ cán bộ văn phòng được giao mới lập cuộc họp."))
    text.checked()
    level = check_level(text.secrecy)
    with transaction.atomic():
        meeting = Meeting.objects.create(
            title=text.title.strip(),
            unit=unit,
            place=text.place.strip(),
            starts_at=text.starts_at,
            ends_at=text.ends_at,
            secrecy=level,
            captions=text.captions,
            watermark=text.watermark,
            created_by=person,
        )
        Session.objects.create(meeting=meeting, starts_at=text.starts_at, ends_at=text.ends_at)
        Participation.objects.create(meeting=meeting, person=person, role=Role.SECRETARY)
        with act(meeting_id=meeting.id, actor=actor) as current:
            current.record(MeetingChanged(act="created", meeting=meeting_state(meeting)))
    return meeting


def edit_meeting(*, actor: Actor, meeting_id: UUID, text: MeetingText) -> Meeting:
    """Change name, place, times, secrecy, captions or marks of a meeting that is not closed.

    Of a meeting of several sessions the times stay: each session has its own (``planning``).
    Another level is an act of its own in the journal, and stops machines that listen at once.
    """
    text.checked()
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = editable_meeting_for(actor, meeting_id)
        classified = text.secrecy != meeting.secrecy
        if classified:
            level = check_level(text.secrecy)
            for check in secrecy_checks:
                check(meeting, level)
            meeting.secrecy = level
        meeting.title, meeting.place = text.title.strip(), text.place.strip()
        meeting.captions, meeting.watermark = text.captions, text.watermark
        if meeting.sessions.count() == 1:
            meeting.starts_at, meeting.ends_at = text.starts_at, text.ends_at
            meeting.sessions.update(starts_at=text.starts_at, ends_at=text.ends_at)
        meeting.save()
        current.record(MeetingChanged(act="classified" if classified else "edited", meeting=meeting_state(meeting)))
    announce_policy(meeting_id)
    return meeting


def set_papers_due(*, actor: Actor, meeting_id: UUID, due: datetime | None) -> Meeting:
    """Say until when papers must be sent; it may not lie after the beginning. ``None``: no time is set."""
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = editable_meeting_for(actor, meeting_id)
        if due is not None and due > meeting.starts_at:
            raise BadInput(_("Hạn gửi tài liệu phải trước giờ họp."), code="due_too_late")
        if due != meeting.papers_due:
            meeting.papers_due = due
            meeting.save(update_fields=["papers_due"])
            current.record(MeetingChanged(act="edited", meeting=meeting_state(meeting)))
    return meeting


def editable_meeting_for(actor: Actor, meeting_id: UUID) -> Meeting:
    """Return a meeting that the actor prepares and that is not closed."""
    meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    if meeting.status == MeetingStatus.CLOSED:
        raise BadState(_("Cuộc họp đã bế mạc nên không sửa được nữa."), code="meeting_closed")
    return meeting


def convene_meeting(*, actor: Actor, meeting_id: UUID) -> Meeting:
    """Send the meeting out: from now on everybody invited sees it."""
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
        if meeting.status != MeetingStatus.DRAFT:
            raise BadState(_("Cuộc họp này đã được triệu tập."), code="already_convened")
        if not meeting.items.exists():
            raise BadState(_("Chưa có mục nào trong chương trình. Hãy thêm mục trước khi triệu tập."), code="no_items")
        if meeting.participations.filter(role=Role.CHAIR).count() != 1:
            raise BadState(_("Cuộc họp cần đúng một chủ trì trước khi triệu tập."), code="no_chair")
        meeting.status = MeetingStatus.CONVENED
        meeting.save(update_fields=["status"])
        current.record(MeetingChanged(act="convened", meeting=meeting_state(meeting)))
    return meeting


def open_meeting(*, actor: Actor, meeting_id: UUID) -> int:
    """Open the sitting; returns the journal number."""
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.OPEN_MEETING)
        if meeting.status != MeetingStatus.CONVENED:
            raise BadState(_("Chỉ khai mạc được cuộc họp đã triệu tập và chưa khai mạc."), code="not_convened")
        meeting.status, meeting.opened_at = MeetingStatus.OPEN, current.at
        meeting.save(update_fields=["status", "opened_at"])
        first = meeting.sessions.first()
        if first:
            first.opened_at = current.at
            first.save(update_fields=["opened_at"])
        number = current.record(MeetingChanged(act="opened", meeting=meeting_state(meeting)))
    announce_policy(meeting_id)
    return number


def close_meeting(*, actor: Actor, meeting_id: UUID, sign_out: bool = False) -> int:
    """Close the sitting once votes and turns are finished; the draft minutes are made by a closing step.

    ``sign_out`` also signs out the devices of those who took part, for machines that many share.
    """
    with act_in_session(actor, meeting_id, Permission.CLOSE_MEETING) as (current, meeting):
        for check in closing_checks:
            check(meeting)
        item = current_item(meeting)
        if item:
            finish_item(meeting, item, current)
        meeting.status, meeting.closed_at, meeting.sign_out_at_end = MeetingStatus.CLOSED, current.at, sign_out
        meeting.break_since = meeting.break_until = None
        meeting.save(update_fields=["status", "closed_at", "sign_out_at_end", "break_since", "break_until"])
        meeting.sessions.filter(opened_at__isnull=False, closed_at__isnull=True).update(closed_at=current.at)
        keep_names(meeting)
        number = current.record(MeetingChanged(act="closed", meeting=meeting_state(meeting)))
        for step in closing_steps:
            step(meeting, current)
    announce_policy(meeting_id)
    return number


def open_item(*, actor: Actor, meeting_id: UUID, item_id: UUID) -> int:
    """Go to an item; the one before is finished in the same act."""
    with act_in_session(actor, meeting_id, Permission.OPEN_ITEM) as (current, meeting):
        item = get_item_for(meeting, item_id)
        if item.status == ItemStatus.OPEN:
            raise BadState(_("Mục này đang được thảo luận."), code="item_open")
        before = current_item(meeting)
        if before:
            _end_item(before, current.at)
        item.status, item.opened_at, item.outcome = ItemStatus.OPEN, current.at, ""
        item.save(update_fields=["status", "opened_at", "outcome"])
        changed = {str(item.id), str(before.id) if before else ""}
        items = tuple(state for state in items_state(meeting) if state.id in changed)
        number = current.record(ItemOpened(item_id=str(item.id), items=items))
    announce_policy(meeting_id)
    return number


def close_item(*, actor: Actor, meeting_id: UUID, item_id: UUID) -> int:
    """Finish the current item."""
    with act_in_session(actor, meeting_id, Permission.CLOSE_ITEM) as (current, meeting):
        item = get_item_for(meeting, item_id)
        if item.status != ItemStatus.OPEN:
            raise BadState(_("Mục này không còn được thảo luận."), code="item_not_open")
        number = finish_item(meeting, item, current)
    announce_policy(meeting_id)
    return number


def finish_item(meeting: Meeting, item: Item, current: Act) -> int:
    """End an open item within an act and record it."""
    _end_item(item, current.at)
    return current.record(ItemClosed(item=one_item_state(meeting, item.id)))


def pause_item(meeting: Meeting, at: datetime) -> Item | None:
    """Stop the clock of the open item; it stays open."""
    item = current_item(meeting)
    if item:
        item.spent_s, item.opened_at = spent_seconds(item.spent_s, item.opened_at, at), None
        item.save(update_fields=["spent_s", "opened_at"])
    return item


def resume_item(meeting: Meeting, at: datetime) -> Item | None:
    """Let the clock of the open item go on."""
    item = current_item(meeting)
    if item:
        item.opened_at = at
        item.save(update_fields=["opened_at"])
    return item


def _end_item(item: Item, at: datetime) -> None:
    item.spent_s = spent_seconds(item.spent_s, item.opened_at, at)
    item.status, item.opened_at = ItemStatus.DONE, None
    item.save(update_fields=["status", "opened_at", "spent_s"])


def announce_policy(meeting_id: UUID) -> None:
    """Tell media, after the commit, that the meeting decided something that concerns it."""
    transaction.on_commit(lambda: policy_changed.send(sender=None, meeting_id=meeting_id))
