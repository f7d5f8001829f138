"""``python -m bench.rooms.crowd REDIS``: fake rooms of an installation; they join once told what ``guests`` printed.

Each does real ICE and DTLS and sends sound (its microphone is closed, so the worker drops it) and the small layer of a
real VP8 picture, as a room does whose larger layers nobody watches. After the worker was killed all join again.
"""

import asyncio
import contextlib
import json
import re
import signal
import sys
import tempfile
import threading
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from redis.asyncio import Redis

from bench.media.ours import OFFER
from bench.media.peer import FINGERPRINT, Peer
from bench.media.rooms import FRAMES, Rooms
from meetings.contracts.bus import (
    MEDIA_REGISTRY_CHANNEL,
    live_channel,
    media_commands_stream,
    media_conference_key,
    unpack_live,
)
from meetings.contracts.media import JoinPeer, Participant, Policy, SetWants

AT_A_TIME = 8
TRIES = 3
HOST = "127.0.0.1"
PACKET = 1000
"""Bytes of a picture in one packet."""


def small_layer() -> dict[str, list[list[bytes]]]:
    """Return one second of 320x180 in VP8, beginning with a keyframe; of each frame its pieces."""
    codec = av.CodecContext.create("libvpx", "w")
    codec.width, codec.height, codec.pix_fmt, codec.bit_rate = 320, 180, "yuv420p", 120_000
    codec.framerate, codec.time_base = Fraction(FRAMES), Fraction(1, FRAMES)
    codec.options = {"deadline": "realtime", "lag-in-frames": "0", "cpu-used": "8"}
    frames: list[list[bytes]] = []
    for number in range(FRAMES):
        picture = np.full((180, 320, 3), (90, 90, 90), np.uint8)
        picture[:, number * 12 : number * 12 + 20] = (200, 180, 60)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")
        frame.pts = number
        data = b"".join(bytes(packet) for packet in codec.encode(frame))
        frames.append([data[at : at + PACKET] for at in range(0, len(data), PACKET)])
    return {"q": frames}


