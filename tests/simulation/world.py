"""One simulated sitting: the real server in one virtual event loop, a scripted line to every page, faults on demand."""

import asyncio
import json
import logging
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from itertools import count, cycle
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest import mock

from django.db import OperationalError, connection, connections

from meetings.core import bus as core_bus
from meetings.core import clock as core_clock
from meetings.core.clock import SteadyClock
from meetings.live import feed
from meetings.live.service import service
from tests.participants.model import Json
from tests.simulation import checks
from tests.simulation.bus import AsyncRedis, ScriptedRedis
from tests.simulation.checks import Answer, Record, demand
from tests.simulation.clockwork import Clock, VirtualLoop
from tests.simulation.line import Line
from tests.simulation.page import Page, answer_of
from tests.simulation.stage import Options, Stage, make_stage

MOMENTS = ("before commit", "after commit")
MOST_ROUNDS = 60
FAILED = 1011
SETTLE_S = 5.5


class Crash(BaseException):
    """The server process dies here: nothing after this point happens."""


class World:
    """A sitting under simulation: ``with World.begin(options) as world``."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.loop = VirtualLoop()
        self.clock = Clock(self.loop)
        self.redis = ScriptedRedis()
        self.happened: Counter[str] = self.redis.happened
        self.pages: dict[str, Page] = {}
        self.lines: dict[str, Line] = {}
        self.old_lines: list[Line] = []
        """Connections that their pages gave up and the server may still believe in."""
        self.given: dict[str, Json] = {}
        """Every command message ever given, by id."""
        self.sent: list[Answer] = []
        self.stage: Stage
        self.record: Record
        self.crash_at = ""
        """Of ``MOMENTS``: the server dies at its next commit."""
        self.trouble_at = ""
        """Of ``MOMENTS``: the database fails at its next commit."""
        self._refusals = 0
        self._dead = False
        self._delays = cycle(options.delays)
        self._violations: list[BaseException] = []
        self._failures: list[str] = []
        self._real_commit: Callable[[], None]

    @staticmethod
    @contextmanager
    def begin(options: Options) -> Iterator["World"]:
        """Put the server into a virtual world, make a meeting and open its pages."""
        world = World(options)
        with ExitStack() as stack:
            for patch in world._surroundings():
                stack.enter_context(patch)
            stack.callback(world._end)
            world._new_process()
            world.stage = make_stage(options)
            world.record = Record(world.stage.meeting_id, now=world.loop.time)
            world.record.units = {f"person:{person.id}": str(person.unit_id) for person in world.stage.people.values()}
            world.record.look()
            for name in world.stage.pages:
                world.pages[name] = Page(name, world.stage.actor(name).key)
                world.connect(name)
            world.flow()
            yield world

    def _surroundings(self) -> list[AbstractContextManager[Any]]:
        """Everything around the server, and nothing inside of it: time, chance, Redis, threads, the commit."""
        chance = SimpleNamespace(urandom=_chance(self.options.seed))
        times = SimpleNamespace(monotonic=self.clock.monotonic, time=self.clock.time)
        client = SimpleNamespace(from_url=lambda *_address, **_options: AsyncRedis(self.redis))
        # Django keeps a connection for each task; here all work is done in turn, over one that can be made to fail.
        one = connections["default"]
        self._real_commit = one._commit
        live = "meetings.live"
        return [
            mock.patch.dict("os.environ", {"DJANGO_ALLOW_ASYNC_UNSAFE": "1"}),
            mock.patch("django.utils.timezone.now", self.clock.now),
            mock.patch.object(uuid, "os", chance),
            mock.patch.object(core_bus, "client", lambda: self.redis),
            mock.patch(f"{live}.service.redis", SimpleNamespace(Redis=client)),
            *(
                mock.patch(f"{live}.{name}.time", times)
                for name in ("socket", "feed", "presence", "service", "crowd", "inbox")
            ),
            mock.patch(f"{live}.inbox.random", Random(self.options.seed)),
            *(mock.patch(f"{live}.{name}.in_thread", self._work) for name in ("socket", "inbox", "service")),
            mock.patch.object(core_clock, "_clock", None),
            mock.patch.object(feed, "snapshots", feed.snapshots),
            mock.patch.object(connections, "_connections", SimpleNamespace(default=one)),
            mock.patch.object(one, "_commit", self._commit),
            _heard_failures(self._failures),
        ]

    async def _work(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do a thread's work in turn with all others; its answer may come late, and the process may die in it."""
        if self._dead:
            raise Crash
        try:
            result = function(*args, **kwargs)
        finally:
            self._look()
        await asyncio.sleep(next(self._delays))
        return result

    def _look(self) -> None:
        try:
            self.record.look()
        except AssertionError as violation:
            self._violations.append(violation)

    def _commit(self) -> None:
        crash, trouble, self.crash_at, self.trouble_at = self.crash_at, self.trouble_at, "", ""
        if not (crash or trouble):
            self._real_commit()
            return
        self.happened[f"crash {crash}" if crash else f"database error {trouble}"] += 1
        if (crash or trouble) == "before commit":
            connection._rollback()
        else:
            self._real_commit()
        if crash:
            connection.run_on_commit.clear()
            self._dead = True
            raise Crash
        raise OperationalError("the connection was lost")

    def _new_process(self) -> None:
        """Begin anew: with empty hands, and with the time of day that the machine has now."""
        core_clock._clock = SteadyClock(self.clock.time, self.clock.monotonic)
        service.cache_clear()
        feed.snapshots = feed.Snapshots()

    def _bury_the_dead(self) -> None:
        """End everything that the dead process was doing; the next one starts when the next page comes."""
        if not self._dead:
            return
        self._stop_tasks()
        for line in [*self.lines.values(), *self.old_lines]:
            line.die()
        self.redis.forget_subscribers()
        self._dead = False
        self._new_process()

    def _stop_tasks(self) -> None:
        self._dead = True
        for _round in range(MOST_ROUNDS):
            self.loop.forget_timers()
            left = asyncio.all_tasks(self.loop)
            if not left:
                return
            for task in left:
                task.cancel()
            self.loop.run_for(0)

    def _end(self) -> None:
        self._stop_tasks()
        self.loop.close()
        service.cache_clear()

    # Lines ---------------------------------------------------------------------------------------------------------

    def connect(self, name: str) -> None:
        """Let a page open a new line; its old one may still stand at the server, but nothing that was said there
        arrives after what is said here.
        """
        page = self.pages[name]
        self.give_up(name)
        for old in self.old_lines:
            old.held = old.held and old.owner != name
        self.lines[name] = line = Line(self.loop, lambda message: self._overhear(name, message))
        line.owner = name
        line.open(self.stage.meeting_id, self.stage.cookies[name], kiosk=page.actor.startswith("room:"))

    def give_up(self, name: str) -> None:
        """Let a page lose its line; the server has not noticed, and what was under way may still arrive."""
        self.pages[name].lost()
        line = self.lines.pop(name, None)
        if line and not line.server_ended:
            line.down.clear()
            self.old_lines.append(line)

    def say(self, name: str, text: str) -> bool:
        """Let a page send, when its line is there; a command waits on the page otherwise."""
        welcomed = self.pages[name].welcomed
        if welcomed:
            self.lines[name].up.append(text)
        return welcomed

    def flow(self, seconds: float = 0.1) -> None:
        """Carry everything that is not held, until nothing moves; then time passes."""
        for _round in range(MOST_ROUNDS):
            self.loop.run_for(0.05)
            self._bury_the_dead()
            if not self._carry():
                break
        else:
            demand(False, "the sitting comes to rest")
        self.loop.run_for(seconds)
        self._bury_the_dead()
        self.old_lines = [line for line in self.old_lines if not line.server_ended]

    def _carry(self) -> bool:
        moved = self.redis.carry()
        for name, line in list(self.lines.items()):
            down, up = self._carry_down(self.pages[name], line), line.carry_up()
            moved = moved or down or up
        for line in self.old_lines:
            moved = line.carry_up() or moved
        return moved

    def _carry_down(self, page: Page, line: Line) -> bool:
        if line.held or not line.down:
            return False
        while line.down:
            message = line.down.popleft()
            if message["type"] == "websocket.accept":
                line.up.append(page.hello())
            elif message["type"] == "websocket.close":
                self.give_up(page.name)
            else:
                line.up.extend(page.take(message["text"], self.loop.time()))
        return True

    def _overhear(self, name: str, message: Json) -> None:
        """Look at what the server says to a page, as it says it."""
        if self._dead:
            raise Crash
        try:
            if message["type"] == "websocket.close":
                failed = message["code"] == FAILED and not any("OperationalError" in text for text in self._failures)
                demand(not failed, "no page fails", name, *self._failures[-1:])
            elif message["type"] == "websocket.send":
                self._overhear_text(self.pages[name], json.loads(message["text"]))
        except AssertionError as violation:
            self._violations.append(violation)

    def _overhear_text(self, page: Page, message: Json) -> None:
        if message["type"] in {"ack", "refusal"}:
            sent = self.given[message["id"]]
            self.sent.append(answer_of(page.actor, sent, message))
            word = "ack" if message["type"] == "ack" else message["code"]
            self.happened[f"{sent['command']['name']}: {word}"] += 1
        checks.check_audience(self.record, page.actor, page.person_id, message)

    # Faults and ends -----------------------------------------------------------------------------------------------

    def kill(self) -> None:
        """Kill the server where it stands."""
        self._dead = True
        self.happened["kill -9"] += 1
        self._bury_the_dead()

    def elsewhere(self, act: Callable[[], object], crash: str = "") -> None:
        """Do something in another process: a page over HTTP, ``jobs``; that process alone may die in it."""
        kept, self.crash_at, self.trouble_at = (self.crash_at, self.trouble_at), crash, ""
        try:
            with suppress(Crash):
                act()
        finally:
            (self.crash_at, self.trouble_at), self._dead = kept, False
            self._look()

    def settle(self) -> None:
        """Mend everything and let time pass: every page must become right by itself."""
        self.redis.away = False
        self.crash_at = self.trouble_at = ""
        self.redis.release()
        for line in [*self.lines.values(), *self.old_lines]:
            line.held = False
            line.read_on()
        for _round in range(3):
            for name, page in self.pages.items():
                if name not in self.lines and page.bye is None:
                    self.connect(name)
            self.flow(SETTLE_S)

    # Checks --------------------------------------------------------------------------------------------------------

    def check(self, *, settled: bool = False) -> None:
        """Raise the first thing that does not hold."""
        if self._violations:
            raise self._violations[0]
        for context in self.loop.failures:
            error = context.get("exception")
            demand(error is None or isinstance(error, Crash), "nothing fails unheard", context)
        self._look()
        refusals = sum(answer.number is None for answer in self.sent)
        checks.check_journal(self.record, tables=settled or refusals > self._refusals)
        self._refusals = refusals
        answers = [answer for page in self.pages.values() for answer in page.answers]
        checks.check_answers(self.record, self.sent, answers)
        checks.check_rights(self.record)
        checks.check_votes(self.record)
        for name, page in self.pages.items():
            checks.check_page(self.record, name, page.model.number, page.model.state)
        if self._violations:
            raise self._violations[0]

    def check_settled(self) -> None:
        """After ``settle``: every page with a line shows the newest state and waits for nothing."""
        self.check(settled=True)
        for name, page in self.pages.items():
            if page.welcomed:
                number, last = page.model.number, self.record.last
                demand(number == last, "pages catch up by themselves", name, number, last)
                demand(not page.pending, "every command is answered", name, page.pending)
                checks.check_own_ballots(self.record, name, page.person_id, page.model.ballots)
            else:
                lost = page.bye == "crowded" or not checks.may_be_there(
                    self.record, page.actor, self.stage.cookies[name]
                )
                demand(lost, "nobody stays away without reason", name, page.bye)


_sittings = count(1)


def _chance(seed: int) -> Callable[[int], bytes]:
    """Return what ids are made of: other ones in each sitting, in an order that the seed alone decides."""
    sitting, dice = next(_sittings).to_bytes(6, "big"), Random(seed)
    return lambda size: sitting[:size] + dice.randbytes(max(0, size - 6))


@contextmanager
def _heard_failures(failures: list[str]) -> Iterator[None]:
    """Keep what the server logs as errors, and nothing of the rest."""

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            failures.append(logging.Formatter().format(record))

    logger, ear = logging.getLogger("meetings"), Ear(logging.ERROR)
    level, propagate = logger.level, logger.propagate
    logger.addHandler(ear)
    logger.setLevel(logging.ERROR)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(ear)
        logger.setLevel(level)
        logger.propagate = propagate
