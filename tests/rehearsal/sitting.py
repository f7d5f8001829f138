"""The half day, as everybody knows it: roll call, items, speeches, votes, what goes wrong and what is mended.

Times are seconds of the fast clock. Chances come from a seed; who speaks and how long is drawn from it.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.participants.model import Json
from tests.participants.participant import Participant, Shared, counts, open_all, until
from tests.rehearsal.clock import FastClock
from tests.rehearsal.ledger import CHOICES, Act, Heard
from tests.rehearsal.stage import DEPUTY, Province

MINUTE = 60.0
NOBODY = "https://127.0.0.1:9"
"""A door behind which nobody is: a line that is cut."""


@dataclass(frozen=True)
class Script:
    """How large the rehearsal is."""

    speakers: int
    cut_rooms: int
    seed: int


class Sitting:
    """Everybody of the stage, and what each does when."""

    def __init__(self, stage: Province, doors: Sequence[str], shared: Shared, clock: FastClock, script: Script) -> None:
        self.stage, self.clock, self.script = stage, clock, script
        self.chance = random.Random(script.seed)
        self.doors = list(doors)

        def page(who: Any) -> Participant:
            return Participant(who, stage.meeting_id, self.doors, shared)

        self.chair, self.secretary = page(stage.chair), page(stage.secretary)
        self.delegates = [page(who) for who in stage.delegates]
        self.kiosks = [page(who) for who in stage.kiosks]
        self.pages = [self.chair, self.secretary, *self.kiosks, *self.delegates]
        self.deputy = self.delegates[DEPUTY]
        self.absent = self.delegates[-max(2, len(self.delegates) // 20) :]
        """They never come; one of them has a reason."""
        self.heard: list[Heard] = []
        self.turns = self.overruns = 0
        self.chair.hear = self._hear

    def _hear(self, message: Json) -> None:
        events = message["events"] if message["type"] == "events" else [message] if message["type"] == "event" else []
        for event in events:
            self.heard.append(Heard(event["number"], datetime.fromisoformat(event["at"]), event["payload"]))

    @property
    def acts(self) -> list[Act]:
        """Everything that was acknowledged."""
        sent = [(one.who.id, sent) for one in self.pages for sent in one.sent.values()]
        return [Act(sent.acks[0]["number"], person, sent.command) for person, sent in sent if sent.acks]

    @property
    def refusals(self) -> list[str]:
        """What was refused, for people to read."""
        sent = [sent for one in self.pages for sent in one.sent.values()]
        return [f"{one.command['name']}: {one.refusals[0]['code']}" for one in sent if one.refusals]

    def present(self) -> list[Participant]:
        """Delegates that the chair's page shows as present."""
        assert self.chair.page.state
        there = {person["person_id"] for person in self.chair.page.state["people"] if person["present"]}
        return [one for one in self.delegates if one.who.id in there]

    async def play(self) -> None:
        """Hold the sitting."""
        await open_all(self.pages)
        late = self.delegates[: len(self.delegates) // 25]
        await self.roll_call([one for one in self.delegates if one not in self.absent and one not in late])
        await self.act(self.chair, "open_meeting")
        await self.opening(late)
        await self.item_with_a_lost_quorum(1)
        await self.item_under_a_deputy(2)
        await self.act(self.chair, "start_break", minutes=15)
        await self.clock.sleep(15 * MINUTE)
        await self.act(self.chair, "end_break")
        await self.item_with_a_cut_network(3)
        await self.closing()

    async def roll_call(self, people: Sequence[Participant]) -> None:
        """Everybody comes within ten minutes; the secretary notes one who is excused and counts two rooms."""
        await self.act(self.chair, "check_in", room_id=self.stage.rooms[0])
        await asyncio.gather(*(self._come(one, 10 * MINUTE) for one in people))
        person = self.absent[0].who.id
        await self.act(self.secretary, "note_absence", person_id=person, ground=self.stage.ground)
        for room, heads in ((0, 21), (1, 8), (1, 9)):  # the last one corrects
            await self.act(self.secretary, "count_room", room_id=self.stage.rooms[room], people=heads)

    async def opening(self, late: Sequence[Participant]) -> None:
        """The first item; some come late; the chair puts an item on the agenda."""
        await self.open_item(0)
        await asyncio.gather(*(self._come(one, 5 * MINUTE) for one in late))
        urgent = {"title": "Thông báo đột xuất", "planned_minutes": 10, "before_id": self.stage.items[4]}
        await self.act(self.chair, "insert_item", **urgent)

    async def item_with_a_lost_quorum(self, place: int) -> None:
        """Speeches, then so many leave that the quorum is lost; they come back and the item is voted on."""
        await self.open_item(place)
        await self.speeches(self.chair, self.script.speakers // 3)
        await self.lose_the_quorum()
        await self.vote(self.chair, "Thông qua báo cáo")

    async def item_under_a_deputy(self, place: int) -> None:
        """The chair gives the conduct away and takes it back."""
        await self.act(self.chair, "hand_over_chair", person_id=self.deputy.who.id)
        await until(lambda: "open_item" in (self.deputy.you or {}).get("commands", ()), "the deputy conducts", 60)
        await self.open_item(place, self.deputy)
        await self.speeches(self.deputy, self.script.speakers // 3)
        await self.vote(self.deputy, "Thông qua dự toán")
        await self.act(self.chair, "take_back_chair")

    async def item_with_a_cut_network(self, place: int) -> None:
        """Rooms lose their lines while everybody votes; their ballots leave by themselves when the lines are back."""
        await self.open_item(place)
        await self.speeches(self.chair, self.script.speakers - 2 * (self.script.speakers // 3))
        await self.lose_the_quorum()
        lost = self._in_rooms(self.stage.rooms[1 : 1 + self.script.cut_rooms])
        for one in lost:
            one.doors = [NOBODY]
            one.cut()
        await self.vote(self.chair, "Thông qua kế hoạch", lost)

    async def closing(self) -> None:
        """One item is put off, the others are gone past, the sitting closes."""
        await self.act(self.chair, "settle_item", item_id=self.stage.items[4], outcome="postponed")
        await self.act(self.chair, "close_meeting")

    async def open_item(self, place: int, by: Participant | None = None) -> None:
        """Go to an item."""
        await self.act(by or self.chair, "open_item", item_id=self.stage.items[place])

    async def speeches(self, conductor: Participant, count: int) -> None:
        """So many ask, and speak one after the other; every fourth speaks too long, every fifth clock is stopped."""
        speakers = self.chance.sample([one for one in self.present() if one is not self.deputy], count)
        asked = [one.act("request_speech", subject=f"Ý kiến {n}") for n, one in enumerate(speakers)]
        await asyncio.gather(*asked)
        for speaker in speakers:
            queue = await self._queue(conductor, speaker.who.id)
            await self.act(conductor, "give_floor", request_id=queue, limit_s=180)
            await self._speak(conductor)

    async def _queue(self, conductor: Participant, person_id: str) -> str:
        def mine() -> list[str]:
            state = conductor.page.state or {"queue": []}
            return [request["id"] for request in state["queue"] if request["person_id"] == person_id]

        await until(lambda: bool(mine()), "the raised hand", 60)
        return mine()[0]

    async def _speak(self, conductor: Participant) -> None:
        await until(lambda: bool(conductor.page.state and conductor.page.state["floor"]), "the floor", 60)
        assert conductor.page.state
        turn = conductor.page.state["floor"]["turn_id"]
        number, self.turns = self.turns, self.turns + 1
        over = number % 4 == 3
        self.overruns += over
        if number % 5 == 4:
            await self.act(conductor, "pause_floor", turn_id=turn)
            await self.clock.sleep(MINUTE)
            await self.act(conductor, "resume_floor", turn_id=turn)
        if number % 7 == 6:
            await self.act(conductor, "extend_floor", seconds=60)
        await self.clock.sleep(self.chance.uniform(4, 6) * MINUTE if over else self.chance.uniform(1, 3) * MINUTE)
        await self.act(conductor, "take_floor", turn_id=turn)
        await until(lambda: conductor.page.state is not None and conductor.page.state["floor"] is None, "the end", 60)

    async def lose_the_quorum(self) -> None:
        """Four in ten leave and come back."""
        some = self.chance.sample(
            [one for one in self.present() if one is not self.deputy], len(self.delegates) * 2 // 5
        )
        await asyncio.gather(*(one.act("leave_meeting") for one in some))
        await self.clock.sleep(3 * MINUTE)
        await asyncio.gather(*(self._come(one, MINUTE) for one in some))

    async def vote(self, conductor: Participant, question: str, lost: Sequence[Participant] = ()) -> None:
        """Everybody who is there votes within two minutes, some twice; then ``lost`` get their lines back."""
        item = next(item["id"] for item in (conductor.page.state or {})["items"] if item["status"] == "open")
        await self.act(conductor, "open_poll", question=question, item_id=item)
        poll = await self._open_poll(question)
        voting = [asyncio.create_task(self._ballots(one, poll)) for one in (self.chair, *self.present())]
        await self.clock.sleep(2 * MINUTE)
        for one in lost:
            one.doors = self.doors
        await asyncio.gather(*voting)
        await self.act(conductor, "close_poll", poll_id=poll)

    async def _open_poll(self, question: str) -> str:
        def found() -> list[str]:
            return [poll["id"] for poll in (self.chair.page.state or {})["polls"] if poll["question"] == question]

        await until(lambda: bool(found()), "the vote", 60)
        return found()[0]

    async def _ballots(self, voter: Participant, poll: str) -> None:
        await self.clock.sleep(self.chance.random() * 2 * MINUTE)
        if self.chance.random() < 0.03:
            return
        for _ballot in range(2 if self.chance.random() < 0.06 else 1):
            choice = self.chance.choices(CHOICES, [7, 2, 1])[0]
            await self.act(voter, "cast_ballot", poll_id=poll, choice=choice)

    async def _come(self, one: Participant, within: float) -> None:
        await self.clock.sleep(self.chance.random() * within)
        room = self.stage.rooms[self.delegates.index(one) % len(self.stage.rooms)]
        await self.act(one, "check_in", room_id=room)

    def _in_rooms(self, rooms: Sequence[str]) -> list[Participant]:
        kiosks = [kiosk for kiosk, room in zip(self.kiosks, self.stage.rooms, strict=True) if room in rooms]
        people = [one for n, one in enumerate(self.delegates) if self.stage.rooms[n % len(self.stage.rooms)] in rooms]
        return [*kiosks, *people]

    async def act(self, one: Participant, name: str, **fields: Any) -> None:
        """Do something that must count."""
        answer = await one.act(name, **fields)
        assert answer["type"] == "ack", (name, answer)

    def facts(self) -> dict[str, int]:
        """What happened to the lines."""
        return dict(counts(self.pages))
