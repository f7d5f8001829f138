"""The quorum of a meeting, carried forward within one act: read once, then changed person by person."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from meetings.accounts.selectors import members_on
from meetings.agenda.models import Meeting, Participation
from meetings.attendance.models import Absence
from meetings.attendance.rules import Headcount, Rule, Voter, count_people, quorum_of, weight
from meetings.attendance.selectors import deductions_of, quorum_rule, share_of
from meetings.contracts.events import QuorumChanged
from meetings.contracts.polls import Motion, Quorum, QuorumBase
from meetings.core import clock, journal
from meetings.core.actor import SYSTEM
from meetings.core.models import JournalEvent


@dataclass(slots=True)
class Counting:
    """Who counts now. ``add`` and ``remove`` around a change of one person keep it equal to a new count."""

    rule: Rule
    words: str
    members: frozenset[UUID]
    """Voting members of the body; only read where the rule counts them."""
    grounds: Mapping[UUID, str]
    """Code of the case by which a person is absent."""
    count: Headcount

    @property
    def quorum(self) -> Quorum:
        """Whether it holds, as pages show it."""
        return quorum_of(self.rule, self.count, self.words)

    def add(self, place: Participation) -> None:
        """Count a place as it is now."""
        self.count += weight(self.rule, self.voter(place))

    def remove(self, place: Participation) -> None:
        """Take a place out as it is now, before it changes."""
        self.count -= weight(self.rule, self.voter(place))

    def voter(self, place: Participation) -> Voter:
        """Return a person's place as the quorum sees it."""
        return Voter(
            convened=place.votes,
            member=place.votes and place.person_id in self.members,
            present=place.present,
            came=place.checked_in_at is not None,
            ground=self.grounds.get(place.person_id) if place.person_id else None,
        )


def counting_of(meeting: Meeting, motion: Motion = Motion.ORDINARY) -> Counting:
    """Count a meeting anew, by the rule in force on its day for this kind of motion.

    A rule that counts all members needs the body's list: without one, those convened are counted (``Quorum.of``
    says of whom the share is).
    """
    day = clock.local_date(meeting.starts_at)
    row = quorum_rule(meeting.unit_id, day, motion)
    base, members = QuorumBase(row.base), frozenset[UUID]()
    if base == QuorumBase.MEMBERS:
        members = frozenset(members_on(meeting.unit_id, day).filter(votes=True).values_list("person_id", flat=True))
        base = base if members else QuorumBase.CONVENED
    rule = Rule(base, share_of(row), deductions_of(row.deductions.all(), day))
    absence = Absence.objects.filter(meeting=meeting, person_id=OuterRef("person_id"))
    voting = Participation.objects.filter(meeting=meeting, person__isnull=False, votes=True)
    fields = voting.only("person_id", "votes", "present", "checked_in_at")
    places = list(fields.annotate(ground=Subquery(absence.values("ground__code"))))
    grounds = {place.person_id: place.ground for place in places if place.person_id and place.ground}
    counting = Counting(rule, _(row.words), members, grounds, Headcount())
    uninvited = members - {place.person_id for place in places if place.person_id}
    away = Voter(convened=False, member=True, present=False, came=False, ground=None)
    counting.count = count_people(rule, [*map(counting.voter, places), *(away for _person in uninvited)])
    return counting


def quorum_state(meeting: Meeting, motion: Motion = Motion.ORDINARY) -> Quorum:
    """Return who is counted, how many are there and how many are needed, now."""
    return counting_of(meeting, motion).quorum


def announced_quorum(meeting_id: UUID) -> bool | None:
    """Return whether the quorum held when the journal last said that it was reached or lost.

    None: it never did in this session; each session counts anew.
    """
    said = JournalEvent.objects.filter(meeting_id=meeting_id, kind__in=["quorum_changed", "session_changed"])
    crossings = said.exclude(payload__contains='"act":"recounted"').exclude(payload__contains='"act":"opened"')
    last = crossings.order_by("-number").first()
    payload = journal.event_message(last).payload if last else None
    return payload.quorum.holds if isinstance(payload, QuorumChanged) else None


@dataclass(slots=True)
class Watch:
    """Notices, within one act, that the quorum was reached, lost or regained; each crossing is an event of its own."""

    act: journal.Act
    announced: bool | None

    @classmethod
    def of(cls, act: journal.Act) -> "Watch":
        """Begin with what the journal said last."""
        return cls(act, announced_quorum(act.head.meeting_id))

    def see(self, quorum: Quorum) -> bool:
        """Record a crossing if there is one; returns whether there was."""
        if quorum.holds == bool(self.announced):
            return False
        reached = "reached" if self.announced is None else "regained"
        self.announced = quorum.holds
        # What follows from an act is nobody's own act.
        self.act.record(QuorumChanged(act=reached if quorum.holds else "lost", quorum=quorum), actor=SYSTEM)
        return True
