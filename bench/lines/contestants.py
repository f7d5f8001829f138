"""The servers that real browsers join through relays: the worker as ``make run`` starts it, and Janus' VideoRoom."""

import asyncio
import json
import re
import tempfile
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import Page

from bench.lines.relay import Relays
from bench.media import janus
from bench.media.ours import MEETING, WORKER, Ours
from meetings.contracts.audience import peers_of
from meetings.contracts.bus import live_channel, media_commands_stream, unpack_live
from meetings.contracts.media import CloseConference, JoinPeer, LeavePeer, Participant, Policy, SetWants

PUBLISHER = "room:publisher"
POLICY = Policy(number=1, floor=(PUBLISHER,), open_microphones=(PUBLISHER,), captions=False)
_CANDIDATE = re.compile(r"a=candidate:.*\r\n")


class Contestant(Protocol):
    """What is measured. ``name`` is also what the page calls it."""

    name: str
    prefix: str
    """In front of its keys."""

    async def start(self) -> None:
        """Wait until it serves."""

    async def publish(self, page: Page, relay: dict[str, int]) -> None:
        """Let the page send its camera and voice through a relay."""

    async def listen(self, page: Page, relay: dict[str, int]) -> None:
        """Let the page receive through a relay; returns when the description is set, not yet connected."""

    async def leave(self, page: Page) -> None:
        """End what the page has with this server."""

    async def stop(self) -> None:
        """End the server."""


def through(sdp: str, host: str, port: int) -> str:
    """Put one candidate, the relay's, in the place of all."""
    line = f"a=candidate:1 1 udp 2130706431 {host} {port} typ host\r\n"
    bare = _CANDIDATE.sub("", sdp).replace("a=end-of-candidates\r\n", "")
    return re.sub(r"(a=ice-pwd:\S+\r\n)", lambda found: found[1] + line, bare)


def port_of(sdp: str, host: str) -> int:
    """Read the server's port from its candidates."""
    found = re.search(rf"a=candidate:\S+ 1 udp \d+ {re.escape(host)} (\d+) ", sdp, re.IGNORECASE)
    if found is None:
        raise ValueError(f"no candidate for {host}")
    return int(found[1])


class OurServer:
    """The media worker with the engine that it takes by itself; pages run the product's client."""

    name, prefix = "ours", ""

    def __init__(self, host: str, folder: Path, relays: Relays) -> None:
        self._host, self._relays = host, relays
        self._server = Ours("auto", host, folder)
        self._pages: dict[str, tuple[Page, dict[str, int], bool]] = {}
        self._ready: set[Page] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._count = 0

    async def start(self) -> None:
        """See ``Contestant``."""
        await self._server.start()
        self._redis = self._server.redis
        self._subscription = self._redis.pubsub()
        await self._subscription.subscribe(live_channel(MEETING))
        self._tasks.append(asyncio.create_task(self._deliver()))

    async def _deliver(self) -> None:
        """Give the worker's messages to the pages, as the web process does."""
        async for item in self._subscription.listen():
            if item["type"] != "message":
                continue
            head, body = unpack_live(item["data"])
            message = json.loads(body)
            to = peers_of(head.audience)
            for peer in list(self._pages):
                if to is None or peer in to:
                    await self._tell(peer, message)

    async def _tell(self, peer: str, message: dict[str, Any]) -> None:
        page, relay, _ = self._pages[peer]
        if message["type"] == "media_answer":
            port = port_of(message["sdp"], self._host)
            await self._relays.ask(do="target", relay=relay["near"], host=self._host, port=port)
            message |= {"sdp": through(message["sdp"], self._host, relay["near"])}
        await page.evaluate("(message) => toClient(message)", message)

    async def _hear(self, peer: str, message: dict[str, Any]) -> None:
        """Turn what a page says into the worker's commands."""
        if peer not in self._pages:
            return
        publishes = self._pages[peer][2]
        match message["type"]:
            case "media_offer":
                command: Any = JoinPeer(
                    meeting_id=MEETING,
                    peer_id=peer,
                    nonce=message["nonce"],
                    sdp=message["sdp"],
                    participant=Participant(key=PUBLISHER if publishes else f"person:{peer}", name=peer),
                    may_publish=publishes,
                    hears=message["hears"],
                    policy=POLICY,
                )
            case "media_wants":
                said = {key: value for key, value in message.items() if key != "type"}
                command = SetWants(meeting_id=MEETING, peer_id=peer, **said)
            case "media_leave":
                command = LeavePeer(meeting_id=MEETING, peer_id=peer)
            case _:
                return
        await self._redis.xadd(media_commands_stream(WORKER), {"data": command.model_dump_json()})

    async def _join(self, page: Page, relay: dict[str, int], *, publishes: bool) -> None:
        if page not in self._ready:
            await page.expose_function("toServer", self._hear)
            self._ready.add(page)
        self._count += 1
        peer = f"peer-{self._count}"
        self._pages[peer] = (page, relay, publishes)
        await page.evaluate("(options) => joinOurs(options)", {"publishes": publishes, "peer": peer})

    async def publish(self, page: Page, relay: dict[str, int]) -> None:
        """See ``Contestant``."""
        await self._join(page, relay, publishes=True)

    async def listen(self, page: Page, relay: dict[str, int]) -> None:
        """See ``Contestant``."""
        await self._join(page, relay, publishes=False)

    async def leave(self, page: Page) -> None:
        """See ``Contestant``."""
        await page.evaluate("leaveOurs()")
        await asyncio.sleep(0.1)
        self._pages = {peer: row for peer, row in self._pages.items() if row[0] is not page}
        self._ready.discard(page)

    async def stop(self) -> None:
        """See ``Contestant``."""
        command = CloseConference(meeting_id=MEETING)
        await self._redis.xadd(media_commands_stream(WORKER), {"data": command.model_dump_json()})
        for task in self._tasks:
            task.cancel()
        await self._server.stop()


