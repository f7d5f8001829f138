"""Reads of attendance: the rules in force on a day, and who is absent by which case."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting
from meetings.attendance.models import Absence, AlternateRule, Ground, QuorumRule
from meetings.attendance.rules import Deduct, Share
from meetings.contracts.polls import Motion
from meetings.contracts.roles import Role
from meetings.contracts.state import Absence as AbsenceState
from meetings.contracts.state import Ground as GroundState
from meetings.core import clock
from meetings.core.permissions import Permission, allows


class DatedRule(Protocol):
    """A rule of a body, or of all, for one kind of motion or all, from a day on."""

    unit_id: UUID | None
    motion: str
    valid_from: date


AnyRule = TypeVar("AnyRule", bound=DatedRule)


def in_force(day: date) -> Q:
    """Select the rows that hold on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def narrowest(rules: Iterable[AnyRule]) -> AnyRule:
    """Return the rule that holds: what is said of this kind of motion, then of this body, then the newest."""
    return min(rules, key=lambda rule: (rule.motion == "", rule.unit_id is None, -rule.valid_from.toordinal()))


def quorum_rule(unit_id: UUID, on: date, motion: Motion = Motion.ORDINARY) -> QuorumRule:
    """Return a body's rule in force on a day for a kind of motion."""
    own = Q(unit=unit_id) | Q(unit__isnull=True)
    return narrowest(QuorumRule.objects.filter(own, in_force(on), motion__in=["", motion]))


def share_of(rule: QuorumRule) -> Share:
    """Return a rule's share."""
    return Share(rule.numerator, rule.denominator, rule.strict)


def deductions_of(listed: QuerySet[Ground], on: date) -> dict[str, Deduct]:
    """Return the cases of a rule that are taken off the base on a day, and when each is."""
    return {code: Deduct(applies) for code, applies in listed.filter(in_force(on)).values_list("code", "applies")}


def grounds_state(on: date) -> tuple[GroundState, ...]:
    """Return the cases that may be noted on a day."""
    found = Ground.objects.filter(in_force(on)).order_by("id")
    return tuple(GroundState(code=ground.code, words=_(ground.words), source=ground.source) for ground in found)


def absences_state(meeting_id: UUID) -> tuple[AbsenceState, ...]:
    """Return who is absent by which case; for those who read the journal only."""
    found = Absence.objects.filter(meeting_id=meeting_id).select_related("ground").order_by("number")
    return tuple(absence_state(absence) for absence in found)


def absence_state(absence: Absence) -> AbsenceState:
    """Return an absence as those pages show it."""
    return AbsenceState(
        person_id=str(absence.person_id),
        ground=absence.ground.code,
        words=_(absence.ground.words),
        reason=absence.reason,
    )


def alternates_vote(meeting: Meeting) -> bool:
    """Tell whether the body's rule of the day lets alternates vote; without a rule they do not."""
    day = clock.local_date(meeting.starts_at)
    rules = AlternateRule.objects.filter(Q(unit=meeting.unit_id) | Q(unit__isnull=True), in_force(day))
    newest = min(rules, key=lambda rule: (rule.unit_id is None, -rule.valid_from.toordinal()), default=None)
    return newest is not None and newest.votes


def may_vote(meeting: Meeting, role: Role) -> bool:
    """Tell whether somebody of this role can be given a vote in the meeting."""
    return allows(role, Permission.CAST_BALLOT) and (role != Role.ALTERNATE or alternates_vote(meeting))
