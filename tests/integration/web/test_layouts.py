"""Ways of looking at the pictures: chosen by touch or key, kept on the device, clean for axe at every size."""

from typing import Any

import pytest
from playwright.async_api import expect

from .conftest import OpenRoom, Server, picture
from .test_accessibility import serious
from .values import CHAIR, FLOOR, me, sitting, you

pytestmark = pytest.mark.asyncio(loop_scope="module")
REMOTE = [CHAIR.model_dump(), me(room_id=None).model_dump()]
SIZES = {"portrait": (820, 1180), "laptop": (1280, 800), "big": (1920, 1080), "phone": (360, 740)}

STAGE = "document.querySelector('ns-live-room').shadowRoot.querySelector('ns-stage').shadowRoot"
CELLS = f"[...{STAGE}.querySelectorAll('.grid ns-slot-video')]"
MARK = f"{CELLS}.forEach(cell => cell.renderRoot.querySelector('video').dataset.marked = '')"
MARKED = f"{CELLS}.filter(cell => 'marked' in cell.renderRoot.querySelector('video').dataset).length"


def sources(count: int) -> list[dict[str, Any]]:
    """Return a directory: the hall, then communes, all with a picture."""
    keys = ["room:r-hall", FLOOR.participant, *(f"room:x{number}" for number in range(count))]
    names = ["Hội trường A", FLOOR.name, *(f"Điểm cầu xã số {number + 1}" for number in range(count))]
    return [
        {
            "source": number,
            "participant": key,
            "name": name,
            "detail": "",
            "audio": True,
            "video": True,
            "screen": False,
        }
        for number, (key, name) in enumerate(zip(keys, names, strict=True), 1)
    ]


def fill(server: Server, video: list[int | None]) -> None:
    """Say who is there and what the slots show."""
    server.say({"type": "media_sources", "sources": sources(18), "active_speaker": 2})
    server.say({"type": "media_slots", "audio": [None] * 4, "video": video, "main_is_screen": False})


@pytest.mark.parametrize("size", SIZES)
async def test_each_way_of_looking_is_chosen_kept_and_clean(open_room: OpenRoom, size: str) -> None:
    server = await open_room(sitting(people=REMOTE), you(), size=SIZES[size])
    page = server.page
    fill(server, [2, 1, *range(3, 10)])
    await page.get_by_test_id("to-picture" if size == "phone" else "swap").click()
    await picture(page, f"layout-speaker-{size}")
    await page.get_by_test_id("layout-hall").click()
    await picture(page, f"layout-hall-{size}")
    await page.get_by_test_id("layout-grid").click()
    await expect(page.get_by_test_id("cell")).to_have_count(9)
    await expect(page.get_by_test_id("page")).to_have_text("Trang 1 / 3")
    await picture(page, f"layout-grid-{size}")
    assert await serious(page) == []
    await page.evaluate(MARK)
    await page.get_by_test_id("grid").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_test_id("page")).to_have_text("Trang 2 / 3")
    assert await page.evaluate(MARKED) == 9, "turning a page makes no video anew"
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_test_id("page")).to_have_text("Trang 3 / 3")
    await expect(page.get_by_test_id("page-next")).to_be_disabled()
    await expect(page.get_by_test_id("cell")).to_have_count(2)
    await picture(page, f"layout-grid-last-{size}")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate("localStorage.getItem('nghisu.layout')") == "grid"
    await page.get_by_test_id("swap").click()
    await expect(page.locator("ns-paper-viewer")).to_be_visible()


async def test_devices_are_changed_during_the_sitting(open_room: OpenRoom) -> None:
    server = await open_room(sitting(people=REMOTE), you(), size=SIZES["laptop"])
    page = server.page
    await page.get_by_test_id("own-microphone").click()
    await page.get_by_test_id("devices").click()
    await expect(page.get_by_test_id("device-audioinput")).to_be_visible()
    assert await serious(page) == []
    await page.get_by_test_id("filter-echo").uncheck()
    await page.get_by_test_id("device-audioinput").select_option(index=1)
    await picture(page, "devices")
    kept = "JSON.parse(localStorage.getItem('nghisu.devices') || '{}')"
    await page.wait_for_function(f"{kept}.echo === false && {kept}.audioinput")
    settings = await page.evaluate(
        "(() => { const s = __nghisu.media.microphone.getSettings(); return [s.echoCancellation, s.deviceId] })()"
    )
    assert settings == [False, await page.evaluate(f"{kept}.audioinput")]
    await page.evaluate("__nghisu.media.microphone.onended()")
    await expect(page.get_by_test_id("toast")).to_contain_text("không còn nữa. Đang dùng")
    await page.get_by_test_id("devices-done").click()
    await expect(page.locator("ns-device-dialog")).to_have_count(0)
