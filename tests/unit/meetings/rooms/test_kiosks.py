from datetime import timedelta

import pytest

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for
from meetings.agenda.services import convene_meeting
from meetings.core import clock
from meetings.core.actor import room_actor
from meetings.core.errors import BadInput, NotFound, Refused
from meetings.core.permissions import Permission
from meetings.core.signals import kiosk_revoked
from meetings.rooms.models import KioskDevice
from meetings.rooms.selectors import get_kiosk_by_token, meeting_for_room, rooms_state
from meetings.rooms.services import invite_rooms, pair_kiosk, remove_room, renew_code, revoke_kiosk, start_pairing
from tests.cast import Cast, draft_meeting, open_sitting


def test_a_device_belongs_to_its_room_after_the_technician_typed_its_code(cast: Cast, convened: Meeting) -> None:
    kiosk, token = start_pairing(address="10.0.0.7")
    pair_kiosk(actor=cast.actor("technician"), code=f" {kiosk.code.lower()} ", room_id=cast.hall.id)
    known = get_kiosk_by_token(token)
    assert known is not None
    assert known.room == cast.hall
    assert [room.name for room in rooms_state(convened) if room.kiosk] == [cast.hall.name]


def test_neither_token_nor_used_code_is_kept_in_the_database(cast: Cast) -> None:
    kiosk, token = start_pairing(address=None)
    pair_kiosk(actor=cast.actor("technician"), code=kiosk.code, room_id=cast.hall.id)
    row = KioskDevice.objects.values().get(id=kiosk.id)
    assert token not in str(row)
    assert row["code"] == ""


@pytest.mark.parametrize("username", ["secretary", "chair", "delegate", "outsider"])
def test_only_a_technician_pairs_and_revokes(cast: Cast, username: str) -> None:
    kiosk, _token = start_pairing(address=None)
    with pytest.raises(Refused):
        pair_kiosk(actor=cast.actor(username), code=kiosk.code, room_id=cast.hall.id)
    with pytest.raises(Refused):
        revoke_kiosk(actor=cast.actor(username), room_id=cast.hall.id)


def test_a_kiosk_cannot_pair_another(cast: Cast) -> None:
    kiosk, _token = start_pairing(address=None)
    with pytest.raises(Refused):
        pair_kiosk(actor=room_actor(cast.hall.id), code=kiosk.code, room_id=cast.tan_hoa.id)


def test_an_old_or_used_code_is_refused(cast: Cast) -> None:
    kiosk, _token = start_pairing(address=None)
    KioskDevice.objects.update(code_expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(BadInput):
        pair_kiosk(actor=cast.actor("technician"), code=kiosk.code, room_id=cast.hall.id)
    kiosk.refresh_from_db()
    fresh = renew_code(kiosk=kiosk)
    pair_kiosk(actor=cast.actor("technician"), code=fresh.code, room_id=cast.hall.id)
    with pytest.raises(BadInput):
        pair_kiosk(actor=cast.actor("technician"), code=fresh.code, room_id=cast.tan_hoa.id)


def test_revoking_makes_the_token_worthless_and_is_announced(cast: Cast, django_capture_on_commit_callbacks) -> None:
    kiosk, token = start_pairing(address=None)
    pair_kiosk(actor=cast.actor("technician"), code=kiosk.code, room_id=cast.hall.id)
    announced: list[object] = []

    def hear(room_id: object, **_rest: object) -> None:
        announced.append(room_id)

    kiosk_revoked.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        revoke_kiosk(actor=cast.actor("technician"), room_id=cast.hall.id)
    kiosk_revoked.disconnect(hear)
    assert get_kiosk_by_token(token) is None
    assert announced == [cast.hall.id]


def test_a_second_device_replaces_the_first(cast: Cast) -> None:
    first, first_token = start_pairing(address=None)
    pair_kiosk(actor=cast.actor("technician"), code=first.code, room_id=cast.hall.id)
    second, second_token = start_pairing(address=None)
    pair_kiosk(actor=cast.actor("technician"), code=second.code, room_id=cast.hall.id)
    assert get_kiosk_by_token(first_token) is None
    assert get_kiosk_by_token(second_token) is not None


def test_a_room_opens_only_its_own_meetings_and_may_not_chair(cast: Cast, convened: Meeting) -> None:
    assert get_meeting_for(room_actor(cast.hall.id), convened.id) == convened
    with pytest.raises(NotFound):
        get_meeting_for(room_actor(cast.far_room.id), convened.id)
    with pytest.raises(Refused):
        get_meeting_for(room_actor(cast.hall.id), convened.id, Permission.OPEN_MEETING)


def test_the_screen_of_a_room_shows_the_meeting_in_session_first(cast: Cast) -> None:
    earlier = draft_meeting(cast)
    convene_meeting(actor=cast.actor("secretary"), meeting_id=earlier.id)
    Meeting.objects.filter(id=earlier.id).update(starts_at=clock.now() - timedelta(hours=1))
    assert meeting_for_room(cast.hall, clock.now()) == earlier
    open_sitting(cast)
    assert meeting_for_room(cast.hall, clock.now()) == cast.meeting
    assert meeting_for_room(cast.far_room, clock.now()) is None


def test_only_the_secretary_invites_and_removes_rooms(cast: Cast, convened: Meeting) -> None:
    with pytest.raises(Refused):
        invite_rooms(
            actor=cast.actor("technician"), meeting_id=convened.id, room_ids=[cast.far_room.id], main_room_id=None
        )
    with pytest.raises(Refused):
        remove_room(actor=cast.actor("technician"), meeting_id=convened.id, room_id=cast.hall.id)
    remove_room(actor=cast.actor("secretary"), meeting_id=convened.id, room_id=cast.tan_hoa.id)
    assert cast.tan_hoa.name not in [room.name for room in rooms_state(convened)]
