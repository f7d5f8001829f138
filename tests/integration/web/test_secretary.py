"""The secretary corrects a line where it stands, by mouse and by keyboard; everything stays accessible."""

import json
import re
from typing import Any

import pytest
from playwright.async_api import Browser, Route, expect

from meetings.contracts.roles import Role

from .conftest import ORIGIN, Server, picture, serve
from .test_accessibility import serious
from .values import sitting, you

pytestmark = pytest.mark.asyncio(loop_scope="module")
START = 1_795_400_000_000


def said(number: int, text: str, **change: Any) -> dict[str, Any]:
    """Return a finished line."""
    line = {
        "segment_id": f"s{number}",
        "rev": 3,
        "meeting_id": "m1",
        "state": "final",
        "start_ms": START + number * 4000,
        "end_ms": START + number * 4000 + 3500,
        "participant": "room:r-tanhoa",
        "speaker": "Lương Văn Phúc",
        "speaker_id": None,
        "named": 0,
        "item_id": "i3",
        "text": text,
        "spoken": "",
        "stable_chars": len(text),
        "words": [],
        "engine": "whisper",
        "model": "",
        "confidence": 0.9,
    }
    return line | change


LINES = [
    said(1, "Kính thưa hội nghị.", state="edited"),
    said(2, "Xã Tân Hòa có 36 cán bộ, đạt 85%.", spoken="xã tân hoà có ba mươi sáu cán bộ đạt tám mươi lăm phần trăm"),
    said(3, "Đường chuyền còn ngắt quãng khi trời mưa.", confidence=0.4),
    said(4, "Đề nghị tỉnh lắp thêm một đường dự phòng."),
]


@pytest.fixture
def desk(chromium: Browser):
    """Return how to open the secretary's console: ``await desk(captions, size=…, dark=…)`` is the server's side."""

    async def open_(
        captions: list[dict[str, Any]], size: tuple[int, int] = (1280, 800), *, dark: bool = False
    ) -> Server:
        context = await chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
        )
        page = await context.new_page()
        commands = ("correct_caption", "notify_unit")
        server = Server(page, sitting(), you(role=Role.SECRETARY, commands=commands), captions=captions)

        async def answer(route: Route) -> None:
            if route.request.url.endswith("ban-ghi-loi.json"):
                await route.fulfill(json={"lines": [old_line()]})
            else:
                await serve(route, "src/features/secretary/main.ts")

        await page.route(f"{ORIGIN}/**", answer)
        await page.route_web_socket("**/live/m1/", server.accept)
        await page.goto(f"{ORIGIN}/hop/m1/thu-ky/")
        await page.get_by_test_id("secretary").wait_for()
        return server

    return open_


def old_line() -> dict[str, Any]:
    return {
        "id": "s0",
        "rev": 1,
        "at": "2026-11-23T14:03:00+07:00",
        "start": 60.0,
        "end": 62.0,
        "speaker": "Trịnh Văn Khôi",
        "speaker_id": None,
        "named": 0,
        "participant": "room:r-hall",
        "item_id": "i1",
        "text": "Tôi tuyên bố khai mạc.",
        "spoken": "tôi tuyên bố khai mạc",
        "confidence": 0.8,
        "edited": False,
    }


def corrected(server: Server, line: dict[str, Any], text: str) -> None:
    now = line | {"text": text, "state": "edited", "rev": line["rev"] + 1}
    server.event({"kind": "caption_corrected", "segment": now, "before": line["text"]})


async def order(server: Server, count: int) -> dict[str, Any]:
    for _try in range(100):
        if len(found := server.commands("correct_caption")) >= count:
            return found[count - 1]
        await server.page.wait_for_timeout(50)
    raise AssertionError("the page sent no correction")


