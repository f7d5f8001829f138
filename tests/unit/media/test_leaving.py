"""Who left is gone at once: nothing waits for the garbage collector, which comes after hundreds of pages."""

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.engine import VideoWish
from media.forward.plan import Track
from media.peer.dtls import Certificate
from tests.unit.media.engines import EACH_ENGINE, Kit
from tests.unit.media.forward.test_twins import Ears
from tests.unit.media.packets import Recorder, audio, plan, video
from tests.unit.media.peer.test_dtls_contract import connect
from tests.unit.media.peer.test_session import HOME, check, make_session


@pytest.fixture(autouse=True)
def no_garbage_collection() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@EACH_ENGINE
def test_a_page_that_published_and_looked_is_gone_with_its_streams(kit: Kit) -> None:
    engine = kit.engine(Counters(), Ears())
    outlets = {"a": Recorder(), "b": Recorder()}
    for number, (name, outlet) in enumerate(outlets.items(), 1):
        engine.add_peer(name, number, plan(base=1000 * number), outlet)
    engine.receive_rtp("a", audio(1), 1.0)
    engine.receive_rtp("a", video(1, keyframe=True), 1.0)
    engine.show("b", [1], [VideoWish(1, Track.CAMERA, Quality.LARGE)], 1.0)
    engine.receive_rtp("a", video(2, keyframe=True), 1.1)
    assert outlets["b"].raw
    known = engine._peers["a"]  # type: ignore[attr-defined]
    parts = [known.uplink, known.downlink, *known.uplink.streams, outlets.pop("a")]
    left = [weakref.ref(one) for one in parts]
    assert len(left) == 5
    parts.clear()
    del known
    engine.remove_peer("a", 1.2)
    engine.refill("b", 1.3)
    assert [one() for one in left] == [None] * 5


async def test_a_connection_is_gone_with_its_keys_and_its_handshake() -> None:
    channel, client, _ = await connect()
    tls = channel._transport._ssl
    left = [weakref.ref(one) for one in (channel, channel._transport, tls, channel._rx, channel._tx)]
    await channel.close()
    await client.stop()
    await asyncio.sleep(0)
    del channel, client, tls
    assert [one() for one in left] == [None] * 5


async def test_a_session_is_gone_even_when_its_handshake_never_ended() -> None:
    one = make_session()
    one.accept_check(check(), HOME, 1.0)
    await asyncio.sleep(0)
    left = weakref.ref(one)
    await one.close()
    del one
    for _ in range(5):
        await asyncio.sleep(0)
    assert left() is None


def test_all_handshakes_share_one_context_that_keeps_no_sessions() -> None:
    certificate = Certificate()
    one, other = (certificate.inner._create_ssl_context([]) for _ in range(2))
    assert one is other
