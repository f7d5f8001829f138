"""One sitting from the pairing of the screens to the draft minutes; the tests run in the order of the meeting."""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from docx import Document
from playwright.sync_api import Locator, Page, expect

from meetings.contracts.audience import Everyone
from meetings.contracts.bus import SPEECH_OUT_STREAM, live_channel, pack_live
from meetings.contracts.speech import CaptionMessage, Segment, SegmentState
from tests.e2e.browsers import (
    LAPTOP,
    TABLET,
    audio_packets,
    event_numbers,
    frames_of,
    heard_envelope,
    open_context,
    wait_until,
)
from tests.e2e.camera import Colour, main_picture, watch_main_picture
from tests.e2e.conftest import OUT, Stage
from tests.e2e.look import examine
from tests.e2e.pages import check_in, confirm, enter_meeting, give_floor, pair_kiosk, vote
from tests.e2e.sound import best_correlation, envelope, read_wav
from tests.e2e.system import System

HALL, COMMUNE = "Hội trường A", "Điểm cầu xã Tân Hòa"
REMOTE = "Đỗ Thị Minh Nguyệt"
QUESTION = "Thông qua Kế hoạch hành động năm 2027"
CORRECTED = "Xã Tân Hòa đề nghị tỉnh lắp thêm một đường truyền dự phòng."
HEARD_AGAIN = "Hội trường mời các đồng chí tiếp tục thảo luận."
LANGUAGE_COOKIE = "django_language"
PATIENCE = 90
"""Seconds. What must happen is asserted; how long it took is written to ``out/timings.json``, because a busy test
machine may be slower than any promise."""


def grows(page: Page, count: Callable[[Page], int], seconds: float, what: str) -> float:
    """Wait until a counter grows; returns how long it took."""
    before, started = count(page), time.monotonic()
    wait_until(page, lambda: count(page) > before, seconds, what)
    return time.monotonic() - started


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_before_the_sitting_is_clean_for_axe(stage: Stage, language: str) -> None:
    meeting = next_meeting(stage)
    visits = {
        ("quansat", "lich-hop"): "/",
        ("quansat", "da-hop"): "/da-hop/",
        ("quansat", "tai-lieu"): f"/hop/{meeting}/tai-lieu/",
        ("thuky", "chuan-bi"): f"/chuan-bi/{meeting}/",
        ("thuky", "lap-cuoc-hop"): "/chuan-bi/moi/",
        ("kythuat", "ghep-thiet-bi"): "/ghep-thiet-bi/",
        ("kythuat", "thiet-bi"): "/thiet-bi/",
        ("khach", "tu-choi"): f"/chuan-bi/{meeting}/",
    }
    findings = look_at(stage, visits, language)
    anonymous = open_context(stage.office, LAPTOP).new_page()
    set_language(anonymous, stage.system.url, language)
    anonymous.goto(f"{stage.system.url}/dang-nhap/")
    findings |= examine(anonymous, f"dang-nhap-{language}", OUT / "pictures")
    anonymous.context.close()
    assert findings == {}


def next_meeting(stage: Stage) -> str:
    """Return the id of the meeting that the calendar leads to."""
    page = stage.person("quansat", LAPTOP)
    page.goto(f"{stage.system.url}/")
    link = page.get_by_test_id("enter").first.get_attribute("href") or ""
    return link.split("/hop/")[1].split("/")[0]


def look_at(stage: Stage, visits: dict[tuple[str, str], str], language: str) -> dict[str, list[str]]:
    """Open each page as a person, and return what axe finds, by the name of the page."""
    findings: dict[str, list[str]] = {}
    for (username, name), path in visits.items():
        page = stage.person(username, LAPTOP)
        set_language(page, stage.system.url, language)
        page.goto(stage.system.url + path, wait_until="networkidle")
        assert page.locator("html").get_attribute("lang") == language
        findings |= examine(page, f"{name}-{language}", OUT / "pictures")
    return findings


def test_the_technician_pairs_the_screens_of_two_rooms(stage: Stage) -> None:
    for room in (HALL, COMMUNE):
        kiosk = pair_kiosk(stage, room)
        expect(kiosk.get_by_text(room).first).to_be_visible()


def test_the_chair_opens_the_sitting_and_the_screens_follow(stage: Stage) -> None:
    enter_meeting(stage.chair)
    check = stage.chair.get_by_test_id("check-in-confirm")
    if check.count():
        check_in(stage.chair, HALL)
    stage.chair.get_by_test_id("open-meeting").click()
    confirm(stage.chair)
    for room in (HALL, COMMUNE):
        expect(stage.pages[room].get_by_test_id("sitting")).to_be_visible()
    stage.chair.get_by_test_id("next-item").click()
    expect(stage.pages[HALL].get_by_test_id("current-item")).to_contain_text("Khai mạc")


