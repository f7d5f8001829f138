"""Our media worker under test: the very command of ``make run`` with a private Redis."""

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Literal

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bench.media.crowd import ENDS_WITH_US
from bench.media.load import Pace
from bench.media.peer import FINGERPRINT, Peer
from meetings.contracts.bus import (
    live_channel,
    media_commands_stream,
    media_counters_key,
    media_worker_key,
    unpack_live,
)
from meetings.contracts.media import JoinPeer, LeavePeer, Participant, Policy, SetWants

OFFER = Path("tests/unit/media/peer/chromium-offer.sdp")
"""What a real Chromium offers; identities are replaced."""
MEETING, WORKER, ROOM = "bench", "media-1", "room:bench"
POLICY = Policy(number=1, floor=(ROOM,), open_microphones=(ROOM,), captions=False)


class Ours:
    """``python -m media`` with one engine."""

    at_a_time = 12

    def __init__(
        self,
        engine: str,
        host: str,
        folder: Path,
        *,
        policy: Policy = POLICY,
        main: Literal["none", "large"] = "large",
        small: int = 8,
        hears: bool = True,
    ) -> None:
        """``main``, ``small``, ``hears``: what each page shows."""
        self.name = engine
        self._policy = policy
        self._wants = (main, small, hears)
        self._host = host
        self._offer = OFFER.read_bytes().decode()
        self._count = 0
        self._names: dict[Peer, str] = {}
        self._waiting: dict[str, asyncio.Future[str]] = {}
        socket = folder / f"{engine}.sock"
        self._log = (folder / f"{engine}.log").open("w")
        options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no"]
        self._redis_server = subprocess.Popen(
            [*ENDS_WITH_US, "redis-server", *options], stdout=subprocess.DEVNULL, cwd=folder
        )
        url = f"unix://{socket}?db=0"
        environment = os.environ | {
            "REDIS_URL": url,
            "NGHISU_MEDIA_PORT": "0",
            "NGHISU_MEDIA_ADDRESSES": host,
            "NGHISU_PROCESS": WORKER,
            "NGHISU_MEDIA_ENGINE": engine,
        }
        self._process = subprocess.Popen(
            [*ENDS_WITH_US, sys.executable, "-m", "media"], env=environment, stderr=self._log
        )
        self.pid = self._process.pid
        self.redis = Redis.from_url(url, protocol=2)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Wait until it serves."""
        for _ in range(300):
            await asyncio.sleep(0.1)
            if self._process.poll() is not None:
                raise RuntimeError(f"the worker with engine {self.name} did not start; see its log")
            try:
                if await self.redis.get(media_worker_key(WORKER)):
                    break
            except (OSError, RedisError):
                continue
        self._subscription = self.redis.pubsub()
        await self._subscription.subscribe(live_channel(MEETING))
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for item in self._subscription.listen():
            if item["type"] != "message":
                continue
            head, body = unpack_live(item["data"])
            if head.audience.kind != "peer" or '"media_answer"' not in str(body):
                continue
            waits = self._waiting.pop(head.audience.peer_id, None)
            if waits is not None:
                waits.set_result(json.loads(body)["sdp"])

    async def join(self, peer: Peer, *, publishes: bool, key: str = "") -> None:
        """See ``Server``."""
        self._count += 1
        name = f"peer-{self._count}"
        self._names[peer] = name
        self._waiting[name] = asyncio.get_running_loop().create_future()
        key = key or (ROOM if publishes else f"person:{name}")
        command = JoinPeer(
            meeting_id=MEETING,
            peer_id=name,
            nonce=name,
            sdp=self._offer_of(peer),
            participant=Participant(key=key, name=name),
            may_publish=publishes,
            hears=self._wants[2],
            policy=self._policy,
        )
        waits = self._waiting[name]
        await self.redis.xadd(media_commands_stream(WORKER), {"data": command.model_dump_json()})
        answer = await asyncio.wait_for(waits, 60)
        await peer.connect(
            _find(r"a=ice-ufrag:(\S+)", answer),
            _find(r"a=ice-pwd:(\S+)", answer),
            _find(r"a=fingerprint:sha-256 (\S+)", answer),
            (self._host, int(_find(rf"a=candidate:\d 1 udp \d+ {re.escape(self._host)} (\d+)", answer))),
        )

        main, small, hears = self._wants
        wants = SetWants(meeting_id=MEETING, peer_id=name, main=main, small=small, hears=hears)
        await self.redis.xadd(media_commands_stream(WORKER), {"data": wants.model_dump_json()})

    async def leave(self, peer: Peer) -> None:
        """The page is gone, and its web process says so."""
        command = LeavePeer(meeting_id=MEETING, peer_id=self._names.pop(peer))
        await self.redis.xadd(media_commands_stream(WORKER), {"data": command.model_dump_json()})

    def lose(self, peer: Peer) -> None:
        """The page is gone, and nobody says so: its consent has to run out."""
        self._names.pop(peer, None)

    async def counts(self) -> dict[str, int]:
        """The worker's counters; they are written once a second."""
        counts: dict[str, int] = json.loads(await self.redis.get(media_counters_key(WORKER)) or b"{}")
        return counts

    async def received(self) -> int:
        """RTP packets that the worker took so far (C engine); its counters come once a second."""
        await asyncio.sleep(2.2)
        counts = json.loads(await self.redis.get(media_counters_key(WORKER)) or b"{}")
        return int(counts.get("rtp_received", 0))

    def _offer_of(self, peer: Peer) -> str:
        """Without transport-wide feedback: a page that reports nothing would be given sound alone."""
        text = re.sub(r"a=ice-ufrag:\S+", f"a=ice-ufrag:{peer.ufrag}", self._offer)
        text = re.sub(r"a=ssrc:.*\r\n", "", text)
        text = re.sub(r"a=extmap:\d+ \S*transport-wide-cc\S*\r\n", "", text)
        return re.sub(r"a=fingerprint:.*", f"a=fingerprint:sha-256 {FINGERPRINT}\r", text)

    def pace(self) -> Pace:
        """See ``Server``."""
        return Pace()

    async def stop(self) -> None:
        """See ``Server``."""
        if self._task is not None:
            self._task.cancel()
        await self.redis.aclose()
        for process in (self._process, self._redis_server):
            process.kill()
            process.wait()
        self._log.close()


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(f"the answer has no {pattern}")
    return found.group(1)
