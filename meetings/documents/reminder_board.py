"""What the office sees of reminders: the plan, who owes papers, and what was sent to whom, when, and seen when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from meetings.accounts.models import Unit
from meetings.agenda.models import Item, Meeting, Participation
from meetings.agenda.selectors import Line, get_meeting_for, outlined, people_of
from meetings.core.actor import Actor
from meetings.core.permissions import Permission
from meetings.documents.models import PaperDuty
from meetings.documents.reminding import (
    HOURS,
    LIVING,
    OWED,
    UNREAD,
    owed_by_person,
    owed_items,
    plan_of,
    units_in,
    unread_by_person,
)
from meetings.notices.models import Notice
from meetings.notices.selectors import notices_of


@dataclass(frozen=True, slots=True)
class Hour:
    """One box of the plan."""

    hours: int
    before_start: bool
    before_due: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """An item, who hands in its papers, and whether they are missing."""

    line: Line
    person_id: UUID | None
    unit_id: UUID | None
    missing: bool


@dataclass(slots=True)
class Round:
    """Reminders of one kind that were sent together."""

    kind: str
    at: datetime
    by: str
    """Name of who sent them; empty: the system did."""
    notices: list[Notice] = field(default_factory=list)

    @property
    def seen(self) -> int:
        """How many of them stood before their person."""
        return sum(1 for one in self.notices if one.seen_at)


@dataclass(frozen=True, slots=True)
class Reminders:
    """The whole answer for a meeting."""

    plan: tuple[Hour, ...]
    may_send: bool
    """The meeting is convened and not over."""
    unread: frozenset[UUID]
    """People who have not opened a paper that was sent to them."""
    owing: int
    """People who owe a paper, or whose unit does."""
    duties: tuple[Duty, ...]
    people: Sequence[Participation]
    units: Sequence[Unit]
    rounds: tuple[Round, ...]
    """The newest first."""

    @property
    def planned(self) -> bool:
        """Reminds by itself at all."""
        return any(hour.before_start or hour.before_due for hour in self.plan)


def reminders_for(actor: Actor, meeting_id: UUID) -> Reminders:
    """Return the reminders of a meeting; for whoever prepares it."""
    meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    plan = plan_of(meeting)
    return Reminders(
        plan=tuple(Hour(hours, hours in plan.before_start, hours in plan.before_due) for hours in HOURS),
        may_send=meeting.status in LIVING,
        unread=frozenset(unread_by_person(meeting)),
        owing=len(owed_by_person(meeting)),
        duties=_duties(meeting),
        people=list(people_of(meeting)),
        units=units_in(meeting),
        rounds=_rounds(notices_of(meeting, UNREAD, OWED)),
    )


def _duties(meeting: Meeting) -> tuple[Duty, ...]:
    kept = {one.item_id: one for one in PaperDuty.objects.filter(item__meeting=meeting)}
    missing = {one.item_id for one in owed_items(meeting)}
    return tuple(_duty(line, line.item, kept.get(line.item.id), missing) for line in outlined(meeting))


def _duty(line: Line, item: Item, kept: PaperDuty | None, missing: set[UUID]) -> Duty:
    return Duty(line, kept.person_id if kept else None, kept.unit_id if kept else None, item.id in missing)


def _rounds(notices: list[Notice]) -> tuple[Round, ...]:
    found: dict[tuple[str, str], Round] = {}
    for one in notices:
        name = one.sent_by.full_name if one.sent_by else ""
        found.setdefault((one.kind, one.occasion), Round(one.kind, one.sent_at, name)).notices.append(one)
    return tuple(found.values())
