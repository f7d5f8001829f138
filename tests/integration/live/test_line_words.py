"""Chromium on a tablet: the state of the line in words, and a page that slept through an hour of the sitting."""

import asyncio
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from meetings.agenda.services import open_item
from meetings.attendance.checkins import CheckInOrder, check_in_people
from meetings.core import journal
from meetings.live.feed import MOST_EVENTS
from meetings.voting.services import open_poll
from tests.cast import add_delegates, session_for

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium"),
]
PICTURES = Path(__file__).parents[2] / "e2e" / "out" / "line"
TABLET = {"width": 1024, "height": 768}
TICKING = """() => {
  let last = performance.now();
  window.longestSleep = 0;
  setInterval(() => {
    window.longestSleep = Math.max(window.longestSleep, performance.now() - last);
    last = performance.now();
  }, 50);
}"""
ASLEEP = MOST_EVENTS + 100
SLEEP_S = 3.0
"""At least so long does the tablet sleep, however fast the hour's acts are done."""


@pytest_asyncio.fixture
async def context(web) -> AsyncIterator[BrowserContext]:
    if not settings.DJANGO_VITE["default"]["manifest_path"].exists():
        pytest.skip("needs a built front end (npm run build)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        address = web.url.replace("127.0.0.1", "localhost")
        context = await browser.new_context(ignore_https_errors=True, base_url=address, viewport=TABLET)
        yield context
        await browser.close()


async def enter(context: BrowserContext, cast, person, console: str = "") -> Page:
    key = await sync_to_async(session_for)(person)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "domain": "localhost", "path": "/", "secure": True}
    await context.add_cookies([cookie])
    page = await context.new_page()
    await page.goto(f"/hop/{cast.meeting.id}/{console}")
    return page


async def renderers_of(context: BrowserContext) -> list[int]:
    """Return the processes in which this browser's pages live."""
    assert context.browser
    devtools = await context.browser.new_browser_cdp_session()
    found = (await devtools.send("SystemInfo.getProcessInfo"))["processInfo"]
    return [process["id"] for process in found if process["type"] == "renderer"]


def signal_all(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        os.kill(process, number)


async def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png")


async def test_the_state_of_the_line_is_said_in_words(sitting, context, web):
    page = await enter(context, sitting, sitting.delegates[0])
    line = page.get_by_test_id("line")
    await expect(line).to_have_text("Đường truyền tốt", timeout=20_000)
    await picture(page, "good")
    await asyncio.to_thread(web.kill_web)
    try:
        await expect(line).to_have_text(re.compile(r"Đang nối lại, từ \d\d:\d\d"), timeout=15_000)
        lost = page.get_by_test_id("lost")
        await expect(lost).to_contain_text(re.compile(r"Mất đường truyền từ \d\d:\d\d, máy đang tự nối lại"))
        await expect(lost).to_contain_text("Tài liệu, ghi chú vẫn dùng được")
        await picture(page, "lost")
        await context.set_offline(True)
        await expect(lost).to_contain_text("Máy này đang mất mạng", timeout=15_000)
        await context.set_offline(False)
    finally:
        await asyncio.to_thread(web.start_web)
    await expect(line).to_have_text("Đường truyền tốt", timeout=20_000)
    await expect(lost).to_have_count(0)


async def test_a_tablet_that_slept_for_an_hour_is_right_again_without_a_reload(sitting, context, web):
    people = await sync_to_async(add_delegates)(sitting, ASLEEP // 2)
    page = await enter(context, sitting, sitting.delegates[0])
    await expect(page.get_by_test_id("line")).to_have_text("Đường truyền tốt", timeout=20_000)
    await page.wait_for_load_state("networkidle")
    await page.evaluate(TICKING)
    known = await page.evaluate("window.__nghisu.snapshots.at(-1)")
    renderers = await renderers_of(context)
    signal_all(renderers, signal.SIGSTOP)
    asleep = asyncio.create_task(asyncio.sleep(SLEEP_S))

    def an_hour():
        meeting_id = sitting.meeting.id
        for room in (sitting.tan_hoa, sitting.phu_my):
            orders = [CheckInOrder(sitting.actor(person, uuid4().hex), room.id) for person in people]
            assert all(isinstance(number, int) for number in check_in_people(meeting_id=meeting_id, orders=orders))
        open_item(actor=sitting.actor("chair"), meeting_id=meeting_id, item_id=sitting.items[2].id)
        open_poll(actor=sitting.actor("chair"), meeting_id=meeting_id, item_id=None, question="Thông qua lúc máy ngủ?")

    await asyncio.to_thread(web.kill_web)  # the line of a sleeping tablet is gone
    await sync_to_async(an_hour)()
    await asyncio.to_thread(web.start_web)
    last = await sync_to_async(journal.last_number)(sitting.meeting.id)
    assert last - known > MOST_EVENTS
    await asleep
    signal_all(renderers, signal.SIGCONT)
    await page.wait_for_function("number => window.__nghisu.snapshots.at(-1) >= number", arg=last, timeout=30_000)
    await expect(page.get_by_test_id("line")).to_have_text("Đường truyền tốt", timeout=20_000)
    await expect(page.locator("ns-vote-sheet")).to_contain_text("Thông qua lúc máy ngủ?")
    await expect(page.locator("ns-now")).to_contain_text("Thảo luận")
    slept = await page.evaluate("window.longestSleep")
    assert slept > (SLEEP_S - 1) * 1000, "the page was not frozen, or was loaded anew"
    await picture(page, "awake")
    events = await page.evaluate("window.__nghisu.events")
    assert events == sorted(set(events))
