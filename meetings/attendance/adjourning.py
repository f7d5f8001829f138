"""Between two sessions: the chair ends one, attendance is taken anew, the next one is opened. Official acts.

Everything that says «adjourned» is in the database and in the journal: no process has to remember it.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.closing import adjourning_steps
from meetings.agenda.models import Item, Meeting, Participation
from meetings.agenda.planning import next_session_of, plan_next
from meetings.agenda.selectors import attendees_state, current_item, items_state, meeting_state
from meetings.agenda.services import announce_policy, finish_item, pause_item, resume_item
from meetings.agenda.sitting import act_in_session
from meetings.attendance.counting import quorum_state
from meetings.attendance.models import Absence, RoomHeads, SittingSeat
from meetings.contracts.attendance import UNEXCUSED
from meetings.contracts.polls import Quorum
from meetings.contracts.sessions import SessionChanged
from meetings.core.actor import Actor
from meetings.core.errors import BadState
from meetings.core.permissions import Permission


def adjourn_session(*, actor: Actor, meeting_id: UUID, resumes_at: datetime | None, finish: bool = False) -> int:
    """End the session that runs; returns the journal number.

    The next one begins as planned or at ``resumes_at``. The turn ends, an open vote must be closed first. The open item
    stays open and goes on in the next session, ``finish``: it ends. Who is there checks in again for the next session.
    """
    with act_in_session(actor, meeting_id, Permission.ADJOURN_SESSION) as (act, meeting):
        session = meeting.sessions.filter(opened_at__isnull=False, closed_at__isnull=True).first()
        if session is None:
            raise BadState(_("Không có buổi nào đang họp."), code="no_session")
        for step in adjourning_steps:
            step(meeting, act)
        item = current_item(meeting)
        if item and finish:
            finish_item(meeting, item, act)
        paused = pause_item(meeting, act.at)
        session.closed_at = act.at
        session.save(update_fields=["closed_at"])
        plan_next(meeting, session, resumes_at, act.at)
        meeting.adjourned_at, meeting.break_since, meeting.break_until = act.at, None, None
        meeting.save(update_fields=["adjourned_at", "break_since", "break_until"])
        ended = quorum_state(meeting)
        _clear_attendance(meeting, act.at)
        number = act.record(_changed("adjourned", meeting, session.id, paused, ended))
    announce_policy(meeting_id)
    return number


def open_session(*, actor: Actor, meeting_id: UUID) -> int:
    """Open the next session: the clock of the open item goes on; returns the journal number."""
    with act_in_session(actor, meeting_id, Permission.OPEN_SESSION) as (act, meeting):
        session = next_session_of(meeting)
        if meeting.adjourned_at is None or session is None:
            raise BadState(_("Buổi họp đang diễn ra."), code="in_session")
        session.opened_at = act.at
        session.save(update_fields=["opened_at"])
        meeting.adjourned_at = None
        meeting.save(update_fields=["adjourned_at"])
        resumed = resume_item(meeting, act.at)
        number = act.record(_changed("opened", meeting, session.id, resumed))
    announce_policy(meeting_id)
    return number


def _clear_attendance(meeting: Meeting, at: datetime) -> None:
    """Let nobody be there yet; what was, the journal keeps."""
    people = Participation.objects.filter(meeting=meeting, person__isnull=False)
    people.update(present=False, checked_in_at=None, left_at=None, seated_in=None)
    SittingSeat.objects.filter(meeting=meeting, ended_at__isnull=True).update(ended_at=at)
    # What was said of the session that ended: who did not answer, how many sat in the rooms.
    Absence.objects.filter(meeting=meeting, ground__code=UNEXCUSED).delete()
    RoomHeads.objects.filter(meeting=meeting).delete()


def _changed(
    act: Literal["adjourned", "opened"],
    meeting: Meeting,
    session_id: UUID,
    item: Item | None,
    ended: Quorum | None = None,
) -> SessionChanged:
    return SessionChanged(
        act=act,
        session_id=str(session_id),
        meeting=meeting_state(meeting),
        items=tuple(state for state in items_state(meeting) if item and state.id == str(item.id)),
        people=attendees_state(meeting),
        quorum=quorum_state(meeting),
        ended=ended,
    )
