"""Writes of rooms: which rooms take part, which kiosk stands where."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.services import announce_policy, editable_meeting_for
from meetings.contracts.events import RoomsChanged
from meetings.contracts.roles import Role
from meetings.contracts.state import CaptionSize, MeetingStatus
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, NotFound, Refused
from meetings.core.journal import act
from meetings.core.signals import kiosk_revoked, participation_removed
from meetings.rooms.models import KioskDevice, Room
from meetings.rooms.selectors import kiosk_by_code, rooms_state, token_hash

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVXY3456789"
"""Without letters and figures that look alike on a screen far away."""
CODE_LENGTH = 6
CODE_LIFE = timedelta(minutes=10)


def invite_rooms(*, actor: Actor, meeting_id: UUID, room_ids: list[UUID], main_room_id: UUID | None) -> None:
    """Let rooms take part; ``main_room_id`` is where the chair sits (None: leave it as it is)."""
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = editable_meeting_for(actor, meeting_id)
        for room in Room.objects.filter(id__in=room_ids):
            Participation.objects.get_or_create(meeting=meeting, room=room, defaults={"role": Role.ROOM})
        if main_room_id:
            _choose_main_room(meeting, main_room_id)
        current.record(RoomsChanged(rooms=rooms_state(meeting)))
    announce_policy(meeting_id)


def _choose_main_room(meeting: Meeting, room_id: UUID) -> None:
    places = Participation.objects.filter(meeting=meeting, room__isnull=False)
    if not places.filter(room_id=room_id).exists():
        raise BadInput(_("Điểm cầu chính phải là một điểm cầu của cuộc họp."), code="room_not_invited")
    places.update(main_room=False)
    places.filter(room_id=room_id).update(main_room=True)


def remove_room(*, actor: Actor, meeting_id: UUID, room_id: UUID) -> None:
    """Take a room from the meeting; its kiosk leaves at once."""
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = editable_meeting_for(actor, meeting_id)
        gone, _rows = Participation.objects.filter(meeting=meeting, room_id=room_id).delete()
        if not gone:
            raise NotFound(_("Điểm cầu này không có trong cuộc họp."))
        current.record(RoomsChanged(rooms=rooms_state(meeting)))
    participation_removed.send(sender=None, meeting_id=meeting_id, key=f"room:{room_id}")


def start_pairing(*, address: str | None) -> tuple[KioskDevice, str]:
    """Make a device that waits for its room; returns it with the secret token for its cookie."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    KioskDevice.objects.filter(room__isnull=True, code_expires_at__lt=now - CODE_LIFE).delete()
    kiosk = KioskDevice.objects.create(
        token_hash=token_hash(token),
        code=_fresh_code(),
        code_expires_at=now + CODE_LIFE,
        created_at=now,
        address=address,
    )
    return kiosk, token


def renew_code(*, kiosk: KioskDevice) -> KioskDevice:
    """Give an unpaired device a new code when the old one ran out."""
    if kiosk.room_id is None and kiosk.code_expires_at <= clock.now():
        kiosk.code, kiosk.code_expires_at = _fresh_code(), clock.now() + CODE_LIFE
        kiosk.save(update_fields=["code", "code_expires_at"])
    return kiosk


def _fresh_code() -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))
        if kiosk_by_code(code, clock.now()) is None:
            return code


def technician_for(actor: Actor) -> Person:
    """Return the technician who acts, or refuse."""
    person = Person.objects.filter(id=actor.id, is_active=True, may_pair_rooms=True).first()
    if actor.kind != "person" or person is None:
        raise Refused(_("Chỉ cán bộ kỹ thuật được giao mới ghép hoặc thu hồi thiết bị phòng họp."))
    return person


def pair_kiosk(*, actor: Actor, code: str, room_id: UUID) -> KioskDevice:
    """Give the device that shows ``code`` to a room; an older device of the room is revoked."""
    technician = technician_for(actor)
    kiosk = kiosk_by_code(code, clock.now())
    room = Room.objects.filter(id=room_id).first()
    if kiosk is None:
        raise BadInput(_("Mã không đúng hoặc đã hết hạn. Hãy xem lại mã đang hiện trên màn hình."), code="bad_code")
    if room is None:
        raise NotFound(_("Không tìm thấy điểm cầu này."))
    with transaction.atomic():
        KioskDevice.objects.filter(room=room, revoked_at__isnull=True).update(revoked_at=clock.now())
        kiosk.room, kiosk.paired_by, kiosk.paired_at, kiosk.code = room, technician, clock.now(), ""
        kiosk.save()
        record_kiosk_change(actor, room)
        transaction.on_commit(lambda: kiosk_revoked.send(sender=None, room_id=room.id))
    return kiosk


def revoke_kiosk(*, actor: Actor, room_id: UUID) -> None:
    """Take the device from a room: its page closes at once and its token is worth nothing."""
    technician_for(actor)
    room = Room.objects.filter(id=room_id).first()
    if room is None:
        raise NotFound(_("Không tìm thấy điểm cầu này."))
    with transaction.atomic():
        KioskDevice.objects.filter(room=room, revoked_at__isnull=True).update(revoked_at=clock.now())
        record_kiosk_change(actor, room)
        transaction.on_commit(lambda: kiosk_revoked.send(sender=None, room_id=room_id))


def set_screen_captions(*, actor: Actor, room_id: UUID, size: str, strong: bool) -> None:
    """Choose size and contrast of the captions on a room's big screen; a screen in a sitting follows at once."""
    technician_for(actor)
    if size not in {known.value for known in CaptionSize}:
        raise BadInput(_("Cỡ chữ phụ đề này không có."), code="bad_size")
    with transaction.atomic():
        room = Room.objects.select_for_update(no_key=True).filter(id=room_id).first()
        if room is None:
            raise NotFound(_("Không tìm thấy điểm cầu này."))
        if (room.caption_size, room.caption_strong) == (size, strong):
            return
        room.caption_size, room.caption_strong = size, strong
        room.save(update_fields=["caption_size", "caption_strong"])
        record_kiosk_change(actor, room)


def record_kiosk_change(actor: Actor, room: Room) -> None:
    """Record, in every meeting of the room that is not closed, that its kiosk or its screen changed."""
    meetings = Meeting.objects.filter(participations__room=room).exclude(status=MeetingStatus.CLOSED)
    for meeting in meetings.order_by("id"):
        with act(meeting_id=meeting.id, actor=actor) as current:
            current.record(RoomsChanged(rooms=rooms_state(meeting)))
