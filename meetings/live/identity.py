"""Who is behind a socket: a signed-in person, or a room's kiosk by its cookie."""

import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from meetings.accounts.machines import device_label, machine_of
from meetings.accounts.models import Person
from meetings.accounts.sessions import SessionStore
from meetings.agenda.models import Participation
from meetings.agenda.selectors import Place, get_place_for, standing_by, viewer_of
from meetings.attendance.branches import branches_state
from meetings.attendance.notices import notices_to
from meetings.attendance.seats import SignIn
from meetings.attendance.selectors import absences_state, grounds_state
from meetings.contracts.attendance import Branch
from meetings.contracts.audience import Viewer
from meetings.contracts.invitations import Expected
from meetings.contracts.messages import Letter
from meetings.contracts.polls import HandCount, MyBallot, PreparedPoll
from meetings.contracts.roles import Role
from meetings.contracts.state import Absence, UnitNotice, You
from meetings.core import clock
from meetings.core.actor import Actor, person_actor, room_actor
from meetings.core.errors import Refused
from meetings.core.permissions import Permission, Standing
from meetings.invitations.selectors import expected_in
from meetings.live.commands import COMMAND_NAMES
from meetings.messages.selectors import letters_for, letters_of
from meetings.rooms.models import KioskDevice
from meetings.rooms.selectors import get_kiosk_by_token
from meetings.voting.selectors import my_ballots, open_hands, prepared_state

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a page is in one meeting, as of the moment it was looked up."""

    peer_id: str
    meeting_id: UUID
    actor: Actor
    standing: Standing
    name: str
    detail: str
    session_key: str | None
    kiosk_id: UUID | None
    device: str = ""
    """What kind of machine the page is on, in words."""
    machine: str = ""
    """The machine that it is on, as papers that were opened know it."""
    secret: str = field(default="", repr=False)
    """Mark of the password that the sign-in rests on; empty: on none (a kiosk)."""

    @property
    def role(self) -> Role:
        """The role by which messages are addressed to the page."""
        return self.standing.role

    @property
    def viewer(self) -> Viewer:
        """What decides which messages the page receives."""
        return viewer_of(self.actor, self.standing, self.peer_id)


def identify(
    cookies: Mapping[str, str], meeting_id: UUID, *, as_kiosk: bool, peer_id: str, agent: str = ""
) -> Identity:
    """Look up who a page is; raises ``Refused`` without a valid cookie and ``NotFound`` for outsiders."""
    if as_kiosk:
        return _kiosk(cookies.get(settings.KIOSK_COOKIE_NAME), meeting_id, peer_id)
    return _person(cookies, meeting_id, peer_id, device_label(agent))


def _person(cookies: Mapping[str, str], meeting_id: UUID, peer_id: str, device: str) -> Identity:
    session_key = cookies.get(settings.SESSION_COOKIE_NAME)
    request = HttpRequest()
    request.session = SessionStore(session_key)
    user = get_user(request) if session_key else None
    if user is None or not user.is_authenticated:
        raise Refused
    place = get_place_for(person_actor(user.id), meeting_id)
    return person_identity(user, place, peer_id, session_key, device, machine_of(cookies))


def person_identity(
    person: Person, place: Place, peer_id: str, session_key: str | None, device: str, machine: str = ""
) -> Identity:
    """Return the identity of a signed-in person whose place is at hand."""
    return Identity(
        peer_id=peer_id,
        meeting_id=place.meeting.id,
        actor=person_actor(person.id),
        standing=place.standing,
        name=person.full_name,
        detail=person.title,
        session_key=session_key,
        kiosk_id=None,
        device=device,
        machine=machine,
        secret=_mark(person.password),
    )


def _kiosk(token: str | None, meeting_id: UUID, peer_id: str) -> Identity:
    kiosk = get_kiosk_by_token(token)
    if kiosk is None or kiosk.room is None:
        raise Refused
    actor = room_actor(kiosk.room.id)
    place = get_place_for(actor, meeting_id)
    return Identity(
        peer_id=peer_id,
        meeting_id=meeting_id,
        actor=actor,
        standing=place.standing,
        name=kiosk.room.name,
        detail=kiosk.room.unit.name,
        session_key=None,
        kiosk_id=kiosk.id,
        machine=f"kiosk:{kiosk.id}",
    )


def _mark(password: str) -> str:
    """Return what changes with the (already hashed) password and gives nothing of it away."""
    return hashlib.sha256(password.encode()).hexdigest()


def sign_in_of(identity: Identity) -> SignIn | None:
    """Return the sign-in behind a page; None for a room's kiosk."""
    if not identity.session_key or identity.actor.kind != "person":
        return None
    return SignIn(identity.session_key, identity.device)


def place_of(identity: Identity) -> Place:
    """Return the place as it is now; raises when the right to be here is gone."""
    return get_place_for(identity.actor, identity.meeting_id)


class Own(Protocol):
    """What was read for several pages at once, by person and by unit."""

    def ballots(self, person_id: UUID) -> tuple[MyBallot, ...]:
        """Return a person's receipts."""

    def notices(self, unit_id: UUID) -> tuple[UnitNotice, ...]:
        """Return what a unit was told."""

    @property
    def absences(self) -> tuple[Absence, ...]:
        """Return who is absent by which case; only for those who read the journal."""

    @property
    def branches(self) -> tuple[Branch, ...]:
        """Return the tree of units for the roll call; only for those who read the journal."""

    def letters(self, viewer: Viewer) -> tuple[Letter, ...]:
        """Return the messages that a page may read."""

    @property
    def hands(self) -> tuple[HandCount, ...]:
        """Return what was entered of the open vote by show of hands; only for those who read the journal."""

    @property
    def prepared(self) -> tuple[PreparedPoll, ...]:
        """Return the votes that wait to be opened; only for those who read the journal."""

    @property
    def expected(self) -> Expected | None:
        """Return who will come; only for those who see the answers to the invitation."""


