"""The editor of the agenda: add, edit, move, remove, and what it says when it cannot."""

import uuid

import pytest

from tests.browser import Browser, browser_of, text_of
from tests.cast import Cast


@pytest.fixture
def secretary(cast: Cast) -> Browser:
    return browser_of(cast.secretary)


@pytest.fixture
def base(cast: Cast) -> str:
    return f"/chuan-bi/{cast.meeting.id}/muc/"


def titles(cast: Cast) -> list[str]:
    return list(cast.meeting.items.values_list("title", flat=True))


def test_a_new_item_stands_at_the_end(cast: Cast, secretary: Browser, base: str) -> None:
    answer = secretary.post(base, {"title": "Bàn giao", "presenter": "Bà Mai", "planned_minutes": "20"}, fragment=True)
    assert titles(cast)[-1] == "Bàn giao"
    assert answer.headers["HX-Trigger"] == "prepare-changed"
    assert 'id="items-list"' in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": "", "planned_minutes": "5"}, "Hãy nhập tên mục."),
        ({"title": "Mục", "planned_minutes": "-1"}, "Thời lượng phải từ 0 đến 600 phút."),
        ({"title": "Mục", "planned_minutes": "601"}, "Thời lượng phải từ 0 đến 600 phút."),
        ({"title": "Mục", "planned_minutes": "nửa giờ"}, "Số phút là một số nguyên."),
        ({"title": "x" * 301, "planned_minutes": "5"}, "300"),
    ],
)
def test_wrong_words_are_refused_at_the_field(
    cast: Cast, secretary: Browser, base: str, typed: dict[str, str], words: str
) -> None:
    before = titles(cast)
    answer = secretary.post(base, typed | {"presenter": "Ông Hòa"}, fragment=True)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert 'value="Ông Hòa"' in answer.content.decode()
    assert titles(cast) == before


def test_items_move_up_and_down(cast: Cast, secretary: Browser, base: str) -> None:
    before = titles(cast)
    secretary.post(f"{base}{cast.items[1].id}/chuyen/", {"huong": "len"})
    assert titles(cast)[:2] == [before[1], before[0]]
    secretary.post(f"{base}{cast.items[1].id}/chuyen/", {"huong": "xuong"})
    assert titles(cast) == before
    assert secretary.post(f"{base}{cast.items[1].id}/chuyen/", {"huong": "ngang"}).status_code == 400


def test_an_item_is_edited_in_its_line(cast: Cast, secretary: Browser, base: str) -> None:
    address = f"{base}{cast.items[0].id}/"
    assert 'id="edit_title"' in secretary.get(address, fragment=True).content.decode()
    assert secretary.post(address, {"title": "", "planned_minutes": "5"}, fragment=True).status_code == 422
    secretary.post(address, {"title": "Khai mạc, chào cờ", "planned_minutes": "5"}, fragment=True)
    assert titles(cast)[0] == "Khai mạc, chào cờ"


def test_an_item_is_removed(cast: Cast, secretary: Browser, base: str) -> None:
    secretary.post(f"{base}{cast.items[2].id}/bo/", fragment=True)
    assert "Thảo luận" not in titles(cast)


def test_an_item_of_another_meeting_is_unknown(secretary: Browser, base: str) -> None:
    answer = secretary.post(f"{base}{uuid.uuid4()}/bo/", fragment=True)
    assert answer.status_code == 404
    assert "Mục này không còn trong chương trình" in text_of(answer)


@pytest.mark.parametrize("who", ["chair", "guest", "outsider"])
@pytest.mark.parametrize("act", ["", "chuyen/", "bo/"])
def test_nobody_else_touches_the_agenda(cast: Cast, base: str, who: str, act: str) -> None:
    before = titles(cast)
    answer = browser_of(getattr(cast, who)).post(f"{base}{cast.items[0].id}/{act}", {"huong": "xuong", "title": "x"})
    assert answer.status_code in {403, 404}
    assert titles(cast) == before
