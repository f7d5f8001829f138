"""Fan-out: one Redis subscription per process and meeting, each message serialised once for all local pages.

Channel layers wake one task per page and message; this loop costs a fifth of that (docs/adr). Pub/sub may lose
messages: after every reconnect of Redis all local pages are told to ask for what they missed.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Protocol

import redis.asyncio as redis

from meetings.contracts.audience import OnePerson, Viewer, may_receive
from meetings.contracts.bus import MEDIA_REGISTRY_CHANNEL, LiveHead, RunHead, RunPart, live_channel, unpack_published
from meetings.contracts.events import PassedMessage
from meetings.contracts.media import WorkerStarted
from meetings.live.control import CONTROL_CHANNEL, EndSessions
from meetings.live.outbox import message_of
from meetings.live.progress import Progress, number_of

log = logging.getLogger(__name__)
RECONNECT_S = 0.1
LIVE_PREFIX = "live:"
STANDINGS_CHANGED = ('"kind":"people_changed"', '"kind":"chair_changed"')
RIGHTS_WITHIN_S = 0.5
HEAD_LENGTH = 200
"""The kind of an event stands within so many letters of its beginning."""


_Part = tuple[RunPart, str]
"""An event of a run with its text."""


class Page(Protocol):
    """What the hub needs of a socket."""

    viewer: Viewer

    async def put(self, *messages: dict[str, object]) -> None:
        """Send ready-made messages, in this order."""

    async def resync(self) -> None:
        """Tell the page to ask for what it missed."""

    async def obey(self, order: EndSessions) -> None:
        """Close when the order means this page."""

    async def media_started(self, started: WorkerStarted) -> None:
        """Offer again when the page's conference was on that worker."""


