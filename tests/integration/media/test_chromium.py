"""Two real browsers through a real worker: what one shows and says, the other sees and hears."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

from meetings.contracts.media import Policy, SetPolicy
from tests.integration.media.conftest import Control
from tests.integration.media.thinline import ThinLine

ENGINE = "auto"
"""As the product starts it by default; the C engine is compared with it packet by packet."""
CHROMIUM = "/usr/bin/chromium"
PAGE = Path(__file__).parent / "pages" / "peer.html"
FLAGS = [
    "--no-sandbox",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Debian's chromium")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        one = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield one
        await one.close()


class BrowserPeer:
    """One page that joined."""

    def __init__(self, page: Page, name: str, control: Control) -> None:
        self.page = page
        self.name = name
        self.control = control
        self.source = 0

    async def join(self, policy: Policy, *, line: ThinLine | None = None, **options: Any) -> None:
        options = {"publish": True, "hue": 10, "hertz": 440, "screen": False} | options
        sdp = await self.page.evaluate("(o) => offer(o)", options)
        answer = await self.control.join(self.name, sdp, policy)
        assert answer["type"] == "media_answer", answer
        self.source = answer["source"]
        sdp = answer["sdp"]
        if line is not None:
            port = (await self.control.worker()).port
            await line.open(port)
            sdp = re.sub(r"a=candidate:.* ::1 .*\r\n", "", sdp)
            sdp = sdp.replace(f" 127.0.0.1 {port} ", f" 127.0.0.1 {line.port} ")
        await self.page.evaluate("(sdp) => answer(sdp)", sdp)
        await self.until("state() === 'connected'")

    async def until_received(self, index: int, field: str, least: int, timeout: float = 15) -> None:
        deadline = time.monotonic() + timeout
        while (await self.receivers())[index][field] < least:
            if time.monotonic() > deadline:
                rows = [row for row in await self.receivers() if row["packets"]]
                raise AssertionError(f"{field} of {index}: {rows}, {await self.page.evaluate('senders()')}")
            await asyncio.sleep(0.1)

    async def until(self, condition: str, timeout: float = 15) -> None:
        deadline = time.monotonic() + timeout
        while not await self.page.evaluate(condition):
            if time.monotonic() > deadline:
                rows = [row for row in await self.receivers() if row["packets"]]
                raise AssertionError(f"{condition} did not come true: {rows}, {await self.page.evaluate('senders()')}")
            await asyncio.sleep(0.1)

    async def obey(self) -> None:
        """Send the layers that the worker asks for, as the product's pages do."""
        told = 0
        while True:
            for to, one in self.control.messages[told:]:
                if to == self.name and one["type"] == "media_layers":
                    await self.page.evaluate("(largest) => limitLayers(largest)", one["largest"])
            told = len(self.control.messages)
            await asyncio.sleep(0.05)

    async def layers_sent(self) -> set[str]:
        rows = await self.page.evaluate("senders()")
        return {row["rid"] for row in rows if row["kind"] == "video" and row["rid"] and row["active"]}

    async def receivers(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = await self.page.evaluate("receivers()")
        return rows


async def open_peer(browser: Browser, name: str, control: Control) -> BrowserPeer:
    page = await browser.new_page()
    await page.goto(PAGE.as_uri())
    return BrowserPeer(page, name, control)


MAIN = 4
"""Index of video slot 0 among the receive lines."""


async def test_picture_and_voice_go_through(control: Control, browser: Browser) -> None:
    policy = Policy(number=1, floor=("person:a",), open_microphones=("person:a", "person:b"))
    a = await open_peer(browser, "a", control)
    b = await open_peer(browser, "b", control)
    await a.join(policy)
    await b.join(policy, hue=200, hertz=660)
    await b.until(f"(async () => (await receivers())[{MAIN}].frames > 40)()")
    await b.until("(async () => (await receivers()).some(r => r.kind === 'audio' && r.energy > 0))()")
    rows = await b.receivers()
    senders = await a.page.evaluate("senders()")
    print(rows[0], rows[MAIN], senders)
    assert rows[MAIN]["sources"] == [a.source]
    assert [row["sources"] for row in rows if row["kind"] == "audio" and row["packets"]] == [[a.source]]
    slots = await control.message(lambda to, one: to == "b" and one["type"] == "media_slots" and one["video"][0])
    assert slots["video"][0] == a.source
    assert not [row for row in await a.receivers() if row["sources"] == [a.source]], "a page never receives itself"

    # The floor moves: the other's picture fills the same slot without a new negotiation.
    await control.send(
        SetPolicy(
            meeting_id=control.meeting,
            policy=Policy(number=2, floor=("person:b",), open_microphones=("person:b",)),
        )
    )
    await a.until(f"(async () => (await receivers())[{MAIN}].sources.includes({b.source}))()")
    await asyncio.sleep(0.5)
    before = (await b.receivers())[0]["packets"]
    await asyncio.sleep(1)
    assert (await b.receivers())[0]["packets"] - before <= 2, "a closed microphone is silent at the server"


async def test_a_slot_goes_from_vp9_to_av1_until_somebody_can_show_neither(control: Control, browser: Browser) -> None:
    floor = [Policy(number=number, floor=(f"person:{who}",), open_microphones=()) for number, who in enumerate("ab", 1)]
    a, b, c = [await open_peer(browser, name, control) for name in "abc"]
    await a.join(floor[0], pictures=["vp9", "av1", "vp8"], width=480)
    await b.join(floor[0], pictures=["av1", "vp9", "vp8"], width=480, hue=200)
    await c.join(floor[0], pictures=["vp8", "vp9", "av1"], publish=False)
    await c.until_received(MAIN, "frames", 10)
    before = (await c.receivers())[MAIN]
    await control.send(SetPolicy(meeting_id=control.meeting, policy=floor[1]))
    await c.until(f"(async () => (await receivers())[{MAIN}].codec === 'av1')()")
    await c.until_received(MAIN, "frames", (await c.receivers())[MAIN]["frames"] + 10)
    after = (await c.receivers())[MAIN]
    assert (before["codec"], before["sources"]) == ("vp9", [a.source])
    assert (after["codec"], after["sources"][0]) == ("av1", b.source)
    await c.join(floor[1], pictures=["vp8"], publish=False)
    assert {to for to, one in control.messages if one["type"] == "media_restart"} == {"a", "b"}


async def test_a_shared_screen_becomes_the_main_picture(control: Control, browser: Browser) -> None:
    policy = Policy(number=1, floor=("person:a",), open_microphones=("person:a",))
    a = await open_peer(browser, "a", control)
    b = await open_peer(browser, "b", control)
    await a.join(policy, screen=True)
    await b.join(policy, publish=False)
    await control.message(lambda to, one: to == "b" and one["type"] == "media_slots" and one["main_is_screen"])
    await b.until_received(MAIN, "width", 1280, timeout=25)
    small = await control.message(
        lambda to, one: to == "b" and one["type"] == "media_slots" and a.source in one["video"][1:]
    )
    await b.until_received(MAIN + small["video"].index(a.source), "frames", 5)


async def test_lost_packets_are_repaired(control: Control, browser: Browser) -> None:
    policy = Policy(number=1, floor=("person:a",), open_microphones=("person:a",))
    a = await open_peer(browser, "a", control)
    b = await open_peer(browser, "b", control)
    await a.join(policy)
    line = ThinLine(50_000_000)
    await b.join(policy, line=line, publish=False)
    await b.until_received(MAIN, "frames", 20)
    line.loss = 0.05
    await asyncio.sleep(3)
    begin = await b.receivers()
    await asyncio.sleep(8)
    end = await b.receivers()
    line.close()
    heard = 1 - (end[0]["concealed"] - begin[0]["concealed"]) / (end[0]["samples"] - begin[0]["samples"])
    frames = end[MAIN]["frames"] - begin[MAIN]["frames"]
    print(f"5 % loss: heard {heard:.1%}, {frames} frames in 8 s, {line.dropped} dropped, {end[MAIN]}")
    assert line.dropped > 50
    assert heard > 0.97
    assert frames > 60, "the machine that runs the tests may be slow"


async def test_on_a_thin_line_sound_comes_first_and_the_picture_returns(control: Control, browser: Browser) -> None:
    policy = Policy(number=1, floor=("person:a",), open_microphones=("person:a",))
    a = await open_peer(browser, "a", control)
    b = await open_peer(browser, "b", control)
    await a.join(policy)
    obeying = asyncio.create_task(a.obey())
    await asyncio.sleep(3)
    line = ThinLine(300_000)
    await b.join(policy, line=line, publish=False)
    await b.until_received(0, "packets", 50)
    begin = (await b.receivers())[0]
    await asyncio.sleep(10)
    end = (await b.receivers())[0]
    heard = 1 - (end["concealed"] - begin["concealed"]) / (end["samples"] - begin["samples"])
    print(f"300 kbit/s: heard {heard:.1%}, dropped {line.dropped}, picture {(await b.receivers())[MAIN]}")
    assert heard > 0.95
    assert await a.layers_sent() == {"q"}, "nobody could use larger ones"
    line.rate = 20_000_000
    await b.until_received(MAIN, "width", 960, timeout=50)
    assert await a.layers_sent() == {"q", "h", "f"}
    obeying.cancel()
    line.close()
