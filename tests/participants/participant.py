"""A scripted participant: signs in by cookie, holds a live page open as a browser does, and acts.

It keeps every command with its key and every answer, says commands without an answer again (same key) after each
reconnect, comes back after a random delay, and catches up by number. Times are seconds of ``time.monotonic()``.
"""

import asyncio
import json
import random
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from tests.participants.model import Json, PageModel
from tests.participants.wire import Line, upgrade_request

PROTOCOL = 1
CONNECT_LIMIT_S = 5.0
PING_EVERY_S = 2.5
DEAD_S = 7.0
ASK_AGAIN_S = 2.0
"""As the web page (web/src/shared/line.ts, socket.ts)."""


WAVE = 50
"""People come to a sitting over minutes; only tests of reconnecting make them all come at once."""


def retry_delay(attempt: int, chance: random.Random) -> float:
    """Wait before a reconnect: soon at first, then spread over 3 s."""
    return 0.1 + chance.random() * 0.7 if attempt == 0 else 0.3 + chance.random() * 2.7


@dataclass(frozen=True)
class Pass:
    """What opens the door: who somebody is, and the cookie that proves it."""

    key: str
    """``person:<id>`` or ``room:<id>``."""
    cookie: str
    """``name=value``."""
    role: str = "delegate"

    @property
    def id(self) -> str:
        """The person's or the room's own id."""
        return self.key.partition(":")[2]


@dataclass
class Sent:
    """One command with its key and everything that was answered to it."""

    id: str
    command: Json
    seen: int | None
    given_at: float
    times: int = 0
    acks: list[Json] = field(default_factory=list)
    refusals: list[Json] = field(default_factory=list)
    answered_at: float | None = None
    future: "asyncio.Future[Json] | None" = None

    @property
    def acknowledged(self) -> bool:
        """The server said that it counts."""
        return bool(self.acks)


class Shared:
    """What participants of one process share: the TLS context and messages parsed once for all."""

    def __init__(self, tls: ssl.SSLContext | None, seed: int = 0) -> None:
        self.tls = tls
        self.chance = random.Random(seed)
        self._parsed: dict[str, Json] = {}

    def parse(self, text: str) -> Json:
        """Return the message; equal texts share one object, which nobody changes."""
        found = self._parsed.get(text)
        if found is None:
            if len(self._parsed) > 200:
                self._parsed.clear()
            found = self._parsed[text] = json.loads(text)
        return found


