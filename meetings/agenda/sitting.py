"""Acts that are only possible while the meeting is in session."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for, get_open_meeting_for
from meetings.core import journal
from meetings.core.actor import Actor
from meetings.core.permissions import Permission


@contextmanager
def act_in_session(actor: Actor, meeting_id: UUID, permission: Permission) -> Iterator[tuple[journal.Act, Meeting]]:
    """Open an act of an actor who holds ``permission``; the meeting's state is read again under the lock.

    The right is asked before the lock too: a refused actor never makes others wait.
    """
    get_meeting_for(actor, meeting_id, permission)
    with journal.act(meeting_id=meeting_id, actor=actor) as act:
        yield act, get_open_meeting_for(actor, meeting_id, permission)
