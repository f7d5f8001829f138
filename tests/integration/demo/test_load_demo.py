"""The demonstration, loaded as ``make run`` loads it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import programme
from meetings.agenda.services import close_meeting, open_meeting
from meetings.contracts.state import MeetingStatus
from meetings.core.actor import person_actor
from meetings.core.journal import first_broken_number, last_number
from meetings.demo.accounts import accounts_file, read_accounts
from meetings.demo.cast import LATER_TITLE
from meetings.demo.services import load_demo
from meetings.documents.models import Paper
from meetings.rooms.models import Room
from meetings.seating.selectors import seating_state


@pytest.mark.django_db
def test_the_demonstration_is_whole_and_loading_it_again_changes_nothing() -> None:
    meeting = load_demo()
    assert (meeting.status, meeting.items.count(), Paper.objects.count()) == (MeetingStatus.CONVENED, 5, 4)
    assert timezone.localtime(meeting.starts_at).date() == timezone.localdate()
    seating = seating_state(meeting)
    assert seating
    assert (len(seating.hall.seats), len(seating.places)) == (157, 5)
    assert sorted(Room.objects.values_list("seats", flat=True))[-1] == 150
    assert Unit.objects.filter(valid_to__isnull=False, level="huyện").exists()
    assert Person.objects.get(username="chutoa").check_password(read_accounts()[0].password)
    assert accounts_file().stat().st_mode & 0o077 == 0

    number, people = last_number(meeting.id), Person.objects.count()
    assert load_demo().id == meeting.id
    assert (last_number(meeting.id), Person.objects.count(), Paper.objects.count()) == (number, people, 4)
    assert first_broken_number(meeting.id) is None

    Meeting.objects.filter(id=meeting.id).update(starts_at=meeting.starts_at - timedelta(days=3))
    assert timezone.localtime(load_demo().starts_at).date() == timezone.localdate()

    later = Meeting.objects.get(title=LATER_TITLE)
    assert [[line.item.planned_minutes for line in group.lines] for group in programme(later)] == [
        [15, 45, 120],
        [30, 90, 15],
    ]
    planned = list(later.sessions.values_list("starts_at", "ends_at"))
    for session in later.sessions.all():
        session.starts_at, session.ends_at = session.starts_at - timedelta(days=9), session.ends_at - timedelta(days=9)
        session.save()
    load_demo()
    assert list(later.sessions.values_list("starts_at", "ends_at")) == planned
    assert Meeting.objects.get(id=later.id).starts_at == planned[0][0]

    chair = person_actor(Person.objects.get(username="chutoa").id)
    open_meeting(actor=chair, meeting_id=meeting.id)
    close_meeting(actor=chair, meeting_id=meeting.id)
    assert load_demo().id != meeting.id
