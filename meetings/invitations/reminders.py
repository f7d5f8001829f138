"""Reminders of the meeting and of the answer: by the secretary's button, and by themselves at the meeting's times."""

import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, close_old_connections
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import SYSTEM, Actor
from meetings.core.errors import BadInput, BadState
from meetings.core.journal import act
from meetings.core.permissions import Permission
from meetings.core.templatetags.nghisu import hour, short_day
from meetings.invitations.models import Answer, Decision, ReminderTime
from meetings.invitations.rules import COMING, Stand
from meetings.invitations.selectors import lines_of
from meetings.notices.kinds import Words
from meetings.notices.models import Notice
from meetings.notices.services import send_notices

log = logging.getLogger(__name__)
UNANSWERED, COMING_SOON = "invitation_unanswered", "meeting_soon"
HOURS = (168, 72, 24, 4, 1)
"""Times that can be chosen, in hours before the beginning."""
PAUSE = timedelta(minutes=10)
"""Who was reminded within this is not reminded again by the button."""
EVERY_S = 20


def set_reminder_times(*, actor: Actor, meeting_id: UUID, hours: Collection[int]) -> None:
    """Say when the meeting reminds by itself; a setting of the office, no act of the meeting."""
    meeting = get_meeting_for(actor, meeting_id, Permission.ISSUE_INVITATIONS)
    if not set(hours) <= set(HOURS):
        raise BadInput(_("Giờ nhắc này không có trong danh sách. Hãy tải lại trang."), code="bad_hours")
    ReminderTime.objects.filter(meeting=meeting).exclude(hours_before__in=list(hours)).delete()
    for one in hours:
        ReminderTime.objects.get_or_create(meeting=meeting, hours_before=one)


def remind_silent(*, actor: Actor, meeting_id: UUID) -> int:
    """Remind everybody who has not answered, but for those reminded a moment ago; returns how many were."""
    get_meeting_for(actor, meeting_id, Permission.ISSUE_INVITATIONS)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.ISSUE_INVITATIONS)
        if meeting.status != MeetingStatus.CONVENED:
            raise BadState(_("Chỉ nhắc trả lời khi cuộc họp đã triệu tập và chưa khai mạc."), code="not_convened")
        lately = Notice.objects.filter(meeting=meeting, kind=UNANSWERED, sent_at__gt=clock.now() - PAUSE)
        had = set(lately.values_list("person_id", flat=True))
        to: dict[UUID, Mapping[str, object]] = {one: {} for one in _people(meeting, {Stand.SILENT}) if one not in had}
        return len(send_notices(current, UNANSWERED, f"by-hand-{current.next_number}", to))


def _people(meeting: Meeting, stands: Collection[Stand]) -> list[UUID]:
    return [line.place.person_id for line in lines_of(meeting) if line.place.person_id and line.stand in stands]


def run_reminders(stop: threading.Event) -> None:
    """Send what is due until ``stop`` is set; survives the absence of the database."""
    while not stop.is_set():
        try:
            send_due(clock.now())
        except DatabaseError as error:
            log.warning("reminders of meetings wait: %s", error)
        finally:
            close_old_connections()
        stop.wait(EVERY_S)


def send_due(now: datetime) -> int:
    """Send the reminders whose time has come, each once; of several that are due only the latest is sent."""
    waiting = ReminderTime.objects.filter(meeting__status=MeetingStatus.CONVENED, meeting__starts_at__gt=now)
    due: dict[UUID, list[ReminderTime]] = {}
    for time in waiting.select_related("meeting"):
        if time.sent_for != time.meeting.starts_at and moment_of(time) <= now:
            due.setdefault(time.meeting_id, []).append(time)
    return sum(
        _send_round(meeting_id, min(times, key=lambda one: one.hours_before)) for meeting_id, times in due.items()
    )


def moment_of(time: ReminderTime) -> datetime:
    """Return when a reminder is sent."""
    return time.meeting.starts_at - timedelta(hours=time.hours_before)


def _send_round(meeting_id: UUID, time: ReminderTime) -> int:
    """Remind those who come of the meeting, and the silent of their answer; the second process finds it done."""
    with act(meeting_id=meeting_id, actor=SYSTEM) as current:
        meeting = Meeting.objects.get(id=meeting_id)
        mine = ReminderTime.objects.filter(id=time.id).exclude(sent_for=meeting.starts_at).exists()
        if not mine or meeting.starts_at != time.meeting.starts_at:
            return 0
        passed = ReminderTime.objects.filter(meeting=meeting, hours_before__gte=time.hours_before)
        passed.update(sent_for=meeting.starts_at)
        occasion = f"plan-{time.hours_before}-{clock.iso(meeting.starts_at)}"
        told = send_notices(current, COMING_SOON, occasion, {one: {} for one in _people(meeting, COMING)})
        told += send_notices(current, UNANSWERED, occasion, {one: {} for one in _people(meeting, {Stand.SILENT})})
    return len(told)


def tell_unanswered(actor: Actor, notices: Sequence[Notice]) -> Mapping[UUID, Words]:
    """Ask for the answer; once it is given, or the meeting has opened, the reminder is over."""
    answers = Answer.objects.filter(person_id=actor.id, meeting__in=[one.meeting_id for one in notices])
    given = set(answers.exclude(decision=Decision.REFUSED).values_list("meeting_id", flat=True))
    return {
        one.id: Words(
            title=_("Đồng chí chưa trả lời giấy mời"),
            text=_when(one.meeting),
            button=_("Trả lời giấy mời"),
            href=reverse("invitation", args=[one.meeting_id]),
        )
        for one in notices
        if one.meeting_id not in given and one.meeting.status == MeetingStatus.CONVENED
    }


def tell_coming(_actor: Actor, notices: Sequence[Notice]) -> Mapping[UUID, Words]:
    """Remind of a meeting that is about to begin; once it has opened the calendar says so itself."""
    return {
        one.id: Words(
            title=_("Sắp đến giờ họp"),
            text=_when(one.meeting),
            button=_("Xem giấy mời"),
            href=reverse("invitation", args=[one.meeting_id]),
        )
        for one in notices
        if one.meeting.status == MeetingStatus.CONVENED
    }


def _when(meeting: Meeting) -> str:
    facts = {"time": hour(meeting.starts_at), "day": short_day(meeting.starts_at), "place": meeting.place}
    return _("Họp lúc %(time)s %(day)s, tại %(place)s.") % facts
