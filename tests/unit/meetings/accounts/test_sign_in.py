"""Sign-in: the right door for the right person, a lock after five wrong passwords, never a way elsewhere."""

import pytest
from django.contrib.sessions.models import Session

from tests.browser import Browser, browser_of, text_of
from tests.cast import PASSWORD, Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def sign_in(browser: Browser, username: str = "mai.tt", password: str = PASSWORD, wanted: str = "/"):
    return browser.post("/dang-nhap/", {"username": username, "password": password, "next": wanted})


def test_page_asks_for_name_and_password(cast: Cast) -> None:
    page = Browser().get("/dang-nhap/")
    assert page.status_code == 200
    assert "Tên đăng nhập" in text_of(page)
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("typed", ["mai.tt", " Mai.TT "])
def test_right_password_leads_home(cast: Cast, typed: str) -> None:
    browser = Browser()
    answer = sign_in(browser, typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert "Trần Thị Mai" in text_of(browser.get("/"))


def test_strangers_are_led_to_sign_in_and_back(cast: Cast) -> None:
    browser = Browser()
    answer = browser.get("/da-hop/")
    assert answer.headers["Location"] == "/dang-nhap/?next=%2Fda-hop%2F"
    assert sign_in(browser, wanted="/da-hop/").headers["Location"] == "/da-hop/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_never_leads_elsewhere(cast: Cast, elsewhere: str) -> None:
    assert sign_in(Browser(), wanted=elsewhere).headers["Location"] == "/"


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(cast: Cast) -> None:
    answer = Browser().get(f"/chuan-bi/{cast.meeting.id}/muc/", fragment=True)
    assert answer.headers["HX-Redirect"] == "/dang-nhap/?next=%2Fchuan-bi%2F"
    assert answer.content == b""


def test_the_session_key_is_new_after_sign_in(cast: Cast) -> None:
    browser = Browser()
    session = browser.session
    session["before"] = "1"
    session.save()
    before = session.session_key
    sign_in(browser)
    assert browser.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_wrong_password_says_how_many_tries_are_left(cast: Cast) -> None:
    answer = sign_in(Browser(), password="sai mật khẩu")
    assert answer.status_code == 422
    assert "Tên hoặc mật khẩu chưa đúng Còn 4 lần thử." in text_of(answer)
    assert 'value="mai.tt"' in answer.content.decode()


def test_unknown_name_gets_the_same_words(cast: Cast) -> None:
    assert "Tên hoặc mật khẩu chưa đúng Còn 4 lần thử." in text_of(sign_in(Browser(), "khong.co"))


def test_five_wrong_passwords_lock_and_the_right_one_is_refused(cast: Cast) -> None:
    browser = Browser()
    answers = [sign_in(browser, password=f"sai {n}") for n in range(5)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 429]
    sixth = sign_in(browser)
    assert sixth.status_code == 429
    assert "tạm khóa trên máy này trong 15 phút" in text_of(sixth)
    assert "bộ phận kỹ thuật" in text_of(sixth)
    assert 'value="mai.tt"' in sixth.content.decode()
    assert browser.get("/").status_code == 302


def test_the_lock_holds_whatever_the_letter_case(cast: Cast) -> None:
    browser = Browser()
    for name in ("mai.tt", "MAI.TT", "Mai.tt", "mAi.tt", "mai.tT"):
        sign_in(browser, name, "sai")
    assert sign_in(browser).status_code == 429


def test_others_sign_in_while_one_name_is_locked(cast: Cast) -> None:
    browser = Browser()
    for _n in range(5):
        sign_in(browser, password="sai")
    assert sign_in(browser, "hoa.nv").status_code == 302


def test_success_forgets_earlier_failures(cast: Cast) -> None:
    browser = Browser()
    for _n in range(4):
        sign_in(browser, password="sai")
    assert sign_in(browser).status_code == 302
    assert "Còn 4 lần thử" in text_of(sign_in(Browser(), password="sai"))


def test_closed_accounts_do_not_come_in(cast: Cast) -> None:
    cast.secretary.is_active = False
    cast.secretary.save()
    assert sign_in(Browser()).status_code == 422


def test_closing_an_account_ends_its_pages(cast: Cast) -> None:
    browser = browser_of(cast.secretary)
    assert browser.get("/").status_code == 200
    cast.secretary.is_active = False
    cast.secretary.save()
    assert browser.get("/").headers["Location"].startswith("/dang-nhap/")


def test_missing_words_are_named_at_their_field(cast: Cast) -> None:
    answer = sign_in(Browser(), "", "")
    assert answer.status_code == 422
    assert "Hãy nhập tên đăng nhập." in text_of(answer)
    assert "Hãy nhập mật khẩu." in text_of(answer)


def test_a_form_from_elsewhere_is_refused(cast: Cast) -> None:
    browser = Browser(enforce_csrf_checks=True)
    answer = sign_in(browser)
    assert answer.status_code == 403
    assert "Trang đã mở quá lâu" in text_of(answer)


def test_who_is_signed_in_already_goes_on(cast: Cast) -> None:
    assert browser_of(cast.chair).get("/dang-nhap/?next=/da-hop/").headers["Location"] == "/da-hop/"
