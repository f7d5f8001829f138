"""What a person attends: the meetings of today, of the days after, and those that are over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Protocol
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from meetings.agenda.models import Meeting, Participation, Session
from meetings.agenda.selectors import meetings_for, standing_of
from meetings.agenda.session_names import session_name
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus
from meetings.core.actor import Actor
from meetings.core.permissions import Permission, allows

FORGOTTEN_AFTER = timedelta(hours=12)
"""A convened meeting that was never opened leaves the calendar this long after its planned end."""
CONSOLES = {
    Role.CHAIR: "dieu-hanh/",
    Role.SECRETARY: "thu-ky/",
    Role.TECHNICIAN: "ky-thuat/",
    Role.INTERPRETER: "phien-dich/",
}
PAPERS_SHOWN = 3
PAST_SHOWN = 100
RECENT_SHOWN = 3
RECENT = timedelta(days=30)


class ReadablePaper(Protocol):
    """What the calendar needs to know of a paper (papers themselves stand above this app)."""

    @property
    def item_id(self) -> UUID | None:
        """The item that it belongs to."""

    @property
    def opened(self) -> int:
        """1 when the person has opened it."""


class PaperShelf(Protocol):
    """What the calendar asks about papers; who may read which is known above this app."""

    def counts(self, actor: Actor, meetings: Iterable[UUID]) -> Mapping[UUID, tuple[int, int]]:
        """Return by meeting how many papers the actor may read, and how many of them he has opened."""

    def papers(self, actor: Actor, meeting: Meeting) -> Sequence[ReadablePaper]:
        """Return the papers of a meeting that the actor may read, in their order."""


class GivenAnswer(Protocol):
    """What the calendar shows of somebody's answer to an invitation (invitations stand above this app)."""

    kind: str
    decision: str
    why: str


class InvitationDesk(Protocol):
    """What the calendar asks about invitations."""

    def answers(self, actor: Actor, meetings: Iterable[UUID]) -> Mapping[UUID, GivenAnswer]:
        """Return by meeting what the actor has answered."""


_shelves: list[PaperShelf] = []
_desks: list[InvitationDesk] = []


def register_shelf(shelf: PaperShelf) -> None:
    """Have the calendar ask ``shelf``; called in ``AppConfig.ready``."""
    _shelves[:] = [shelf]


