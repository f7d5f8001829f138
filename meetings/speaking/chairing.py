"""Who conducts the sitting: the chair gives the conduct to a deputy, and it comes back. Each is one official act."""

from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_meeting_for, meeting_state
from meetings.agenda.services import announce_policy
from meetings.agenda.sitting import refuse_changed_meanwhile
from meetings.contracts.events import ChairChanged
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.journal import Act, act
from meetings.core.permissions import DEPUTIES, Permission
from meetings.speaking.selectors import open_microphones


def hand_over_chair(*, actor: Actor, meeting_id: UUID, person_id: UUID) -> int:
    """Give the conduct to ``person_id``; naming the standing chair gives it back. Returns the journal number.

    The standing chair may also name another deputy while one conducts. The lock of the journal keeps two acts apart:
    at any number exactly one person conducts.
    """
    get_meeting_for(actor, meeting_id, Permission.HAND_OVER_CHAIR)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = running_meeting_for(actor, meeting_id, Permission.HAND_OVER_CHAIR)
        place = Participation.objects.filter(meeting=meeting, person_id=person_id, person__is_active=True).first()
        if place is None:
            raise NotFound(_("Đại biểu này không có trong thành phần cuộc họp."))
        if place.role == Role.CHAIR:
            return _take_back(meeting, current)
        if Role(place.role) not in DEPUTIES:
            raise BadInput(
                _("Chỉ trao quyền điều hành cho thành viên đoàn chủ tịch hoặc đại biểu chính thức."), code="bad_deputy"
            )
        if not place.present:
            raise BadState(
                _("Người này chưa điểm danh nên chưa nhận điều hành được. Quyền điều hành giữ nguyên."),
                code="not_present",
            )
        if meeting.acting_chair_id == person_id:
            raise BadState(_("Người này đang điều hành cuộc họp."), code="already_conducts")
        meeting.acting_chair_id = person_id
        return record_conduct(meeting, current, "handed_over")


def take_back_chair(*, actor: Actor, meeting_id: UUID) -> int:
    """End a deputy's conduct, by the standing chair or by the deputy himself. Returns the journal number."""
    get_meeting_for(actor, meeting_id, Permission.TAKE_BACK_CHAIR)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = running_meeting_for(actor, meeting_id, Permission.TAKE_BACK_CHAIR)
        return _take_back(meeting, current)


def running_meeting_for(actor: Actor, meeting_id: UUID, permission: Permission) -> Meeting:
    """Return a meeting whose conduct can change hands, seen by the actor as it is; called under the lock."""
    meeting = get_meeting_for(actor, meeting_id, permission)
    refuse_changed_meanwhile(actor, meeting_id, permission)
    if meeting.status not in {MeetingStatus.CONVENED, MeetingStatus.OPEN}:
        raise BadState(_("Chỉ trao và nhận điều hành khi cuộc họp đã triệu tập và chưa bế mạc."), code="not_in_session")
    return meeting


def _take_back(meeting: Meeting, current: Act) -> int:
    if meeting.acting_chair_id is None:
        raise BadState(_("Chủ trì đang trực tiếp điều hành cuộc họp."), code="no_deputy")
    meeting.acting_chair_id = None
    return record_conduct(meeting, current, "taken_back")


def record_conduct(meeting: Meeting, current: Act, how: str) -> int:
    """Save who conducts now and record it; returns the journal number."""
    meeting.save(update_fields=["acting_chair"])
    event = ChairChanged.model_validate(
        {"act": how, "meeting": meeting_state(meeting), "open_microphones": open_microphones(meeting)}
    )
    announce_policy(meeting.id)
    return current.record(event)
