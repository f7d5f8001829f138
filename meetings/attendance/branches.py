"""Roll call by the tree of units: the branches that a meeting has, and a whole branch that is there."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.accounts.models import Unit, UnitName
from meetings.accounts.selectors import with_units_below
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import attendee_state, get_meeting_for, people_of
from meetings.agenda.services import announce_policy
from meetings.attendance.counting import Watch, counting_of
from meetings.attendance.models import Absence
from meetings.attendance.moves import MOVED_FIELDS, arrive
from meetings.attendance.presence import LIVING, refuse_strange_room
from meetings.contracts.attendance import Branch
from meetings.contracts.events import PersonCheckedIn
from meetings.contracts.roles import Role
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadState
from meetings.core.journal import Act, act
from meetings.core.permissions import Permission


def branches_state(meeting_id: UUID) -> tuple[Branch, ...]:
    """Return the units of a meeting's people and all above them, by their names on the meeting's day.

    One query for each level of the tree.
    """
    starts_at = Meeting.objects.values_list("starts_at", flat=True).get(id=meeting_id)
    places = Participation.objects.filter(meeting_id=meeting_id, person__unit__isnull=False)
    units: dict[UUID, Unit] = {}
    wanted = set(places.values_list("person__unit_id", flat=True))
    while wanted:
        level = Unit.objects.filter(id__in=wanted)
        units |= {unit.id: unit for unit in level}
        wanted = {unit.parent_id for unit in level if unit.parent_id} - units.keys()
    names = _names_on(clock.local_date(starts_at), units)
    return tuple(
        Branch(id=str(unit.id), name=names[unit.id], parent_id=str(unit.parent_id) if unit.parent_id else None)
        for unit in units.values()
    )


def _names_on(day: date, units: dict[UUID, Unit]) -> dict[UUID, str]:
    former = UnitName.objects.filter(unit_id__in=units, valid_to__gte=day).order_by("-valid_to")
    return {unit.id: unit.name for unit in units.values()} | dict(former.values_list("unit_id", "name"))


def mark_branch(*, actor: Actor, meeting_id: UUID, unit_id: UUID, room_id: UUID | None) -> int:
    """Note that everybody of a unit and below it is there, in a room of the meeting (None: remote).

    Who was noted in any way before (there, left, absent with or without a reason) is left alone. Each arrival is an
    event of its own; returns the number of the first.
    """
    get_meeting_for(actor, meeting_id, Permission.MARK_BRANCH)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.MARK_BRANCH)
        if meeting.status not in LIVING:
            raise BadState(_("Chỉ ghi điểm danh khi cuộc họp đã triệu tập và chưa bế mạc."), code="not_in_session")
        refuse_strange_room(meeting, room_id)
        number = _bring(current, meeting, _waiting(meeting, unit_id), room_id)
    announce_policy(meeting_id)
    return number


def _waiting(meeting: Meeting, unit_id: UUID) -> list[Participation]:
    """Return those of a branch of whom nothing was noted yet, in protocol order."""
    noted = Absence.objects.filter(meeting=meeting).values("person_id")
    found = people_of(meeting).filter(person__unit_id__in=with_units_below([str(unit_id)]), person__is_active=True)
    found = found.filter(present=False, checked_in_at__isnull=True).exclude(role=Role.AUDITOR)
    waiting = list(found.exclude(person_id__in=noted))
    if not waiting:
        raise BadState(_("Đoàn này không còn ai chưa điểm danh. Chưa ghi thêm gì."), code="all_noted")
    return waiting


def _bring(current: Act, meeting: Meeting, places: list[Participation], room_id: UUID | None) -> int:
    counting, watch, first = counting_of(meeting), Watch.of(current), current.next_number
    for place in places:
        counting.remove(place)
        move = arrive(place, room_id, current.at)
        counting.add(place)
        current.record(PersonCheckedIn(person=attendee_state(place), quorum=counting.quorum, act=move))
        watch.see(counting.quorum)
    Participation.objects.bulk_update(places, MOVED_FIELDS)
    return first