class Hub:
    """All live pages of this process, by meeting."""

    def __init__(
        self,
        client: "redis.Redis",
        on_people_changed: Callable[[str], "asyncio.Task[None] | None"],
        before_run: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        self._redis = client
        self._on_people_changed = on_people_changed
        self._before_run = before_run
        """Waited for before a run is given to the pages of a meeting."""
        self._meetings: dict[str, dict[str, Page]] = {}
        self._ready: dict[str, asyncio.Event] = {}
        self._pubsub: redis.client.PubSub | None = None
        self._reader: asyncio.Task[None] | None = None
        self.progress = Progress()
        self.malformed = 0
        """Published messages that could not be read."""

    def pages(self) -> Iterable[Page]:
        """Return every live page of this process."""
        return [page for pages in self._meetings.values() for page in pages.values()]

    def meetings(self) -> list[str]:
        """Return the meetings that have a live page here."""
        return list(self._meetings)

    def pages_of(self, meeting_id: str) -> Mapping[str, Page]:
        """Return the live pages of one meeting by peer."""
        return self._meetings.get(meeting_id, {})

    async def join(self, meeting_id: str, page: Page) -> None:
        """Deliver the meeting's messages to ``page`` from now on; returns when the subscription stands.

        While Redis is away it returns at once: the page will be told to ask anew when Redis is back.
        """
        first = meeting_id not in self._meetings
        self._meetings.setdefault(meeting_id, {})[page.viewer.peer_id] = page
        if first:  # Decided before the first await: a burst of pages must not subscribe twice.
            self._ready[meeting_id] = asyncio.Event()
            await self._subscribe(live_channel(meeting_id))
        if self._reader is None:
            self._start_reader(came_back=False)
        try:
            await asyncio.wait_for(self._ready[meeting_id].wait(), 1)
        except TimeoutError:
            log.warning("no subscription yet for meeting %s", meeting_id)

    async def leave(self, meeting_id: str, peer_id: str) -> None:
        """Forget a page; the last one of a meeting ends the subscription."""
        pages = self._meetings.get(meeting_id, {})
        pages.pop(peer_id, None)
        if pages or meeting_id not in self._meetings:
            return
        del self._meetings[meeting_id], self._ready[meeting_id]
        if self._pubsub:
            try:
                await self._pubsub.unsubscribe(live_channel(meeting_id))
            except redis.RedisError as error:
                log.debug("not unsubscribed: %s", error)

    async def _subscribe(self, channel: str) -> None:
        if self._pubsub is None:
            return
        try:
            await self._pubsub.subscribe(channel)
        except redis.RedisError as error:
            log.debug("the reader will subscribe when Redis is back: %s", error)

    def _start_reader(self, *, came_back: bool) -> None:
        self._reader = asyncio.create_task(self._read(came_back=came_back), name="live-hub")
        self._reader.add_done_callback(self._reader_ended)

    def _reader_ended(self, reader: "asyncio.Task[None]") -> None:
        """Begin anew: without its reader every page of this process would stay deaf for good."""
        error = None if reader.cancelled() else reader.exception()
        log.error("the live reader ended and begins anew", exc_info=error)
        asyncio.get_running_loop().call_later(RECONNECT_S, lambda: self._start_reader(came_back=True))

    async def _read(self, *, came_back: bool) -> None:
        while True:
            pubsub = self._redis.pubsub()
            try:
                await pubsub.subscribe(CONTROL_CHANNEL, MEDIA_REGISTRY_CHANNEL)
                await self._subscribe_meetings(pubsub)
                self._pubsub = pubsub
                if came_back:
                    log.info("redis is back: %d pages catch up", len(list(self.pages())))
                    await self._resync_all()
                await self._listen(pubsub)
            except (redis.RedisError, OSError) as error:
                if self._pubsub is not None:
                    log.warning("redis is away: %s", error)
            finally:
                self._pubsub = None
                await _close(pubsub)
            came_back = True
            await asyncio.sleep(RECONNECT_S)

    async def _subscribe_meetings(self, pubsub: "redis.client.PubSub") -> None:
        """Subscribe to every meeting, also to those whose first page comes while this waits for Redis."""
        done: set[str] = set()
        while missing := [meeting_id for meeting_id in self._meetings if meeting_id not in done]:
            await pubsub.subscribe(*map(live_channel, missing))
            done.update(missing)

    async def _listen(self, pubsub: "redis.client.PubSub") -> None:
        async for message in pubsub.listen():
            channel = message["channel"].decode()
            if message["type"] == "subscribe" and channel.startswith(LIVE_PREFIX):
                ready = self._ready.get(channel.removeprefix(LIVE_PREFIX))
                if ready:
                    ready.set()
            elif message["type"] == "message":
                await self._take(channel, message["data"])

    async def _take(self, channel: str, data: bytes) -> None:
        try:
            if channel == CONTROL_CHANNEL:
                order = EndSessions.model_validate_json(data)
                for page in self.pages():
                    await page.obey(order)
            elif channel == MEDIA_REGISTRY_CHANNEL:
                started = WorkerStarted.model_validate_json(data)
                for page in self.pages():
                    await page.media_started(started)
            else:
                await self.deliver(channel.removeprefix(LIVE_PREFIX), data)
        except ValueError as error:
            self.malformed += 1
            log.warning("unreadable message on %s: %s", channel, str(error)[:200])

    async def deliver(self, meeting_id: str, data: bytes) -> None:
        """Give a published message to the meeting's local pages, each what is meant for it."""
        head, texts = unpack_published(data)
        if isinstance(head, RunHead) and self._before_run:
            await self._before_run(meeting_id)
        pages = list(self.pages_of(meeting_id).values())
        match head:
            case LiveHead():
                self.progress.delivered(meeting_id, number_of(texts[0]))
                await _deliver_one(pages, head, texts[0])
                if any(kind in texts[0][:HEAD_LENGTH] for kind in STANDINGS_CHANGED):
                    await self._let_rights_follow(meeting_id)
            case RunHead():
                self.progress.delivered(meeting_id, head.run[-1].number)
                await _deliver_run(pages, head, texts)

    async def _let_rights_follow(self, meeting_id: str) -> None:
        """Look at the pages' rights anew before the next message is addressed; a database that is away holds up nobody
        for longer than ``RIGHTS_WITHIN_S``.
        """
        checked = self._on_people_changed(meeting_id)
        if checked is not None:
            await asyncio.wait([checked], timeout=RIGHTS_WITHIN_S)

    async def make_good(self, numbers: Mapping[str, int]) -> None:
        """Take the newest numbers of the journals; pages that missed a publication are told to ask."""
        for meeting_id in self.progress.look(numbers):
            log.warning("a publication of meeting %s was lost: its pages catch up", meeting_id)
            for page in list(self.pages_of(meeting_id).values()):
                await page.resync()

    async def _resync_all(self) -> None:
        for ready in self._ready.values():
            ready.set()
        for page in self.pages():
            await page.resync()


async def _close(pubsub: "redis.client.PubSub") -> None:
    try:
        await pubsub.aclose()  # type: ignore[no-untyped-call]
    except (redis.RedisError, OSError) as error:
        log.debug("subscription not closed cleanly: %s", error)


async def _deliver_one(pages: Iterable[Page], head: LiveHead, text: str) -> None:
    inside = message_of(text)
    outside = message_of(head.outside) if head.outside else None
    for page in pages:
        if may_receive(head.audience, page.viewer):
            await page.put(inside)
        elif outside:
            await page.put(outside)


async def _deliver_run(pages: Iterable[Page], head: RunHead, texts: tuple[str, ...]) -> None:
    """Give each page of a run its own events and one ``passed`` for each stretch between them."""
    first, last = head.run[0].number, head.run[-1].number
    all_passed = message_of(PassedMessage(first=first, last=last).model_dump_json())
    personal, others = _by_person(zip(head.run, texts, strict=True))
    for page in pages:
        mine = personal.get(page.viewer.person_id or "", [])
        possible = sorted([*mine, *others], key=lambda one: one[0].number) if others else mine
        if not possible:
            await page.put(all_passed)
            continue
        await page.put(*_own_run(head, possible, page.viewer))


def _by_person(parts: Iterable[_Part]) -> tuple[dict[str, list[_Part]], list[_Part]]:
    """Sort a hall's ballots by voter once: asking each page about each would cost the square of the hall."""
    personal: dict[str, list[_Part]] = defaultdict(list)
    others: list[_Part] = []
    for part in parts:
        mine = personal[part[0].audience.person_id] if isinstance(part[0].audience, OnePerson) else others
        mine.append(part)
    return personal, others


def _own_run(head: RunHead, possible: Iterable[_Part], viewer: Viewer) -> Iterable[dict[str, object]]:
    passed_from = head.run[0].number
    for part, text in possible:
        if not may_receive(part.audience, viewer):
            continue
        if passed_from < part.number:
            yield message_of(PassedMessage(first=passed_from, last=part.number - 1).model_dump_json())
        yield message_of(text)
        passed_from = part.number + 1
    if passed_from <= head.run[-1].number:
        yield message_of(PassedMessage(first=passed_from, last=head.run[-1].number).model_dump_json())
