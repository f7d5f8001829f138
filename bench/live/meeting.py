"""The meeting that is measured: made by the real services, with as many people and events as asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from uuid import UUID, uuid4

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from meetings.accounts.models import Person, Unit
from meetings.agenda import arranging
from meetings.agenda import services as agenda
from meetings.attendance import services as attendance
from meetings.attendance.checkins import CheckInOrder, check_in_people
from meetings.attendance.services import Invitation
from meetings.contracts.roles import Role
from meetings.core import clock, journal
from meetings.core.actor import Actor, person_actor
from meetings.speaking import services as speaking
from meetings.speaking.models import SpeechRequest
from meetings.voting import services as voting
from meetings.voting.models import Poll

ITEMS = 12
NO_PASSWORD = "!"  # noqa: S105 - Django's mark of an account that cannot sign in by the form


@dataclass
class BenchMeeting:
    """An open sitting; all people are delegates with a vote who are there."""

    id: UUID
    chair: Actor
    people: list[Person]

    def __post_init__(self) -> None:
        self._hands = self._raise_and_lower()

    def act(self) -> int:
        """Do one small official act that goes to everybody; returns its journal number."""
        return next(self._hands)

    def _raise_and_lower(self) -> Iterator[int]:
        for person in cycle(self.people):
            actor = person_actor(person.id)
            yield speaking.request_speech(actor=actor, meeting_id=self.id, subject="Góp ý về dự toán ngân sách")
            hand = SpeechRequest.objects.get(meeting_id=self.id, person=person, ended_at__isnull=True)
            yield speaking.withdraw_speech(actor=actor, meeting_id=self.id, request_id=str(hand.id))

    def open_poll(self) -> str:
        """Open a vote; returns its id."""
        voting.open_poll(actor=self.chair, meeting_id=self.id, item_id=None, question="Thông qua nghị quyết?")
        return str(Poll.objects.get(meeting_id=self.id, closed_at__isnull=True).id)

    def close_poll(self, poll_id: str) -> None:
        """Close the vote."""
        voting.close_poll(actor=self.chair, meeting_id=self.id, poll_id=poll_id)

    def number(self) -> int:
        """The journal's last number."""
        return journal.last_number(self.id)


def make_meeting(people: int, events: int) -> BenchMeeting:
    """Make a sitting of so many delegates with at least so many events in its journal."""
    unit = Unit.objects.create(name="Tỉnh An Bình", level="tỉnh")
    secretary = _person("thu-ky", unit, may_create_meetings=True)
    chair = _person("chu-tri", unit)
    delegates = Person.objects.bulk_create(
        Person(username=f"dai-bieu-{n}", full_name=f"Đại biểu số {n}", title="Ủy viên", unit=unit, password=NO_PASSWORD)
        for n in range(1, people + 1)
    )
    now, staff = clock.now(), person_actor(secretary.id)
    text = agenda.MeetingText("Hội nghị toàn tỉnh", "Hội trường tỉnh", now, now + timedelta(hours=4), secrecy="none")
    meeting_id = agenda.create_meeting(actor=staff, unit=unit, text=text).id
    for number in range(1, ITEMS + 1):
        arranging.add_item(
            actor=staff, meeting_id=meeting_id, text=arranging.ItemText(f"Nội dung {number}", "Văn phòng", 20)
        )
    invitations = [Invitation(chair.id, Role.CHAIR, True)]
    invitations += [Invitation(person.id, Role.DELEGATE, True) for person in delegates]
    attendance.invite_people(actor=staff, meeting_id=meeting_id, invitations=invitations)
    agenda.convene_meeting(actor=staff, meeting_id=meeting_id)
    everybody = [CheckInOrder(person_actor(person.id), None) for person in (chair, *delegates)]
    check_in_people(meeting_id=meeting_id, orders=everybody)
    agenda.open_meeting(actor=person_actor(chair.id), meeting_id=meeting_id)
    meeting = BenchMeeting(meeting_id, person_actor(chair.id), delegates)
    meeting.act()  # At least one of the kind that is measured, however small the journal.
    while meeting.number() < events:
        meeting.act()
    return meeting


def _person(username: str, unit: Unit, **rights: bool) -> Person:
    return Person.objects.create(username=username, full_name=username, unit=unit, password=NO_PASSWORD, **rights)


def sign_in(people: list[Person]) -> list[str]:
    """Sign people in without the form; returns their Cookie headers."""
    return [f"__Host-nghisu={_session(person)}" for person in people]


def _session(person: Person) -> str:
    session = SessionStore(session_key=uuid4().hex)
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save(must_create=True)
    return str(session.session_key)
