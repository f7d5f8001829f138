"""Checking in by the code on a room's screen: who is asked, who is refused in which words, what the journal says."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from meetings.accounts.models import Person
from meetings.agenda.models import Participation
from meetings.contracts.roles import Role
from meetings.core import clock
from meetings.core.models import JournalEvent
from meetings.live.journal_words import Telling
from meetings.rooms.models import Room
from meetings.screens.code_rules import PERIOD_S
from meetings.screens.codes import SHOWN_BEFORE, shown_code
from meetings.screens.views.check_in import WRONG_CODES
from tests.browser import Browser, browser_of, text_of
from tests.cast import Cast, kiosk_token, make_person

CODE = "/man-hinh/diem-danh/"
TYPE = "/diem-danh/"


def scanned(room: Room) -> str:
    shown = shown_code(room, clock.now())
    assert shown
    return f"/diem-danh/{shown.token}/"


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    moment = clock.now() + timedelta(seconds=seconds)
    monkeypatch.setattr(clock, "now", lambda: moment)


def answer(response: Any) -> str:
    return str(response.context["scan"].answer)


def place_of(cast: Cast, person: Person) -> Participation:
    return Participation.objects.get(meeting=cast.meeting, person=person)


def arrivals(cast: Cast) -> int:
    return JournalEvent.objects.filter(meeting_id=cast.meeting.id, kind="person_checked_in").count()


def screen_of(cast: Cast, room: Room) -> Browser:
    browser = Browser()
    browser.cookies[settings.KIOSK_COOKIE_NAME] = kiosk_token(cast, room)
    return browser


def test_a_scan_asks_and_the_button_checks_in_to_that_room(cast: Cast) -> None:
    person = cast.delegates[0]
    browser, address = browser_of(person), scanned(cast.tan_hoa)
    page = browser.get(address)
    words = text_of(page)
    assert (answer(page), place_of(cast, person).present) == ("ask", False), "looking checks nobody in"
    assert cast.meeting.title in words
    assert cast.tan_hoa.name in words
    assert person.full_name in words
    browser.post(address)
    browser.post(address)
    mine = place_of(cast, person)
    assert (mine.present, mine.seated_in_id, arrivals(cast)) == (True, cast.tan_hoa.id, 1), "twice is once"
    assert answer(browser.get(address)) == "here"
    event = JournalEvent.objects.filter(meeting_id=cast.meeting.id, kind="person_checked_in").get()
    assert "bằng mã trên màn hình phòng" in Telling(names={str(cast.tan_hoa.id): cast.tan_hoa.name}).words(
        event, whole=True
    )


def test_the_screen_of_a_paired_room_gets_the_code_of_its_room(cast: Cast) -> None:
    told = screen_of(cast, cast.hall).get(CODE).json()["code"]
    assert told["image"].startswith("data:image/svg")
    assert (
        clock.now().timestamp()
        < datetime.fromisoformat(told["ends_at"]).timestamp()
        <= clock.now().timestamp() + 2 * PERIOD_S
    )
    browser = browser_of(cast.delegates[0])
    found = browser.post(TYPE, {"digits": f"{told['digits'][:3]} {told['digits'][3:]}"})
    assert found.status_code == 302
    assert browser.get(found.url).context["scan"].room == cast.hall
    assert Browser().get(CODE).json()["code"] is None, "a screen without a room"


def test_no_code_is_shown_long_before_the_meeting(cast: Cast) -> None:
    now = clock.now()
    cast.meeting.starts_at, cast.meeting.ends_at = now + SHOWN_BEFORE + timedelta(minutes=1), now + timedelta(1)
    cast.meeting.save()
    assert shown_code(cast.hall, now) is None
    assert shown_code(cast.hall, now + timedelta(minutes=2)) is not None


def test_a_code_that_has_changed_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    address = scanned(cast.hall)
    later(monkeypatch, 2 * PERIOD_S + 1)
    browser = browser_of(cast.delegates[0])
    for page in (browser.get(address), browser.post(address)):
        assert (page.status_code, answer(page)) == (410, "over")
        assert "quét lại mã đang hiện" in text_of(page)
    assert arrivals(cast) == 0


def test_who_opened_it_in_time_may_sign_in_first(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    person, address, browser = cast.delegates[0], scanned(cast.hall), Browser()
    to_sign_in = browser.get(address)
    assert to_sign_in.url.endswith(f"?next={address.replace('/', '%2F')}")
    later(monkeypatch, 2 * PERIOD_S + 1)
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert answer(browser.get(address)) == "ask"
    browser.post(address)
    assert place_of(cast, person).present
    assert answer(browser_of(cast.delegates[1]).get(address)) == "over", "of one browser alone"
    later(monkeypatch, 600)
    Participation.objects.filter(id=place_of(cast, person).id).update(present=False)
    assert answer(browser.get(address)) == "over", "and not for ever"


def test_who_is_checked_in_elsewhere_must_say_that_he_moved(cast: Cast) -> None:
    person = cast.delegates[0]
    browser = browser_of(person)
    browser.post(scanned(cast.tan_hoa))
    address = scanned(cast.hall)
    page = browser.get(address)
    assert answer(page) == "elsewhere"
    assert cast.tan_hoa.name in text_of(page)
    assert browser.post(address).status_code == 409
    assert place_of(cast, person).seated_in_id == cast.tan_hoa.id
    browser.post(address, {"moved": "1"})
    assert place_of(cast, person).seated_in_id == cast.hall.id


def test_strangers_auditors_and_other_times_are_refused(cast: Cast) -> None:
    stranger = make_person("nguoi-la", "Người Lạ", "", cast.province)
    auditor = make_person("kiem-tra", "Người Kiểm Tra", "", cast.province)
    Participation.objects.create(meeting=cast.meeting, person=auditor, role=Role.AUDITOR)
    address = scanned(cast.hall)
    for person, told in ((stranger, "stranger"), (auditor, "not_counted")):
        page = browser_of(person).post(address)
        assert (page.status_code, answer(page)) == (403, told)
        assert cast.meeting.title not in text_of(page)
    close_now(cast)
    page = browser_of(cast.delegates[0]).post(address)
    assert (page.status_code, answer(page)) == (409, "not_now")
    assert arrivals(cast) == 0


def close_now(cast: Cast) -> None:
    cast.meeting.status = "closed"
    cast.meeting.save()


def test_made_up_codes_are_refused_and_soon_not_looked_at(cast: Cast) -> None:
    browser, address = browser_of(cast.delegates[0]), "/diem-danh/" + "A" * 40 + "/"
    assert (browser.get(address).status_code, answer(browser.get(address))) == (404, "unknown")
    for _try in range(WRONG_CODES):
        last = browser.post(TYPE, {"digits": "000000"})
    assert last.status_code == 429
    assert browser.get(address).status_code == 429
    assert answer(browser.get(scanned(cast.hall))) == "ask", "a code that a screen shows is always looked at"


def test_digits_lead_only_into_meetings_of_one_s_own(cast: Cast) -> None:
    shown = shown_code(cast.hall, clock.now())
    assert shown
    stranger = make_person("nguoi-la", "Người Lạ", "", cast.province)
    assert browser_of(stranger).post(TYPE, {"digits": shown.digits}).status_code == 422
    assert browser_of(cast.delegates[0]).post(TYPE, {"digits": "12"}).status_code == 422


def test_a_form_of_another_site_checks_nobody_in(cast: Cast) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(cast.delegates[0], backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post(scanned(cast.hall)).status_code == 403
    assert arrivals(cast) == 0
