"""How scripted participants behave in a sitting: at random, but as people and lines do."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.participants.model import Json
from tests.participants.participant import Participant
from tests.participants.stage import Stage

CHOICES = ("yes", "no", "abstain")
CUT, DOUBLED = 0.04, 0.04
"""Chance that the line breaks right after a command left, and that it delivers one twice."""
VOTE_SECONDS = 5.0


@dataclass
class Delegate:
    """Moves between rooms, asks to speak, takes it back, votes and changes the vote."""

    page: Participant
    stage: Stage
    mean_gap_s: float
    room: str | None = None
    """Where he is as far as the server said; a check-in at the same place is no act."""

    def __post_init__(self) -> None:
        self.chance = random.Random(self.page.chance.random())

    async def play(self, quiet: asyncio.Event) -> None:
        """Act until it becomes quiet."""
        while not await pause(quiet, self.chance.expovariate(1 / self.mean_gap_s)):
            await self.act_once()

    async def vote(self, poll: Json, quiet: asyncio.Event) -> None:
        """Vote within some seconds after a vote was opened."""
        if not await pause(quiet, self.chance.random() * VOTE_SECONDS):
            await self._give("cast_ballot", poll_id=poll["id"], choice=self.chance.choice(CHOICES))

    async def act_once(self) -> None:
        """Do one of the things that a delegate may do now."""
        state = self.page.page.state
        if state is None:
            return
        me = self.page.who.id
        acts: list[Callable[[], object]] = [self._move, self._move]
        mine = [request for request in state["queue"] if request["person_id"] == me]
        open_polls = [poll for poll in state["polls"] if poll["status"] == "open"]
        if mine:
            acts.append(lambda: self._give("withdraw_speech", request_id=mine[0]["id"]))
        else:
            acts += 2 * [lambda: self._give("request_speech", subject=f"Ý kiến {self.chance.randrange(1000)}")]
        if open_polls:
            choice = self.chance.choice(CHOICES)
            acts += 3 * [lambda: self._give("cast_ballot", poll_id=open_polls[0]["id"], choice=choice)]
        if state["floor"] and state["floor"]["person_id"] == me:
            acts += 3 * [lambda: self._give("take_floor", turn_id=state["floor"]["turn_id"])]
        doing = self.chance.choice(acts)()
        if asyncio.iscoroutine(doing):
            await doing

    async def _move(self) -> None:
        room = self.chance.choice([room for room in [*self.stage.rooms, None] if room != self.room])
        if await self._give("check_in", room_id=room):
            self.room = room

    async def _give(self, name: str, **fields: object) -> bool:
        return await give(self.page, self.chance, name, **fields)


@dataclass
class Chair:
    """Conducts: items, the floor, microphones, votes; never leaves a vote open for long."""

    page: Participant
    stage: Stage
    mean_gap_s: float

    def __post_init__(self) -> None:
        self.chance = random.Random(self.page.chance.random())
        self.poll_since: float | None = None

    async def play(self, quiet: asyncio.Event) -> None:
        """Act until it becomes quiet."""
        while not await pause(quiet, self.chance.expovariate(1 / self.mean_gap_s)):
            await self.act_once()

    async def act_once(self) -> None:
        """Do one of the things that the chair may do now."""
        state = self.page.page.state
        if state is None:
            return
        open_polls = [poll for poll in state["polls"] if poll["status"] == "open"]
        if open_polls and self.poll_since and time.monotonic() - self.poll_since > VOTE_SECONDS + 2:
            await self._give("close_poll", poll_id=open_polls[0]["id"])
            return
        if not open_polls and self.chance.random() < 0.3:
            if await self._give("open_poll", question=f"Thông qua nội dung {self.chance.randrange(1000)}?"):
                self.poll_since = time.monotonic()
            return
        await self._conduct(state)

    async def _conduct(self, state: Json) -> None:
        here = [person for person in state["people"] if person["present"] and person["role"] == "delegate"]
        acts: list[tuple[str, Json]] = [
            ("open_item", {"item_id": self.chance.choice(self.stage.items)}),
            ("mute_all", {}),
            ("give_floor", {"room_id": self.chance.choice(self.stage.rooms), "limit_s": 60}),
            ("give_floor", {"person_id": self.chance.choice(here)["person_id"], "limit_s": 300}),
        ]
        acts += [("give_floor", {"request_id": request["id"]}) for request in state["queue"][:2]]
        acts += [("close_item", {"item_id": item["id"]}) for item in state["items"] if item["status"] == "open"]
        if state["floor"]:
            acts += [("take_floor", {"turn_id": state["floor"]["turn_id"]}), ("extend_floor", {"seconds": 60})]
        name, fields = self.chance.choice(acts)
        await self._give(name, on_seen=self.chance.random() < 0.3, **fields)

    async def _give(self, name: str, **fields: object) -> bool:
        return await give(self.page, self.chance, name, **fields)


async def give(page: Participant, chance: random.Random, name: str, **fields: object) -> bool:
    """Give a command over a line that sometimes breaks or doubles; returns whether it was acknowledged."""
    sent = page.give(name, twice=chance.random() < DOUBLED, **fields)  # type: ignore[arg-type]
    if chance.random() < CUT:
        await asyncio.sleep(chance.random() * 0.02)
        page.cut()
    assert sent.future
    answer = await sent.future
    return bool(answer["type"] == "ack")


async def pause(quiet: asyncio.Event, seconds: float) -> bool:
    """Wait; returns True at once when it becomes quiet."""
    try:
        await asyncio.wait_for(quiet.wait(), seconds)
    except TimeoutError:
        return False
    return True
