"""Row 8 of the fault table: Redis dies, stays away, comes back empty. Nothing official lives there."""

import asyncio
import time
from functools import partial

from meetings.contracts.bus import media_worker_key, process_key
from tests.chaos.conftest import PATIENCE
from tests.chaos.figures import note
from tests.chaos.form import LONG
from tests.chaos.house import House, blocking
from tests.chaos.test_web_killed import all_right, crowd_of
from tests.participants.participant import Participant, counts, open_all, until

AWAY_S = (10.0, 30.0) if LONG else (3.0,)
REGISTRY_S = 5.0
RIGHT_S = 5.0


async def test_row_8_redis_is_away_and_comes_back_empty(house: House) -> None:
    crowd = crowd_of(house)
    walker = crowd[1]
    try:
        await open_all(crowd)
        rooms = rooms_elsewhere(house, walker)
        for away_s in AWAY_S:
            before = counts(crowd)
            house.hold("redis")
            house.kill("redis")
            ends = time.monotonic() + away_s
            acts = 0
            while time.monotonic() < ends:
                # Acts go on, people stay signed in; only the other pages do not hear of it yet.
                answer = await walker.act("check_in", room_id=rooms[acts % len(rooms)])
                assert answer["type"] == "ack", answer
                acts += 1
                await asyncio.sleep(away_s / 10)
            journal = f"/hop/{house.stage.meeting_id}/so-dien-bien/?dang=csv"
            assert await blocking(house.page, journal, house.stage.secretary.cookie) == 200
            assert await blocking(house.page, journal, "__Host-nghisu=nobody") != 200
            house.release("redis")
            await blocking(house.wait_for, "redis", house.redis_answers)
            back = time.monotonic()
            await blocking(house.redis().flushall)
            number = max(ack["number"] for sent in walker.sent.values() for ack in sent.acks)
            await until(partial(_all_know, crowd, number), "pages right", RIGHT_S * PATIENCE)
            right = time.monotonic() - back
            await until(partial(_registered, house), "registry rebuilt", REGISTRY_S * PATIENCE)
            registry = time.monotonic() - back
            after = counts(crowd) - before
            note(
                8, f"Redis away {away_s:.0f} s, then emptied: registry rebuilt", registry, "s", f"≤ {REGISTRY_S:.0f} s"
            )
            note(8, f"Redis away {away_s:.0f} s: all pages right again", right, "s", f"≤ {RIGHT_S:.0f} s")
            note(8, f"Redis away {away_s:.0f} s: acts acknowledged meanwhile", acts, "acts", "all")
            assert after["connects"] == 0, "no page lost its line"
        assert await all_right(house, crowd) == []
    finally:
        for one in crowd:
            one.stop()


def rooms_elsewhere(house: House, one: Participant) -> list[str]:
    """Return the rooms where he does not sit: a check-in at the same place is no act."""
    assert one.page.state is not None
    seat = next(person["room_id"] for person in one.page.state["people"] if person["person_id"] == one.who.id)
    return [room for room in house.stage.rooms if room != seat]


def _all_know(crowd: list[Participant], number: int) -> bool:
    return all((one.page.number or 0) >= number for one in crowd)


def _registered(house: House) -> bool:
    """True when everybody who lives has said so in the empty Redis."""
    keys = (process_key("web-1"), media_worker_key("media-1"), f"presence:{house.stage.meeting_id}")
    return bool(house.redis().exists(*keys) == len(keys))


async def test_a_lost_publication_is_made_good_without_another_event(house: House) -> None:
    """Redis takes subscriptions and heartbeats but no publication: pages must not wait for the next event."""
    crowd = crowd_of(house)[:10]
    try:
        await open_all(crowd)
        house.redis().acl_setuser("default", enabled=True, commands=["-publish"])
        answer = await crowd[1].act("request_speech", subject="không ai nghe")
        house.redis().acl_setuser("default", enabled=True, commands=["+publish"])
        assert answer["type"] == "ack", answer
        took = await until(
            lambda: all(one.page.number == answer["number"] for one in crowd), "pages right", 10 * PATIENCE
        )
        note(8, "a publication is lost: all pages right, nothing else happens", took, "s", "≤ 10 s")
        assert await all_right(house, crowd) == []
    finally:
        house.redis().acl_setuser("default", enabled=True, commands=["+publish"])
        for one in crowd:
            one.stop()