def test_a_delegate_checks_in_on_a_tablet_and_reads_a_paper(stage: Stage) -> None:
    enter_meeting(stage.delegate)
    check_in(stage.delegate, COMMUNE)
    stage.chair.get_by_test_id("next-item").click()
    expect(stage.delegate.get_by_test_id("item-title")).to_contain_text("Báo cáo")
    expect(stage.delegate.locator("ns-pages [data-drawn]").first).to_be_visible()
    expect(stage.chair.get_by_test_id("quorum-present")).to_have_text("1")


def test_the_commune_is_seen_in_the_hall_moments_after_it_was_given_the_floor(stage: Stage) -> None:
    hall, chair, remote = stage.pages[HALL], stage.chair, stage.remote
    enter_meeting(remote)
    check_in(remote, None)
    give_floor(chair, "person", REMOTE)
    expect(hall.get_by_test_id("plate")).to_contain_text(REMOTE)
    watch_main_picture(hall)
    wait_until(hall, lambda: main_picture(hall)[0] == Colour.RED.name, PATIENCE, "her picture in the hall")
    asked = time.time()
    give_floor(chair, "room", COMMUNE)
    wait_until(hall, lambda: main_picture(hall)[0] == Colour.GREEN.name, PATIENCE, "the commune's picture in the hall")
    stage.note("main picture switched after the floor was given", main_picture(hall)[1] - asked)
    expect(hall.get_by_test_id("plate")).to_contain_text(COMMUNE)
    grows(hall, frames_of, PATIENCE, "pictures of the commune")
    stage.dismiss("daibieu4")


def test_what_is_said_in_the_commune_is_heard_in_the_hall(stage: Stage, speech: Path) -> None:
    # A busy machine drops pieces of a recording: one undisturbed stretch of six seconds proves the way of the sound.
    spoken, scores = envelope(read_wav(speech)), []
    for _attempt in range(5):
        scores.append(best_correlation(heard_envelope(stage.pages[HALL], 6), spoken))
        if scores[-1] >= 0.9:
            break
    assert max(scores) >= 0.9, scores


def test_a_caption_of_that_speech_reaches_the_tablet(stage: Stage) -> None:
    caption = stage.delegate.get_by_test_id("caption-text").first
    wait_until(stage.delegate, lambda: len(caption.inner_text()) > 20, PATIENCE, "a caption on the tablet")
    expect(stage.delegate.get_by_test_id("caption-speaker").first).to_have_text(COMMUNE)
    expect(stage.pages[HALL].get_by_test_id("captions")).to_contain_text(" ")


def test_the_other_room_speaks_in_turn_and_its_captions_bear_its_name(stage: Stage) -> None:
    give_floor(stage.chair, "room", HALL)
    stage.pages[HALL].evaluate("window.__speaks = true")
    speaker = stage.delegate.get_by_test_id("caption-speaker").first
    wait_until(stage.delegate, lambda: speaker.inner_text() == HALL, PATIENCE, "the hall's name over its words")
    assert stage.delegate.get_by_test_id("caption-text").first.inner_text()
    desk = stage.secretary
    desk.goto(f"{stage.system.url}/")
    enter_meeting(desk)
    # The hall speaks until a sentence of it is finished: what is cut off may rightly be left out as noise.
    for room in (COMMUNE, HALL):
        wait_until(desk, lambda room=room: final_line(desk, room).count() > 0, PATIENCE, f"a final line of {room}")
    stage.pages[HALL].evaluate("window.__speaks = false")


def test_a_correction_outlives_what_the_machine_hears_later(stage: Stage) -> None:
    desk = stage.secretary
    meeting = desk.url.split("/hop/")[1].split("/")[0]
    lines = {room: final_line(desk, room) for room in (COMMUNE, HALL)}
    corrected, heard = (lines[room].first.get_attribute("data-id") or "" for room in (COMMUNE, HALL))
    line_of(desk, corrected).click()
    desk.get_by_test_id("correct-text").fill(CORRECTED)
    desk.get_by_test_id("correct-yes").click()
    expect(line_of(desk, corrected)).to_have_attribute("data-state", "edited")
    hear_again(stage.system, meeting, corrected, COMMUNE, "Máy nghe lại lời đã sửa.")
    hear_again(stage.system, meeting, heard, HALL, HEARD_AGAIN)
    expect(line_of(desk, heard)).to_have_text(HEARD_AGAIN)
    expect(line_of(desk, corrected)).to_contain_text(CORRECTED)


