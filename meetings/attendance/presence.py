"""Who leaves, who comes back, who is absent and why: noted by the person himself or by the secretary."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import attendee_state, get_meeting_for, get_place_for
from meetings.agenda.services import announce_policy
from meetings.attendance.counting import Counting, Watch, counting_of
from meetings.attendance.models import Absence, Ground, SittingSeat
from meetings.attendance.moves import MOVED_FIELDS, Move, arrive, depart
from meetings.attendance.rules import Deduct
from meetings.attendance.selectors import absence_state, in_force
from meetings.contracts.audience import Roles
from meetings.contracts.events import AbsenceNoted, PersonCheckedIn, QuorumChanged
from meetings.contracts.roles import Role
from meetings.contracts.state import Absence as AbsenceState
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import SYSTEM, Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.journal import Act, act
from meetings.core.permissions import Permission, roles_with

LIVING = (MeetingStatus.CONVENED, MeetingStatus.OPEN)
LeavingStep = Callable[[Act, Participation], None]
"""Runs before a person leaves, in the same transaction (higher apps register themselves): a hand is lowered, …"""
leaving_steps: list[LeavingStep] = []


@dataclass(slots=True)
class _Scene:
    """What an act on one person's attendance works with, read under the journal's lock."""

    act: Act
    meeting: Meeting
    person_id: UUID
    place: Participation
    counting: Counting
    watch: Watch

    @classmethod
    def of(cls, current: Act, meeting: Meeting, person_id: UUID) -> Self:
        if meeting.status not in LIVING:
            raise BadState(_("Chỉ ghi điểm danh khi cuộc họp đã triệu tập và chưa bế mạc."), code="not_in_session")
        places = Participation.objects.filter(meeting=meeting, person_id=person_id)
        place = places.select_related("person", "person__unit", "meeting").first()
        if place is None:
            raise NotFound(_("Người này không có trong thành phần cuộc họp."))
        return cls(current, meeting, person_id, place, counting_of(meeting), Watch.of(current))

    def move(self, change: Callable[[], Move]) -> int:
        """Change the place, record it and what it does to the quorum; returns the number of the move."""
        self.counting.remove(self.place)
        move = change()
        self.counting.add(self.place)
        self.place.save(update_fields=MOVED_FIELDS)
        quorum = self.counting.quorum
        number = self.act.record(PersonCheckedIn(person=attendee_state(self.place), quorum=quorum, act=move))
        self.watch.see(quorum)
        return number


def leave_meeting(*, actor: Actor, meeting_id: UUID) -> int:
    """Say that I leave; returns the journal number. ``check_in`` brings me back."""
    get_place_for(actor, meeting_id, Permission.LEAVE_MEETING)
    with act(meeting_id=meeting_id, actor=actor) as current:
        place = get_place_for(actor, meeting_id, Permission.LEAVE_MEETING)
        number = _leave(_Scene.of(current, place.meeting, actor.id))
    announce_policy(meeting_id)
    return number


def mark_attendance(*, actor: Actor, meeting_id: UUID, person_id: UUID, present: bool, room_id: UUID | None) -> int:
    """Note that somebody came, came back, moved to a room of the meeting (None: remote), or left."""
    get_meeting_for(actor, meeting_id, Permission.MARK_ATTENDANCE)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.MARK_ATTENDANCE)
        scene = _Scene.of(current, meeting, person_id)
        number = _come(scene, room_id) if present else _leave(scene)
    announce_policy(meeting_id)
    return number


def _come(scene: _Scene, room_id: UUID | None) -> int:
    place = scene.place
    if place.role == Role.AUDITOR:
        raise BadInput(_("Người kiểm tra, giám sát không điểm danh."), code="not_counted")
    refuse_strange_room(scene.meeting, room_id)
    if place.present and place.seated_in_id == room_id:
        return scene.act.number
    return scene.move(lambda: arrive(place, room_id, clock.now()))


def refuse_strange_room(meeting: Meeting, room_id: UUID | None) -> None:
    """Raise unless a room takes part in the meeting (None, remote, always does)."""
    if room_id and not Participation.objects.filter(meeting=meeting, room_id=room_id).exists():
        raise BadInput(_("Phòng này không tham gia cuộc họp. Hãy chọn lại điểm cầu."), code="room_not_invited")


def _leave(scene: _Scene) -> int:
    """Let a person go: his hand is lowered, his turn ends, his devices sit there no more; his ballots stay."""
    place, meeting = scene.place, scene.meeting
    if not place.present:
        raise BadState(_("Người này chưa có mặt hoặc đã rời họp."), code="not_present")
    conducts = place.person_id == meeting.acting_chair_id if meeting.acting_chair_id else place.role == Role.CHAIR
    if conducts and meeting.status == MeetingStatus.OPEN:
        raise BadState(
            _("Người đang điều hành chưa rời họp được. Hãy trao điều hành cho người khác trước."), code="conducts"
        )
    for step in leaving_steps:
        step(scene.act, place)
    now = clock.now()
    SittingSeat.objects.filter(meeting=meeting, person_id=scene.person_id, ended_at__isnull=True).update(ended_at=now)
    return scene.move(lambda: depart(place, now))


def note_absence(*, actor: Actor, meeting_id: UUID, person_id: UUID, ground: str | None) -> int:
    """Note by which case somebody is absent (None: by none any more); returns the journal number.

    Only those who read the journal learn the case; everybody sees the base that it changes.
    """
    get_meeting_for(actor, meeting_id, Permission.NOTE_ABSENCE)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.NOTE_ABSENCE)
        return write_absence(current, meeting, person_id, ground)


def write_absence(current: Act, meeting: Meeting, person_id: UUID, ground: str | None, reason: str = "") -> int:
    """Note, within an act, by which case somebody is absent, with what he gave as his reason; returns the number."""
    scene = _Scene.of(current, meeting, person_id)
    before = scene.counting.quorum
    noted = _absences(scene).values_list("ground__code", "reason").first()
    if (ground, reason) == (noted or (None, "")):
        return current.number
    _absences(scene).delete()
    absence = _note(scene, ground, reason) if ground else None
    payload = AbsenceNoted(person_id=str(person_id), absence=absence)
    number = current.record(payload, Roles(roles=roles_with(Permission.SEE_JOURNAL)))
    quorum = counting_of(meeting).quorum
    if not scene.watch.see(quorum) and quorum != before:
        current.record(QuorumChanged(act="recounted", quorum=quorum), actor=SYSTEM)
    return number


def _absences(scene: _Scene) -> QuerySet[Absence]:
    return Absence.objects.filter(meeting=scene.meeting, person_id=scene.person_id)


def _note(scene: _Scene, code: str, reason: str) -> AbsenceState:
    """Write the case; raises when the person's presence contradicts it."""
    ground = Ground.objects.filter(in_force(clock.local_date(scene.meeting.starts_at)), code=code).first()
    if ground is None:
        raise NotFound(_("Không có lý do vắng này trong danh mục. Hãy tải lại trang rồi chọn lại."))
    if ground.applies != Deduct.ALWAYS and scene.place.present:
        raise BadState(_("Người này đang có mặt nên chưa ghi vắng được. Hãy ghi rời họp trước."), code="person_present")
    if ground.applies == Deduct.NEVER_CAME and scene.place.checked_in_at:
        raise BadState(
            _("Người này đã có mặt một lúc nên không ghi «vắng suốt» được. Hãy chọn lý do khác."), code="has_come"
        )
    absence = Absence.objects.create(
        meeting=scene.meeting,
        person_id=scene.person_id,
        ground=ground,
        reason=reason,
        number=scene.act.next_number,
    )
    return absence_state(absence)
