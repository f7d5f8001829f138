"""Everybody votes at once; and the web process dies in the middle of it."""

import asyncio
import time
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from meetings.core import journal
from meetings.core.models import JournalEvent
from meetings.voting.models import Ballot
from tests.cast import add_delegates
from tests.integration.pages import Closed, Rejected

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
VOTERS = 60


async def open_all(page, people):
    pages = []
    for start in range(0, len(people), 20):
        made = [await page(person) for person in people[start : start + 20]]
        pages += await asyncio.gather(*(one.open() for one in made))
    return pages


async def test_a_hall_votes_within_a_second(sitting, page):
    people = await sync_to_async(add_delegates)(sitting, VOTERS)
    pages = await open_all(page, people)
    chair = await (await page(sitting.chair)).open()
    await chair.command("open_poll", question="Thông qua nghị quyết?")
    polls = await asyncio.gather(*(one.event("poll_opened") for one in pages))
    poll_id = polls[0]["poll"]["id"]
    started = time.perf_counter()
    acks = await asyncio.gather(*(one.command("cast_ballot", poll_id=poll_id, choice="yes") for one in pages))
    took = time.perf_counter() - started
    print(f"{VOTERS} ballots acknowledged in {took * 1000:.0f} ms")
    assert {ack["type"] for ack in acks} == {"ack"}
    assert len({ack["number"] for ack in acks}) == VOTERS
    assert took < 5
    await chair.command("close_poll", poll_id=poll_id)
    closed = await chair.event("poll_closed")
    assert closed["poll"]["tally"]["yes"] == VOTERS
    last = max(ack["number"] for ack in acks) + 1
    for one in [*pages, chair]:
        await one.reached(last)
        assert one.gaps == 0
    # Others' ballots pass as ranges, not one by one.
    passed = [message for message in chair.messages if message["type"] == "passed"]
    assert len(passed) < VOTERS / 2
    own = [m for m in pages[0].messages if m["type"] == "event" and m["payload"]["kind"] == "ballot_cast"]
    assert len(own) == 1


class StubbornVoter:
    """Votes until acknowledged, as pages do: the same command id after each reconnect."""

    def __init__(self, page, person, poll_id, choice):
        self.page, self.person, self.choice = page, person, choice
        self.ballot = {"command_id": uuid4().hex, "poll_id": poll_id, "choice": choice}
        self.tries = 0

    async def vote(self, after: float):
        await asyncio.sleep(after)
        while True:
            self.tries += 1
            try:
                answer = await asyncio.wait_for(self.page.command("cast_ballot", **self.ballot), 3)
                assert answer["type"] == "ack"
                return
            except (TimeoutError, AssertionError, OSError):
                self.page.answers.clear()
                await self.back()

    async def back(self):
        while True:
            await asyncio.sleep(0.2)
            try:
                await self.page.close()
                await asyncio.wait_for(self.page.open(), 5)
                return
            except (OSError, Rejected, Closed, TimeoutError, AssertionError, asyncio.IncompleteReadError):
                continue


async def test_no_ballot_is_lost_or_doubled_when_web_is_killed(sitting, page, web):
    people = await sync_to_async(add_delegates)(sitting, 30)
    pages = await open_all(page, people)
    chair = await (await page(sitting.chair)).open()
    await chair.command("open_poll", question="Thông qua nghị quyết?")
    poll_id = (await chair.event("poll_opened"))["poll"]["id"]
    voters = [
        StubbornVoter(one, person, poll_id, "yes" if number % 2 else "no")
        for number, (one, person) in enumerate(zip(pages, people, strict=True))
    ]
    # Half of them vote before the kill or in it, half of them after.
    votes = [asyncio.create_task(voter.vote(after=number * 0.01)) for number, voter in enumerate(voters)]
    await asyncio.sleep(0.15)
    await asyncio.to_thread(web.kill_web)
    started = time.perf_counter()
    await asyncio.to_thread(web.start_web)
    print(f"web is back after {time.perf_counter() - started:.1f} s")
    await asyncio.wait_for(asyncio.gather(*votes), 60)
    print(f"{sum(voter.tries > 1 for voter in voters)} of {len(voters)} ballots were sent again")
    # Whose ballot was acknowledged before the kill has lost his line, too, and comes back without voting again.
    await asyncio.gather(*(voter.back() for voter in voters if voter.tries == 1))

    def stored():
        broken = journal.first_broken_number(sitting.meeting.id)
        events = JournalEvent.objects.filter(meeting_id=sitting.meeting.id, kind="ballot_cast").count()
        return dict(Ballot.objects.values_list("voter_id", "choice")), events, broken

    ballots, events, broken = await sync_to_async(stored)()
    assert ballots == {voter.person.id: voter.choice for voter in voters}
    assert events == len(people)
    assert broken is None
    number = await sync_to_async(journal.last_number)(sitting.meeting.id)
    for one in pages:
        await one.reached(number)
