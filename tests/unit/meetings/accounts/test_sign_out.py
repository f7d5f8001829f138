"""Sign-out ends the session, its sockets and what the tablet kept."""

from uuid import UUID

import pytest

from meetings.core.signals import session_ended
from tests.browser import Browser, browser_of
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ended():
    heard: list[tuple[str | None, UUID | None]] = []

    def listen(session_key: str | None, person_id: UUID | None, **_rest: object) -> None:
        heard.append((session_key, person_id))

    session_ended.connect(listen)
    yield heard
    session_ended.disconnect(listen)


def test_sign_out_ends_session_and_tells_the_sockets(ended) -> None:
    person = make_cast().delegates[0]
    browser = browser_of(person)
    key = browser.session.session_key
    answer = browser.post("/dang-xuat/")
    assert answer.headers["Location"] == "/dang-nhap/"
    assert ended == [(key, person.id)]
    assert browser.get("/").status_code == 302


def test_sign_out_wipes_what_the_browser_kept(ended) -> None:
    answer = browser_of(make_cast().chair).post("/dang-xuat/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_link_cannot_sign_anybody_out(ended) -> None:
    browser = browser_of(make_cast().chair)
    assert browser.get("/dang-xuat/").status_code == 405
    assert browser.get("/").status_code == 200
    assert ended == []


def test_signing_out_twice_is_calm(ended) -> None:
    assert Browser().post("/dang-xuat/").status_code == 302
    assert ended == []


def test_changing_users_is_sign_out_and_the_form_at_once(ended) -> None:
    person = make_cast().delegates[0]
    browser = browser_of(person)
    key = browser.session.session_key
    answer = browser.post("/doi-nguoi-dung/")
    assert answer.headers["Location"] == "/dang-nhap/?doi=1"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert ended == [(key, person.id)]
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "Mời người tiếp theo đăng nhập" in page
    assert person.username not in page
    assert browser.get("/doi-nguoi-dung/").status_code == 405
