"""The demonstration's second meeting: a week ahead, in two sessions, so that a plan of several sessions can be seen."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from meetings.accounts.models import Person, Unit
from meetings.agenda.arranging import ItemText, add_item
from meetings.agenda.models import Meeting, Session
from meetings.agenda.planning import SessionText, add_session, edit_session
from meetings.agenda.services import MeetingText, convene_meeting, create_meeting
from meetings.attendance.services import Invitation, invite_people
from meetings.contracts.state import MeetingStatus
from meetings.core.actor import Actor
from meetings.demo import cast
from meetings.rooms.models import Room
from meetings.rooms.services import invite_rooms

AHEAD = timedelta(days=7)
MORNING, AFTERNOON = (time(8, 0), time(11, 30)), (time(14, 0), time(17, 0))


def load_later_meeting(secretary: Actor, unit: Unit, people: Mapping[str, Person], hall: Room) -> None:
    """Load the meeting; one whose day passed without an opening moves a week ahead again."""
    meeting = Meeting.objects.filter(title=cast.LATER_TITLE).order_by("-starts_at").first()
    with transaction.atomic():
        if meeting is None or meeting.status == MeetingStatus.CLOSED:
            _make(secretary, unit, people, hall)
        elif meeting.status in {MeetingStatus.DRAFT, MeetingStatus.CONVENED}:
            _move_ahead(secretary, list(meeting.sessions.all()))


def _at(hours: tuple[time, time]) -> SessionText:
    now = timezone.localtime()
    starts, ends = (datetime.combine(now.date() + AHEAD, hour, tzinfo=now.tzinfo) for hour in hours)
    return SessionText(starts, ends)


def _make(secretary: Actor, unit: Unit, people: Mapping[str, Person], hall: Room) -> None:
    morning = _at(MORNING)
    text = MeetingText(cast.LATER_TITLE, cast.LATER_PLACE, morning.starts_at, morning.ends_at, secrecy="none")
    meeting = create_meeting(actor=secretary, unit=unit, text=text)
    first = meeting.sessions.get()
    second = add_session(actor=secretary, meeting_id=meeting.id, text=_at(AFTERNOON))
    for session, items in zip((first, second), cast.LATER_ITEMS, strict=True):
        for title, presenter, minutes in items:
            item = ItemText(title, presenter, minutes)
            add_item(actor=secretary, meeting_id=meeting.id, text=item, session_id=session.id)
    invitations = [Invitation(people[demo.username].id, demo.role, demo.votes) for demo in cast.PEOPLE]
    invite_people(actor=secretary, meeting_id=meeting.id, invitations=invitations)
    invite_rooms(actor=secretary, meeting_id=meeting.id, room_ids=[hall.id], main_room_id=hall.id)
    convene_meeting(actor=secretary, meeting_id=meeting.id)


def _move_ahead(secretary: Actor, sessions: list[Session]) -> None:
    passed = timezone.localdate() - timezone.localtime(sessions[0].starts_at).date()
    if passed <= timedelta(0):
        return
    # The last one first, so that two never overlap on the way.
    for session in reversed(sessions):
        text = SessionText(session.starts_at + passed + AHEAD, session.ends_at + passed + AHEAD)
        edit_session(actor=secretary, meeting_id=session.meeting_id, session_id=session.id, text=text)
