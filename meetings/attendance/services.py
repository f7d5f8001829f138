"""Writes of attendance: who is invited. Who is there is written in batches (``checkins.py``)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.accounts.models import BodyMembership, Person
from meetings.accounts.selectors import members_on
from meetings.accounts.services import Membership, replace_members
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import attendees_state, people_of
from meetings.agenda.services import editable_meeting_for
from meetings.attendance.counting import Watch, quorum_state
from meetings.attendance.selectors import may_vote
from meetings.contracts.events import PeopleChanged
from meetings.contracts.roles import Role
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.journal import Act, act
from meetings.core.signals import participation_removed

MEMBER_ROLES = frozenset(
    {Role.CHAIR, Role.PRESIDIUM, Role.SECRETARY, Role.DELEGATE, Role.ALTERNATE, Role.COUNTING_TEAM}
)
"""Roles that somebody holds in a body beyond one meeting."""

people_steps: list[Callable[[Act, Meeting], None]] = []
"""Run after people or their roles changed, in the same transaction (higher apps register themselves)."""


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
            place_person(meeting, invitation)
        _refuse_second_chair(meeting)
        record_people(meeting, current)


def place_person(meeting: Meeting, invitation: Invitation) -> None:
    """Give somebody a place in the meeting, or change it; within an act that records all people afterwards."""
    if invitation.role == Role.ROOM:
        raise BadInput(_("Vai trò này chỉ dành cho điểm cầu."), code="bad_role")
    if invitation.votes and not may_vote(meeting, invitation.role):
        raise BadInput(_("Vai trò này không có quyền biểu quyết trong cuộc họp này."), code="role_without_vote")
    if not Person.objects.filter(id=invitation.person_id, is_active=True).exists():
        raise NotFound(_("Không tìm thấy người này trong danh bạ."))
    _refuse_changed_conduct(meeting, invitation)
    Participation.objects.update_or_create(
        meeting=meeting,
        person_id=invitation.person_id,
        defaults={"role": invitation.role, "votes": invitation.votes},
    )


def _refuse_changed_conduct(meeting: Meeting, invitation: Invitation) -> None:
    """While a deputy conducts, neither his role nor the chair's changes: somebody must always be able to conduct."""
    if meeting.acting_chair_id is None:
        return
    place = Participation.objects.filter(meeting=meeting, person_id=invitation.person_id).first()
    concerned = place is not None and (place.role == Role.CHAIR or place.person_id == meeting.acting_chair_id)
    if place is not None and concerned and place.role != invitation.role:
        raise BadInput(
            _("Đang có người điều hành thay chủ trì. Hãy để chủ trì nhận lại điều hành rồi đổi vai trò."),
            code="deputy_conducts",
        )


def invite_body(*, actor: Actor, meeting_id: UUID, unit_id: UUID) -> int:
    """Invite the members of a body on the day of the meeting who have no place yet; returns how many.

    Who is already invited keeps the role he has here. A body's chair comes as chair only while the meeting has none,
    else to the presidium; alternates vote only where the body's rule says so.
    """
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = editable_meeting_for(actor, meeting_id)
        invited = set(people_of(meeting).values_list("person_id", flat=True))
        members = [m for m in members_on(unit_id, clock.local_date(meeting.starts_at)) if m.person_id not in invited]
        if not members:
            raise BadInput(
                _("Thành viên của cơ quan này đã được mời hết, hoặc danh sách thành viên còn trống."),
                code="nobody_to_invite",
            )
        for member in members:
            place_person(meeting, _membership_invitation(meeting, member))
        record_people(meeting, current)
    return len(members)


def _membership_invitation(meeting: Meeting, member: BodyMembership) -> Invitation:
    role = Role(member.role)
    if role == Role.CHAIR and meeting.participations.filter(role=Role.CHAIR).exists():
        role = Role.PRESIDIUM
    return Invitation(member.person_id, role, member.votes and may_vote(meeting, role))


def keep_as_body(*, actor: Actor, meeting_id: UUID) -> int:
    """Keep the people of a meeting as the lasting members of its body from today on; returns how many there are.

    Technicians, guests and observers belong to a meeting, not to a body, and stay out.
    """
    meeting = editable_meeting_for(actor, meeting_id)
    if not Person.objects.filter(id=actor.id, is_active=True, may_create_meetings=True).exists():
        raise Refused(_("Chỉ cán bộ văn phòng được giao mới lưu danh sách thành viên của cơ quan."))
    places = [place for place in people_of(meeting) if Role(place.role) in MEMBER_ROLES]
    if not places:
        raise BadInput(_("Chưa mời ai là thành viên nên chưa có gì để lưu."), code="nobody_to_keep")
    wanted = [Membership(place.person_id, Role(place.role), place.votes) for place in places if place.person_id]
    replace_members(unit=meeting.unit, members=wanted, on=clock.local_date(clock.now()))
    return len(wanted)


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
    """Record all people of the meeting after a change, and what it does to the quorum."""
    quorum = quorum_state(meeting)
    current.record(PeopleChanged(people=attendees_state(meeting), quorum=quorum))
    Watch.of(current).see(quorum)
    for step in people_steps:
        step(current, meeting)
