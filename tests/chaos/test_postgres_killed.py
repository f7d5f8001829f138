"""Row 6 of the fault table: the PostgreSQL postmaster dies; acts wait, resume by themselves, and count once."""

import asyncio
import time

from tests.chaos.conftest import PATIENCE
from tests.chaos.figures import note
from tests.chaos.house import House, blocking
from tests.chaos.test_web_killed import all_right, crowd_of
from tests.participants.participant import Participant, open_all, until

WRITERS = 20
TARGET_S = 10.0


async def test_row_6_the_postmaster_is_killed(house: House) -> None:
    crowd = crowd_of(house)[: WRITERS + 1]
    rooms = house.stage.rooms
    stop = asyncio.Event()

    async def walk(one: Participant, at: int) -> None:
        """Check in to one room after the other, without a pause."""
        while not stop.is_set():
            at += 1
            answer = await one.act("check_in", room_id=rooms[at % len(rooms)])
            assert answer["type"] == "ack", answer
            await asyncio.sleep(0.3)

    try:
        await open_all(crowd)
        walking = [asyncio.create_task(walk(one, number)) for number, one in enumerate(crowd[1:])]
        await until(lambda: sum(sent.acknowledged for one in crowd for sent in one.sent.values()) > WRITERS, "writing")
        house.kill("postgres")
        killed = time.monotonic()
        await asyncio.sleep(0.2)  # What was on its way when it died.
        resumed = await _first_ack_after(crowd, killed + 0.2)
        await blocking(house.wait_for, "postgres", lambda: house.answers("postgres"))
        stop.set()
        await asyncio.wait_for(asyncio.gather(*walking), TARGET_S * PATIENCE)
        assert await all_right(house, crowd) == []
        refused = sum(len(sent.refusals) for one in crowd for sent in one.sent.values())
        note(6, "PostgreSQL killed (kill -9): writes resume", resumed - killed, "s", f"≤ {TARGET_S:.0f} s")
        note(6, "acts refused meanwhile", refused, "acts", "0: they wait and count once")
        assert refused == 0
        assert resumed - killed < TARGET_S * PATIENCE
    finally:
        for one in crowd:
            one.stop()


async def _first_ack_after(crowd: list[Participant], moment: float) -> float:
    """Return when the first act given after ``moment``, or waiting since, was acknowledged."""

    def answered() -> list[float]:
        times = [sent.answered_at for one in crowd for sent in one.sent.values() if sent.acknowledged]
        return [at for at in times if at and at > moment]

    await until(lambda: bool(answered()), "writes resume", TARGET_S * PATIENCE)
    return min(answered())
