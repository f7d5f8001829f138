"""What a big screen is told: a code, its room, its meeting; and how its secret is kept."""

from datetime import timedelta

import pytest

from meetings.agenda.models import Meeting
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.rooms.models import KioskDevice
from meetings.rooms.services import pair_kiosk, revoke_kiosk
from tests.browser import Browser
from tests.cast import Cast, open_sitting

STATE = "/man-hinh/trang-thai/"


@pytest.fixture
def screen(db: None) -> Browser:
    return Browser(REMOTE_ADDR="192.0.2.9")


def pair(cast: Cast, screen: Browser) -> None:
    code = screen.get(STATE).json()["code"]
    pair_kiosk(actor=cast.actor(cast.technician), code=code, room_id=cast.hall.id)


def test_the_page_needs_no_sign_in(screen: Browser) -> None:
    page = screen.get("/man-hinh/")
    assert page.status_code == 200
    assert "kiosk/shell/main.ts" in page.content.decode()
    assert not page.cookies


def test_a_new_screen_gets_a_code_and_keeps_it(screen: Browser) -> None:
    first, second = screen.get(STATE).json(), screen.get(STATE).json()
    assert first["paired"] is False
    assert len(first["code"]) == 6
    assert second["code"] == first["code"]
    assert KioskDevice.objects.get().address == "192.0.2.9"


def test_the_secret_is_out_of_reach_of_scripts_and_other_hosts(screen: Browser) -> None:
    cookie = screen.get(STATE).cookies["__Host-kiosk"]
    assert (cookie["httponly"], cookie["secure"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
    assert cookie.value not in KioskDevice.objects.get().token_hash


def test_answers_are_not_kept(screen: Browser) -> None:
    assert "no-store" in screen.get(STATE).headers["Cache-Control"]


def test_an_expired_code_is_renewed_for_the_same_device(screen: Browser) -> None:
    before = screen.get(STATE).json()["code"]
    KioskDevice.objects.update(code_expires_at=clock.now() - timedelta(seconds=1))
    after = screen.get(STATE).json()
    assert after["code"] != before
    assert after["expires_at"] > after["server_time"]
    assert KioskDevice.objects.count() == 1


def test_a_paired_screen_knows_its_room_and_meeting(cast: Cast, screen: Browser) -> None:
    pair(cast, screen)
    told = screen.get(STATE).json()
    assert told["paired"] is True
    assert "code" not in told
    assert told["room"] == {"id": str(cast.hall.id), "name": "Hội trường tỉnh", "unit": "Tỉnh An Bình"}
    assert told["meeting"] == {
        "id": str(cast.meeting.id),
        "title": cast.meeting.title,
        "status": "convened",
        "starts_at": clock.iso(cast.meeting.starts_at),
        "place": "Hội trường tỉnh",
        "secrecy": "none",
        "item_count": 5,
    }


def test_the_meeting_in_session_is_shown(cast: Cast, screen: Browser) -> None:
    pair(cast, screen)
    open_sitting(cast)
    assert screen.get(STATE).json()["meeting"]["status"] == "open"
    Meeting.objects.update(status=MeetingStatus.CLOSED)
    assert screen.get(STATE).json()["meeting"] is None


def test_a_draft_is_not_shown(cast: Cast, screen: Browser) -> None:
    pair(cast, screen)
    Meeting.objects.update(status=MeetingStatus.DRAFT)
    assert screen.get(STATE).json()["meeting"] is None


def test_a_revoked_screen_starts_again_with_a_code(cast: Cast, screen: Browser) -> None:
    pair(cast, screen)
    revoke_kiosk(actor=cast.actor(cast.technician), room_id=cast.hall.id)
    assert screen.get(STATE).json()["paired"] is False


def test_a_made_up_secret_opens_nothing(cast: Cast, screen: Browser) -> None:
    screen.cookies["__Host-kiosk"] = "made-up"
    assert screen.get(STATE).json()["paired"] is False


def test_new_devices_from_one_address_are_limited(screen: Browser) -> None:
    answers = []
    for _n in range(21):
        screen.cookies.clear()
        answers.append(screen.get(STATE).status_code)
    assert answers == [200] * 20 + [429]
    assert Browser(REMOTE_ADDR="192.0.2.10").get(STATE).status_code == 200