def final_line(desk: Page, room: str) -> Locator:
    """Return the lines of a room that the machine has finished."""
    passage = desk.get_by_test_id("passage").filter(has=desk.locator("strong", has_text=room))
    return passage.locator("[data-testid=line][data-state=final]")


def line_of(desk: Page, segment_id: str) -> Locator:
    """Return one line of the transcript."""
    return desk.locator(f"[data-testid=line][data-id='{segment_id}']")


def hear_again(system: System, meeting: str, segment_id: str, room: str, text: str) -> None:
    """Bring a later final of a line as a transcription worker does, and wait until the record has taken it."""
    now = int(time.time() * 1000)
    segment = Segment(
        segment_id=segment_id,
        rev=1000,
        meeting_id=meeting,
        state=SegmentState.FINAL,
        start_ms=now - 2000,
        end_ms=now,
        participant="",
        speaker=room,
        text=text,
        stable_chars=len(text),
    )
    with redis.Redis(unix_socket_path=str(system.home / "redis.sock")) as bus:
        entry = bus.xadd(SPEECH_OUT_STREAM, {"data": segment.model_dump_json()})
        words = CaptionMessage(segment=segment).model_dump_json()
        bus.publish(live_channel(meeting), pack_live(Everyone(), words))
        deadline = time.monotonic() + PATIENCE
        while bus.xrange(SPEECH_OUT_STREAM, entry, entry):
            assert time.monotonic() < deadline, "the record did not take the line"
            time.sleep(0.05)


def test_a_raised_hand_reaches_the_chair_and_is_invited(stage: Stage) -> None:
    stage.delegate.get_by_test_id("action-speech").click()
    stage.delegate.get_by_test_id("speech-send").click()
    request = stage.chair.get_by_test_id("request")
    expect(request).to_contain_text("Lương Văn Phúc")
    stage.chair.get_by_test_id("invite").first.click()
    expect(stage.delegate.get_by_test_id("speaker")).to_contain_text("Lương Văn Phúc")
    # He sits in the commune's room and is heard through it.
    expect(stage.pages[HALL].get_by_test_id("plate")).to_contain_text("Lương Văn Phúc")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_the_sitting_is_clean_for_axe(stage: Stage, language: str) -> None:
    """Looked at in mid-sitting; the pictures lie in ``out/pictures``."""
    meeting = stage.chair.url.split("/hop/")[1].split("/")[0]
    visits = {
        ("quansat", "phong-hop-quan-sat"): f"/hop/{meeting}/",
        ("thuky", "thu-ky"): f"/hop/{meeting}/thu-ky/",
        ("kythuat", "ky-thuat"): f"/hop/{meeting}/ky-thuat/",
    }
    live = {
        ("dieu-hanh", "stop-turn"): stage.chair,
        ("phong-hop", "item-title"): stage.delegate,
        ("man-hinh", "sitting"): stage.pages[HALL],
    }
    findings = look_at(stage, visits, language)
    for (name, sign), page in live.items():
        with spoken_in(page, stage.system.url, language, sign):
            findings |= examine(page, f"{name}-{language}", OUT / "pictures")
    assert findings == {}


@contextmanager
def spoken_in(page: Page, url: str, language: str, sign: str) -> Iterator[None]:
    """Turn a page of the sitting to a language and back to Vietnamese; ``sign`` tells that it is there again."""
    if language != "vi":
        set_language(page, url, language)
        page.reload()
    assert page.locator("html").get_attribute("lang") == language
    expect(page.get_by_test_id(sign).first).to_be_visible()
    yield
    if language != "vi":
        set_language(page, url, "vi")
        page.reload()
        expect(page.get_by_test_id(sign).first).to_be_visible()


def set_language(page: Page, url: str, language: str) -> None:
    """Choose the language as the switch in the page's head does."""
    page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": url}])


def test_picture_and_sound_come_back_after_the_media_process_was_killed(stage: Stage) -> None:
    hall = stage.pages[HALL]
    reloads = hall.evaluate("window.__unreloaded = (window.__unreloaded || 0) + 1")
    old, started = stage.system.pid("media-1"), time.monotonic()
    stage.system.kill("media-1")
    wait_until(hall, lambda: stage.system.pid("media-1") != old, PATIENCE, "the supervisor starts media again")
    for page, who in ((hall, "hall"), (stage.pages[COMMUNE], "commune")):
        wait_until(page, lambda page=page: connections(page) > 1, PATIENCE, f"a new connection of the {who}")
    grows(hall, audio_packets, PATIENCE, "sound in the hall after media came back")
    stage.note("sound in the hall after media was killed", time.monotonic() - started)
    grows(hall, frames_of, PATIENCE, "pictures in the hall after media came back")
    stage.note("picture in the hall after media was killed", time.monotonic() - started)
    assert hall.evaluate("window.__unreloaded") == reloads


