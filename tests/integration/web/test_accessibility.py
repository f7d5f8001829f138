"""The live room for everybody: axe finds nothing serious in any state, and the keyboard reaches the vote."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from .conftest import ROOT, OpenRoom
from .values import CHAIR, POLL, SPEECH, me, sitting, you

pytestmark = pytest.mark.asyncio(loop_scope="module")
RULES = "{rules: {'label-content-name-mismatch': {enabled: true}}}"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


async def serious(page: Page) -> list[str]:
    """Return what axe finds serious or critical, with the places; names must contain the words that are seen."""
    if not Path(AXE).exists():
        pytest.skip("needs axe-core (npm ci in web)")
    await page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = (await page.evaluate(f"axe.run(document, {RULES})"))["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['failureSummary']}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("dark", [False, True])
async def test_sitting_notes_and_papers(open_room: OpenRoom, dark: bool) -> None:
    people = [CHAIR.model_dump(), me(room_id=None).model_dump()]
    server = await open_room(sitting(people=people), you(), dark=dark, captions=[SPEECH])
    page = server.page
    await expect(page.locator("ns-pages [data-drawn]").first).to_be_attached()
    assert await serious(page) == []
    await page.get_by_test_id("thumbnails").click()
    assert await serious(page) == []
    await page.get_by_test_id("action-papers").click()
    assert await serious(page) == []
    await page.get_by_test_id("action-notes").click()
    await page.get_by_test_id("note-text").fill("Hỏi")
    await page.get_by_test_id("note-save").click()
    assert await serious(page) == []


@pytest.mark.parametrize("dark", [False, True])
async def test_vote_lost_line_and_check_in(open_room: OpenRoom, dark: bool) -> None:
    server = await open_room(sitting(polls=[POLL.model_dump()]), you(), dark=dark)
    await server.page.get_by_test_id("vote-yes").check()
    await server.page.wait_for_timeout(300)
    assert await serious(server.page) == []
    away = await open_room(sitting(people=[me(present=False, room_id=None).model_dump()]), you(), dark=dark)
    await away.page.get_by_test_id("seat-remote").check()
    assert await serious(away.page) == []
    await away.page.get_by_test_id("check-in-confirm").click()
    await expect(away.page.get_by_test_id("preview")).to_be_visible()
    assert await serious(away.page) == []
    lost = await open_room(sitting(), you(), dark=dark)
    await lost.drop()
    await expect(lost.page.get_by_test_id("lost")).to_be_visible()
    assert await serious(lost.page) == []


async def test_the_keyboard_alone_votes(open_room: OpenRoom) -> None:
    server = await open_room(sitting(polls=[POLL.model_dump()]), you())
    page = server.page
    await page.get_by_test_id("vote-yes").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_test_id("vote-send")).to_have_text("Gửi phiếu: Không đồng ý")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("vote-waiting")).to_be_visible()
    assert server.commands("cast_ballot")[0]["command"]["choice"] == "no"
