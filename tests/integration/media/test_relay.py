"""A browser whose network lets no UDP through hears by a real coturn over TCP, with the password that pages get."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from meetings.contracts.media import Policy
from meetings.live.turn import turn_password
from tests.integration.media.conftest import Control
from tests.integration.media.relay import SECRET, Relay, installed
from tests.integration.media.test_chromium import CHROMIUM, browser, open_peer

__all__ = ["browser"]
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


def by_relay(relay: Relay, secret: str) -> dict[str, object]:
    """Options of a page that may use nothing but the relay."""
    user, password = turn_password(secret, "b", int(time.time()) + 60)
    server = {"urls": f"turn:127.0.0.1:{relay.port}?transport=tcp", "username": user, "credential": password}
    return {"iceTransportPolicy": "relay", "iceServers": [server]}


async def test_sound_comes_by_the_relay_alone(control: Control, browser: Browser, relay: Relay) -> None:
    policy = Policy(number=1, floor=("person:a",), open_microphones=("person:a",))
    a = await open_peer(browser, "a", control)
    b = await open_peer(browser, "b", control)
    await a.join(policy)
    await b.join(policy, publish=False, peer=by_relay(relay, SECRET))
    await b.until("(async () => (await receivers()).some(r => r.kind === 'audio' && r.energy > 0))()")
    assert await a.page.evaluate(REFUSED, by_relay(relay, SECRET[::-1])) == 401