def test_the_count_on_the_screen_equals_the_ballots_and_survives_the_web_process(stage: Stage) -> None:
    voters = {name: stage.person(name, TABLET) for name in ("daibieu2", "daibieu3")}
    for page in voters.values():
        enter_meeting(page)
        check_in(page, HALL)
    stage.chair.get_by_test_id("open-poll-button").click()
    stage.chair.get_by_test_id("poll-question").fill(QUESTION)
    stage.chair.get_by_test_id("poll-open").click()
    expect(stage.pages[HALL].get_by_test_id("voting")).to_contain_text(QUESTION)
    vote(stage.delegate, "yes")
    vote(voters["daibieu2"], "yes")
    kill_web(stage)
    vote(voters["daibieu3"], "no")
    stage.chair.get_by_test_id("close-poll").click()
    confirm(stage.chair)
    result = stage.pages[HALL].get_by_test_id("result")
    expect(result).to_be_visible()
    expect(stage.pages[HALL].get_by_test_id("tally-yes")).to_contain_text("2")
    expect(stage.pages[HALL].get_by_test_id("tally-no")).to_contain_text("1")


def kill_web(stage: Stage) -> None:
    """Kill the web process and wait until every page is back by itself."""
    old, started = stage.system.pid("web-1"), time.monotonic()
    stage.system.kill("web-1")
    wait_until(stage.chair, lambda: stage.system.pid("web-1") != old, PATIENCE, "web starts again")
    for page in live_pages(stage):
        wait_until(page, lambda page=page: not page.evaluate(ONLINE), PATIENCE, "a page sees that the line is lost")
    for page in live_pages(stage):
        wait_until(page, lambda page=page: page.evaluate(ONLINE), PATIENCE, "a page is connected again")
    stage.note("all pages back after web was killed", time.monotonic() - started)


def connections(page: Page) -> int:
    """Return how many peer connections the page has opened since it was loaded."""
    return int(page.evaluate("window.__pcs.length"))


ONLINE = "['good', 'slow'].includes(window.__nghisu.socket.line)"


def live_pages(stage: Stage) -> list[Page]:
    """Return the pages that have the meeting open."""
    return [page for page in stage.pages.values() if "/hop/" in page.url or "/man-hinh/" in page.url]


def test_event_numbers_have_no_gap_on_any_page(stage: Stage) -> None:
    for page in live_pages(stage):
        numbers = event_numbers(page)
        assert numbers == list(range(numbers[0], numbers[-1] + 1))


def test_the_draft_minutes_hold_attendance_vote_and_speech(stage: Stage) -> None:
    stage.secretary.goto(f"{stage.system.url}/")
    enter_meeting(stage.secretary)
    stage.chair.get_by_test_id("result-done").click()
    stage.chair.get_by_test_id("stop-turn").click()
    expect(stage.chair.get_by_test_id("no-floor")).to_be_visible()
    stage.chair.get_by_test_id("close-meeting").click()
    confirm(stage.chair)
    expect(stage.secretary.get_by_test_id("draft-docx")).to_be_visible()
    with stage.secretary.expect_download() as download:
        stage.secretary.get_by_test_id("draft-docx").click()
    document = Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert QUESTION in text
    assert "Đồng ý: 2; không đồng ý: 1" in text
    assert {"Lương Văn Phúc", "Vắng"} <= cells
    spoken = [line for line in text.splitlines() if f", {COMMUNE}: " in line or ", Lương Văn Phúc: " in line]
    assert any(len(line.split(": ", 1)[1]) > 20 for line in spoken)
    assert any(CORRECTED in line and f", {COMMUNE}: " in line for line in text.splitlines())
    assert any(HEARD_AGAIN in line and f", {HALL}: " in line for line in text.splitlines())
    assert "Máy nghe lại" not in text


@pytest.mark.parametrize("room", [HALL, COMMUNE])
def test_a_revoked_screen_is_out_at_once(stage: Stage, room: str) -> None:
    technician = stage.pages["kythuat"]
    technician.goto(f"{stage.system.url}/ghep-thiet-bi/")
    row = technician.get_by_test_id("pairing-room").filter(has_text=room)
    row.locator("summary").click()
    row.get_by_test_id("revoke").click()
    expect(stage.pages[room].get_by_test_id("pairing-code")).to_be_visible()