class JanusServer:
    """VideoRoom with one event loop; the pages run a plain connection with the same tracks, layers and codecs."""

    name, prefix = "janus", "janus_"

    def __init__(self, host: str, interface: str, folder: Path, relays: Relays) -> None:
        self._host, self._relays = host, relays
        self._interface, self._folder = interface, folder
        self._server = self._make()
        self._feed = 0

    def _make(self) -> janus.Janus:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        return janus.Janus("janus_tuned", self._host, self._interface, folder, tuned=True)

    async def start(self) -> None:
        """See ``Contestant``. It hung at its start once; a second one is given a chance."""
        try:
            await self._server.start(simulcast=True, patience_s=20)
        except OSError:
            await self._server.stop()
            self._server = self._make()
            await self._server.start(simulcast=True)

    async def publish(self, page: Page, relay: dict[str, int]) -> None:
        """See ``Contestant``."""
        handle = await self._server.attach()
        joined = await self._server.message(handle, {"request": "join", "room": janus.ROOM, "ptype": "publisher"})
        self._feed = joined["plugindata"]["data"]["id"]
        offer = through(await page.evaluate("offerTheirs()"), self._host, relay["far"])
        done = await self._server.message(handle, {"request": "publish"}, {"type": "offer", "sdp": offer})
        sdp = done["jsep"]["sdp"]
        await self._aim(relay, sdp)
        await page.evaluate("(sdp) => acceptTheirs(sdp)", through(sdp, self._host, relay["near"]))

    async def listen(self, page: Page, relay: dict[str, int]) -> None:
        """See ``Contestant``."""
        handle = await self._server.attach()
        body = {"request": "join", "room": janus.ROOM, "ptype": "subscriber", "streams": [{"feed": self._feed}]}
        sdp = (await self._server.message(handle, body))["jsep"]["sdp"]
        await self._aim(relay, sdp)
        answer = await page.evaluate("(sdp) => answerTheirs(sdp)", through(sdp, self._host, relay["near"]))
        answer = through(answer, self._host, relay["far"])
        await self._server.message(handle, {"request": "start"}, {"type": "answer", "sdp": answer})

    async def _aim(self, relay: dict[str, int], sdp: str) -> None:
        await self._relays.ask(do="target", relay=relay["near"], host=self._host, port=port_of(sdp, self._host))

    async def leave(self, page: Page) -> None:
        """See ``Contestant``."""
        await page.evaluate("leaveTheirs()")

    async def stop(self) -> None:
        """See ``Contestant``."""
        await self._server.stop()