class Crowd:
    """The rooms of one meeting."""

    def __init__(self, redis: Redis, meeting: str, rooms: list[str]) -> None:
        self._redis = redis
        self._meeting = meeting
        self._rooms = rooms
        self._offer = OFFER.read_bytes().decode()
        self._pictures = small_layer()
        self._answers: dict[str, asyncio.Future[str]] = {}
        self._peers: list[Peer] = []
        self._stop = threading.Event()
        self._sending: asyncio.Task[None] | None = None
        self._connected, self._listens = asyncio.Event(), asyncio.Event()
        self._subscription = redis.pubsub()

    async def listen(self, restarted: asyncio.Event) -> None:
        """Take answers from the bus; ``restarted`` is set when a worker came back."""
        await self._subscription.subscribe(MEDIA_REGISTRY_CHANNEL)
        async for item in self._subscription.listen():
            if item["type"] == "subscribe":
                (self._connected if item["channel"].decode() == MEDIA_REGISTRY_CHANNEL else self._listens).set()
            if item["type"] != "message":
                continue
            if item["channel"].decode() == MEDIA_REGISTRY_CHANNEL:
                restarted.set()
                continue
            if b'"media_answer"' not in item["data"]:
                continue
            head, body = unpack_live(item["data"])
            if head.audience.kind == "peer":
                waiting = self._answers.pop(head.audience.peer_id, None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(json.loads(body)["sdp"])

    async def come(self) -> None:
        """Everybody joins, then all send. Only meanwhile they listen: web processes read the bus, rooms do not."""
        await self._connected.wait()
        self._listens.clear()
        await self._subscription.subscribe(live_channel(self._meeting))
        await self._listens.wait()
        await self.go()
        gate = asyncio.Semaphore(AT_A_TIME)

        async def one(index: int) -> None:
            async with gate:
                self._peers.append(await self._arrive(index))

        await asyncio.gather(*(one(index) for index in range(len(self._rooms))))
        await self._subscription.unsubscribe(live_channel(self._meeting))
        self._stop = threading.Event()
        with tempfile.TemporaryDirectory() as folder:
            sender = Rooms(self._peers, Path(folder), self._pictures)
        self._sending = asyncio.create_task(asyncio.to_thread(self._send, sender, self._stop))

    @staticmethod
    def _send(sender: Rooms, stop: threading.Event) -> None:
        while not stop.is_set():
            sender.run(0.5)

    async def go(self) -> None:
        """Nobody sends any more; the sockets are closed without a goodbye."""
        self._stop.set()
        if self._sending is not None:
            await self._sending
        for peer in self._peers:
            await peer.close()
        self._peers = []

    async def _arrive(self, index: int) -> Peer:
        """One room joins; on a busy machine the first try may take too long, and only this room tries again."""
        for attempt in range(TRIES):
            peer = Peer(HOST)
            try:
                await self._join(index, peer)
            except (TimeoutError, ConnectionError) as error:
                print(f"room {index}, try {attempt + 1}: {error!r}", file=sys.stderr, flush=True)
                await peer.close()
            else:
                return peer
        raise TimeoutError(f"room {index} does not get in")

    async def _join(self, index: int, peer: Peer) -> None:
        worker = await self._worker()
        name = f"fake-{index}"
        waits = self._answers[name] = asyncio.get_running_loop().create_future()
        join = JoinPeer(
            meeting_id=self._meeting,
            peer_id=name,
            nonce=f"{name}-{peer.ufrag}",
            sdp=self._offer_of(peer),
            participant=Participant(key=f"room:{self._rooms[index]}", name=f"Điểm cầu thử số {index + 1:03}"),
            may_publish=True,
            hears=False,
            policy=Policy(number=-1),
        )
        await self._redis.xadd(media_commands_stream(worker), {"data": join.model_dump_json()})
        wants = SetWants(meeting_id=self._meeting, peer_id=name, main="large", small=2, hears=True)
        answer = await asyncio.wait_for(waits, 60)
        port = int(_find(rf"a=candidate:\d 1 udp \d+ {re.escape(HOST)} (\d+)", answer))
        ufrag, password = _find(r"a=ice-ufrag:(\S+)", answer), _find(r"a=ice-pwd:(\S+)", answer)
        await peer.connect(ufrag, password, _find(r"a=fingerprint:sha-256 (\S+)", answer), (HOST, port))
        peer.drop_media()
        await self._redis.xadd(media_commands_stream(worker), {"data": wants.model_dump_json()})

    async def _worker(self) -> str:
        while True:
            worker = await self._redis.get(media_conference_key(self._meeting))
            if worker:
                return worker.decode() if isinstance(worker, bytes) else worker
            await asyncio.sleep(0.2)

    def _offer_of(self, peer: Peer) -> str:
        text = re.sub(r"a=ice-ufrag:\S+", f"a=ice-ufrag:{peer.ufrag}", self._offer)
        text = re.sub(r"a=ssrc:.*\r\n", "", text)
        text = re.sub(r"a=extmap:\d+ \S*transport-wide-cc\S*\r\n", "", text)
        return re.sub(r"a=fingerprint:.*", f"a=fingerprint:sha-256 {FINGERPRINT}\r", text)


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(f"the answer has no {pattern}")
    return found.group(1)


async def main(redis_url: str) -> None:
    """Until told to stop."""
    ours = asyncio.current_task()
    if ours is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ours.cancel)
    order = await asyncio.to_thread(sys.stdin.readline)
    if not order:
        return
    guests = json.loads(order)
    restarted = asyncio.Event()
    redis = Redis.from_url(redis_url, protocol=2)
    crowd = Crowd(redis, guests["meeting"], guests["rooms"])
    listening = asyncio.create_task(crowd.listen(restarted))
    try:
        while True:
            restarted.clear()
            try:
                await crowd.come()
                print("the fake rooms are here", file=sys.stderr, flush=True)
            except (TimeoutError, ConnectionError) as error:
                print(f"once more: {error!r}", file=sys.stderr, flush=True)
                continue
            await restarted.wait()
    finally:
        await crowd.go()
        listening.cancel()


if __name__ == "__main__":
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(main(sys.argv[1]))