def register_desk(desk: InvitationDesk) -> None:
    """Have the calendar ask ``desk``; called in ``AppConfig.ready``."""
    _desks[:] = [desk]


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting as its participant sees it in the calendar, or one session of a meeting with several."""

    meeting: Meeting
    role: Role
    votes: bool
    papers: int
    """Papers that can be read."""
    unread: int
    """Those of them that the person has not opened yet."""
    now: datetime
    answer: GivenAnswer | None = None
    """What the person answered to the invitation."""
    session: Session | None = None
    """The session that it stands for; None: the whole meeting."""

    @property
    def starts_at(self) -> datetime:
        """Planned start."""
        return self.session.starts_at if self.session else self.meeting.starts_at

    @property
    def ends_at(self) -> datetime:
        """Planned end."""
        return self.session.ends_at if self.session else self.meeting.ends_at

    @property
    def session_name(self) -> str:
        """What the session is called; empty for a whole meeting."""
        if self.session is None:
            return ""
        return session_name(self.session.starts_at, [one.starts_at for one in self.meeting.sessions.all()])

    @property
    def asked(self) -> bool:
        """The person is asked whether he comes, and may still say so."""
        return self.meeting.status == MeetingStatus.CONVENED and allows(self.role, Permission.ANSWER_INVITATION)

    @property
    def live(self) -> bool:
        """In session now."""
        return self.meeting.status == MeetingStatus.OPEN and (
            self.session is None or self.session.opened_at is not None
        )

    @property
    def draft(self) -> bool:
        """Still being prepared."""
        return self.meeting.status == MeetingStatus.DRAFT

    @property
    def may_enter(self) -> bool:
        """Convened or in session."""
        return self.meeting.status in {MeetingStatus.CONVENED, MeetingStatus.OPEN}

    @property
    def may_prepare(self) -> bool:
        """The person prepares this meeting."""
        return allows(self.role, Permission.PREPARE_MEETING)

    @property
    def may_read(self) -> bool:
        """The person reads its papers."""
        return allows(self.role, Permission.READ_PAPERS)

    @property
    def may_see_minutes(self) -> bool:
        """The person gets the draft of its minutes."""
        return allows(self.role, Permission.SEE_MINUTES)

    @property
    def may_see_journal(self) -> bool:
        """The person reads the journal of it."""
        return allows(self.role, Permission.SEE_JOURNAL) and not self.draft

    @property
    def may_see_lines(self) -> bool:
        """The person gets the report of the rooms' lines."""
        return allows(self.role, Permission.SEE_LINES) and not self.draft

    @property
    def may_keep_dossier(self) -> bool:
        """The person makes and takes the file of the meeting."""
        return allows(self.role, Permission.KEEP_DOSSIER) and not self.draft

    @property
    def console(self) -> str:
        """Path of the live page for this role."""
        return f"/hop/{self.meeting.id}/{CONSOLES.get(self.role, '')}"

    @property
    def minutes_left(self) -> int:
        """Whole minutes until the planned start, negative after it."""
        return int((self.starts_at - self.now).total_seconds() // 60)

    @property
    def length(self) -> timedelta:
        """Planned length, of all sessions together where it stands for the whole meeting."""
        sessions = list(self.meeting.sessions.all())
        if self.session or len(sessions) == 1:
            return self.ends_at - self.starts_at
        return sum((one.ends_at - one.starts_at for one in sessions), timedelta())

    @property
    def chair(self) -> str:
        """Name of the chair, empty while there is none."""
        chairs = [place.person for place in self.meeting.participations.all() if place.role == Role.CHAIR]
        return chairs[0].full_name if chairs and chairs[0] else ""

    @property
    def draft_minutes(self) -> object | None:
        """The newest draft of the minutes."""
        return max(self.meeting.drafts.all(), key=lambda draft: draft.made_at, default=None)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The calendar: the meeting to go to next, the rest of today, then day by day."""

    first: Entry | None
    papers: Sequence[ReadablePaper]
    """Papers of ``first`` to read before it."""
    today: list[Entry]
    days: list[tuple[date, list[Entry]]]
    today_count: int
    recent: list[Entry]
    """Meetings that ended lately."""


def schedule_for(actor: Actor, now: datetime) -> Schedule:
    """Return the calendar of a person from today on."""
    still = Q(meeting__ends_at__gt=now - FORGOTTEN_AFTER) | Q(
        meeting__status__in=[MeetingStatus.OPEN, MeetingStatus.DRAFT]
    )
    places = with_facts(meetings_for(actor).filter(still).exclude(meeting__status=MeetingStatus.CLOSED))
    entries = by_session(entries_of(actor, places, now))
    today = timezone.localdate(now)
    todays = [entry for entry in entries if day_of(entry) <= today]
    enterable = [entry for entry in todays if entry.may_enter]
    first = min(enterable, key=lambda entry: (not entry.live, entry.starts_at), default=None)
    later = [entry for entry in entries if day_of(entry) > today]
    return Schedule(
        first=first,
        papers=to_read_first(first.meeting, actor) if first and first.may_read else [],
        today=[entry for entry in todays if entry is not first],
        days=[(day, list(group)) for day, group in groupby(later, key=day_of)],
        today_count=len({entry.meeting.id for entry in todays if not entry.draft}),
        recent=[entry for entry in past_for(actor, now, limit=RECENT_SHOWN) if now - entry.meeting.ends_at < RECENT],
    )


def by_session(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries by their beginning, a meeting of several sessions once for each session that has not ended."""
    found: list[Entry] = []
    for entry in entries:
        sessions = list(entry.meeting.sessions.all())
        ahead = [session for session in sessions if session.closed_at is None]
        found += [replace(entry, session=session) for session in ahead] if len(sessions) > 1 and ahead else [entry]
    return sorted(found, key=lambda entry: entry.starts_at)


def past_for(actor: Actor, now: datetime, *, limit: int = PAST_SHOWN) -> list[Entry]:
    """Return the meetings that are over, the newest first."""
    places = with_facts(meetings_for(actor).filter(meeting__status=MeetingStatus.CLOSED))
    return entries_of(actor, places.order_by("-meeting__starts_at")[:limit], now)


def with_facts(places: QuerySet[Participation]) -> QuerySet[Participation]:
    """Fetch, in a constant number of queries, what an entry shows."""
    return places.prefetch_related("meeting__participations__person", "meeting__drafts", "meeting__sessions")


def entries_of(actor: Actor, places: Iterable[Participation], now: datetime) -> list[Entry]:
    """Return places in meetings as the calendar shows them."""
    found = list(places)
    counts: dict[UUID, tuple[int, int]] = {}
    for shelf in _shelves if found else ():
        counts.update(shelf.counts(actor, [place.meeting_id for place in found]))
    meetings = [place.meeting_id for place in found]
    answers = {key: answer for desk in _desks if found for key, answer in desk.answers(actor, meetings).items()}
    entries = []
    for place in found:
        papers, opened = counts.get(place.meeting_id, (0, 0))
        answer = answers.get(place.meeting_id)
        entries.append(Entry(place.meeting, standing_of(place).role, place.votes, papers, papers - opened, now, answer))
    return entries


def readable_papers(meeting: Meeting, actor: Actor) -> list[ReadablePaper]:
    """Return the papers of a meeting that the actor may read, in their order; ``opened`` tells whether he did."""
    return [paper for shelf in _shelves for paper in shelf.papers(actor, meeting)]


def to_read_first(meeting: Meeting, actor: Actor) -> Sequence[ReadablePaper]:
    """Return the few papers that the calendar shows: those not yet opened before the others."""
    return sorted(readable_papers(meeting, actor), key=lambda paper: paper.opened)[:PAPERS_SHOWN]


def day_of(entry: Entry) -> date:
    """Return the day on which a meeting, or its session, starts."""
    return timezone.localdate(entry.starts_at)
