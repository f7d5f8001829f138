"""A browser whose network lets no UDP through hears by a real coturn, with the password that pages get."""

import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from meetings.contracts.media import Policy
from meetings.live.turn import turn_password
from tests.integration.media.conftest import Control
from tests.integration.media.relay import SECRET, Relay, installed
from tests.integration.media.test_chromium import CHROMIUM, FLAGS, open_peer

pytestmark = pytest.mark.skipif(
    not Path(CHROMIUM).exists() or not installed(), reason="needs Debian's chromium and coturn"
)


REFUSED = """
(options) => new Promise((resolve) => {
  const pc = new RTCPeerConnection(options);
  pc.onicecandidateerror = ({ errorCode }) => resolve(errorCode);
  pc.onicegatheringstatechange = () => { if (pc.iceGatheringState === "complete") resolve("no error"); };
  pc.addTransceiver("audio");
  pc.setLocalDescription();
})
"""


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    one = Relay(tmp_path)
    yield one
    one.stop()


@pytest.fixture
async def browser(relay: Relay) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        one = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, relay.trust()])
        yield one
        await one.close()


def by_relay(relay: Relay, secret: str, *, tls: bool = False) -> dict[str, object]:
    """Options of a page that may use nothing but the relay; ``tls``: as where only port 443 is open."""
    user, password = turn_password(secret, "b", int(time.time()) + 60)
    address = f"turns:localhost:{relay.tls_port}" if tls else f"turn:127.0.0.1:{relay.port}"
    server = {"urls": f"{address}?transport=tcp", "username": user, "credential": password}
    return {"iceTransportPolicy": "relay", "iceServers": [server]}


async def test_sound_comes_by_the_relay_alone(control: Control, browser: Browser, relay: Relay) -> None:
    policy = Policy(number=1, floor=("person:a",), open_microphones=("person:a",))
    a = await open_peer(browser, "a", control)
    await a.join(policy)
    for name, tls in (("b", False), ("c", True)):
        page = await open_peer(browser, name, control)
        await page.join(policy, publish=False, peer=by_relay(relay, SECRET, tls=tls))
        await page.until("(async () => (await receivers()).some(r => r.kind === 'audio' && r.energy > 0))()")
    assert await a.page.evaluate(REFUSED, by_relay(relay, SECRET[::-1])) == 401
