"""The delegate's live room, seen from the browser: faces, vote, lost line, notes, check-in, sizes."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from .conftest import OpenRoom, Server, picture
from .test_accessibility import serious
from .values import CHAIR, FLOOR, ME, NOW, POLL, SPEECH, TALLY, items, me, sitting, you

pytestmark = pytest.mark.asyncio(loop_scope="module")

AWAY = [CHAIR.model_dump(), me(present=False, room_id=None).model_dump()]
REMOTE = [CHAIR.model_dump(), me(room_id=None).model_dump()]
BALLOT = {"poll_id": "v1", "choice": "yes", "at": "2026-11-23T15:11:08+07:00", "number": 57}
SIZES = {"portrait": (820, 1180), "landscape": (1180, 820), "laptop": (1280, 800), "phone": (360, 740)}


def voting(**change: Any) -> dict[str, Any]:
    """Return a sitting at its vote."""
    return sitting(items=[item.model_dump() for item in items(4)], floor=None, queue=(), **change)


def closed_poll() -> dict[str, Any]:
    """Return the vote after its count."""
    return POLL.model_copy(
        update={"status": "closed", "closed_at": "2026-11-23T15:14:00+07:00", "tally": TALLY}
    ).model_dump(mode="json")


async def numbers(server: Server) -> list[int]:
    """Return the event numbers that the page took in."""
    found: list[int] = await server.page.evaluate("window.__nghisu.events")
    return found


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("dark", [False, True])
async def test_the_room_fits_every_screen(open_room: OpenRoom, shape: str, dark: bool) -> None:
    server = await open_room(sitting(), you(), size=SIZES[shape], dark=dark, captions=[SPEECH])
    page = server.page
    await expect(page.get_by_test_id("item-title")).to_have_text("Thảo luận: đường truyền và họp không giấy ở cấp xã")
    await expect(page.locator("ns-pages [data-page='1'][data-drawn]")).to_be_attached()
    assert await page.get_by_test_id("paper-scroll").evaluate("element => element.scrollTop") < 40
    await picture(page, f"room-{shape}-{'dark' if dark else 'light'}")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in ("papers", "speech", "vote", "notes", "captions"):
        box = await page.get_by_test_id(f"action-{name}").bounding_box()
        assert box is not None
        assert box["width"] >= 48
        assert box["height"] >= 48


async def test_events_move_the_room_and_gaps_are_asked_for(open_room: OpenRoom) -> None:
    server = await open_room(sitting(), you())
    page = server.page
    server.event({"kind": "item_opened", "item_id": "i4", "items": [i.model_dump(mode="json") for i in items(4)]})
    await expect(page.get_by_test_id("item-number")).to_have_text("Mục 4 trong 5")
    await expect(page.get_by_test_id("announcer")).to_contain_text("Chuyển sang mục 4")
    server.number += 2
    server.event({"kind": "microphones_muted", "open_microphones": []})
    await page.wait_for_function("window.__nghisu.events.length === 1")
    catch_up = [message for message in server.heard if message["type"] == "catch_up"]
    assert catch_up == [{"type": "catch_up", "after": 11}]
    server.say({"type": "events", "last": server.number, "events": []})
    await page.wait_for_function("window.__nghisu.events.length === 4")
    assert await numbers(server) == [11, 12, 13, 14]


async def test_a_vote_takes_two_touches_and_ends_in_a_receipt_and_a_result(open_room: OpenRoom) -> None:
    server = await open_room(voting(), you())
    page = server.page
    server.event({"kind": "poll_opened", "poll": POLL.model_dump(mode="json")})
    send = page.get_by_test_id("vote-send")
    await expect(send).to_be_disabled()
    await page.get_by_test_id("vote-yes").check(force=True)
    await expect(send).to_have_text("Gửi phiếu: Đồng ý")
    await picture(page, "vote-portrait-light")
    assert server.commands("cast_ballot") == []
    await send.click()
    await expect(page.get_by_test_id("vote-waiting")).to_be_visible()
    (message,) = server.commands("cast_ballot")
    assert message["command"] == {"name": "cast_ballot", "poll_id": "v1", "choice": "yes"}
    server.ack(message, BALLOT)
    await expect(page.get_by_test_id("vote-receipt")).to_contain_text("Lúc 15:11:08. Phiếu là số 57")
    await picture(page, "voted-portrait-light")
    await page.get_by_test_id("vote-change").click()
    await expect(page.get_by_test_id("vote-send")).to_be_visible()
    server.event({"kind": "poll_closed", "poll": closed_poll()})
    await expect(page.get_by_test_id("vote-verdict")).to_have_text("Được thông qua")
    await expect(page.get_by_test_id("tally-yes")).to_have_text("44")
    await picture(page, "result-portrait-light")
    await page.get_by_test_id("vote-close").click()
    await expect(page.get_by_test_id("action-vote-words")).to_have_text("xem kết quả")


async def test_a_final_ballot_cannot_be_changed_and_escape_does_not_close_an_open_vote(open_room: OpenRoom) -> None:
    server = await open_room(voting(polls=[POLL.model_copy(update={"final": True}).model_dump()]), you())
    page = server.page
    await page.get_by_test_id("vote-no").check(force=True)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.get_by_test_id("vote-send").click()
    await expect(page.get_by_test_id("vote-waiting")).to_be_visible()
    server.ack(server.commands("cast_ballot")[0], BALLOT | {"choice": "no"})
    await expect(page.get_by_test_id("vote-receipt")).to_contain_text("Không đồng ý")
    await expect(page.get_by_test_id("vote-change")).to_have_count(0)


async def test_a_ballot_without_a_line_waits_and_counts_once(open_room: OpenRoom) -> None:
    server = await open_room(voting(polls=[POLL.model_dump()]), you(), size=SIZES["landscape"], dark=True)
    page = server.page
    await page.get_by_test_id("vote-yes").check(force=True)
    await picture(page, "vote-landscape-dark")
    await server.drop()
    await page.get_by_test_id("vote-send").click()
    await expect(page.get_by_test_id("vote-waiting")).to_contain_text("Phiếu chưa gửi")
    assert server.commands("cast_ballot") == []
    server.refuse_connections = False
    await expect(page.get_by_test_id("vote-waiting")).to_contain_text("Đang gửi phiếu")
    (message,) = server.commands("cast_ballot")
    server.ack(message, BALLOT)
    await expect(page.get_by_test_id("vote-receipt")).to_be_visible()
    assert len(server.commands("cast_ballot")) == 1


async def test_who_is_not_counted_gets_no_vote(open_room: OpenRoom) -> None:
    people = [CHAIR.model_dump(), me(votes=False).model_dump()]
    server = await open_room(voting(people=people, polls=[POLL.model_dump()]), you())
    await expect(server.page.get_by_test_id("action-vote-words")).to_have_text("đang mở")
    await expect(server.page.get_by_test_id("vote-sheet")).to_have_count(0)


@pytest.mark.parametrize("shape", SIZES)
async def test_a_lost_line_says_what_is_safe_and_comes_back(open_room: OpenRoom, shape: str) -> None:
    server = await open_room(sitting(), you(), size=SIZES[shape], captions=[SPEECH])
    page = server.page
    await expect(page.locator("ns-pages [data-drawn]").first).to_be_attached()
    await server.drop()
    await expect(page.get_by_test_id("lost")).to_contain_text("lượt phát biểu thứ 3 vẫn còn")
    await expect(page.get_by_test_id("action-speech")).to_be_disabled()
    await expect(page.get_by_test_id("action-notes")).to_be_enabled()
    await picture(page, f"lost-{shape}-light")
    server.refuse_connections = False
    # The page may be back by itself in this very moment, and the button gone.
    await page.get_by_test_id("reconnect").evaluate_all("(buttons) => buttons.forEach((one) => one.click())")
    await expect(page.get_by_test_id("lost")).to_have_count(0)
    hello = [message for message in server.heard if message["type"] == "hello"]
    assert hello[-1]["after"] == 10


async def test_what_was_missed_is_announced_while_it_is_on_its_way(open_room: OpenRoom) -> None:
    server = await open_room(sitting(), you(), captions=[SPEECH])
    line = server.page.get_by_test_id("line")
    await expect(line).to_have_text("Đường truyền tốt")
    held: list[str | bytes] = []
    assert server.socket is not None
    server.socket.on_message(lambda text: held.append(text))
    server.say({"type": "resync"})
    await expect(line).to_have_text("Đang nhận phần đã lỡ…")
    await picture(server.page, "catching-up")
    for message in held:
        server.take(message)
    await expect(line).to_have_text("Đường truyền tốt")


async def test_a_server_of_another_version_is_not_read(open_room: OpenRoom) -> None:
    server = await open_room(sitting(), you())
    page = server.page
    await expect(page.get_by_test_id("line")).to_have_text("Đường truyền tốt")
    await page.evaluate("sessionStorage.setItem('nghisu.reloaded', String(Date.now()))")
    server.say({"type": "welcome", "protocol": 2, "you": server.you, "server_time": "2026-11-23T14:38:00+07:00"})
    server.event({"kind": "microphones_muted", "open_microphones": []})
    bye = page.get_by_test_id("bye")
    await expect(bye).to_contain_text("Phần mềm vừa được nâng cấp")
    await expect(bye).to_contain_text("Hãy tải lại trang")
    await expect(bye.get_by_role("link", name="Tải lại trang")).to_be_visible()
    await picture(page, "reload")
    await page.evaluate("sessionStorage.clear()")
    async with page.expect_navigation():
        await bye.get_by_role("link", name="Tải lại trang").click()
    await expect(page.get_by_test_id("line")).to_have_text("Đường truyền tốt")


LOUD_MICROPHONE = """() => {
  navigator.mediaDevices.getUserMedia = async () => {
    const context = new AudioContext(), out = context.createMediaStreamDestination();
    const voice = context.createOscillator();
    voice.connect(out);
    voice.start();
    return out.stream;
  };
}"""


async def test_the_five_faces_of_speaking(open_room: OpenRoom) -> None:
    server = await open_room(sitting(people=REMOTE, queue=(), floor=None), you())
    page = server.page
    await page.evaluate(LOUD_MICROPHONE)
    words = page.get_by_test_id("action-speech-words")
    await page.get_by_test_id("action-speech").click()
    await page.get_by_test_id("speech-subject").fill("Đường truyền")
    await page.get_by_test_id("speech-send").click()
    await expect(words).to_have_text("đang gửi")
    (asked,) = server.commands("request_speech")
    assert asked["command"]["subject"] == "Đường truyền"
    mine = {"id": "q9", "person_id": ME, "name": "", "detail": "", "room_id": None, "subject": "", "at": NOW}
    server.event({"kind": "speech_requested", "request": mine})
    server.ack(asked)
    await expect(words).to_have_text("đang chờ, thứ 1")
    floor = FLOOR.model_copy(update={"participant": f"person:{ME}", "person_id": ME, "room_id": None})
    given = {"kind": "floor_given", "floor": floor.model_dump(mode="json"), "request_id": "q9"}
    server.event(given | {"open_microphones": [f"person:{ME}"]})
    await expect(words).to_have_text("mời nói · bật micrô")
    await page.get_by_test_id("action-speech").click()
    await expect(words).to_have_text("đang nói")
    await expect(page.get_by_test_id("own-microphone")).to_have_text("Mọi người nghe")
    await expect(page.get_by_test_id("toast")).to_have_count(0)
    await page.get_by_test_id("action-speech").click()
    await page.wait_for_timeout(200)
    assert server.commands("take_floor")[0]["command"]["turn_id"] == "t1"
    server.event({"kind": "floor_taken", "turn_id": "t1", "spoken_s": 60, "open_microphones": []})
    await expect(words).to_have_text("đã phát biểu")
    await expect(page.get_by_test_id("own-microphone")).to_have_text("Micrô tắt")
    await expect(page.get_by_test_id("toast")).to_contain_text("Micrô đang tắt, chưa ai nghe đồng chí nói")
    await picture(page, "unheard")


async def test_a_refusal_is_shown_in_the_server_s_words(open_room: OpenRoom) -> None:
    server = await open_room(sitting(queue=()), you())
    await server.page.get_by_test_id("action-speech").click()
    await server.page.get_by_test_id("speech-send").click()
    await expect(server.page.get_by_test_id("action-speech-words")).to_have_text("đang gửi")
    (asked,) = server.commands("request_speech")
    server.say({"type": "refusal", "id": asked["id"], "code": "closed", "message": "Danh sách đã đóng."})
    await expect(server.page.get_by_test_id("toast")).to_contain_text("Danh sách đã đóng.")
    await expect(server.page.get_by_test_id("action-speech-words")).to_have_text("đăng ký")


async def test_check_in_from_a_room_joins_without_sound(open_room: OpenRoom) -> None:
    server = await open_room(sitting(people=AWAY, queue=()), you())
    page = server.page
    await page.get_by_test_id("seat-r-tanhoa").check(force=True)
    await picture(page, "check-in")
    await page.get_by_test_id("check-in-confirm").click()
    await page.wait_for_timeout(300)
    (message,) = server.commands("check_in")
    assert message["command"]["room_id"] == "r-tanhoa"
    server.ack(message)
    await expect(page.get_by_test_id("check-in")).to_have_count(0)
    await page.wait_for_timeout(500)
    (offer,) = [message for message in server.heard if message["type"] == "media_offer"]
    assert offer["hears"] is False
    await expect(page.get_by_test_id("own-microphone")).to_have_count(0)


async def test_from_elsewhere_devices_are_tested_and_the_offer_has_a_line_for_each_slot(open_room: OpenRoom) -> None:
    server = await open_room(sitting(people=AWAY, queue=()), you())
    page = server.page
    await page.get_by_test_id("seat-remote").check(force=True)
    await page.get_by_test_id("check-in-confirm").click()
    await expect(page.get_by_test_id("preview")).to_be_visible()
    await picture(page, "device-test")
    await page.get_by_test_id("join").click()
    await page.wait_for_timeout(300)
    server.ack(server.commands("check_in")[0])
    await expect(page.get_by_test_id("own-microphone")).to_have_text("Micrô tắt")
    await page.wait_for_timeout(500)
    (offer,) = [message for message in server.heard if message["type"] == "media_offer"]
    lines = [line.split()[0][2:] for line in offer["sdp"].splitlines() if line.startswith("m=")]
    assert lines == ["audio", "video", "video"] + ["audio"] * 4 + ["video"] * 9 + ["audio"]
    assert "a=simulcast:send q;h;f" in offer["sdp"]
    assert len(offer["sdp"]) < 64_000
    assert "m=application" not in offer["sdp"]


async def test_a_check_in_that_is_refused_still_lets_one_watch(open_room: OpenRoom) -> None:
    server = await open_room(sitting(people=AWAY, queue=()), you())
    page = server.page
    await page.get_by_test_id("seat-r-hall").check(force=True)
    await page.get_by_test_id("check-in-confirm").click()
    await page.wait_for_timeout(300)
    refusal = {"type": "refusal", "id": server.commands("check_in")[0]["id"], "code": "late", "message": "Đã khóa sổ."}
    server.say(refusal)
    await expect(page.locator("ns-check-in")).to_contain_text("Đã khóa sổ.")
    await page.get_by_test_id("check-in-skip").click()
    await expect(page.get_by_test_id("check-in")).to_have_count(0)


async def test_notes_stay_on_this_machine_and_lead_back_to_their_page(open_room: OpenRoom) -> None:
    server = await open_room(sitting(), you())
    page = server.page
    await expect(page.locator("ns-pages [data-drawn]").first).to_be_attached()
    await page.get_by_test_id("page-number").fill("4")
    await page.get_by_test_id("page-number").press("Enter")
    await expect(page.locator("ns-pages [data-page='4'][data-drawn]")).to_be_attached()
    await page.get_by_test_id("action-notes").click()
    await page.get_by_test_id("note-text").fill("Hỏi: khi nào xong?")
    await page.get_by_test_id("note-save").click()
    await expect(page.get_by_test_id("note")).to_contain_text("trang 4")
    await picture(page, "notes")
    await page.reload()
    await expect(page.get_by_test_id("action-notes-words")).to_have_text("1 ghi chú")
    await page.get_by_test_id("action-notes").click()
    await page.get_by_test_id("note-go").click()
    await expect(page.get_by_test_id("page-number")).to_have_value("4")


async def test_papers_pages_and_pictures(open_room: OpenRoom) -> None:
    server = await open_room(sitting(), you())
    page = server.page
    await page.get_by_test_id("thumbnails").click()
    await page.get_by_test_id("thumbnail-7").click()
    await expect(page.get_by_test_id("page-number")).to_have_value("7")
    await page.get_by_test_id("zoom-in").click()
    await expect(page.get_by_test_id("page-number")).to_have_value("7")
    await page.get_by_test_id("action-papers").click()
    await picture(page, "papers")
    await page.get_by_test_id("paper-d2").click()
    await expect(page.get_by_test_id("page-number")).to_have_value("1")
    server.event({"kind": "paper_withdrawn", "paper_id": "d2", "title": "Báo cáo chuyển đổi số"})
    await expect(page.get_by_test_id("paper-recalled")).to_contain_text("đã thu hồi tài liệu “Báo cáo chuyển đổi số”")
    await expect(page.locator("ns-pages")).to_have_count(0)
    await picture(page, "recalled")
    await page.get_by_test_id("paper-others").click()
    await expect(page.get_by_test_id("paper-d2")).to_have_count(0)
    await page.get_by_test_id("paper-d1").click()
    await expect(page.get_by_test_id("paper-choose")).to_contain_text("214-BC/TU")
    await page.get_by_test_id("swap").click()
    await expect(page.locator("ns-stage")).to_be_visible()
    await page.get_by_test_id("swap").click()
    await expect(page.locator("ns-paper-viewer")).to_be_visible()


async def look_back(page: Page) -> None:
    """Scroll back in what was said, find a word without typing marks, go to the newest, turn the contrast up."""
    await page.get_by_test_id("caption-look-back").click()
    said = page.get_by_test_id("caption-history")
    lines = said.locator("li")
    await expect(lines).to_have_count(41)
    await said.evaluate("box => (box.scrollTop = 0)")
    await page.get_by_test_id("caption-find").fill("loi thu 17")
    await expect(lines).to_have_count(1)
    await expect(said.locator("mark")).to_have_text("Lời thứ 17")
    await picture(page, "captions-found")
    await page.get_by_test_id("caption-find").fill("")
    await expect(lines).to_have_count(41)
    await said.evaluate("box => (box.scrollTop = 0)")
    await page.get_by_test_id("caption-newest").click()
    await expect(page.get_by_test_id("caption-newest")).to_have_count(0)
    assert await said.evaluate("box => box.scrollHeight - box.scrollTop - box.clientHeight") < 80
    await page.get_by_test_id("caption-contrast").click()
    assert await said.evaluate("box => getComputedStyle(box).backgroundColor") == "rgb(0, 0, 0)"
    await picture(page, "captions-history")
    assert await serious(page) == []
    await page.locator("ns-caption-history").get_by_test_id("dialog-close").click()
    await expect(said).to_be_hidden()


async def test_captions_obey_the_reader_s_size_and_switch(open_room: OpenRoom) -> None:
    earlier = [
        SPEECH | {"segment_id": f"old-{n}", "text": f"Lời thứ {n} của buổi họp.", "start_ms": n * 9000, "end_ms": n * 9000 + 5000}
        for n in range(40)
    ]
    server = await open_room(sitting(), you(), captions=[*earlier, SPEECH])
    page = server.page
    text = page.get_by_test_id("caption-text")
    before = await text.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    await page.get_by_test_id("caption-larger").click()
    assert await text.evaluate("element => parseFloat(getComputedStyle(element).fontSize)") > before
    late = {"type": "captions_late", "lag_s": 7, "drafts": False, "paused": False}
    server.say(late)
    await expect(page.get_by_test_id("captions-late")).to_have_text("Phụ đề đang chậm 7 giây, không mất lời nào.")
    await picture(page, "captions-late")
    server.say(late | {"lag_s": 0, "drafts": True})
    await expect(page.get_by_test_id("captions-late")).to_have_count(0)
    await look_back(page)
    await page.get_by_test_id("action-captions").click()
    await expect(text).to_have_count(0)


async def test_a_good_bye_says_why_and_where_to_go(open_room: OpenRoom) -> None:
    server = await open_room(sitting(), you())
    server.say({"type": "bye", "reason": "removed", "message": "Thư ký vừa đổi danh sách dự họp."})
    await expect(server.page.get_by_test_id("bye")).to_contain_text("Thư ký vừa đổi danh sách dự họp.")
    await picture(server.page, "bye")
