"""The reminders that a meeting sends by itself; runs in ``jobs``, in any number of them."""

import logging
import threading
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, close_old_connections
from django.db.models import Q

from meetings.agenda.models import Meeting
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import SYSTEM
from meetings.core.journal import act
from meetings.documents.models import RemindedAt
from meetings.documents.reminding import HOURS, OWED, UNREAD, plan_of, to_remind
from meetings.documents.rules import reminder_moment
from meetings.notices.services import send_notices

log = logging.getLogger(__name__)
EVERY_S = 20


def run_reminders(stop: threading.Event) -> None:
    """Send what is due until ``stop`` is set; survives the absence of the database."""
    while not stop.is_set():
        try:
            send_due(clock.now())
        except DatabaseError as error:
            log.warning("reminders wait: %s", error)
        finally:
            close_old_connections()
        stop.wait(EVERY_S)


def send_due(now: datetime) -> int:
    """Send the reminders whose time has come, each round once; return how many notices."""
    soon = now + timedelta(hours=max(HOURS))
    coming = Q(starts_at__gt=now, starts_at__lte=soon) | Q(papers_due__gt=now, papers_due__lte=soon)
    sent = 0
    for meeting in Meeting.objects.filter(coming, status=MeetingStatus.CONVENED):
        for kind, moment in _moments(meeting, now):
            if not RemindedAt.objects.filter(meeting=meeting, kind=kind, moment=moment).exists():
                sent += send_round(meeting.id, kind, moment)
    return sent


def _moments(meeting: Meeting, now: datetime) -> list[tuple[str, datetime]]:
    plan = plan_of(meeting)
    readers = reminder_moment(meeting.starts_at, plan.before_start, now)
    owers = reminder_moment(meeting.papers_due, plan.before_due, now) if meeting.papers_due else None
    return [(kind, moment) for kind, moment in ((UNREAD, readers), (OWED, owers)) if moment]


def send_round(meeting_id: UUID, kind: str, moment: datetime) -> int:
    """Remind everybody whom a time of the plan concerns; whichever process comes second finds it done."""
    with act(meeting_id=meeting_id, actor=SYSTEM) as current:
        meeting = Meeting.objects.get(id=meeting_id)
        row, new = RemindedAt.objects.get_or_create(meeting=meeting, kind=kind, moment=moment)
        if not new:
            return 0
        occasion = f"plan-{clock.iso(row.moment)}"
        told = send_notices(current, kind, occasion, {person_id: {} for person_id in to_remind(meeting, kind)})
    if told:
        log.info("%s people of meeting %s were reminded: %s", len(told), meeting_id, kind)
    return len(told)
