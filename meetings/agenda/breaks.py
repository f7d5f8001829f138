"""Breaks: nobody speaks, nothing is put to a vote, the open item's clock stands. Each is one official act."""

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.closing import closing_checks
from meetings.agenda.models import Item, Meeting
from meetings.agenda.selectors import items_state, meeting_state
from meetings.agenda.services import pause_item, resume_item
from meetings.agenda.sitting import act_in_session
from meetings.contracts.events import BreakChanged
from meetings.contracts.state import Item as ItemState
from meetings.core.actor import Actor
from meetings.core.errors import BadState
from meetings.core.permissions import Permission


def start_break(*, actor: Actor, meeting_id: UUID, minutes: int) -> int:
    """Begin a break of so many minutes from now, or let a running one end then. Whoever conducts ends it."""
    with act_in_session(actor, meeting_id, Permission.START_BREAK) as (act, meeting):
        for check in closing_checks:
            check(meeting)
        now, running = act.at, meeting.break_since is not None
        meeting.break_since = meeting.break_since or now
        meeting.break_until = now + timedelta(minutes=minutes)
        meeting.save(update_fields=["break_since", "break_until"])
        changed = _changed(meeting, None if running else pause_item(meeting, now))
        return act.record(
            BreakChanged(act="changed" if running else "started", meeting=meeting_state(meeting), items=changed)
        )


def end_break(*, actor: Actor, meeting_id: UUID) -> int:
    """Go on with the sitting; the clock of the open item goes on."""
    with act_in_session(actor, meeting_id, Permission.END_BREAK) as (act, meeting):
        if meeting.break_since is None:
            raise BadState(_("Cuộc họp không trong giờ giải lao."), code="no_break")
        meeting.break_since = meeting.break_until = None
        meeting.save(update_fields=["break_since", "break_until"])
        item = resume_item(meeting, act.at)
        return act.record(BreakChanged(act="ended", meeting=meeting_state(meeting), items=_changed(meeting, item)))


def _changed(meeting: Meeting, item: Item | None) -> tuple[ItemState, ...]:
    return tuple(state for state in items_state(meeting) if item and state.id == str(item.id))
