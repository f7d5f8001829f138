"""Who is let in first when many come at once: after a restart, or when a sitting begins.

Who speaks comes before everybody who listens: as long as he is not in, nobody has anything to hear. Then rooms, where
one loudspeaker serves many people, then the pages of single persons; of equals who came first.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from meetings.contracts.media import CloseConference, JoinPeer, LeavePeer, MediaCommand, SetWants

HEARD, ROOM, PERSON = range(3)
TURN_S = 0.001
"""After each join so long everything else goes first: reading who else is there, the handshakes of those who got their
answer, and what time demands of the conferences."""


class Door:
    """Commands on their way to the worker. Only joins wait, and with each what else is said of its page."""

    def __init__(self) -> None:
        self._now: list[MediaCommand] = []
        self._waiting: tuple[OrderedDict[str, list[MediaCommand]], ...] = tuple(OrderedDict() for _ in range(3))
        """By rank: pages in their order of arrival, of each its newest join and what came after it."""
        self._news = asyncio.Event()

    def push(self, command: MediaCommand) -> None:
        """Take one command in; never waits."""
        match command:
            case JoinPeer():
                # A page that offers anew keeps its place; it listens to no answer to its former offer any more.
                rank = self._waiting[_rank(command)]
                if command.peer_id not in rank:
                    self._forget(command.peer_id)
                rank[command.peer_id] = [command]
            case SetWants() if (queue := self._queue_of(command.peer_id)) is not None:
                queue.append(command)
            case LeavePeer():
                self._forget(command.peer_id)
                self._now.append(command)
            case CloseConference():
                for rank in self._waiting:
                    for peer_id in [one for one, queue in rank.items() if queue[0].meeting_id == command.meeting_id]:
                        del rank[peer_id]
                self._now.append(command)
            case _:
                self._now.append(command)
        self._news.set()

    def take(self) -> list[MediaCommand]:
        """Return what is to be done next, in this order, and no longer keep it; empty when there is nothing."""
        now, self._now = self._now, []
        for rank in self._waiting:
            if rank:
                return now + rank.popitem(last=False)[1]
        return now

    async def run(self, handle: Callable[[MediaCommand], None]) -> None:
        """Hand each command to ``handle``, for ever. After each join those who are in have their turn."""
        while True:
            await self._news.wait()
            self._news.clear()
            while commands := self.take():
                for command in commands:
                    handle(command)
                await asyncio.sleep(TURN_S)

    def _queue_of(self, peer_id: str) -> list[MediaCommand] | None:
        return next((rank[peer_id] for rank in self._waiting if peer_id in rank), None)

    def _forget(self, peer_id: str) -> None:
        for rank in self._waiting:
            rank.pop(peer_id, None)


def _rank(join: JoinPeer) -> int:
    key, policy = join.participant.key, join.policy
    if join.interprets or key in policy.floor or key in policy.open_microphones:
        return HEARD
    return ROOM if key.startswith("room:") else PERSON
