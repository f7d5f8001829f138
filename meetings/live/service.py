"""What all sockets of this process share: hub, presence, batching writers, and the regular check of their rights."""

import asyncio
import gc
import logging
import socket
import time
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

import redis.asyncio as redis
from django.conf import settings
from django.db import DatabaseError

from meetings.attendance.checkins import CheckInOrder, check_in_people
from meetings.attendance.seats import renew_live
from meetings.contracts.polls import MyBallot
from meetings.core.batching import BatchingWriter
from meetings.core.errors import DomainError
from meetings.core.journal import last_numbers
from meetings.core.limits import Bound, limit
from meetings.interpreting.lines import note_interpreter_lines
from meetings.live.arrivals import Arrival, Welcomed, identify_all, welcome_all
from meetings.live.control import CONTROL_CHANNEL, EndSessions
from meetings.live.crowd import Crowd
from meetings.live.hub import Hub
from meetings.live.identity import Identity, end_reason, still_valid
from meetings.live.inbox import Writers
from meetings.live.lines import LineBoard
from meetings.live.machines import MachineBoard
from meetings.live.presence import REFRESH_S, PresenceBoard
from meetings.live.presenting import PresenterBoard
from meetings.live.threads import in_thread
from meetings.speaking.absence import note_lines
from meetings.voting.ballots import BallotOrder, cast_ballots
from meetings.voting.services import close_due_polls

if TYPE_CHECKING:
    from meetings.live.socket import LiveSocket

log = logging.getLogger(__name__)
VOTE_CLOCK_S = 1
"""How often votes are looked for whose time is over."""
RENEW_S = 60
"""How often sign-ins behind live pages are looked at."""
CHECK_TOGETHER = 50
"""Pages whose rights are looked at in one go: all at once they would hold up everybody's ballot."""
VOTERS_FIRST_S = 0.5
"""The longest that a run of ballots waits for the answers to their voters."""
MANY_GONE = 100
"""After so many pages have left, what they left behind is looked for (``config/garbage.py``)."""

_KEEPALIVE: dict[str, Any] = (
    {}
    if settings.REDIS_URL.startswith("unix")
    else {
        "socket_keepalive": True,
        "socket_keepalive_options": {socket.TCP_KEEPIDLE: 5, socket.TCP_KEEPINTVL: 2, socket.TCP_KEEPCNT: 3},
    }
)
"""A Redis on another machine that vanishes without a word is noticed within seconds, also in silence."""


