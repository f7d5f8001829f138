"""The editor of rooms: invite, choose the main one, remove."""

import uuid

import pytest

from tests.browser import Browser, browser_of, text_of
from tests.cast import Cast, kiosk_token


@pytest.fixture
def secretary(cast: Cast) -> Browser:
    return browser_of(cast.secretary)


@pytest.fixture
def base(cast: Cast) -> str:
    return f"/chuan-bi/{cast.meeting.id}/diem-cau/"


def rooms_of(cast: Cast) -> set[str]:
    return set(cast.meeting.participations.filter(room__isnull=False).values_list("room__name", flat=True))


def test_the_editor_says_which_rooms_have_a_device(cast: Cast, secretary: Browser, base: str) -> None:
    kiosk_token(cast, cast.hall)
    words = text_of(secretary.get(base))
    assert "Hội trường tỉnh Tỉnh An Bình Đã ghép thiết bị Điểm cầu chính" in words
    assert "Điểm cầu Tân Hòa Xã Tân Hòa Chưa ghép thiết bị" in words


def test_rooms_are_found_and_invited(cast: Cast, secretary: Browser, base: str) -> None:
    assert "Phòng họp Sở Tài chính" in text_of(secretary.get(f"{base}tim/", {"q": "tai chinh"}, fragment=True))
    answer = secretary.post(base, {"room": [str(cast.far_room.id)]}, fragment=True)
    assert "Đã mời 1 điểm cầu." in text_of(answer)
    assert "Phòng họp Sở Tài chính" in rooms_of(cast)


def test_no_room_ticked_is_said(secretary: Browser, base: str) -> None:
    assert "Hãy đánh dấu ít nhất một điểm cầu." in text_of(secretary.post(base, {}, fragment=True))
    assert secretary.post(base, {"room": ["x"]}, fragment=True).status_code == 400


def test_there_is_one_main_room(cast: Cast, secretary: Browser, base: str) -> None:
    secretary.post(f"{base}{cast.tan_hoa.id}/chinh/", fragment=True)
    assert [place.room for place in cast.meeting.participations.filter(main_room=True)] == [cast.tan_hoa]


def test_a_foreign_room_cannot_be_the_main_one(cast: Cast, secretary: Browser, base: str) -> None:
    assert secretary.post(f"{base}{cast.far_room.id}/chinh/", fragment=True).status_code == 400


def test_rooms_are_taken_out(cast: Cast, secretary: Browser, base: str) -> None:
    secretary.post(f"{base}{cast.phu_my.id}/bo/", fragment=True)
    assert "Điểm cầu Phú Mỹ" not in rooms_of(cast)
    assert secretary.post(f"{base}{uuid.uuid4()}/bo/", fragment=True).status_code == 422


@pytest.mark.parametrize("who", ["chair", "technician", "outsider"])
def test_nobody_else_changes_rooms(cast: Cast, base: str, who: str) -> None:
    browser = browser_of(getattr(cast, who))
    before = rooms_of(cast)
    for address in (base, f"{base}{cast.tan_hoa.id}/chinh/", f"{base}{cast.tan_hoa.id}/bo/"):
        assert browser.post(address, {"room": [str(cast.far_room.id)]}, fragment=True).status_code in {403, 404}
    assert rooms_of(cast) == before
