"""Pages that come together are looked up together: a hall after a restart costs a few queries, not thousands.

The fast way knows only sign-ins that are beyond doubt; every other page (a kiosk, a changed password, nobody) is looked
at by ``identify``, one by one, which has the words of each refusal. Both answer alike (docs/algorithms/arrivals.md).
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils.crypto import constant_time_compare

from meetings.accounts.machines import device_label, machine_of
from meetings.agenda.models import Participation
from meetings.agenda.selectors import place_behind
from meetings.attendance.seats import LIVING, take_seats
from meetings.contracts.base import PROTOCOL_VERSION
from meetings.contracts.roles import Role
from meetings.core import clock
from meetings.core.errors import DomainError
from meetings.core.permissions import Permission
from meetings.interpreting.lines import note_interpreter_back
from meetings.live.feed import Reading, welcome_texts
from meetings.live.identity import Identity, identify, person_identity, sign_in_of
from meetings.speaking.absence import note_line_back

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a page's request says of it; ``after``: the last event that it has, when it says hello."""

    peer_id: str
    cookies: Mapping[str, str]
    as_kiosk: bool
    agent: str
    after: int | None = None

    @property
    def session_key(self) -> str | None:
        """The sign-in that it shows."""
        return None if self.as_kiosk else self.cookies.get(settings.SESSION_COOKIE_NAME)


@dataclass(frozen=True, slots=True)
class Welcomed:
    """Who the page is now, and the answers to its hello."""

    identity: Identity
    texts: list[str]
    number: int
    """The page has the state of this number, perhaps of a later one."""


def identify_all(meeting_id: UUID, arrivals: Sequence[Arrival]) -> list[Identity | DomainError]:
    """Look up who pages are, as ``identify`` does; a refusal stands in its page's place."""
    places = _signed_in(meeting_id, {arrival.session_key for arrival in arrivals} - {None})
    return [_outcome(meeting_id, arrival, places.get(arrival.session_key)) for arrival in arrivals]


def _signed_in(meeting_id: UUID, keys: set[str | None]) -> dict[str | None, Participation]:
    """Return the places of those whose sign-in is valid by every rule of Django's ``get_user``; two queries."""
    living = Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now())
    kept = {session.session_key: session.get_decoded() for session in living}
    people = {data[SESSION_KEY] for data in kept.values() if SESSION_KEY in data}
    rows = Participation.objects.select_related("meeting", "person", "room")
    rows = rows.filter(meeting_id=meeting_id, person_id__in=people, person__is_active=True)
    places = {str(row.person_id): row for row in rows}
    found: dict[str | None, Participation] = {}
    for key, data in kept.items():
        place = places.get(data.get(SESSION_KEY, ""))
        if place and place.person and data.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS:
            proof = place.person.get_session_auth_hash()
            if constant_time_compare(data.get(HASH_SESSION_KEY, ""), proof):
                found[key] = place
    return found


def _outcome(meeting_id: UUID, arrival: Arrival, row: Participation | None) -> Identity | DomainError:
    try:
        if row is not None and row.person is not None:
            place = place_behind(row, Permission.SEE_MEETING)
            device = device_label(arrival.agent)
            machine = machine_of(arrival.cookies)
            return person_identity(row.person, place, arrival.peer_id, arrival.session_key, device, machine)
        return identify(
            arrival.cookies, meeting_id, as_kiosk=arrival.as_kiosk, peer_id=arrival.peer_id, agent=arrival.agent
        )
    except DomainError as error:
        return error


def welcome_all(meeting_id: UUID, arrivals: Sequence[Arrival]) -> list[Welcomed | DomainError]:
    """Answer the hello of pages of one meeting: who they are now, their seats, what they missed."""
    outcomes = identify_all(meeting_id, arrivals)
    known = [outcome for outcome in outcomes if isinstance(outcome, Identity)]
    _sit_down(meeting_id, known)
    for identity in known:
        if identity.role == Role.CHAIR:
            note_line_back(meeting_id, identity.actor.id)
        elif identity.role == Role.INTERPRETER:
            note_interpreter_back(meeting_id, identity.actor.id)
    reading = Reading(meeting_id, known, [arrival.after for arrival in arrivals])
    return [
        Welcomed(outcome, welcome_texts(outcome, PROTOCOL_VERSION, arrival.after, reading), reading.number)
        if isinstance(outcome, Identity)
        else outcome
        for arrival, outcome in zip(arrivals, outcomes, strict=True)
    ]


def _sit_down(meeting_id: UUID, identities: Sequence[Identity]) -> None:
    """Bind the sign-ins of those who have checked in to their seats.

    A seat that cannot be written (a full disk) keeps nobody from reading; the next ``hello`` writes it.
    """
    people = {identity.actor.id for identity in identities if sign_in_of(identity)}
    there = Participation.objects.filter(
        meeting_id=meeting_id, person_id__in=people, present=True, meeting__status__in=LIVING
    )
    rooms = dict(there.values_list("person_id", "seated_in_id"))
    sitting = [
        (sign_in, identity.actor.id, rooms[identity.actor.id])
        for identity in identities
        if identity.actor.id in rooms and (sign_in := sign_in_of(identity))
    ]
    try:
        take_seats(meeting_id, sitting)
    except DatabaseError as error:
        log.warning("seats are not noted yet: %s", error)
