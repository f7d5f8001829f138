"""Reads of attendance."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.attendance.models import AlternateRule, QuorumRule
from meetings.attendance.rules import Share, needed_of, quorum_holds
from meetings.contracts.roles import Role
from meetings.contracts.state import Quorum
from meetings.core.permissions import Permission, allows


def quorum_rule(meeting: Meeting, on: date) -> QuorumRule:
    """Return the rule in force on a day: the body's own before the general one, the newest first."""
    rules = QuorumRule.objects.filter(Q(unit=meeting.unit) | Q(unit__isnull=True), valid_from__lte=on)
    in_force = rules.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return min(in_force, key=lambda rule: (rule.unit_id is None, -rule.valid_from.toordinal()))


def alternates_vote(meeting: Meeting) -> bool:
    """Tell whether the body's rule of the day lets alternates vote; without a rule they do not."""
    day = meeting.starts_at.date()
    rules = AlternateRule.objects.filter(Q(unit=meeting.unit) | Q(unit__isnull=True), valid_from__lte=day)
    in_force = rules.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    newest = min(in_force, key=lambda rule: (rule.unit_id is None, -rule.valid_from.toordinal()), default=None)
    return newest is not None and newest.votes


def may_vote(meeting: Meeting, role: Role) -> bool:
    """Tell whether somebody of this role can be given a vote in the meeting."""
    return allows(role, Permission.CAST_BALLOT) and (role != Role.ALTERNATE or alternates_vote(meeting))


def quorum_state(meeting: Meeting) -> Quorum:
    """Return who is counted, how many are there and how many are needed, now."""
    rule = quorum_rule(meeting, meeting.starts_at.date())
    share = Share(rule.numerator, rule.denominator, rule.strict)
    voters = Participation.objects.filter(meeting=meeting, person__isnull=False, votes=True)
    base, present = voters.count(), voters.filter(present=True).count()
    return Quorum(
        base=base,
        present=present,
        needed=needed_of(share, base),
        holds=quorum_holds(share, base=base, present=present),
        rule=_(rule.words),
    )
