"""Redis as a simulation needs it: publications wait until the script carries, loses, doubles or swaps them."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from typing import Any

import redis

SPOILS = ("drop", "double", "delay")


class ScriptedRedis:
    """Pub/sub whose line is scripted, and the few commands that presence and media ask for; never any official fact."""

    def __init__(self) -> None:
        self.away = False
        self.held = False
        self.spoils: deque[str] = deque()
        """What happens to the next publications, one each."""
        self.happened: Counter[str] = Counter()
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._late: list[tuple[str, bytes]] = []
        self._pubsubs: list[PubSub] = []
        self._sorted: dict[str, dict[str, float]] = {}

    def refuse_while_away(self) -> None:
        """Raise what redis-py raises without a server."""
        if self.away:
            raise redis.ConnectionError("away")

    def publish(self, channel: str, data: bytes | str) -> int:
        """Take a publication (synchronous clients)."""
        self.refuse_while_away()
        message = (channel, data if isinstance(data, bytes) else data.encode())
        spoil = self.spoils.popleft() if self.spoils and channel.startswith("live:") else ""
        self.happened[f"publication: {spoil}" if spoil else "publication"] += 1
        if spoil == "delay":
            self._late.append(message)
            return 1
        if spoil != "drop":
            self._waiting.append(message)
        if spoil == "double":
            self._waiting.append(message)
        self._waiting.extend(self._late)
        self._late.clear()
        return 1

    def get(self, _key: str) -> None:
        """No media worker runs here."""
        self.refuse_while_away()

    def sorted_set(self, key: str) -> dict[str, float]:
        """Return a sorted set: score by member."""
        return self._sorted.setdefault(key, {})

    def carry(self) -> bool:
        """Hand every waiting publication to the subscribers; returns whether there was one."""
        if self.held or not self._waiting:
            return False
        while self._waiting:
            channel, data = self._waiting.popleft()
            for pubsub in self._pubsubs:
                pubsub.hear(channel, data)
        return True

    def release(self) -> None:
        """Let everything go that was held or delayed."""
        self.held = False
        self.spoils.clear()
        self._waiting.extend(self._late)
        self._late.clear()

    def go(self) -> None:
        """Die: subscribers lose their connection, what waits is lost."""
        self.away = True
        self._waiting.clear()
        self._late.clear()
        self._sorted.clear()
        for pubsub in self._pubsubs:
            pubsub.break_off()
        self._pubsubs.clear()

    def forget_subscribers(self) -> None:
        """The process that had subscribed is gone."""
        self._pubsubs.clear()


class AsyncRedis:
    """The same server, as the event loop talks to it."""

    def __init__(self, server: ScriptedRedis) -> None:
        self._server = server

    def pubsub(self) -> "PubSub":
        """Begin to listen."""
        return PubSub(self._server)

    async def publish(self, channel: str, data: bytes) -> int:
        """Publish from the event loop (presence)."""
        return self._server.publish(channel, data)

    async def get(self, key: str) -> None:
        """Nobody leads through a paper here, and no media worker runs."""
        self._server.get(key)

    async def time(self) -> tuple[int, int]:
        """Return the server's own clock: seconds and microseconds."""
        self._server.refuse_while_away()
        seconds = asyncio.get_running_loop().time()
        return int(seconds), int(seconds % 1 * 1e6)

    async def zrem(self, key: str, member: str) -> None:
        """Take a member from a sorted set."""
        self._server.refuse_while_away()
        self._server.sorted_set(key).pop(member, None)

    async def zrangebyscore(self, key: str, low: float, _high: str) -> list[str]:
        """Return the members with a score of at least ``low``."""
        self._server.refuse_while_away()
        return [member for member, score in self._server.sorted_set(key).items() if score >= low]

    def pipeline(self, *, transaction: bool) -> "Pipeline":
        """Gather commands."""
        return Pipeline(self._server)


class Pipeline:
    """Commands in one go, as presence and the count of pages give them."""

    def __init__(self, server: ScriptedRedis) -> None:
        self._server = server
        self._calls: list[Callable[[], object]] = []

    async def __aenter__(self) -> "Pipeline":
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._calls.clear()

    def zadd(self, key: str, members: dict[str, float]) -> None:
        self._calls.append(lambda: self._server.sorted_set(key).update(members))

    def expire(self, _key: str, _seconds: int) -> None:
        """Simulations are shorter."""
        self._calls.append(lambda: None)

    def zrange(self, key: str, start: int, stop: int) -> None:
        self._calls.append(lambda: [member.encode() for member in self._ranked(key, start, stop)])

    def zremrangebyrank(self, key: str, start: int, stop: int) -> None:
        self._calls.append(lambda: self._remove(key, self._ranked(key, start, stop)))

    def zremrangebyscore(self, key: str, _low: str, high: float) -> None:
        def over() -> list[str]:
            return [member for member, score in self._server.sorted_set(key).items() if score <= high]

        self._calls.append(lambda: self._remove(key, over()))

    def _ranked(self, key: str, start: int, stop: int) -> list[str]:
        members = self._server.sorted_set(key)
        ranked = sorted(members, key=lambda member: (members[member], member))
        return ranked[start : len(ranked) + stop + 1 if stop < 0 else stop + 1]

    def _remove(self, key: str, members: list[str]) -> None:
        for member in members:
            del self._server.sorted_set(key)[member]

    async def execute(self) -> list[object]:
        self._server.refuse_while_away()
        return [call() for call in self._calls]


class PubSub:
    """One subscription."""

    def __init__(self, server: ScriptedRedis) -> None:
        self._server = server
        self._channels: set[str] = set()
        self._heard: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    async def subscribe(self, *channels: str) -> None:
        self._server.refuse_while_away()
        if self not in self._server._pubsubs:
            self._server._pubsubs.append(self)
        for channel in channels:
            self._channels.add(channel)
            self._heard.put_nowait({"type": "subscribe", "channel": channel.encode(), "data": 1})

    async def unsubscribe(self, *channels: str) -> None:
        self._server.refuse_while_away()
        self._channels.difference_update(channels)

    def hear(self, channel: str, data: bytes) -> None:
        if channel in self._channels:
            self._heard.put_nowait({"type": "message", "channel": channel.encode(), "data": data})

    def break_off(self) -> None:
        self._heard.put_nowait(None)

    async def listen(self) -> AsyncIterator[dict[str, Any]]:
        while True:
            message = await self._heard.get()
            if message is None:
                raise redis.ConnectionError("away")
            yield message

    async def aclose(self) -> None:
        if self in self._server._pubsubs:
            self._server._pubsubs.remove(self)
