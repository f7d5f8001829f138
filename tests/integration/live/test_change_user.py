"""Chromium: «Đổi người dùng» on a shared machine leaves nothing of the person before, with or without our script."""

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from playwright.async_api import BrowserContext, Page, async_playwright

from meetings.attendance.models import SittingSeat
from tests.cast import PASSWORD

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium"),
]

FILL = """async () => {
  localStorage.setItem("nghisu.test", "của người trước");
  sessionStorage.setItem("nghisu.test", "của người trước");
  await new Promise((resolve, reject) => {
    const request = indexedDB.open("nghisu-test", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("notes").put("của người trước", 1);
    request.onsuccess = () => { request.result.close(); resolve(); };
    request.onerror = () => reject(request.error);
  });
  const cache = await caches.open("papers");
  await cache.put("/tai-lieu/x", new Response("của người trước"));
}"""
LEFT = """async () => ({
  local: Object.keys(localStorage),
  session: Object.values(sessionStorage),
  databases: (await indexedDB.databases()).map((found) => found.name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": [], "session": ["/dang-nhap/?doi=1"], "databases": [], "caches": [], "workers": 0}

"""All but the path of the sign-in form itself, which htmx notes."""


@pytest_asyncio.fixture
async def context(web) -> AsyncIterator[BrowserContext]:
    if not settings.DJANGO_VITE["default"]["manifest_path"].exists():
        pytest.skip("needs a built front end (npm run build)")
    async with async_playwright() as playwright:
        # With the memory of whole pages for «back» that people's browsers have and Playwright switches off.
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox"],
            ignore_default_args=["--disable-back-forward-cache"],
        )
        context = await browser.new_context(
            ignore_https_errors=True, base_url=web.url.replace("127.0.0.1", "localhost")
        )
        yield context
        await browser.close()


async def sign_in(page: Page, username: str) -> None:
    await page.locator("#username").fill(username)
    await page.locator("#password").fill(PASSWORD)
    await page.get_by_test_id("sign-in").click()
    await page.locator("details.account").wait_for()


async def test_nothing_is_left_for_the_next_person(sitting, context):
    page = await context.new_page()
    await page.goto("/dang-nhap/")
    await sign_in(page, "duc.lm")
    await page.evaluate(FILL)
    assert (await page.evaluate(LEFT))["databases"] == ["nghisu-test"]
    await page.locator("details.account summary").click()
    await page.get_by_test_id("switch-user").click()
    await page.get_by_test_id("switched").wait_for()
    assert await page.evaluate(LEFT) == NOTHING
    assert "Đức" not in await page.content()
    assert await page.locator("#username").input_value() == ""
    cookies = {cookie["name"] for cookie in await context.cookies()}
    assert settings.SESSION_COOKIE_NAME not in cookies
    await sign_in(page, "hanh.vt")
    assert "Vũ Thị Hạnh" in await page.locator("details.account").inner_text()
    await page.go_back()
    assert "Lê Minh Đức" not in await page.content()


CACHED = """async (addresses) => {
  const found = [];
  for (const address of addresses) {
    try {
      const answer = await fetch(address, { cache: "only-if-cached", mode: "same-origin" });
      if (answer.ok) found.push(address);
    } catch { /* nothing kept */ }
  }
  return found;
}"""


async def test_no_window_and_no_way_back_shows_the_person_before(sitting, context):
    page = await context.new_page()
    await page.goto("/dang-nhap/")
    await sign_in(page, "duc.lm")
    room, record = f"/hop/{sitting.meeting.id}/", f"/hop/{sitting.meeting.id}/tai-lieu/"
    other = await context.new_page()
    await other.goto(room)
    await other.locator("ns-actions").wait_for()
    await other.evaluate("sessionStorage.setItem('nghisu.seat.x', 'của người trước')")
    for address in (room, record, "/"):
        await page.goto(address)
    await page.locator("details.account summary").click()
    await page.get_by_test_id("switch-user").click()
    await page.get_by_test_id("switched").wait_for()
    assert await page.evaluate(CACHED, [room, record, "/"]) == []

    await other.get_by_test_id("bye").wait_for()
    left = await other.locator("body").inner_text()
    assert "Lê Minh Đức" not in left and sitting.meeting.title not in left and "Ghi chú" not in left
    assert await other.evaluate(LEFT) == {**NOTHING, "session": []}

    await sign_in(page, "hanh.vt")
    for _step in range(6):
        await page.evaluate("history.back()")
        await page.wait_for_load_state("load")
        await page.wait_for_timeout(300)
        assert "Lê Minh Đức" not in await page.locator("body").inner_text()
        if "/dang-nhap/" in page.url:
            break
    stored = await page.evaluate(LEFT)
    assert stored["databases"] == [] and stored["caches"] == []
    assert not [key for key in stored["local"] if str(sitting.delegates[0].id) in key]


async def test_the_answer_alone_wipes_too(sitting, context):
    page = await context.new_page()
    await page.goto("/dang-nhap/")
    await sign_in(page, "duc.lm")
    await page.evaluate(FILL)
    await page.evaluate("document.querySelector('form[action=\"/doi-nguoi-dung/\"]').removeAttribute('data-wipe')")
    await page.locator("details.account summary").click()
    await page.get_by_test_id("switch-user").click()
    await page.get_by_test_id("switched").wait_for()
    assert await page.evaluate(LEFT) == NOTHING


async def test_the_cookie_does_not_run_out_in_a_long_sitting(sitting, context):
    page = await context.new_page()
    await page.goto("/dang-nhap/")
    await sign_in(page, "duc.lm")
    (cookie,) = [c for c in await context.cookies() if c["name"] == settings.SESSION_COOKIE_NAME]
    assert cookie["expires"] == -1
    await page.goto(f"/hop/{sitting.meeting.id}/")
    await page.locator("ns-actions").wait_for()
    seat = await sync_to_async(SittingSeat.objects.get)(person=sitting.delegates[0])
    assert seat.room_id == sitting.hall.id
