"""Background work of the minutes."""

from uuid import UUID

from django_tasks import task

from meetings.agenda.models import Meeting
from meetings.core.journal import Act
from meetings.minutes.services import draft_minutes


@task()
def make_draft(meeting_id: str) -> str:
    """Make the draft minutes of a meeting that was closed; returns the draft's id."""
    return str(draft_minutes(meeting_id=UUID(meeting_id)).id)


def order_draft(meeting: Meeting, current: Act) -> None:
    """Closing step: the draft is ordered in the transaction that closes the meeting."""
    make_draft.enqueue(str(meeting.id))
