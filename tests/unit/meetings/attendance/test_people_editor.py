"""The editor of people: search, invite, change, remove."""

import pytest

from meetings.agenda.models import Participation
from meetings.core.letters import folded
from tests.browser import Browser, browser_of, text_of
from tests.cast import Cast


@pytest.fixture
def secretary(cast: Cast) -> Browser:
    return browser_of(cast.secretary)


@pytest.fixture
def base(cast: Cast) -> str:
    return f"/chuan-bi/{cast.meeting.id}/thanh-phan/"


def place_of(cast: Cast, name: str) -> Participation:
    return Participation.objects.get(meeting=cast.meeting, person__full_name=name)


@pytest.mark.parametrize("typed", ["phúc", "PHUC", "ly phuc", "chuyên viên"])
def test_people_are_found_without_marks_or_case(secretary: Browser, base: str, typed: str) -> None:
    assert "Lý Văn Phúc" in text_of(secretary.get(f"{base}tim/", {"q": typed}, fragment=True))


def test_different_spellings_are_one() -> None:
    assert folded("Ủy ban xã Hoà Bình Đ") == folded("uỷ  BAN xa Hòa bình đ")


def test_who_is_invited_is_not_offered_again(secretary: Browser, base: str) -> None:
    words = text_of(secretary.get(f"{base}tim/", {"q": "Nguyễn Văn Hòa"}, fragment=True))
    assert "Không có ai khớp" in words


def test_a_search_is_shown_as_text(secretary: Browser, base: str) -> None:
    page = secretary.get(f"{base}tim/", {"q": "<script>alert(1)</script>"}, fragment=True).content.decode()
    assert "<script>" not in page


def test_everybody_ticked_is_invited(cast: Cast, secretary: Browser, base: str) -> None:
    typed = {"person": [str(cast.outsider.id)], "role": "delegate", "votes": "on"}
    answer = secretary.post(base, typed, fragment=True)
    assert "Đã mời 1 người." in text_of(answer)
    place = place_of(cast, "Lý Văn Phúc")
    assert (place.role, place.votes) == ("delegate", True)


@pytest.mark.parametrize("role", ["guest", "observer", "technician"])
def test_some_roles_never_vote(cast: Cast, secretary: Browser, base: str, role: str) -> None:
    secretary.post(base, {"person": [str(cast.outsider.id)], "role": role, "votes": "on"}, fragment=True)
    assert place_of(cast, "Lý Văn Phúc").votes is False


@pytest.mark.parametrize("role", ["", "room", "king"])
def test_other_roles_are_not_for_people(cast: Cast, secretary: Browser, base: str, role: str) -> None:
    answer = secretary.post(base, {"person": [str(cast.outsider.id)], "role": role}, fragment=True)
    assert answer.status_code in {400, 422}
    assert not Participation.objects.filter(person=cast.outsider).exists()


def test_nobody_ticked_is_said(secretary: Browser, base: str) -> None:
    answer = secretary.post(base, {"role": "delegate", "q": "phuc"}, fragment=True)
    assert answer.status_code == 422
    assert "Hãy đánh dấu ít nhất một người." in text_of(answer)
    assert "Lý Văn Phúc" in text_of(answer)


def test_a_broken_list_is_refused(secretary: Browser, base: str) -> None:
    assert secretary.post(base, {"role": "delegate", "person": ["1' OR 1=1"]}, fragment=True).status_code == 400


def test_a_role_changes_in_its_line(cast: Cast, secretary: Browser, base: str) -> None:
    answer = secretary.post(f"{base}{cast.guest.id}/", {"role": "delegate", "votes": "on"}, fragment=True)
    assert answer.headers["HX-Trigger"] == "prepare-changed"
    assert place_of(cast, "Bùi Thanh Tùng").votes is True


def test_a_second_chair_is_refused_in_his_line(cast: Cast, secretary: Browser, base: str) -> None:
    answer = secretary.post(f"{base}{cast.guest.id}/", {"role": "chair"}, fragment=True)
    assert answer.status_code == 422
    assert "Cuộc họp chỉ có một chủ trì" in text_of(answer)
    assert place_of(cast, "Bùi Thanh Tùng").role == "guest"


def test_people_are_taken_out(cast: Cast, secretary: Browser, base: str) -> None:
    secretary.post(f"{base}{cast.guest.id}/bo/", fragment=True)
    assert not Participation.objects.filter(meeting=cast.meeting, person=cast.guest).exists()


def test_the_secretary_does_not_take_himself_out(cast: Cast, secretary: Browser, base: str) -> None:
    answer = secretary.post(f"{base}{cast.secretary.id}/bo/", fragment=True)
    assert answer.status_code == 422
    assert "không tự rút mình" in text_of(answer)


@pytest.mark.parametrize("who", ["chair", "outsider"])
def test_nobody_else_invites(cast: Cast, base: str, who: str) -> None:
    browser = browser_of(getattr(cast, who))
    typed = {"person": [str(cast.outsider.id)], "role": "delegate"}
    assert browser.post(base, typed, fragment=True).status_code in {403, 404}
    assert browser.post(f"{base}{cast.guest.id}/bo/", fragment=True).status_code in {403, 404}
    assert browser.post(f"{base}{cast.guest.id}/", {"role": "delegate"}, fragment=True).status_code in {403, 404}
    assert place_of(cast, "Bùi Thanh Tùng").role == "guest"