class Participant:
    """One open page; ``doors`` are addresses of web processes, one of which is taken by chance at each connection."""

    def __init__(self, who: Pass, meeting_id: str, doors: Sequence[str], shared: Shared) -> None:
        self.who, self.doors, self.shared = who, doors, shared
        self.path = f"/live/{meeting_id}/" + ("?as=kiosk" if who.key.startswith("room:") else "")
        self.chance = random.Random(shared.chance.random())
        self.page = PageModel()
        self.you: Json | None = None
        self.bye: Json | None = None
        self.sent: dict[str, Sent] = {}
        self.facts: Counter[str] = Counter()
        """connects, welcomes, losses, rejected_<status>, closed_<code>, gaps, catch_ups, resyncs, repeated, dead, …"""
        self.back_after: list[float] = []
        """Seconds from each loss of the line to being right again."""
        self.hear: Callable[[Json], None] = lambda message: None
        """Called with every message after the page took it."""
        self.welcomed = False
        self.synced = False
        """Welcomed, and the state or the missed events have come."""
        self.lost_at: float | None = None
        self.door = ""
        """The web process of the newest connection."""
        self._line: Line | None = None
        self._stopped = True
        self._attempt = 0
        self._timer: asyncio.TimerHandle | None = None
        self._heart: asyncio.TimerHandle | None = None
        self._dialling: asyncio.Task[None] | None = None
        self._asked_at = -1e9
        self._waiting_since: float | None = None

    # The line

    def start(self) -> None:
        """Connect and stay connected until ``stop``."""
        self._stopped = False
        self._dial()

    def stop(self) -> None:
        """Close the page."""
        self._stopped = True
        for timer in (self._timer, self._heart):
            if timer:
                timer.cancel()
        if self._dialling:
            self._dialling.cancel()
        self._drop()

    def cut(self) -> None:
        """Lose the line now, as when the cable is pulled; the page comes back by itself."""
        self._gone(None, None)

    @property
    def unanswered(self) -> list[Sent]:
        """Commands that nobody has answered yet."""
        return [sent for sent in self.sent.values() if sent.answered_at is None]

    def _dial(self) -> None:
        self.lost_at = self.lost_at or time.monotonic()
        self._timer = asyncio.get_running_loop().call_later(CONNECT_LIMIT_S, self._gone, None, None)
        self.door = self.chance.choice(self.doors)
        self._dialling = asyncio.create_task(self._connect(self.door))

    async def _connect(self, door: str) -> None:
        request = upgrade_request(door, self.path, {"Cookie": self.who.cookie})
        line = Line(request, lambda: self._opened(line), lambda text: self._take(line, text), lambda *why: lost(*why))

        def lost(status: int | None, code: int | None) -> None:
            if self._line is line:
                self._gone(status, code)

        self._line = line
        self.facts["connects"] += 1
        parts = urlsplit(door)
        host, port = parts.hostname or "", parts.port or 443
        tls = self.shared.tls if parts.scheme == "https" else None
        try:
            await asyncio.get_running_loop().create_connection(lambda: line, host, port, ssl=tls)
        except OSError:
            self.facts["unreachable"] += 1
            lost(None, None)

    def _opened(self, line: Line) -> None:
        line.send(json.dumps({"type": "hello", "protocol": PROTOCOL, "after": self.page.number}))

    def _drop(self) -> None:
        line, self._line = self._line, None
        self.welcomed = self.synced = False
        self._waiting_since = None
        if line:
            line.abort()

    def _gone(self, status: int | None, code: int | None) -> None:
        if self._timer:
            self._timer.cancel()
        if self._dialling:
            self._dialling.cancel()
        if status:
            self.facts[f"rejected_{status}"] += 1
        if code:
            self.facts[f"closed_{code}"] += 1
        if self.welcomed:
            self.facts["losses"] += 1
        self.lost_at = self.lost_at or time.monotonic()
        self._drop()
        if not self._stopped and (self.bye is None or self.bye["reason"] == "closing"):
            delay = retry_delay(self._attempt, self.chance)
            self._attempt += 1
            self._timer = asyncio.get_running_loop().call_later(delay, self._dial)

    def _beat(self) -> None:
        self._heart = asyncio.get_running_loop().call_later(PING_EVERY_S, self._beat)
        if not self.welcomed:
            return
        now = time.monotonic()
        if self._waiting_since is not None and now - self._waiting_since > DEAD_S:
            self.facts["dead"] += 1
            self._gone(None, None)
        elif self.say({"type": "ping", "sent": now}):
            self._waiting_since = self._waiting_since or now

    # What comes

    def _take(self, line: Line, text: str) -> None:
        if line is not self._line:
            return
        message = self.shared.parse(text)
        self._own(message)
        if self.page.take(message):
            self.facts["gaps"] += 1
            self._catch_up()
        if message["type"] in {"snapshot", "events"}:
            self._in_step()
        self.hear(message)

    def _own(self, message: Json) -> None:
        match message["type"]:
            case "welcome":
                self._welcome(message)
            case "events":
                self._asked_at = -1e9
            case "pong":
                self._waiting_since = None
            case "ack" | "refusal":
                self._answered(message)
            case "resync":
                self.facts["resyncs"] += 1
                self.say({"type": "hello", "protocol": PROTOCOL, "after": self.page.number})
            case "bye":
                self.bye = message

    def _welcome(self, message: Json) -> None:
        self.you = message["you"]
        self.facts["welcomes"] += 1
        if self._timer:
            self._timer.cancel()
        self.welcomed, self._attempt = True, 0
        for sent in self.unanswered:
            self._deliver(sent)
        if self._heart is None:
            self._heart = asyncio.get_running_loop().call_later(self.chance.random() * PING_EVERY_S, self._beat)

    def _in_step(self) -> None:
        if not self.synced and self.lost_at is not None:
            self.back_after.append(time.monotonic() - self.lost_at)
        self.synced, self.lost_at = True, None

    def _catch_up(self) -> None:
        now = time.monotonic()
        if now - self._asked_at >= ASK_AGAIN_S and self.say({"type": "catch_up", "after": self.page.number}):
            self._asked_at = now
            self.facts["catch_ups"] += 1

    def _answered(self, message: Json) -> None:
        sent = self.sent.get(message["id"])
        if sent is None:
            self.facts["answers_to_nothing"] += 1
            return
        (sent.acks if message["type"] == "ack" else sent.refusals).append(message)
        if sent.answered_at is None:
            sent.answered_at = time.monotonic()
            if sent.future and not sent.future.done():
                sent.future.set_result(message)

    # What goes

    def say(self, message: Json) -> bool:
        """Send a message now if the page is welcome; returns whether it went out."""
        if not self.welcomed or self._line is None:
            return False
        self._line.send(json.dumps(message))
        return True

    def give(self, name: str, *, on_seen: bool = False, twice: bool = False, **fields: Any) -> Sent:
        """Give a command; said again after each reconnect until it is answered. ``twice``: the line doubles it."""
        seen = self.page.number if on_seen else None
        sent = Sent(uuid4().hex, {"name": name, **fields}, seen, time.monotonic())
        sent.future = asyncio.get_running_loop().create_future()
        self.sent[sent.id] = sent
        self._deliver(sent)
        if twice:
            self._deliver(sent)
        return sent

    async def act(self, name: str, *, on_seen: bool = False, **fields: Any) -> Json:
        """Give a command and return its acknowledgement or refusal, however often the line breaks in between."""
        sent = self.give(name, on_seen=on_seen, **fields)
        assert sent.future
        return await sent.future

    def repeat(self, sent: Sent) -> None:
        """Say a command again although it was answered, as after an answer that got lost."""
        self._deliver(sent)

    def _deliver(self, sent: Sent) -> None:
        if self.say({"type": "command", "id": sent.id, "command": sent.command, "seen": sent.seen}):
            sent.times += 1
            self.facts["repeated"] += sent.times > 1


async def until(condition: Callable[[], bool], what: str, limit_s: float = 30.0) -> float:
    """Wait until ``condition()`` holds; returns the seconds it took, raises ``AssertionError`` after ``limit_s``."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < limit_s, f"not within {limit_s:.0f} s: {what}"
        await asyncio.sleep(0.02)
    return time.monotonic() - started


async def open_all(people: Iterable[Participant], limit_s: float = 60.0) -> None:
    """Open all pages, ``WAVE`` at a time, and wait until each has its state; each wave may take ``limit_s``."""
    crowd = list(people)
    for start in range(0, len(crowd), WAVE):
        wave = crowd[start : start + WAVE]
        for one in wave:
            one.start()
        await until(lambda wave=wave: all(one.synced for one in wave), f"{len(wave)} pages open", limit_s)  # type: ignore[misc]


def counts(people: Iterable[Participant]) -> Counter[str]:
    """Return the facts of all, added up."""
    total: Counter[str] = Counter()
    for one in people:
        total.update(one.facts)
    return total