@pytest.mark.parametrize("dark", [False, True])
async def test_a_line_is_corrected_where_it_stands(desk, dark: bool) -> None:
    server = await desk(LINES, dark=dark)
    page = server.page
    await expect(page.get_by_test_id("checked")).to_have_text("đã hiệu đính 1/4")
    assert await serious(page) == []
    await page.get_by_test_id("line").nth(2).click()
    field = page.get_by_test_id("correct-text")
    await expect(field).to_be_focused()
    await expect(page.get_by_test_id("correct-yes")).to_have_text("Xác nhận đúng")
    await field.fill("Đường truyền còn ngắt quãng khi trời mưa.")
    await expect(page.get_by_test_id("correct-yes")).to_have_text("Lưu lời đã sửa")
    assert await serious(page) == []
    await picture(page, f"secretary-correction-{'dark' if dark else 'light'}")
    await page.get_by_test_id("correct-yes").click()
    sent = await order(server, 1)
    assert sent["command"] == {
        "name": "correct_caption",
        "segment_id": "s3",
        "rev": 3,
        "text": "Đường truyền còn ngắt quãng khi trời mưa.",
    }
    corrected(server, LINES[2], sent["command"]["text"])
    server.ack(sent)
    await expect(field).to_have_count(0)
    server.say({"type": "caption", "segment": LINES[2] | {"rev": 9, "text": "máy nghe lại"}})
    await expect(page.get_by_test_id("line").nth(2)).to_contain_text("Đường truyền còn ngắt quãng")
    await expect(page.get_by_test_id("checked")).to_have_text("đã hiệu đính 2/4")
    await expect(page.get_by_test_id("journal")).to_contain_text("Hiệu đính lời của Lương Văn Phúc")
    await page.get_by_test_id("transcript-files").click()
    assert await serious(page) == []
    await picture(page, f"secretary-files-{'dark' if dark else 'light'}")


async def test_what_somebody_else_wrote_is_shown_before_it_is_replaced(desk) -> None:
    server = await desk(LINES, (820, 1180))
    page = server.page
    await page.get_by_test_id("line").nth(3).focus()
    await page.keyboard.press("Enter")
    await page.get_by_test_id("correct-text").fill("Lời của tôi.")
    corrected(server, LINES[3], "Lời của người khác.")
    await expect(page.get_by_test_id("correction")).to_contain_text("Người khác vừa sửa thành: Lời của người khác.")
    await expect(page.get_by_test_id("correct-yes")).to_have_text("Vẫn lưu lời của tôi")
    await page.keyboard.press("Control+Enter")
    sent = await order(server, 1)
    assert sent["command"]["rev"] == 4  # of the words that stood beside the field
    refusal = {"type": "refusal", "id": sent["id"], "code": "changed_meanwhile", "message": "Người khác vừa sửa."}
    server.say(json.loads(json.dumps(refusal)))
    await expect(page.get_by_test_id("correct-text")).to_have_value("Lời của tôi.")
    await picture(page, "secretary-overtaken")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("line").nth(3)).to_be_focused()
    await expect(page.get_by_test_id("line").nth(3)).to_contain_text("Lời của người khác.")


async def test_lines_from_before_the_page_came(desk) -> None:
    server = await desk([said(number, f"Câu thứ {number}.") for number in range(1, 51)])
    page = server.page
    await page.get_by_test_id("older").click()
    await expect(page.get_by_test_id("checked")).to_have_text("đã hiệu đính 0/51")
    await expect(page.get_by_test_id("transcript")).to_contain_text("Tôi tuyên bố khai mạc.")
    await expect(page.get_by_test_id("older")).to_have_count(0)


async def test_whoever_may_not_correct_only_reads(desk) -> None:
    server = await desk(LINES)
    server.you["commands"] = []
    server.say({"type": "welcome", "protocol": 1, "you": server.you, "server_time": "2026-11-23T14:38:00+07:00"})
    server.say({"type": "events", "last": server.number, "events": []})
    page = server.page
    await expect(page.get_by_test_id("line")).to_have_count(0)
    await expect(page.get_by_test_id("transcript")).to_contain_text("Đường chuyền còn ngắt quãng")
    sign = page.get_by_test_id("line-sign")
    await expect(sign).to_have_text("Đường truyền tốt")
    await sign.evaluate("sign => { window.signAtFirst = sign; }")
    await server.drop()
    await expect(sign).to_have_text(re.compile(r"^Đang nối lại, từ \d\d:\d\d$"))
    await page.context.set_offline(True)
    await expect(sign).to_have_text(re.compile(r"^Máy này mất mạng, từ \d\d:\d\d$"))
    assert await sign.evaluate("sign => sign === window.signAtFirst && sign.ariaLive"), "not read aloud"
    assert await serious(page) == []
    await page.context.set_offline(False)
    server.refuse_connections = False
    await expect(sign).to_have_text("Đường truyền tốt")