def you_state(identity: Identity, read: Own | None = None) -> You:
    """Return what the page is told of itself; ``read`` has it already when several pages came together."""
    actor, viewer = identity.actor, identity.viewer
    unit_id, standing = identity.standing.unit_id, identity.standing
    if read:
        ballots = read.ballots(actor.id) if actor.kind == "person" else ()
        notices = read.notices(unit_id) if unit_id else ()
        absences = read.absences if standing.may(Permission.SEE_JOURNAL) else ()
        branches = read.branches if standing.may(Permission.SEE_JOURNAL) else ()
        letters = read.letters(viewer)
        hands = read.hands if standing.may(Permission.SEE_JOURNAL) else ()
        prepared = read.prepared if standing.may(Permission.SEE_JOURNAL) else ()
        expected = read.expected if standing.may(Permission.SEE_ANSWERS) else None
    else:
        ballots = my_ballots(identity.meeting_id, actor.id) if actor.kind == "person" else ()
        notices = notices_to(identity.meeting_id, unit_id) if unit_id else ()
        absences = absences_state(identity.meeting_id) if standing.may(Permission.SEE_JOURNAL) else ()
        branches = branches_state(identity.meeting_id) if standing.may(Permission.SEE_JOURNAL) else ()
        letters = letters_for(letters_of(identity.meeting_id), viewer)
        hands = open_hands(identity.meeting_id) if standing.may(Permission.SEE_JOURNAL) else ()
        prepared = prepared_state(identity.meeting_id) if standing.may(Permission.SEE_JOURNAL) else ()
        expected = expected_in(identity.meeting_id) if standing.may(Permission.SEE_ANSWERS) else None
    return You(
        peer_id=identity.peer_id,
        role=identity.role,
        person_id=viewer.person_id,
        room_id=viewer.room_id,
        unit_id=viewer.unit_id,
        name=identity.name,
        detail=identity.detail,
        participant=actor.key,
        commands=tuple(sorted(COMMAND_NAMES & standing.permissions)),
        ballots=ballots,
        notices=notices,
        absences=absences,
        letters=letters,
        hands=hands,
        prepared=prepared,
        grounds=grounds_state(clock.local_date(clock.now())) if standing.may(Permission.NOTE_ABSENCE) else (),
        branches=branches,
        expected=expected,
        may_publish=standing.may(Permission.PUBLISH_MEDIA),
    )


def still_valid(identities: Iterable[Identity]) -> dict[str, Standing]:
    """Return, by peer, the standing now of those who may stay; who is missing must go. Four queries for any number."""
    known = list(identities)
    sessions = set(_living_sessions([identity.session_key for identity in known if identity.session_key]))
    kiosks = set(_living_kiosks([identity.kiosk_id for identity in known if identity.kiosk_id]))
    places = _standings({identity.meeting_id for identity in known}, {identity.actor.id for identity in known})
    valid: dict[str, Standing] = {}
    for identity in known:
        signed_in = identity.session_key in sessions if identity.session_key else identity.kiosk_id in kiosks
        standing, secret = places.get((identity.meeting_id, identity.actor.key), (None, ""))
        if signed_in and standing and identity.secret in {"", secret}:
            valid[identity.peer_id] = standing
    return valid


def end_reason(identity: Identity) -> Literal["removed", "signed_out", "revoked"]:
    """Return why a page that is no longer valid must go: its place is gone, its sign-in, or its kiosk."""
    places = Participation.objects.filter(meeting_id=identity.meeting_id)
    mine = {"person_id": identity.actor.id} if identity.actor.kind == "person" else {"room_id": identity.actor.id}
    if not places.filter(**mine).exists():
        return "removed"
    return "signed_out" if identity.session_key else "revoked"


def _living_sessions(keys: list[str]) -> Iterable[str]:
    return Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now()).values_list(
        "session_key", flat=True
    )


def _living_kiosks(ids: list[UUID]) -> Iterable[UUID]:
    kiosks = KioskDevice.objects.filter(id__in=ids, revoked_at__isnull=True, room__isnull=False)
    return kiosks.values_list("id", flat=True)


def _standings(meetings: set[UUID], actors: set[UUID]) -> dict[tuple[UUID, str], tuple[Standing, str]]:
    """Return standing and mark of the password, by meeting and participant."""
    # Columns, not objects: this is read for everybody again and again.
    places = Participation.objects.filter(meeting_id__in=meetings)
    people = places.filter(person_id__in=actors, person__is_active=True)
    columns = ("meeting_id", "role", "meeting__acting_chair_id", "person_id", "person__unit_id", "person__password")
    found = {
        (meeting_id, person_actor(person_id).key): (
            standing_by(Role(role), person_id, unit_id, acting),
            _mark(password),
        )
        for meeting_id, role, acting, person_id, unit_id, password in people.values_list(*columns)
    }
    for meeting_id, role, room_id in places.filter(room_id__in=actors).values_list("meeting_id", "role", "room_id"):
        found[meeting_id, room_actor(room_id).key] = (standing_by(Role(role), None, None, None), "")
    return found
