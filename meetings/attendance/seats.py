"""Sign-in for a sitting: which device of which person sits where; renewed while it is live, ended by the chair.

A seat holds only the hash of the session's key, so that nobody who reads the table can use a session.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.accounts.services import end_sessions_of, renew_sessions
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_meeting_for
from meetings.attendance.models import SittingSeat
from meetings.contracts.audience import Roles
from meetings.contracts.events import SignInEnded
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState
from meetings.core.journal import Act, act
from meetings.core.permissions import Permission, roles_with

LIVING = (MeetingStatus.CONVENED, MeetingStatus.OPEN)


def session_hash(session_key: str) -> str:
    """Return what is stored of a session's key."""
    return hashlib.sha256(session_key.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SignIn:
    """A person's sign-in on one machine."""

    session_key: str
    device: str
    """What kind of machine, in words."""


def take_seat(*, meeting_id: UUID, person_id: UUID, sign_in: SignIn) -> bool:
    """Bind a sign-in to the place where its person checked in; returns whether there is such a place.

    Done by every live page of somebody who is there: a second device is a second seat of the same person, who still
    counts once. Nothing is written when the seat is as it should be.
    """
    place = Participation.objects.filter(
        meeting_id=meeting_id, person_id=person_id, present=True, meeting__status__in=LIVING
    ).first()
    if place is not None:
        take_seats(meeting_id, [(sign_in, person_id, place.seated_in_id)])
    return place is not None


def take_seats(meeting_id: UUID, sitting: Sequence[tuple[SignIn, UUID, UUID | None]]) -> None:
    """Bind sign-ins, each with its person and his room, who are there; two statements for any number."""
    wanted = {session_hash(sign_in.session_key): (sign_in, person, room) for sign_in, person, room in sitting}
    known = {
        seat.session_hash: seat
        for seat in SittingSeat.objects.filter(meeting_id=meeting_id, session_hash__in=wanted)
        if seat.ended_at is None
    }
    now, seats = clock.now(), []
    for digest, (sign_in, person_id, room_id) in wanted.items():
        mine = known.get(digest)
        if mine and (mine.room_id, mine.device) == (room_id, sign_in.device):
            continue
        started_at = mine.started_at if mine else now
        seats.append(
            SittingSeat(
                meeting_id=meeting_id,
                session_hash=digest,
                person_id=person_id,
                device=sign_in.device,
                room_id=room_id,
                started_at=started_at,
            )
        )
    if seats:
        SittingSeat.objects.bulk_create(
            seats,
            update_conflicts=True,
            unique_fields=["meeting", "session_hash"],
            update_fields=["person", "device", "room", "ended_at"],
        )


def renew_live(pages: Iterable[tuple[UUID, str]]) -> None:
    """Let the sign-ins behind open pages, each ``(meeting, session key)``, go on while their meeting is open."""
    known = set(pages)
    open_now = set(
        Meeting.objects.filter(id__in={meeting for meeting, _key in known}, status=MeetingStatus.OPEN).values_list(
            "id", flat=True
        )
    )
    renew_sessions({key for meeting, key in known if meeting in open_now})


def end_sign_in(*, actor: Actor, meeting_id: UUID, person_id: UUID) -> int:
    """End a person's sign-ins on every device that has a seat in this meeting; returns the journal number.

    What he did stays; he signs in again to come back. Attendance does not change.
    """
    get_meeting_for(actor, meeting_id, Permission.END_SIGN_IN)
    with act(meeting_id=meeting_id, actor=actor) as current:
        get_meeting_for(actor, meeting_id, Permission.END_SIGN_IN)
        if person_id == actor.id:
            raise BadInput(_("Để kết thúc phiên của chính mình, đồng chí dùng «Đăng xuất»."), code="own_sign_in")
        seats = SittingSeat.objects.filter(meeting_id=meeting_id, person_id=person_id, ended_at__isnull=True)
        hashes = set(seats.values_list("session_hash", flat=True))
        if not hashes:
            raise BadState(_("Người này không có máy nào đang dự họp bằng tài khoản."), code="no_seat")
        seats.update(ended_at=clock.now())
        _sign_out(hashes)
        return current.record(
            SignInEnded(person_id=str(person_id), devices=len(hashes)), Roles(roles=roles_with(Permission.SEE_JOURNAL))
        )


def end_seats(meeting: Meeting, _act: Act) -> None:
    """End every seat when the sitting closes; those who stay behind to work are never signed out by it."""
    seats = SittingSeat.objects.filter(meeting=meeting, ended_at__isnull=True)
    if meeting.sign_out_at_end:
        staff = roles_with(Permission.END_SIGN_IN) + roles_with(Permission.SEE_ROOMS)
        working = Participation.objects.filter(meeting=meeting, role__in=staff).values_list("person_id", flat=True)
        staying = {person for person in (*working, meeting.acting_chair_id) if person}
        _sign_out(set(seats.exclude(person_id__in=staying).values_list("session_hash", flat=True)))
    seats.update(ended_at=clock.now())


def _sign_out(hashes: set[str]) -> None:
    transaction.on_commit(lambda: end_sessions_of(lambda key: session_hash(key) in hashes))
