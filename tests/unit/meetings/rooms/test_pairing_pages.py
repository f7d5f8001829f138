"""«Ghép thiết bị»: code, address, room; wrong codes are counted; a device can be taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from meetings.accounts.models import Attempt
from meetings.agenda.models import Meeting
from meetings.contracts.state import RoomKind
from meetings.core import clock
from meetings.core.models import JournalEvent
from meetings.rooms.models import KioskDevice, Room
from meetings.rooms.selectors import get_kiosk_by_token, rooms_state
from meetings.rooms.services import start_pairing
from tests.browser import Browser, browser_of, text_of
from tests.cast import Cast, kiosk_token

ADDRESS = "/ghep-thiet-bi/"


@pytest.fixture
def technician(cast: Cast) -> Browser:
    return browser_of(cast.technician)


@pytest.mark.parametrize("who", ["chair", "secretary", "outsider"])
def test_only_technicians_pair(cast: Cast, who: str) -> None:
    browser = browser_of(getattr(cast, who))
    kiosk, _token = start_pairing(address="192.0.2.7")
    assert browser.get(ADDRESS).status_code == 403
    typed = {"step": "room", "code": kiosk.code, "room": str(cast.hall.id)}
    assert browser.post(ADDRESS, typed).status_code == 403
    assert browser.post(f"{ADDRESS}{cast.hall.id}/thu-hoi/").status_code == 403
    assert browser.post(f"{ADDRESS}{cast.hall.id}/phu-de/", {"size": "huge", "strong": "1"}).status_code == 403
    cast.hall.refresh_from_db()
    assert (cast.hall.caption_size, cast.hall.caption_strong) == ("large", False)
    kiosk.refresh_from_db()
    assert kiosk.room is None


def test_strangers_sign_in_first() -> None:
    assert Browser().get(ADDRESS).status_code == 302


def test_the_code_shows_which_device_it_is(technician: Browser) -> None:
    kiosk, _token = start_pairing(address="192.0.2.7")
    typed = f" {kiosk.code[:3].lower()} {kiosk.code[3:]}"
    words = text_of(technician.post(ADDRESS, {"code": typed}))
    assert "Thiết bị này đứng ở phòng nào?" in words
    assert "192.0.2.7" in words
    kiosk.refresh_from_db()
    assert kiosk.room is None


def test_choosing_the_room_pairs(cast: Cast, technician: Browser) -> None:
    kiosk, token = start_pairing(address="192.0.2.7")
    typed = {"step": "room", "code": kiosk.code, "room": str(cast.hall.id)}
    page = technician.post(ADDRESS, typed, follow=True)
    assert "Đã ghép thiết bị với Hội trường tỉnh." in text_of(page)
    paired = get_kiosk_by_token(token)
    assert paired and paired.room == cast.hall
    assert paired.paired_by == cast.technician


def test_a_large_province_can_pair_every_room(cast: Cast, technician: Browser) -> None:
    Room.objects.bulk_create(
        Room(name=f"Điểm cầu {number:03}", unit=cast.hall.unit, kind=RoomKind.COMMUNE, seats=20)
        for number in range(220)
    )
    last = Room.objects.order_by("name", "unit__name").last()
    assert last
    kiosk, token = start_pairing(address=None)
    typed = {"step": "room", "code": kiosk.code, "room": str(last.id)}
    technician.post(ADDRESS, typed)
    paired = get_kiosk_by_token(token)
    assert paired and paired.room == last


def test_a_room_must_be_chosen(technician: Browser) -> None:
    kiosk, _token = start_pairing(address=None)
    answer = technician.post(ADDRESS, {"step": "room", "code": kiosk.code, "room": ""})
    assert answer.status_code == 422
    assert "Hãy chọn điểm cầu." in text_of(answer)


def test_a_new_device_replaces_the_old_one(cast: Cast, technician: Browser) -> None:
    old = kiosk_token(cast, cast.hall)
    kiosk, _token = start_pairing(address=None)
    technician.post(ADDRESS, {"step": "room", "code": kiosk.code, "room": str(cast.hall.id)})
    assert get_kiosk_by_token(old) is None


def test_an_expired_code_is_wrong(technician: Browser) -> None:
    kiosk, _token = start_pairing(address=None)
    KioskDevice.objects.filter(id=kiosk.id).update(code_expires_at=clock.now() - timedelta(seconds=1))
    answer = technician.post(ADDRESS, {"code": kiosk.code})
    assert answer.status_code == 422
    assert "Mã không đúng hoặc đã hết hạn." in text_of(answer)
    assert "Còn 4 lần thử." in text_of(answer)


def test_five_wrong_codes_close_the_door_for_ten_minutes(technician: Browser) -> None:
    kiosk, _token = start_pairing(address=None)
    answers = [technician.post(ADDRESS, {"code": f"WRONG{n}"}).status_code for n in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    assert technician.post(ADDRESS, {"code": kiosk.code}).status_code == 429
    typed = {"step": "room", "code": kiosk.code, "room": "x"}
    assert technician.post(ADDRESS, typed).status_code == 429
    Attempt.objects.update(at=clock.now() - timedelta(minutes=10, seconds=1))
    assert technician.post(ADDRESS, {"code": kiosk.code}).status_code == 200


def test_each_technician_is_counted_alone(cast: Cast, technician: Browser) -> None:
    cast.outsider.may_pair_rooms = True
    cast.outsider.save()
    for n in range(5):
        technician.post(ADDRESS, {"code": f"WRONG{n}"})
    assert browser_of(cast.outsider).get(ADDRESS).status_code == 200
    kiosk, _token = start_pairing(address=None)
    assert browser_of(cast.outsider).post(ADDRESS, {"code": kiosk.code}).status_code == 200


def test_an_empty_code_is_not_a_try(technician: Browser) -> None:
    assert "Hãy nhập mã gồm 6 chữ." in text_of(technician.post(ADDRESS, {"code": " "}))
    assert Attempt.objects.count() == 0


def test_a_device_is_taken_back(cast: Cast, technician: Browser) -> None:
    token = kiosk_token(cast, cast.hall)
    page = technician.post(f"{ADDRESS}{cast.hall.id}/thu-hoi/", follow=True)
    assert "Đã thu hồi." in text_of(page)
    assert get_kiosk_by_token(token) is None


def test_the_captions_of_a_screen_are_chosen_and_its_sittings_hear_of_it(
    cast: Cast, technician: Browser, convened: Meeting
) -> None:
    address = f"{ADDRESS}{cast.hall.id}/phu-de/"
    events = JournalEvent.objects.filter(meeting_id=convened.id, kind="rooms_changed")
    before = events.count()
    assert technician.post(address, {"size": "huge", "strong": "1"}).status_code == 204
    assert technician.post(address, {"size": "huge", "strong": "1"}).status_code == 204
    assert events.count() == before + 1
    chosen = {room.id: (room.caption_size, room.caption_strong) for room in rooms_state(convened)}
    assert chosen.pop(str(cast.hall.id)) == ("huge", True)
    assert set(chosen.values()) == {("large", False)}
    assert technician.post(address, {"size": "vast"}).status_code == 400
    assert technician.post(f"{ADDRESS}{uuid4()}/phu-de/", {"size": "huge"}).status_code == 404


def test_rooms_are_found_by_name(cast: Cast, technician: Browser) -> None:
    page = technician.get(ADDRESS, {"q": "tan hoa"})
    assert "Điểm cầu Tân Hòa" in text_of(page)
    assert "Điểm cầu Phú Mỹ" not in text_of(page)
