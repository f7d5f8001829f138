"""Refusals and faults: every page says why, what is safe and what to do; none shows the inside."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from tests.browser import Browser, browser_of, text_of
from tests.cast import Cast

PARTS = ("Vì sao", "Vẫn an toàn", "Cần làm")


@pytest.mark.django_db
def test_an_address_that_does_not_exist() -> None:
    answer = Browser().get("/khong-co/")
    assert answer.status_code == 404
    assert all(part in text_of(answer) for part in PARTS)


def test_a_refusal_is_a_page(cast: Cast) -> None:
    answer = browser_of(cast.guest).get(f"/chuan-bi/{cast.meeting.id}/")
    assert answer.status_code == 403
    assert all(part in text_of(answer) for part in PARTS)


def test_a_refusal_within_a_page_is_a_part(cast: Cast) -> None:
    answer = browser_of(cast.guest).get(f"/chuan-bi/{cast.meeting.id}/", fragment=True)
    assert answer.status_code == 403
    assert "<html" not in answer.content.decode()
    assert "Vai trò của đồng chí" in text_of(answer)


def test_a_refusal_for_programs_is_json(cast: Cast) -> None:
    answer = browser_of(cast.guest).get(f"/chuan-bi/{cast.meeting.id}/", headers={"Accept": "application/json"})
    assert answer.json()["code"] == "not_allowed"


def test_a_fault_shows_nothing_of_the_inside(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("meetings.agenda.views.home.schedule_for", broken)
    browser = browser_of(cast.chair)
    browser.raise_request_exception = False
    answer = browser.get("/")
    assert answer.status_code == 500
    assert all(part in text_of(answer) for part in PARTS)
    assert "secret detail" not in answer.content.decode()


def test_the_page_of_a_fault_needs_nothing_else() -> None:
    page = render_to_string("500.html")
    assert not re.search(r'(src|href)="[^"]|url\(', page)


def test_pages_ask_nothing_of_other_hosts() -> None:
    templates = Path(__file__).parents[4] / "web" / "templates"
    for file in templates.rglob("*.html"):
        assert not re.search(r'(src|href|action)="https?:', file.read_text()), file
