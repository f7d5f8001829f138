"""Vietnamese unless somebody chose English here."""

import pytest

from tests.browser import Browser, text_of

pytestmark = pytest.mark.django_db


def test_a_factory_setting_is_nobodys_choice() -> None:
    page = Browser().get("/dang-nhap/", headers={"Accept-Language": "en-US,en"})
    assert '<html lang="vi">' in page.content.decode()
    assert page.headers["Content-Language"] == "vi"


def test_the_switch_is_kept_and_leads_back() -> None:
    browser = Browser()
    answer = browser.post("/ngon-ngu/", {"language": "en", "next": "/dang-nhap/"})
    assert answer.headers["Location"] == "/dang-nhap/"
    assert '<html lang="en">' in browser.get("/dang-nhap/").content.decode()


def test_an_unknown_language_falls_back() -> None:
    browser = Browser()
    browser.cookies["django_language"] = "xx"
    assert "Tên đăng nhập" in text_of(browser.get("/dang-nhap/"))


def test_the_switch_never_leads_elsewhere() -> None:
    answer = Browser().post("/ngon-ngu/", {"language": "en", "next": "https://evil.example/"})
    assert "evil" not in answer.headers["Location"]
