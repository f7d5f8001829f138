"""Reads of rooms and kiosks."""

import hashlib
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db.models import Q

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import meetings_for, rooms_in
from meetings.contracts.state import CaptionSize, MeetingStatus, RoomKind
from meetings.contracts.state import Room as RoomState
from meetings.core.actor import room_actor
from meetings.core.letters import folded
from meetings.rooms.models import KioskDevice, Room


def token_hash(token: str) -> str:
    """Return what is stored of a kiosk's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def get_kiosk_by_token(token: str | None) -> KioskDevice | None:
    """Return the kiosk that holds this cookie, paired or not; ``None`` when unknown or revoked."""
    if not token:
        return None
    kiosks = KioskDevice.objects.select_related("room", "room__unit").filter(revoked_at__isnull=True)
    return kiosks.filter(token_hash=token_hash(token)).first()


def kiosk_by_code(code: str, now: datetime) -> KioskDevice | None:
    """Return the unpaired kiosk that shows this code now."""
    waiting = KioskDevice.objects.filter(room__isnull=True, revoked_at__isnull=True, code_expires_at__gt=now)
    return waiting.filter(code=code.strip().upper().replace(" ", "").replace("-", "")).first()


def paired_room_ids() -> set[str]:
    """Return the ids of rooms that have a kiosk."""
    paired = KioskDevice.objects.filter(room__isnull=False, revoked_at__isnull=True)
    return {str(room_id) for room_id in paired.values_list("room_id", flat=True)}


def rooms_state(meeting: Meeting) -> tuple[RoomState, ...]:
    """Return the rooms of a meeting as pages show them, the main room first."""
    paired = paired_room_ids()
    return tuple(
        RoomState(
            id=str(place.room.id),
            name=place.kept_words or place.room.name,
            unit=place.unit_name,
            kind=RoomKind(place.room.kind),
            seats=place.room.seats,
            main=place.main_room,
            kiosk=str(place.room.id) in paired,
            caption_size=CaptionSize(place.room.caption_size),
            caption_strong=place.room.caption_strong,
        )
        for place in rooms_in(meeting)
        if place.room
    )


def meeting_for_room(room: Room, now: datetime) -> Meeting | None:
    """Return the meeting that the room's big screen shows: one in session, else the next one convened."""
    places = meetings_for(room_actor(room.id)).filter(
        Q(meeting__status=MeetingStatus.OPEN) | Q(meeting__status=MeetingStatus.CONVENED, meeting__ends_at__gt=now)
    )
    meetings = [place.meeting for place in places]
    return min(meetings, key=lambda m: (m.status != MeetingStatus.OPEN, m.starts_at), default=None)


def find_rooms(query: str, *, without: set[str], limit: int | None = None) -> list[Room]:
    """Return the rooms whose name or unit holds every word of ``query``, by name; all of them without a limit."""
    words = folded(query).split()
    rooms = Room.objects.select_related("unit").order_by("name", "unit__name")
    found = (room for room in rooms if str(room.id) not in without)
    fitting = (room for room in found if all(word in folded(f"{room.name} {room.unit.name}") for word in words))
    return list(islice(fitting, limit))


def kiosks_by_room() -> dict[UUID, KioskDevice]:
    """Return the device of every room that has one."""
    paired = KioskDevice.objects.filter(room__isnull=False, revoked_at__isnull=True).select_related("paired_by")
    return {kiosk.room_id: kiosk for kiosk in paired if kiosk.room_id}
