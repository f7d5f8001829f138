"""Reads of the codes on the rooms' screens: which a screen shows now, and to which room a code leads."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.contracts.state import MeetingStatus
from meetings.core.actor import Actor
from meetings.core.errors import BadInput
from meetings.rooms.models import Room
from meetings.rooms.selectors import meeting_for_room
from meetings.screens.code_rules import (
    PERIOD_S,
    Worth,
    counting,
    digits_of,
    ends_at,
    period_at,
    read_token,
    secret_of,
    token_of,
    worth_of,
)

SHOWN_BEFORE = timedelta(hours=2)
"""A screen shows codes from so long before the planned beginning until the closing."""
LIVING = (MeetingStatus.CONVENED, MeetingStatus.OPEN)


@dataclass(frozen=True, slots=True)
class ShownCode:
    """What a room's screen shows just now."""

    token: str
    digits: str
    ends_at: datetime
    """Until when it counts; the screen has a newer one before."""


@dataclass(frozen=True, slots=True)
class Found:
    """To which room of which meeting a code leads, and what it is worth now."""

    place: Participation
    worth: Worth


def shown_code(room: Room, now: datetime) -> ShownCode | None:
    """Return the code that a room's screen shows now; none while there is nothing to check in to."""
    meeting = meeting_for_room(room, now)
    if meeting is None or not _is_shown(meeting, now):
        return None
    place_id = Participation.objects.values_list("id", flat=True).get(meeting=meeting, room=room)
    period, secret = period_at(now.timestamp()), _secret(place_id)
    until = datetime.fromtimestamp(ends_at(period), tz=UTC)
    return ShownCode(token_of(secret, place_id, period), digits_of(secret, period), until)


def _is_shown(meeting: Meeting, now: datetime) -> bool:
    return meeting.status == MeetingStatus.OPEN or now >= meeting.starts_at - SHOWN_BEFORE


def find_place(token: str, now: datetime) -> Found | None:
    """Return where a code leads; none for one that no screen ever showed, or whose room left the meeting."""
    claim = read_token(token)
    if claim is None:
        return None
    worth = worth_of(_secret(claim.place), claim, now.timestamp())
    if worth is Worth.FALSE:
        return None
    places = Participation.objects.select_related("meeting", "room").filter(id=claim.place, room__isnull=False)
    place = places.first()
    return Found(place, worth) if place else None


def token_behind(actor: Actor, typed: str, now: datetime) -> str:
    """Return the whole code behind the digits that somebody read from a screen of one of his meetings.

    Raises ``BadInput`` when no screen shows them now, or when two screens happen to show the same.
    """
    digits = "".join(typed.split())
    mine = Participation.objects.filter(person_id=actor.id, meeting__status__in=LIVING).values("meeting_id")
    rooms = Participation.objects.filter(meeting_id__in=mine, room__isnull=False).values_list("id", flat=True)
    found = [
        (place, period)
        for place in rooms
        for secret in [_secret(place)]
        for period in counting(now.timestamp())
        if digits_of(secret, period) == digits
    ]
    if len({place for place, _period in found}) != 1:
        words = _("Mã không đúng hoặc đã đổi. Xem lại mã đang hiện trên màn hình của phòng (mã đổi sau %(s)s giây).")
        raise BadInput(words % {"s": PERIOD_S}, code="no_such_code")
    place, period = found[0]
    return token_of(_secret(place), place, period)


def _secret(place: UUID) -> bytes:
    return secret_of(settings.SECRET_KEY.encode(), place)
