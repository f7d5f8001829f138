"""Rows 1 and 17 of the fault table: the web process dies in the middle of a vote; everybody comes back at once."""

import asyncio
import time

from tests.chaos.checker import Outcome, Seen, findings
from tests.chaos.conftest import PATIENCE, PEOPLE
from tests.chaos.figures import note
from tests.chaos.house import House, blocking
from tests.participants.participant import Participant, Shared, counts, open_all, until


def crowd_of(house: House) -> list[Participant]:
    """Return the chair's page and the delegates'."""
    shared = Shared(house.tls())
    stage = house.stage
    return [Participant(who, stage.meeting_id, house.doors, shared) for who in (stage.chair, *stage.delegates)]


async def all_right(house: House, crowd: list[Participant]) -> list[str]:
    """Compare everything with a fresh page and with the record."""
    fresh = Participant(house.stage.secretary, house.stage.meeting_id, house.doors, crowd[0].shared)
    await open_all([fresh])
    fresh.stop()
    await until(lambda: all(one.page.number == fresh.page.number for one in crowd), "all pages right")
    meeting = house.stage.meeting_id
    record = await blocking(house.record, meeting)
    verified = 0 if record["broken"] is None else 1
    people = [Seen(one.who.key, list(one.sent.values()), one.page) for one in crowd]
    return findings(Outcome(people, record, {"number": fresh.page.number, "state": fresh.page.state}, verified))


async def test_row_1_the_web_process_dies_during_a_vote(house: House) -> None:
    crowd = crowd_of(house)
    chair, voters = crowd[0], crowd[1:]
    try:
        await open_all(crowd)
        poll = await open_poll(chair)
        struck = asyncio.Event()

        def strike(message: dict[str, object]) -> None:
            if message["type"] == "ack" and not struck.is_set():
                struck.set()
                house.kill("web-1")

        for one in voters:
            one.hear = strike
        ballots = [one.give("cast_ballot", poll_id=poll, choice="yes") for one in voters]
        await struck.wait()
        killed = time.monotonic()
        await until(lambda: not any(one.synced for one in crowd), "all pages have lost the line")
        await blocking(house.wait_for, "web-1", lambda: house.answers("web-1"))
        back = time.monotonic() - killed
        await until(lambda: all(one.synced for one in crowd), "all pages are back", 10 * PATIENCE)
        synced = time.monotonic() - killed
        await until(lambda: all(ballot.acks for ballot in ballots), "all ballots are acknowledged")

        # An answer that is lost makes a page say everything again: harmless.
        before = chair.page.number
        for one, ballot in zip(voters, ballots, strict=True):
            one.repeat(ballot)
        await until(lambda: all(len(ballot.acks) > 1 for ballot in ballots), "all repetitions are answered")
        assert all(len({ack["number"] for ack in ballot.acks}) == 1 for ballot in ballots)
        assert chair.page.number == before

        assert (await chair.act("close_poll", poll_id=poll))["type"] == "ack"
        assert await all_right(house, crowd) == []
        assert chair.page.state
        assert chair.page.state["polls"][-1]["tally"]["yes"] == PEOPLE
        note(1, f"web killed during {PEOPLE} ballots: answers again", back, "s", "≤ 5 s")
        note(1, "all pages resynced", synced, "s", "≤ 10 s")
        note(1, "ballots said again", sum(ballot.times > 2 for ballot in ballots), "ballots", "lost 0, doubled 0")
        assert back < 5 * PATIENCE and synced < 10 * PATIENCE
    finally:
        for one in crowd:
            one.stop()


async def open_poll(chair: Participant) -> str:
    """Open a vote and return its id."""
    assert (await chair.act("open_poll", question="Thông qua nghị quyết?"))["type"] == "ack"

    def opened() -> list[str]:
        state = chair.page.state or {"polls": []}
        return [poll["id"] for poll in state["polls"] if poll["status"] == "open"]

    await until(lambda: bool(opened()), "the vote is open")
    return opened()[0]


async def test_row_17_everybody_comes_back_at_once(house: House) -> None:
    crowd = crowd_of(house)
    try:
        await open_all(crowd)
        before = counts(crowd)
        started = time.monotonic()
        for one in crowd:
            one.cut()
        await until(lambda: all(one.synced for one in crowd), "all live", 5 * PATIENCE)
        took = time.monotonic() - started
        after = counts(crowd) - before
        note(17, f"{PEOPLE} pages lose the line at once: all live", took, "s", "≤ 5 s")
        refused = {name: number for name, number in after.items() if name.startswith(("rejected", "closed"))}
        note(17, "connections refused on the way", sum(refused.values()), "", "no 5xx")
        assert refused == {}
        assert after["welcomes"] == len(crowd)
        assert await all_right(house, crowd) == []
    finally:
        for one in crowd:
            one.stop()
