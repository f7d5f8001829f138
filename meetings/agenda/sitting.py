"""Acts that are only possible while the meeting is in session, and only on what their user saw."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting
from meetings.agenda.rules import BETWEEN_SESSIONS, NOT_IN_A_BREAK, contradicting
from meetings.agenda.selectors import get_meeting_for, get_open_meeting_for
from meetings.core import journal
from meetings.core.actor import Actor
from meetings.core.errors import BadState
from meetings.core.permissions import Permission


@contextmanager
def act_in_session(actor: Actor, meeting_id: UUID, permission: Permission) -> Iterator[tuple[journal.Act, Meeting]]:
    """Open an act of an actor who holds ``permission``; the meeting's state is read again under the lock.

    The right is asked before the lock too: a refused actor never makes others wait.
    """
    get_meeting_for(actor, meeting_id, permission)
    with journal.act(meeting_id=meeting_id, actor=actor) as act:
        meeting = get_open_meeting_for(actor, meeting_id, permission)
        refuse_changed_meanwhile(actor, meeting_id, permission)
        if meeting.break_since and permission in NOT_IN_A_BREAK:
            raise BadState(_("Đang giải lao. Hãy tiếp tục cuộc họp rồi làm việc này."), code="in_break")
        if meeting.adjourned_at and permission not in BETWEEN_SESSIONS:
            raise BadState(
                _("Cuộc họp đang nghỉ giữa hai buổi. Việc này làm được khi buổi sau đã khai mạc."), code="adjourned"
            )
        yield act, meeting


def refuse_changed_meanwhile(actor: Actor, meeting_id: UUID, permission: Permission) -> None:
    """Raise ``BadState`` when the sitting changed after what the actor's page showed; called under the lock.

    So of two consoles that act at the same moment one acts, and the other is told and looks again.
    """
    kinds = contradicting(permission)
    if actor.seen is None or not kinds:
        return
    event = journal.first_event_after(meeting_id, actor.seen, kinds)
    if event is not None:
        raise BadState(
            _("%(what)s ngay trước lúc đồng chí bấm, nên việc này chưa được thực hiện. Hãy xem lại rồi bấm lần nữa.")
            % {"what": _what_happened(event.kind)},
            code="changed_meanwhile",
        )


def _what_happened(kind: str) -> str:
    return {
        "item_opened": _("Chương trình vừa chuyển sang mục khác"),
        "item_closed": _("Mục đang bàn vừa kết thúc"),
        "agenda_changed": _("Chương trình vừa được sửa"),
        "item_settled": _("Một mục vừa được hoãn, rút hoặc coi như đã trình bày"),
        "break_changed": _("Giờ giải lao vừa thay đổi"),
        "session_changed": _("Buổi họp vừa kết thúc hoặc vừa khai mạc"),
        "floor_given": _("Có người vừa được mời phát biểu"),
        "floor_changed": _("Thời gian của lượt phát biểu vừa thay đổi"),
        "floor_taken": _("Lượt phát biểu vừa kết thúc"),
        "queue_ordered": _("Thứ tự phát biểu vừa được sắp lại"),
        "questions_ordered": _("Thứ tự chất vấn vừa được sắp lại"),
        "speech_limits_changed": _("Thời gian phát biểu cho phép vừa được đổi"),
        "microphones_muted": _("Các micrô vừa được tắt"),
        "poll_opened": _("Biểu quyết vừa được mở"),
        "poll_closed": _("Biểu quyết vừa được đóng"),
        "chair_changed": _("Quyền điều hành vừa đổi người"),
    }[kind]
