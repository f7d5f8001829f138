"""Writes of attendance: who is invited, who is there."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import attendee_state, attendees_state, get_place_for
from meetings.agenda.services import announce_policy, editable_meeting_for
from meetings.attendance.selectors import quorum_state
from meetings.contracts.events import PeopleChanged, PersonCheckedIn
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.journal import Act, act
from meetings.core.permissions import Permission
from meetings.core.signals import participation_removed


@dataclass(frozen=True, slots=True)
class Invitation:
    """A person with the role and the right to vote in this meeting."""

    person_id: UUID
    role: Role
    votes: bool


def invite_people(*, actor: Actor, meeting_id: UUID, invitations: Iterable[Invitation]) -> None:
    """Invite people, or change the role and vote of those already invited."""
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = editable_meeting_for(actor, meeting_id)
        for invitation in invitations:
            _invite(meeting, invitation)
        _refuse_second_chair(meeting)
        record_people(meeting, current)


def _invite(meeting: Meeting, invitation: Invitation) -> None:
    if invitation.role == Role.ROOM:
        raise BadInput(_("Vai trò này chỉ dành cho điểm cầu."), code="bad_role")
    if not Person.objects.filter(id=invitation.person_id, is_active=True).exists():
        raise NotFound(_("Không tìm thấy người này trong danh bạ."))
    Participation.objects.update_or_create(
        meeting=meeting,
        person_id=invitation.person_id,
        defaults={"role": invitation.role, "votes": invitation.votes},
    )


def _refuse_second_chair(meeting: Meeting) -> None:
    if meeting.participations.filter(role=Role.CHAIR).count() > 1:
        raise BadInput(_("Cuộc họp chỉ có một chủ trì. Hãy đổi vai trò của chủ trì hiện nay trước."), code="two_chairs")


def remove_person(*, actor: Actor, meeting_id: UUID, person_id: UUID) -> None:
    """Take a person who has not yet checked in from the meeting; his pages are closed."""
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = editable_meeting_for(actor, meeting_id)
        place = Participation.objects.filter(meeting=meeting, person_id=person_id).first()
        if place is None:
            raise NotFound(_("Người này không có trong thành phần cuộc họp."))
        if place.present:
            raise BadState(_("Đại biểu đã điểm danh nên phải giữ lại trong thành phần."), code="person_present")
        if person_id == actor.id:
            raise BadState(_("Thư ký không tự rút mình khỏi cuộc họp đang chuẩn bị."), code="self_removal")
        place.delete()
        record_people(meeting, current)
    participation_removed.send(sender=None, meeting_id=meeting_id, key=f"person:{person_id}")


def record_people(meeting: Meeting, current: Act) -> None:
    """Record all people of the meeting after a change."""
    current.record(PeopleChanged(people=attendees_state(meeting), quorum=quorum_state(meeting)))


def check_in(*, actor: Actor, meeting_id: UUID, room_id: UUID | None) -> int:
    """Note that a person is there, in a room of the meeting or remote; again moves him to another room."""
    with act(meeting_id=meeting_id, actor=actor) as current:
        place = get_place_for(actor, meeting_id, Permission.CHECK_IN)
        meeting, mine = place.meeting, place.participation
        if meeting.status not in {MeetingStatus.CONVENED, MeetingStatus.OPEN}:
            raise BadState(_("Chỉ điểm danh được khi cuộc họp đã triệu tập và chưa bế mạc."), code="not_in_session")
        if room_id and not Participation.objects.filter(meeting=meeting, room_id=room_id).exists():
            raise BadInput(_("Phòng này không tham gia cuộc họp. Hãy chọn lại điểm cầu."), code="room_not_invited")
        if mine.present and mine.seated_in_id == room_id:
            return current.number
        mine.present, mine.seated_in_id = True, room_id
        mine.checked_in_at = mine.checked_in_at or clock.now()
        mine.save(update_fields=["present", "seated_in", "checked_in_at"])
        number = current.record(PersonCheckedIn(person=attendee_state(mine), quorum=quorum_state(meeting)))
    announce_policy(meeting_id)
    return number
