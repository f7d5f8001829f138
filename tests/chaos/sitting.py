"""One chaotic sitting from start to end: people act, processes die, all becomes quiet, everything is looked at."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from tests.chaos.behaviour import Chair, Delegate
from tests.chaos.checker import Outcome, Seen
from tests.chaos.house import House, blocking
from tests.participants.model import Json
from tests.participants.participant import Participant, Shared, counts, open_all, until

SETTLE_S = 90.0
"""How long answers may take once nobody acts any more: a dead page takes 7 s to notice, then comes back."""
STRIKE_WITHIN_S = 20.0
"""A process that acknowledges nothing for so long is killed all the same."""
RIGHT_S = 25.0
"""How long pages may then take to be right."""


def _nothing(_page: Participant) -> None:
    """Nobody waits for an acknowledgement."""


@dataclass(frozen=True)
class Trouble:
    """One process dies (``kill -9``) and stays away for a while."""

    name: str
    away_s: float = 0.0


@dataclass(frozen=True)
class Script:
    """How a sitting goes."""

    people: int
    seconds: float
    delegate_gap_s: float
    chair_gap_s: float
    troubles: Sequence[Trouble]
    seed: int
    """Of all choices of the participants; when things die is up to the machine."""


@dataclass
class Report:
    """What was seen beside right and wrong."""

    facts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    away: dict[str, list[float]] = field(default_factory=dict)
    """Seconds from each kill to the first sign of life, by process."""
    acknowledged: int = 0
    events: int = 0
    settled_s: float = 0.0
    right_s: float = 0.0

    def table(self) -> str:
        """Return it for people."""
        away = ", ".join(f"{name} {' '.join(f'{s:.1f}' for s in seconds)} s" for name, seconds in self.away.items())
        return (
            f"{self.acknowledged} acknowledged, {self.events} events, refusals {dict(self.refusals)}\n"
            f"away: {away}; all answered after {self.settled_s:.1f} s, all right after {self.right_s:.1f} s\n"
            f"{dict(sorted(self.facts.items()))}"
        )


class Sitting:
    """The participants of a script in a house."""

    def __init__(self, house: House, script: Script) -> None:
        self.house, self.script, self.report = house, script, Report()
        stage = house.stage
        shared = Shared(house.tls(), script.seed)
        self.quiet = asyncio.Event()

        def page(who: object) -> Participant:
            return Participant(who, stage.meeting_id, house.doors, shared)  # type: ignore[arg-type]

        delegates = [page(who) for who in stage.delegates[: script.people]]
        chair = page(stage.chair)
        self.pages = [chair, page(stage.secretary), *map(page, stage.kiosks), *delegates]
        self._chair = Chair(chair, stage, script.chair_gap_s)
        self._delegates = [Delegate(one, stage, script.delegate_gap_s) for one in delegates]
        self._votes: set[asyncio.Task[None]] = set()
        self._on_ack: Callable[[Participant], None] = _nothing
        for one in self.pages:
            one.hear = partial(self._heard, one)

    def _heard(self, page: Participant, message: Json) -> None:
        if message["type"] == "ack":
            self._on_ack(page)
        elif page is self.pages[0] and message["type"] == "event" and message["payload"]["kind"] == "poll_opened":
            # When a vote opens, everybody votes within seconds.
            for delegate in self._delegates:
                vote = asyncio.create_task(delegate.vote(message["payload"]["poll"], self.quiet))
                self._votes.add(vote)
                vote.add_done_callback(self._votes.discard)

    async def play(self) -> Outcome:
        """Hold the sitting; returns what is left of it."""
        await open_all(self.pages)
        actors: list[Chair | Delegate] = [self._chair, *self._delegates]
        acting = [asyncio.create_task(one.play(self.quiet)) for one in actors]
        try:
            await self._make_trouble()
            self.quiet.set()
            await self._settle(acting)
            return await self._look()
        finally:
            for task in [*acting, *self._votes]:
                task.cancel()
            for one in self.pages:
                one.stop()

    async def _make_trouble(self) -> None:
        started, troubles = time.monotonic(), self.script.troubles
        pause = self.script.seconds / (len(troubles) + 1)
        for number, trouble in enumerate(troubles, 1):
            await asyncio.sleep(max(0.0, started + number * pause - time.monotonic()))
            await self._break(trouble)
        await asyncio.sleep(max(0.0, started + self.script.seconds - time.monotonic()))

    async def _break(self, trouble: Trouble) -> None:
        name, at = trouble.name, time.monotonic()
        if trouble.away_s:
            self.house.hold(name)
        await self._kill_at_an_acknowledgement(name)
        await asyncio.sleep(trouble.away_s)
        self.house.release(name)
        await blocking(self.house.wait_for, name, lambda: self.house.answers(name))
        self.report.away.setdefault(name, []).append(time.monotonic() - at)

    async def _kill_at_an_acknowledgement(self, name: str) -> None:
        """Kill in the very moment in which somebody hears that his act counts: the worst one for a promise."""
        killed = asyncio.Event()

        def strike(page: Participant) -> None:
            if name in {self.house.name_of(page.door), "redis", "postgres"} and not killed.is_set():
                self.house.kill(name)
                killed.set()

        self._on_ack = strike
        try:
            await asyncio.wait_for(killed.wait(), STRIKE_WITHIN_S)
        except TimeoutError:
            self.house.kill(name)
        finally:
            self._on_ack = _nothing

    async def _settle(self, acting: Sequence["asyncio.Task[None]"]) -> None:
        """Wait until every command has its answer; what never gets one is the checker's business."""
        started = time.monotonic()
        await asyncio.wait([*acting, *self._votes], timeout=SETTLE_S)
        self.report.settled_s = time.monotonic() - started
        for task in acting:
            if task.done():
                task.result()

    async def _look(self) -> Outcome:
        fresh = Participant(
            self.house.stage.secretary, self.house.stage.meeting_id, self.house.doors, self.pages[0].shared
        )
        await open_all([fresh])
        number, state = fresh.page.number, fresh.page.state
        fresh.stop()
        started = time.monotonic()
        try:
            await until(lambda: all(one.page.number == number for one in self.pages), "all pages right", RIGHT_S)
        except AssertionError:
            pass  # Which pages are not right is told by the checker.
        self.report.right_s = time.monotonic() - started
        meeting = self.house.stage.meeting_id
        record, verified = (
            await blocking(self.house.record, meeting),
            await blocking(self.house.verify_journal, meeting),
        )
        self._report(record)
        people = [Seen(one.who.key, list(one.sent.values()), one.page) for one in self.pages]
        return Outcome(people, record, {"number": number, "state": state}, verified)

    def _report(self, record: Json) -> None:
        everything = [sent for one in self.pages for sent in one.sent.values()]
        self.report.facts = counts(self.pages)
        self.report.acknowledged = sum(sent.acknowledged for sent in everything)
        self.report.refusals = Counter(refusal["code"] for sent in everything for refusal in sent.refusals[:1])
        self.report.events = len(record["journal"])
