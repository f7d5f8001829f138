"""Rows 12 and 13: a room's line is cut. What its tablet shows, keeps and does when the line is back."""

import asyncio
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from asgiref.sync import sync_to_async
from playwright.async_api import Page as Tablet
from playwright.async_api import async_playwright, expect

from meetings.accounts.models import Person
from meetings.core import clock
from meetings.documents.models import Paper, PaperStatus
from tests.chaos.cutline import Room, room_behind_a_line
from tests.chaos.figures import note
from tests.chaos.form import LONG
from tests.chaos.ground import Ground, lay_ground, needs_root, open_poll
from tests.integration.pages import Page
from tests.integration.servers import ROOT

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(bool(needs_root()), reason="makes network namespaces: needs root"),
    pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium"),
]
PICTURES = ROOT / "tests" / "e2e" / "out" / "cut"
SHORT_CUT_S = 60 if LONG else 12
LONG_CUT_S = 90 if LONG else 10
"""Stands for the ten minutes of the table: what differs is only how often the page has tried."""
EVENTS = 1000
LINE = "document.querySelector('ns-live-room').shadowRoot.querySelector('[data-testid=line]').dataset.line"
NUMBER = "Math.max(0, ...window.__nghisu.events.slice(-1), ...window.__nghisu.snapshots.slice(-1))"
ACTS = """
import sys, django
django.setup()
from meetings.accounts.models import Person
from meetings.agenda.models import Meeting
from meetings.core.actor import Actor
from meetings.speaking.services import mute_all
meeting, chair = Meeting.objects.get(), Person.objects.get(username=sys.argv[1])
for _ in range(int(sys.argv[2])):
    mute_all(actor=Actor("person", chair.id, None), meeting_id=meeting.id)
"""


@pytest.fixture
def room() -> Iterator[Room]:
    with room_behind_a_line() as made:
        yield made


@pytest.fixture
def ground(tmp_path: Path, room: Room, transactional_db: None, django_db_serialized_rollback: None) -> Iterator[Ground]:
    made = lay_ground(tmp_path, prepare=issue_paper, NGHISU_HOST=f"localhost,127.0.0.1,{room.server}")
    made.servers.interface = "0.0.0.0"  # noqa: S104 - the room comes from another interface
    try:
        made.servers.start_redis()
        made.servers.start_web()
        yield made
    finally:
        made.servers.stop()


def issue_paper(ground: Ground) -> None:
    """Put a readable paper of 12 pages into the meeting."""
    cast = ground.cast
    paper = Paper.objects.create(
        meeting=cast.meeting,
        item=cast.items[0],
        title="Báo cáo kết quả thực hiện nhiệm vụ",
        original_name="bao-cao.pdf",
        size=1,
        sha256="0" * 64,
        status=PaperStatus.READY,
        pages=12,
        uploaded_by=cast.secretary,
        uploaded_at=clock.now(),
    )
    document = pymupdf.open()
    for number in range(1, 13):
        page = document.new_page(width=595, height=842)
        page.insert_text((72, 90), f"Trang {number}", fontsize=20)
        for line in range(24):
            page.insert_text((72, 130 + line * 26), "Nôi dung báo cáo trong kì " * 3, fontsize=12)
    folder = ground.folder / "papers" / str(paper.id)
    folder.mkdir(parents=True)
    document.save(folder / "paper.pdf")


@pytest.fixture
async def tablet(ground: Ground, room: Room, tmp_path: Path) -> AsyncIterator[Tablet]:
    """A delegate's tablet in the room, with the live room and the paper open."""
    voter = ground.cast.delegates[2]
    address = f"https://{room.server}:{ground.servers.port}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=await sync_to_async(room.browser)(tmp_path), args=["--no-sandbox"]
        )
        context = await browser.new_context(
            viewport={"width": 820, "height": 1180}, has_touch=True, ignore_https_errors=True
        )
        await context.add_cookies(
            [{"name": "__Host-nghisu", "value": ground.cookies[voter.username], "url": address, "secure": True}]
        )
        page = await context.new_page()
        await page.goto(f"{address}/hop/{ground.cast.meeting.id}/")
        await expect(page.get_by_test_id("line")).to_have_attribute("data-line", "good", timeout=30_000)
        await expect(page.get_by_test_id("page-number")).to_be_visible(timeout=30_000)
        yield page
        await browser.close()


