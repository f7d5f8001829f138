"""A sitting from its preparation to the draft minutes, by people who have no mouse and no touch screen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.browsers import CHROMIUM, FLAGS, LAPTOP, TABLET, open_context
from tests.e2e.hands import Hands
from tests.e2e.system import System

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
TITLE, ITEM = "Phiên họp bằng bàn phím", "Kế hoạch năm 2027"
PEOPLE = {"chutoa": ("Trịnh Văn Khôi", "chair"), "daibieu1": ("Lương Văn Phúc", "delegate")}


@dataclass(slots=True)
class Walk:
    """One meeting and the keyboards of those who take part."""

    system: System
    browser: Browser
    hands: dict[str, Hands] = field(default_factory=dict)
    meeting: str = ""

    def of(self, username: str) -> Hands:
        """Return somebody's keyboard; at first he signs in with it."""
        if username not in self.hands:
            size = TABLET if username.startswith("daibieu") else LAPTOP
            hands = Hands(open_context(self.browser, size).new_page())
            hands.page.goto(f"{self.system.url}/dang-nhap/")
            hands.write(hands.page.locator("input[name=username]"), username)
            hands.write(hands.page.locator("input[name=password]"), self.system.password(username))
            hands.page.keyboard.press("Enter")
            hands.page.wait_for_url(f"{self.system.url}/")
            self.hands[username] = hands
        return self.hands[username]

    def enter(self, username: str) -> Hands:
        """Go from the calendar into the meeting."""
        hands = self.of(username)
        hands.page.reload()
        hands.press(hands.page.locator(f"a[href*='/hop/{self.meeting}/']").first)
        hands.page.wait_for_url("**/hop/**")
        return hands


