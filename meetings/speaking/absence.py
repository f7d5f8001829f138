"""The line of whoever conducts is dead: since when, and how somebody of the presidium takes the conduct then.

Who has an open page is known to ``live`` alone; it tells here, every few seconds. Only changes are written.
"""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_meeting_for
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import Actor, person_actor
from meetings.core.errors import BadState
from meetings.core.journal import act
from meetings.core.permissions import Permission
from meetings.speaking.chairing import record_conduct, running_meeting_for
from meetings.speaking.models import ConductorAway, ConductRule

LIVING = (MeetingStatus.CONVENED, MeetingStatus.OPEN)


def take_over_chair(*, actor: Actor, meeting_id: UUID) -> int:
    """Take the conduct of somebody who has no line; the standing chair may take it back. Returns the journal number."""
    get_meeting_for(actor, meeting_id, Permission.TAKE_OVER_CHAIR)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = running_meeting_for(actor, meeting_id, Permission.TAKE_OVER_CHAIR)
        if not Participation.objects.filter(meeting=meeting, person_id=actor.id, present=True).exists():
            raise BadState(_("Đồng chí chưa điểm danh. Hãy điểm danh rồi nhận điều hành."), code="not_present")
        _refuse_while_there(meeting)
        meeting.acting_chair_id = actor.id
        return record_conduct(meeting, current, "taken_over")


def _refuse_while_there(meeting: Meeting) -> None:
    away = ConductorAway.objects.filter(meeting=meeting).first()
    if away is None or away.person_id != conductors([meeting]).get(meeting.id):
        raise BadState(
            _("Người điều hành đang kết nối với cuộc họp. Quyền điều hành giữ nguyên."), code="conductor_there"
        )
    rule = conduct_rule(meeting, clock.local_date(clock.now()))
    left = rule.away_s - int((clock.now() - away.since).total_seconds())
    if left > 0:
        raise BadState(
            _("Người điều hành vừa mất kết nối. Nếu chưa nối lại, sau %(left)s giây nữa đồng chí nhận điều hành được.")
            % {"left": left},
            code="conductor_just_left",
        )


def conduct_rule(meeting: Meeting, on: date) -> ConductRule:
    """Return the rule in force on a day: the body's own before the general one, the newest first."""
    rules = ConductRule.objects.filter(Q(unit=meeting.unit) | Q(unit__isnull=True), valid_from__lte=on)
    in_force = rules.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return min(in_force, key=lambda rule: (rule.unit_id is None, -rule.valid_from.toordinal()))


def conductors(meetings: Collection[Meeting]) -> dict[UUID, UUID]:
    """Return who conducts each meeting: the deputy, else the standing chair."""
    chairs = Participation.objects.filter(meeting__in=meetings, role=Role.CHAIR, person__isnull=False)
    found = {
        meeting_id: person_id for meeting_id, person_id in chairs.values_list("meeting_id", "person_id") if person_id
    }
    found.update({meeting.id: meeting.acting_chair_id for meeting in meetings if meeting.acting_chair_id})
    return found


def note_lines(online: Mapping[UUID, Collection[str]]) -> None:
    """Note, for meetings and the participant keys with an open page in them, who conducts without a line now."""
    living = Meeting.objects.filter(id__in=online, status__in=LIVING)
    known = {away.meeting_id: away for away in ConductorAway.objects.filter(meeting_id__in=online)}
    for meeting_id, person_id in conductors(list(living)).items():
        away = known.pop(meeting_id, None)
        there = person_actor(person_id).key in online[meeting_id]
        if there and away:
            note_line_back(meeting_id, away.person_id)
        elif not there and (away is None or away.person_id != person_id):
            ConductorAway.objects.update_or_create(
                meeting_id=meeting_id, defaults={"person_id": person_id, "since": clock.now()}
            )
    if known:
        ConductorAway.objects.filter(meeting_id__in=known).delete()


def note_line_back(meeting_id: UUID, person_id: UUID) -> None:
    """Note at once that a person who conducts has a page again."""
    if ConductorAway.objects.filter(meeting_id=meeting_id, person_id=person_id).exists():
        ConductorAway.objects.filter(meeting_id=meeting_id, person_id=person_id).delete()