async def picture(page: Tablet, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png")


async def until(page: Tablet, condition: str, limit_s: float) -> float:
    """Wait until a condition holds in the page; return the seconds it took."""
    began = time.monotonic()
    while not await page.evaluate(condition):
        assert time.monotonic() - began < limit_s, condition
        await asyncio.sleep(0.05)
    return time.monotonic() - began


async def vote(page: Tablet, choice: str) -> None:
    await page.get_by_test_id(f"vote-{choice}").check(force=True)
    await page.get_by_test_id("vote-send").click()


async def chair_of(ground: Ground) -> Page:
    return (await ground.open(ground.cast.chair))[0]


def ballot_of(ground: Ground, poll: str, person: Person) -> str | None:
    return ground.ballots(poll).get(person.id.hex)


async def test_a_ballot_given_without_a_line_waits_and_counts_once(ground: Ground, room: Room, tablet: Tablet) -> None:
    chair, voter = await chair_of(ground), ground.cast.delegates[2]
    poll = await open_poll(chair)
    await expect(tablet.get_by_test_id("vote-sheet")).to_be_visible(timeout=10_000)
    await sync_to_async(room.cut_silently)()
    cut = time.monotonic()
    took = await until(tablet, f"{LINE} === 'lost'", 12)
    note(12, "page says that the line is lost", took, "s", "<= 6 s")
    await vote(tablet, "yes")
    waiting = tablet.get_by_test_id("vote-waiting")
    await expect(waiting).to_contain_text("Phiếu chưa gửi: Đồng ý")
    await expect(tablet.get_by_test_id("unsent")).to_contain_text("1 việc chưa gửi")
    await picture(tablet, "cho-gui")
    await asyncio.sleep(max(0.0, SHORT_CUT_S - (time.monotonic() - cut)))
    assert await sync_to_async(ballot_of)(ground, poll, voter) is None
    await expect(waiting).to_contain_text("Phiếu chưa gửi: Đồng ý")
    await sync_to_async(room.restore)()
    back = await until(tablet, f"{LINE} === 'good'", 20)
    note(12, f"page is back after a cut of {SHORT_CUT_S} s", back, "s", "<= 5 s after the link")
    await expect(tablet.get_by_test_id("vote-receipt")).to_contain_text("Đã ghi nhận phiếu: Đồng ý")
    await picture(tablet, "da-ghi-nhan")
    assert await sync_to_async(ballot_of)(ground, poll, voter) == "yes"
    assert (await chair.command("close_poll", poll_id=poll))["type"] == "ack"
    assert (await chair.event("poll_closed"))["poll"]["tally"]["yes"] == 1
    await sync_to_async(ground.assert_kept)([])
    await ground.close()


async def read_and_note(tablet: Tablet) -> None:
    """Without a line: turn pages of the open paper, and keep a note."""
    for _page in range(5):
        await tablet.get_by_test_id("page-next").click()
    await expect(tablet.get_by_test_id("page-number")).to_have_value("6")
    await tablet.get_by_test_id("action-notes").click()
    await tablet.get_by_test_id("note-text").fill("Hỏi lại số liệu trang 6")
    await tablet.get_by_test_id("note-save").click()
    await expect(tablet.get_by_test_id("note")).to_contain_text("Hỏi lại số liệu trang 6")
    await picture(tablet, "ghi-chu-khi-mat-duong-truyen")
    await tablet.keyboard.press("Escape")


def act_meanwhile(ground: Ground, number: int) -> None:
    """Let the meeting go on by many acts, done by the real services in a process of their own."""
    command = [sys.executable, "-c", ACTS, ground.cast.chair.username, str(number)]
    environment: dict[str, Any] = ground.servers.environment_of("acts") | {"NGHISU_LOG_LEVEL": "ERROR"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


async def test_a_long_cut_keeps_the_paper_and_refuses_the_late_ballot(
    ground: Ground, room: Room, tablet: Tablet
) -> None:
    chair, voter = await chair_of(ground), ground.cast.delegates[2]
    poll = await open_poll(chair)
    await expect(tablet.get_by_test_id("vote-sheet")).to_be_visible(timeout=10_000)
    await sync_to_async(room.unplug)()
    cut = time.monotonic()
    note(13, "page says that the line is lost", await until(tablet, f"{LINE} === 'lost'", 12), "s", "<= 6 s (row 12)")
    await vote(tablet, "no")
    await expect(tablet.get_by_test_id("vote-waiting")).to_contain_text("Phiếu chưa gửi: Không đồng ý")
    await tablet.get_by_test_id("vote-close").click()
    await read_and_note(tablet)
    assert (await chair.command("close_poll", poll_id=poll))["type"] == "ack"
    await sync_to_async(act_meanwhile)(ground, EVENTS)
    await asyncio.sleep(max(0.0, LONG_CUT_S - (time.monotonic() - cut)))
    await picture(tablet, "mat-duong-truyen")
    last = (await sync_to_async(ground.events)())[-1]["number"]
    assert last > EVENTS
    await sync_to_async(room.plug)()
    took = await until(tablet, f"{NUMBER} >= {last}", 30)
    note(13, f"caught up with {EVENTS} events after {time.monotonic() - cut:.0f} s", took, "s", "<= 5 s after the link")
    refused = tablet.get_by_test_id("vote-refused")
    await expect(refused).to_contain_text("Phiếu không được tính: Không đồng ý", timeout=10_000)
    await expect(refused).to_contain_text("Biểu quyết đã đóng nên phiếu này không được tính.")
    await picture(tablet, "phieu-muon")
    assert await sync_to_async(ballot_of)(ground, poll, voter) is None
    await tablet.get_by_test_id("vote-close").click()
    await expect(tablet.get_by_test_id("page-number")).to_have_value("6")
    await sync_to_async(ground.assert_kept)([])
    await ground.close()
