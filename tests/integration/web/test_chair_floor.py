"""The floor on the chair's console: order, time and pauses from one page that never scrolls."""

from typing import Any

import pytest
from playwright.async_api import expect

from meetings.contracts.roles import Role
from meetings.contracts.floor import SpeechKind
from meetings.core.permissions import permissions_of

from .conftest import OpenRoom, picture
from .test_accessibility import serious
from .values import FLOOR, request, sitting, you

pytestmark = pytest.mark.asyncio(loop_scope="module")
ORDER = request(4, "p-thuy", "Cao Thị Thủy").model_copy(
    update={"kind": SpeechKind.ORDER, "subject": "Đề nghị nghỉ giải lao"}
)
SPOKEN = [
    {
        "person_id": "p-vinh",
        "room_id": None,
        "name": "Mai Thế Vinh",
        "unit": "Xã Phú Mỹ",
        "item_id": "i2",
        "seconds": 312,
    }
    | {"turns": 2}
]


def chair() -> dict[str, Any]:
    """Return the chair's own page."""
    return you(role=Role.CHAIR, person_id="p-chair", commands=tuple(sorted(permissions_of(Role.CHAIR))))


async def test_order_time_and_pause_without_scrolling(open_room: OpenRoom) -> None:
    speeches = [
        request(n, f"p{n}", name) for n, name in ((1, "Mai Thế Vinh"), (2, "Phan Thị Hồng Nhung"), (3, "Lê An"))
    ]
    speeches[0] = speeches[0].model_copy(update={"person_id": "p-vinh"})
    queue = [one.model_dump(mode="json") for one in (ORDER, *speeches)]
    state = sitting(queue=queue, spoken=SPOKEN)
    server = await open_room(state, chair(), size=(1280, 800), console="dieu-hanh/")
    page = server.page
    rows = page.get_by_test_id("request")
    await expect(rows.first).to_contain_text("Ý kiến về thủ tục")
    await expect(rows.nth(1)).to_contain_text("đã nói 5 phút")
    await page.get_by_test_id("arrange").nth(2).click()
    await page.get_by_test_id("move-up").click()
    (moved,) = server.commands("move_request")
    assert (moved["command"]["request_id"], moved["command"]["before_id"]) == ("q2", "q1")
    server.event({"kind": "queue_ordered", "request_ids": ["q4", "q2", "q1", "q3"]})
    server.ack(moved)
    await expect(rows.nth(1)).to_contain_text("Phan Thị Hồng Nhung")
    await page.get_by_test_id("person-limit").select_option("600")
    assert server.commands("set_speech_limit")[0]["command"]["person_id"] == "p2"
    await page.get_by_test_id("pause-turn").click()
    assert server.commands("pause_floor")[0]["command"]["turn_id"] == "t1"
    paused = FLOOR.model_copy(update={"paused_at": "2026-11-23T14:38:00+07:00", "paused_s": 0})
    server.event({"kind": "floor_changed", "act": "paused", "floor": paused.model_dump(mode="json")})
    await expect(page.get_by_test_id("turn-state")).to_contain_text("đồng hồ tạm dừng")
    await expect(page.get_by_test_id("turn-left")).to_have_text("01:18")
    await picture(page, "chair-floor")
    assert await page.evaluate("document.documentElement.scrollHeight <= 800 && document.body.scrollWidth <= 1280")
    assert await serious(page) == []
    await page.get_by_test_id("times").click()
    await expect(page.get_by_test_id("times-dialog")).to_contain_text("05:12")
    await picture(page, "chair-times")


async def test_an_item_is_put_into_the_agenda_and_moved_with_all_below_it(open_room: OpenRoom) -> None:
    state = sitting(floor=None, queue=[])
    state["items"][3] |= {"level": 1, "label": "3.1"}
    server = await open_room(state, chair(), size=(1280, 800), console="dieu-hanh/")
    page = server.page
    await page.get_by_test_id("agenda-button").click()
    rows = page.get_by_test_id("agenda-item")
    await expect(rows.nth(3)).to_contain_text("3.1")
    await rows.nth(4).get_by_test_id("item-up").click()
    (moved,) = server.commands("arrange_item")
    assert (moved["command"]["item_id"], moved["command"]["before_id"]) == ("i5", "i3")
    server.ack(moved)
    await page.get_by_test_id("new-item").click()
    await page.get_by_test_id("new-item-title").fill("Thông báo về đợt mưa lũ")
    await picture(page, "chair-new-item")
    assert await serious(page) == []
    await page.get_by_test_id("insert-item").click()
    (inserted,) = server.commands("insert_item")
    assert inserted["command"]["title"] == "Thông báo về đợt mưa lũ"
    assert inserted["command"]["before_id"] == "i4"


async def test_an_item_is_put_off_and_a_break_is_counted_down_and_ended(open_room: OpenRoom) -> None:
    state = sitting(floor=None, queue=[])
    server = await open_room(state, chair(), size=(1280, 800), console="dieu-hanh/")
    page = server.page
    await page.get_by_test_id("agenda-button").click()
    await expect(page.get_by_test_id("agenda-item").nth(3)).to_contain_text("khoảng 15:08")
    await picture(page, "chair-agenda")
    await page.get_by_test_id("settle").nth(1).select_option("postponed")
    await page.get_by_test_id("confirm-yes").click()
    assert server.commands("settle_item")[0]["command"] == {
        "name": "settle_item",
        "item_id": "i4",
        "outcome": "postponed",
    }
    await page.get_by_test_id("break-button").click()
    await page.get_by_test_id("break-15").click()
    (asked,) = server.commands("start_break")
    assert asked["command"]["minutes"] == 15
    meeting = {
        **state["meeting"],
        "break_since": "2026-11-23T14:38:00+07:00",
        "break_until": "2026-11-23T14:53:00+07:00",
    }
    server.event({"kind": "break_changed", "act": "started", "meeting": meeting, "items": []})
    server.ack(asked)
    await expect(page.get_by_test_id("break-left")).to_contain_text("14:5")
    await expect(page.get_by_test_id("invite-next")).to_have_count(0)
    await picture(page, "chair-break")
    assert await page.evaluate("document.documentElement.scrollHeight <= 800")
    await page.get_by_test_id("end-break").click()
    assert len(server.commands("end_break")) == 1
