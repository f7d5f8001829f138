"""Words to the people of one unit alone: who is missing, what is asked of them. They stay in the record."""

from uuid import UUID

from django.utils.translation import gettext as _

from meetings.accounts.models import Unit
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_meeting_for
from meetings.attendance.models import UnitNotice
from meetings.contracts.audience import OneUnit
from meetings.contracts.events import UnitNotified
from meetings.contracts.state import MeetingStatus
from meetings.contracts.state import UnitNotice as NoticeState
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.clock import iso
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.journal import act
from meetings.core.permissions import Permission, roles_with

LIVING = (MeetingStatus.CONVENED, MeetingStatus.OPEN)
MOST = 20
"""A page that comes is told so many of its unit's notices."""


def notify_unit(*, actor: Actor, meeting_id: UUID, unit_id: UUID, text: str) -> int:
    """Tell the people of a unit that takes part something; returns the journal number.

    Only they and those who read the journal receive the words; everybody else sees that a number passed.
    """
    get_meeting_for(actor, meeting_id, Permission.NOTIFY_UNIT)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.NOTIFY_UNIT)
        if meeting.status not in LIVING:
            raise BadState(
                _("Chỉ nhắn đơn vị khi cuộc họp đã triệu tập và chưa bế mạc. Lời nhắn chưa được gửi."),
                code="not_in_session",
            )
        words = text.strip()
        if len(words) < 3:
            raise BadInput(_("Hãy nhập lời nhắn."), code="text_missing")
        notice = UnitNotice.objects.create(
            meeting=meeting,
            unit=_unit_of(meeting, unit_id),
            sender_id=actor.id,
            text=words,
            sent_at=clock.now(),
            number=current.next_number,
        )
        audience = OneUnit(unit_id=str(unit_id), roles=roles_with(Permission.SEE_JOURNAL))
        return current.record(UnitNotified(notice=notice_state(notice)), audience)


def _unit_of(meeting: Meeting, unit_id: UUID) -> Unit:
    """Return a unit of which somebody takes part: a word to nobody would only look sent."""
    unit = Unit.objects.filter(id=unit_id).first()
    if unit is None or not Participation.objects.filter(meeting=meeting, person__unit=unit).exists():
        raise NotFound(_("Đơn vị này không có ai trong thành phần cuộc họp. Lời nhắn chưa được gửi."))
    return unit


def notices_to(meeting_id: UUID, unit_id: UUID) -> tuple[NoticeState, ...]:
    """Return what a unit was told last in a meeting, newest last; for its own people only."""
    found = UnitNotice.objects.filter(meeting_id=meeting_id, unit_id=unit_id).select_related("unit", "sender")
    return tuple(notice_state(notice) for notice in reversed(found.order_by("-number")[:MOST]))


def notice_state(notice: UnitNotice) -> NoticeState:
    """Return a notice as pages show it."""
    return NoticeState(
        number=notice.number,
        unit_id=str(notice.unit_id),
        unit=notice.unit.name,
        sender=notice.sender.full_name,
        text=notice.text,
        at=iso(notice.sent_at),
    )
