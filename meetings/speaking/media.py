"""Tells the media worker what the meeting decided, after each decision that concerns it."""

from typing import Any
from uuid import UUID

from meetings.agenda.models import Meeting
from meetings.contracts.media import CloseConference, SetPolicy
from meetings.contracts.state import MeetingStatus
from meetings.rooms.gateway import send_if_running
from meetings.speaking.selectors import policy_for


def push_policy(meeting_id: UUID, **_signal: Any) -> None:
    """Send the newest policy of a meeting to its conference; a closed meeting's conference ends."""
    meeting = Meeting.objects.filter(id=meeting_id).first()
    if meeting is None:
        return
    if meeting.status == MeetingStatus.CLOSED:
        send_if_running(CloseConference(meeting_id=str(meeting_id)))
    else:
        send_if_running(SetPolicy(meeting_id=str(meeting_id), policy=policy_for(meeting)))