@pytest.fixture(scope="module")
def walk(system: System, playwright: Playwright) -> Iterator[Walk]:
    """A browser with nothing signed in."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield Walk(system, browser)
    browser.close()


def test_the_secretary_makes_a_meeting_and_convenes_it(walk: Walk) -> None:
    hands = walk.of("thuky")
    page = hands.page
    hands.press(page.get_by_test_id("new-meeting"))
    hands.write(page.locator("input[name=title]"), TITLE)
    hands.write(page.locator("input[name=place]"), "Hội trường A")
    hands.reach(page.locator("input[name=day]"))
    # Tomorrow: at the end of a day the calendar has forgotten a meeting of its morning that nobody opened.
    page.keyboard.type((datetime.now(HERE) + timedelta(days=1)).strftime("%m/%d/%Y"))
    hands.choose(page.locator("select[name=secrecy]"), "none")
    hands.press(page.get_by_test_id("create-meeting"))
    page.wait_for_url(lambda url: "/chuan-bi/" in url and "/moi/" not in url)
    walk.meeting = page.url.split("/chuan-bi/")[1].split("/")[0]
    open_editor(hands, "items")
    hands.write(page.locator("#items-add input[name=title]"), ITEM)
    hands.press(page.get_by_test_id("add-item"))
    expect(page.get_by_test_id("item")).to_contain_text(ITEM)
    invite_people(hands)
    open_editor(hands, "rooms")
    hands.tick(page.locator("#rooms-found input[name=room]").first)
    hands.press(page.get_by_test_id("invite-rooms"))
    hands.press(page.get_by_test_id("main-room"))
    hands.press(page.locator("#convene:not([aria-disabled])"))
    hands.press(page.get_by_test_id("convene-now"))
    expect(page.get_by_text("Vào bàn thư ký")).to_be_visible()


def open_editor(hands: Hands, key: str) -> None:
    """Open one line of what is to be prepared."""
    if not hands.page.get_by_test_id(f"editor-{key}").count():
        hands.press(hands.page.get_by_test_id(f"line-{key}"))
    expect(hands.page.get_by_test_id(f"editor-{key}").locator("form").first).to_be_visible()


def invite_people(hands: Hands) -> None:
    """Find the chair and the delegate by name, and invite each as what they are."""
    page = hands.page
    open_editor(hands, "people")
    for name, role in PEOPLE.values():
        hands.write(page.get_by_test_id("people-q"), name)
        found = page.locator("#people-found label").filter(has_text=name)
        expect(page.locator("#people-found input[name=person]")).to_have_count(1)
        hands.tick(found.locator("input"))
        hands.choose(page.locator("#invite-role"), role)
        hands.press(page.get_by_test_id("invite"))
        expect(page.get_by_test_id("person").filter(has_text=name)).to_be_visible()


def test_the_chair_opens_the_sitting_and_its_item(walk: Walk) -> None:
    hands = walk.enter("chutoa")
    hands.press(hands.page.get_by_test_id("present-main"))
    expect(hands.page.get_by_test_id("quorum-present")).to_have_text("1")
    hands.press(hands.page.get_by_test_id("open-meeting"))
    hands.press(hands.page.get_by_test_id("confirm-yes"))
    hands.press(hands.page.get_by_test_id("next-item"))
    expect(hands.page.get_by_test_id("item-title").first).to_contain_text(ITEM)


def test_a_delegate_asks_to_speak_and_is_invited(walk: Walk) -> None:
    chair, delegate = walk.of("chutoa"), walk.enter("daibieu1")
    delegate.tick(delegate.page.locator("[data-testid^=seat-]").first)
    delegate.press(delegate.page.get_by_test_id("check-in-confirm"))
    expect(delegate.page.get_by_test_id("check-in-confirm")).to_have_count(0)
    delegate.press(delegate.page.get_by_test_id("action-speech"))
    delegate.write(delegate.page.get_by_test_id("speech-subject"), "Về tiến độ")
    delegate.press(delegate.page.get_by_test_id("speech-send"))
    expect(chair.page.get_by_test_id("request")).to_contain_text("Về tiến độ")
    chair.press(chair.page.get_by_test_id("invite").first)
    expect(delegate.page.get_by_test_id("speaker")).to_contain_text("Lương Văn Phúc")
    chair.press(chair.page.get_by_test_id("stop-turn"))
    expect(chair.page.get_by_test_id("no-floor")).to_be_visible()


def test_a_vote_is_opened_cast_and_closed(walk: Walk) -> None:
    chair, delegate = walk.of("chutoa"), walk.of("daibieu1")
    chair.press(chair.page.get_by_test_id("open-poll-button"))
    chair.write(chair.page.get_by_test_id("poll-question"), ITEM)
    chair.press(chair.page.get_by_test_id("poll-open"))
    delegate.tick(delegate.page.get_by_test_id("vote-yes"))
    delegate.press(delegate.page.get_by_test_id("vote-send"))
    expect(delegate.page.get_by_test_id("vote-receipt")).to_be_visible()
    chair.press(chair.page.get_by_test_id("close-poll"))
    chair.press(chair.page.get_by_test_id("confirm-yes"))
    expect(chair.page.get_by_test_id("result-yes")).to_contain_text("1")
    chair.press(chair.page.get_by_test_id("result-done"))


def test_the_sitting_is_closed_and_the_draft_minutes_fetched(walk: Walk, tmp_path: Path) -> None:
    chair, desk = walk.of("chutoa"), walk.of("thuky")
    desk.press(desk.page.get_by_text("Vào bàn thư ký"))
    chair.press(chair.page.get_by_test_id("close-meeting"))
    chair.press(chair.page.get_by_test_id("confirm-yes"))
    with desk.page.expect_download() as download:
        desk.press(desk.page.get_by_test_id("draft-docx"))
    download.value.save_as(tmp_path / "draft.docx")
    assert ITEM in "\n".join(p.text for p in Document(str(tmp_path / "draft.docx")).paragraphs)
    assert all(hands.used_no_pointer() for hands in walk.hands.values())
