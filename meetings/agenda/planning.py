"""The plan of a meeting's sessions («buổi»): each change is one official act. A meeting always has one or more."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.arranging import agenda_of
from meetings.agenda.models import Meeting, Session
from meetings.agenda.selectors import items_state, meeting_state
from meetings.agenda.services import editable_meeting_for
from meetings.agenda.sessions import PlanFault, Planned, coming, fault_of, moved_to
from meetings.contracts.events import AgendaChanged, MeetingChanged
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.journal import act

MOST_SESSIONS = 40


@dataclass(frozen=True, slots=True)
class SessionText:
    """What is typed about a session: when it is planned to begin and to end."""

    starts_at: datetime
    ends_at: datetime


@dataclass(slots=True)
class _Plan:
    """The sessions of a meeting within an act."""

    meeting: Meeting
    sessions: list[Session]
    struck: list[Session] = field(default_factory=list)

    def session(self, session_id: UUID) -> Session:
        found = next((session for session in self.sessions if session.id == session_id), None)
        if found is None:
            raise NotFound(_("Buổi họp này không còn trong kế hoạch. Hãy tải lại trang."))
        return found


def add_session(*, actor: Actor, meeting_id: UUID, text: SessionText) -> Session:
    """Plan another session; the agenda stays as it is."""
    with _planning(actor, meeting_id) as plan:
        if len(plan.sessions) >= MOST_SESSIONS:
            raise BadInput(
                _("Cuộc họp đã có %(most)s buổi, không thêm được nữa.") % {"most": MOST_SESSIONS}, code="full"
            )
        session = Session(meeting=plan.meeting, starts_at=text.starts_at, ends_at=text.ends_at)
        plan.sessions.append(session)
    return session


def edit_session(*, actor: Actor, meeting_id: UUID, session_id: UUID, text: SessionText) -> None:
    """Plan a session for another time; what it was planned for stays in the journal. One that ended keeps its plan."""
    with _planning(actor, meeting_id) as plan:
        session = plan.session(session_id)
        if session.closed_at:
            raise BadState(_("Buổi này đã kết thúc nên giữ nguyên giờ."), code="session_ended")
        session.starts_at, session.ends_at = text.starts_at, text.ends_at


def remove_session(*, actor: Actor, meeting_id: UUID, session_id: UUID) -> None:
    """Strike out a session that was not opened; its items go to the session before it, or to the next."""
    with _planning(actor, meeting_id) as plan:
        session = plan.session(session_id)
        if session.opened_at:
            raise BadState(_("Buổi này đã khai mạc nên phải giữ lại."), code="session_opened")
        if len(plan.sessions) == 1:
            raise BadState(_("Cuộc họp cần ít nhất một buổi."), code="last_session")
        waiting = [one for one in plan.sessions if one.opened_at is None]
        if plan.meeting.adjourned_at and len(waiting) == 1:
            raise BadState(
                _("Cuộc họp đang nghỉ đến buổi này. Hãy thêm buổi khác trước rồi bỏ buổi này."), code="next_session"
            )
        plan.sessions.remove(session)
        plan.struck.append(session)


def next_session_of(meeting: Meeting) -> Session | None:
    """Return the session that is opened next; None: none is planned."""
    return meeting.sessions.filter(opened_at__isnull=True).first()


def plan_next(meeting: Meeting, ended: Session, resumes_at: datetime | None, now: datetime) -> Session:
    """Settle, in the act that ends a session, when the next one begins; a new one is planned where none was."""
    sessions = list(meeting.sessions.all())
    place = coming([planned(session) for session in sessions])
    if resumes_at is None and place is None:
        raise BadInput(
            _("Chưa có buổi nào sau buổi này. Hãy chọn ngày giờ họp tiếp, hoặc bế mạc cuộc họp."), code="no_next"
        )
    session = sessions[place] if place is not None else Session(meeting=meeting)
    if place is None:
        sessions.append(session)
    if resumes_at is not None:
        if resumes_at <= now:
            raise BadInput(_("Giờ họp tiếp phải sau bây giờ."), code="in_the_past")
        like = planned(session if place is not None else ended)
        moved = moved_to(like, resumes_at)
        session.starts_at, session.ends_at = moved.starts_at, moved.ends_at
    # What ran past its plan does not stand in the way of what follows.
    refuse_fault([one for one in sessions if not one.opened_at])
    session.save()
    follow_sessions(meeting)
    return session


def planned(session: Session) -> Planned:
    """Return a session as the rules see it."""
    return Planned(session.starts_at, session.ends_at, session.opened_at, session.closed_at)


def refuse_fault(sessions: list[Session]) -> None:
    """Raise ``BadInput`` with a sentence when a plan does not hold together."""
    fault = fault_of([planned(session) for session in sorted(sessions, key=lambda one: one.starts_at)])
    if fault:
        words = {
            PlanFault.NO_LENGTH: _("Giờ kết thúc phải sau giờ bắt đầu."),
            PlanFault.TOO_LONG: _("Một buổi không dài quá 16 giờ. Hãy chia thành nhiều buổi."),
            PlanFault.OVERLAP: _("Giờ của buổi này trùng với buổi khác. Hãy chọn giờ khác."),
            PlanFault.BEFORE_OPENED: _("Buổi chưa họp phải đứng sau các buổi đã khai mạc."),
        }
        raise BadInput(words[fault], code=fault.value)


def follow_sessions(meeting: Meeting) -> None:
    """Let the meeting last from its first session's beginning to the end of its last."""
    sessions = list(meeting.sessions.all())
    meeting.starts_at, meeting.ends_at = sessions[0].starts_at, sessions[-1].ends_at
    meeting.save(update_fields=["starts_at", "ends_at"])


@contextmanager
def _planning(actor: Actor, meeting_id: UUID) -> Iterator[_Plan]:
    editable_meeting_for(actor, meeting_id)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = editable_meeting_for(actor, meeting_id)
        plan = _Plan(meeting, list(meeting.sessions.all()))
        yield plan
        refuse_fault(plan.sessions)
        for session in plan.struck:
            agenda_of(meeting).strike_out(session)
        for session in plan.sessions:
            session.save()
        before = [item.session_id for item in meeting.items.all()]
        _settle_items(meeting)
        follow_sessions(meeting)
        current.record(MeetingChanged(act="planned", meeting=meeting_state(meeting)))
        if plan.struck or before != [item.session_id for item in meeting.items.all()]:
            current.record(AgendaChanged(items=items_state(meeting)))


def _settle_items(meeting: Meeting) -> None:
    """Let the agenda follow the sessions in their new order, each with its own items."""
    agenda = agenda_of(meeting)
    ranks = {session.id: rank for rank, session in enumerate(agenda.sessions)}
    agenda.items.sort(key=lambda item: (ranks[item.session_id], item.position))
    agenda.arrange(agenda.spots)
