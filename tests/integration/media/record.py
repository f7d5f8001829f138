"""Records what real Chromiums send: ``python -m tests.integration.media.record`` writes ``recorded/chromium.gz`` anew.

One page publishes (three layers with RTX, Opus, later as RED), two others look, one of them without RED. Some
packets are lost in both directions, so that resends, NACKs and reports are among the recorded ones; each layer is asked
for a keyframe now and then, so that whoever plays the recording can switch.
Kept is what stands after decryption, in the order of arrival.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from playwright.async_api import async_playwright

from media.forward.plan import Codec
from media.forward.python_engine import PythonEngine
from media.forward.rtcp import build_pli
from media.forward.rtp import parse_rtp
from media.forwarding import Forwarding
from media.main import serve
from media.peer.session import PeerSession
from media.settings import read_settings
from media.signalling.worker import Worker
from meetings.contracts.media import Policy
from tests.integration.media.conftest import WORKER, Control, RedisServer
from tests.integration.media.test_chromium import CHROMIUM, FLAGS, MAIN, open_peer
from tests.unit.media.packets import fixed_seed
from tests.unit.media.recording import CHROMIUM as OUTPUT
from tests.unit.media.recording import RecordedPacket, RecordedPage, Recording, recorded_page

TURNS, TURN_S = 8, 0.7
"""Keyframes come once a turn; in the second half sound is redundant."""
LOSS = 0.03
"""Share of the packets that are lost in each direction."""


class Recorder:
    """Stands between the worker's keys and its engine."""

    def __init__(self) -> None:
        self.joined: dict[PeerSession, float] = {}
        """When each connection stood, monotonic."""
        self.packets: list[RecordedPacket] = []
        self.loses = False
        self._chance = random.Random(3)

    def keeps(self, session: PeerSession, data: bytes, now: float, *, rtcp: bool) -> bool:
        """Note a packet; False: it was lost on its way."""
        if not rtcp and self.lost():
            return False
        if session in self.joined:
            page = list(self.joined).index(session)
            self.packets.append(RecordedPacket(page, rtcp, self._since(now), data))
        return True

    def _since(self, now: float) -> float:
        return now - next(iter(self.joined.values()))

    def pages(self, offers: Mapping[str, str]) -> tuple[RecordedPage, ...]:
        return tuple(
            recorded_page(offers[session.peer_id], session.ssrcs._made, self._since(at))
            for session, at in self.joined.items()
        )

    def ask_keyframes(self) -> None:
        """Of every picture that the first page sends."""
        session = next(iter(self.joined))
        sent = [parse_rtp(one.data) for one in self.packets if one.page == 0 and not one.rtcp]
        for ssrc in {one.ssrc for one in sent if session.plan.codecs.get(one.payload_type) is Codec.VP8}:
            session.send_rtcp(build_pli(1, ssrc))

    def lost(self) -> bool:
        return self.loses and self._chance.random() < LOSS

    @contextmanager
    def taps(self) -> Iterator[None]:
        """Meanwhile every packet of a worker in this process goes by here."""
        on_connected, on_rtp, on_rtcp = Worker.on_connected, Worker.on_rtp, Worker.on_rtcp
        send_rtp = PeerSession.send_rtp

        def connected(worker: Worker, session: PeerSession) -> None:
            self.joined[session] = time.monotonic()
            on_connected(worker, session)

        def rtp(worker: Worker, session: PeerSession, data: bytes, now: float) -> None:
            if self.keeps(session, data, now, rtcp=False):
                on_rtp(worker, session, data, now)

        def rtcp(worker: Worker, session: PeerSession, data: bytes, now: float) -> None:
            if self.keeps(session, data, now, rtcp=True):
                on_rtcp(worker, session, data, now)

        def send(session: PeerSession, packet: bytes) -> None:
            if not self.lost():
                send_rtp(session, packet)

        with (
            patch.object(Worker, "on_connected", connected),
            patch.object(Worker, "on_rtp", rtp),
            patch.object(Worker, "on_rtcp", rtcp),
            patch.object(PeerSession, "send_rtp", send),
        ):
            yield


class Listening(Control):
    """Keeps the offers of the pages."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.offers: dict[str, str] = {}

    async def join(self, peer: str, sdp: str, policy: Policy, **options: Any) -> dict[str, Any]:
        self.offers[peer] = sdp
        return await super().join(peer, sdp, policy, **options)


@asynccontextmanager
async def _worker(folder: Path) -> AsyncIterator[Listening]:
    """A worker in this process, on the engine in Python that counts from the tests' numbers (NACKs name them)."""
    server, stop = RedisServer(folder), asyncio.Event()
    settings = read_settings(
        {
            "REDIS_URL": server.url,
            "NGHISU_MEDIA_PORT": "0",
            "NGHISU_MEDIA_ADDRESSES": "127.0.0.1",
            "NGHISU_PROCESS": WORKER,
        }
    )
    forwarding = Forwarding(partial(PythonEngine, make_seed=fixed_seed))
    control = Listening(server.url)
    with patch("media.main.choose_forwarding", lambda *_: forwarding):
        serving = asyncio.create_task(serve(settings, stop))
        try:
            await control.open()
            await control.worker()
            yield control
        finally:
            await control.close()
            stop.set()
            await serving
            server.stop()


async def _meet(control: Listening, recorder: Recorder) -> None:
    """One page sends to two others for a while."""
    policy = Policy(number=1, floor=("person:a",), open_microphones=("person:a",))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        a, b, c = [await open_peer(browser, name, control) for name in "abc"]
        await a.join(policy, redundant=True)
        await b.join(policy, publish=False, redundant=True)
        await c.join(policy, publish=False)
        for one in (b, c):
            await one.until_received(MAIN, "frames", 1, timeout=90)
        recorder.loses = True
        for turn in range(TURNS):
            if turn == TURNS // 2:
                await a.page.evaluate("sendRedundant()")
            recorder.ask_keyframes()
            await asyncio.sleep(TURN_S)
        await browser.close()


async def record(folder: Path, output: Path) -> None:
    """Record a short meeting into the file."""
    recorder = Recorder()
    with recorder.taps():
        async with _worker(folder) as control:
            await _meet(control, recorder)
    Recording(recorder.pages(control.offers), tuple(recorder.packets)).write(output)
    sys.stdout.write(f"{len(recorder.packets)} packets, {output.stat().st_size} bytes\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(record(Path(name), OUTPUT))