class LiveService:
    """One per process; made in the event loop by the first socket."""

    def __init__(self) -> None:
        self.redis: redis.Redis = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, **_KEEPALIVE)
        self.hub = Hub(self.redis, self._people_changed, self._voters_answered)
        self.presence = PresenceBoard(self.redis)
        self.crowd = Crowd(self.redis)
        self.lines = LineBoard(self.redis)
        self.machines = MachineBoard(self.redis)
        self.presenters = PresenterBoard(self.redis)
        self.writers = Writers(
            ballots=BatchingWriter("ballots", _write_ballots), check_ins=BatchingWriter("check-ins", _write_check_ins)
        )
        self.arrivals = BatchingWriter("arrivals", _identify)
        self.welcomes = BatchingWriter("welcomes", _welcome)
        self._sockets: dict[str, LiveSocket] = {}
        self._most_pages: int | None = None
        self._checks: set[asyncio.Task[None]] = set()
        self._clockwork = [
            asyncio.create_task(self._tick(), name="live-clockwork"),
            asyncio.create_task(self._go_round(), name="live-rights"),
            asyncio.create_task(self._time_votes(), name="live-votes"),
            asyncio.create_task(self.lines.run(), name="live-lines"),
        ]
        self._gone = 0

    def add(self, page: "LiveSocket") -> None:
        """Let a socket be checked regularly."""
        self._sockets[page.viewer.peer_id] = page

    async def make_room(self, page: "LiveSocket") -> None:
        """Count a new page of a person; his oldest ones beyond the limit close, in whichever process they are."""
        if page.identity.actor.kind != "person":
            return
        if self._most_pages is None:
            await self._read_limits()
        key = page.identity.actor.key
        for peer_id in await self.crowd.enter(key, page.viewer.peer_id, self._most_pages or 1):
            here = self._sockets.get(peer_id)
            if here:
                await here.end("crowded")
            else:
                await self._order(EndSessions(reason="crowded", participant=key, peer_id=peer_id))

    async def _read_limits(self) -> None:
        self._most_pages = await in_thread(limit, Bound.PAGES_PER_PERSON)

    async def _order(self, order: EndSessions) -> None:
        try:
            await self.redis.publish(CONTROL_CHANNEL, order.model_dump_json())
        except redis.RedisError as error:
            log.warning("a page beyond the limit stays: %s", error)

    async def arrived(self, page: "LiveSocket") -> None:
        """Let a page that was welcomed be seen; one that only reads takes no part in the sitting."""
        meeting, peer = str(page.identity.meeting_id), page.viewer.peer_id
        await self.machines.arrive(meeting, page.identity.machine, peer)
        if not page.reads_only:
            await self.presence.arrive(meeting, page.identity.actor.key, peer)

    async def left(self, page: "LiveSocket") -> None:
        """Undo ``arrived``."""
        meeting, peer = str(page.identity.meeting_id), page.viewer.peer_id
        await self.machines.depart(meeting, page.identity.machine, peer)
        if not page.reads_only:
            await self.presence.depart(meeting, page.identity.actor.key, peer)

    def remove(self, page: "LiveSocket") -> None:
        """Forget a socket."""
        if self._sockets.pop(page.viewer.peer_id, None):
            self._gone += 1

    async def _voters_answered(self, meeting_id: str) -> None:
        """A run of ballots goes to hundreds of pages: first each voter of this process hears that his ballot counts."""
        await self.writers.ballots.answered(UUID(meeting_id), VOTERS_FIRST_S)

    def _people_changed(self, meeting_id: str) -> "asyncio.Task[None]":
        pages = [page for page in self._sockets.values() if str(page.identity.meeting_id) == meeting_id]
        task = asyncio.create_task(self._check(pages))
        self._checks.add(task)
        task.add_done_callback(self._checks.discard)
        return task

    async def _tick(self) -> None:
        renewed = 0.0
        while True:
            await asyncio.sleep(REFRESH_S)
            try:
                await self.presence.refresh()
                await self.machines.refresh()
                await self._note_lines()
                await self._read_limits()
                await self._make_good()
                if time.monotonic() - renewed > RENEW_S:
                    await self._renew()
                    renewed = time.monotonic()
                self._tidy()
            except Exception:
                # It must go on whatever happened this time.
                log.exception("the regular work failed")

    async def _time_votes(self) -> None:
        """Close votes that were to close themselves when their time is over."""
        while True:
            await asyncio.sleep(VOTE_CLOCK_S)
            try:
                await in_thread(close_due_polls, [UUID(meeting_id) for meeting_id in self.hub.meetings()])
            except Exception:
                # The chair can close the vote meanwhile; the next second tries again.
                log.exception("votes whose time is over could not be closed")

    async def _go_round(self) -> None:
        """Look at the rights of every page once in ``REFRESH_S``, a few pages at a time."""
        while True:
            slices = max(1, -(-len(self._sockets) // CHECK_TOGETHER))
            await asyncio.sleep(REFRESH_S / slices)
            try:
                await self._check(self._next_in_turn(-(-len(self._sockets) // slices)))
            except Exception:
                # Rights must go on being checked whatever happened this time.
                log.exception("the regular check of rights failed")

    def _next_in_turn(self, count: int) -> "list[LiveSocket]":
        """Return the pages that were not looked at for longest, and put them behind all others."""
        peers = list(islice(self._sockets, count))
        for peer_id in peers:
            self._sockets[peer_id] = self._sockets.pop(peer_id)
        return [self._sockets[peer_id] for peer_id in peers]

    def _tidy(self) -> None:
        if self._gone > MANY_GONE:
            self._gone = 0
            gc.collect()

    async def _note_lines(self) -> None:
        """Note whose line is dead while he conducts or interprets; nobody while Redis, and so who is there, is away."""
        meetings = {page.identity.meeting_id for page in self._sockets.values()}
        try:
            online = {meeting_id: await self.presence.online(str(meeting_id)) for meeting_id in meetings}
        except redis.RedisError:
            return
        if online:
            await in_thread(note_lines, online)
            await in_thread(note_interpreter_lines, online)

    async def _make_good(self) -> None:
        """Look whether the journals went on without a word to our pages."""
        meetings = self.hub.meetings()
        try:
            numbers = await in_thread(last_numbers, [UUID(meeting_id) for meeting_id in meetings])
        except DatabaseError as error:
            log.warning("journals are looked at again soon: %s", error)
            return
        await self.hub.make_good({str(meeting_id): number for meeting_id, number in numbers.items()})

    async def _renew(self) -> None:
        """Let nobody's sign-in run out in the middle of a sitting."""
        identities = [page.identity for page in self._sockets.values()]
        pages = [(identity.meeting_id, identity.session_key) for identity in identities if identity.session_key]
        if pages:
            await in_thread(renew_live, pages)

    async def _check(self, pages: "list[LiveSocket]") -> None:
        """Close sockets whose session, kiosk or place is gone, also when nobody told us."""
        try:
            valid = await in_thread(still_valid, [page.identity for page in pages])
            gone = [page for page in pages if page.viewer.peer_id not in valid]
            reasons = {page.viewer.peer_id: await in_thread(end_reason, page.identity) for page in gone}
        except DatabaseError as error:
            log.warning("rights are checked again soon: %s", error)
            return
        for page in pages:
            standing = valid.get(page.viewer.peer_id)
            if standing is None:
                await page.end(reasons[page.viewer.peer_id])
            elif standing != page.identity.standing:
                await page.stand(standing)


async def _identify(meeting_id: UUID, arrivals: Sequence[Arrival]) -> Sequence[Identity | DomainError]:
    return await in_thread(identify_all, meeting_id, arrivals)


async def _welcome(meeting_id: UUID, arrivals: Sequence[Arrival]) -> Sequence[Welcomed | DomainError]:
    return await in_thread(welcome_all, meeting_id, arrivals)


async def _write_ballots(meeting_id: UUID, orders: Sequence[BallotOrder]) -> Sequence[MyBallot | DomainError]:
    return await in_thread(cast_ballots, meeting_id=meeting_id, orders=orders)


async def _write_check_ins(meeting_id: UUID, orders: Sequence[CheckInOrder]) -> Sequence[int | DomainError]:
    return await in_thread(check_in_people, meeting_id=meeting_id, orders=orders)


@cache
def service() -> LiveService:
    """Return this process's service; called from the event loop."""
    return LiveService()
