"""Row 15: the server's clock jumps by an hour forward, an hour back, and to 2038, in the middle of a sitting."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from tests.chaos.figures import note
from tests.chaos.ground import Ground, Voter, lay_ground, open_poll
from tests.integration.pages import Page
from tests.integration.servers import wait_for

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(LIBRARY is None, reason="needs faketime"),
]
HOUR = 3600
RIGHTS_CHECKED_S = 6
"""A process asks every 5 s whether the people behind its pages may stay."""


class FakeClock:
    """The wall clock of the web process, moved by hand; its monotonic clock stays true."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.set(0)

    def set(self, seconds: int) -> None:
        self.file.write_text(f"{seconds:+d}\n")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }


@pytest.fixture
def clock(tmp_path: Path) -> FakeClock:
    return FakeClock(tmp_path / "clock")


@pytest.fixture
def ground(
    tmp_path: Path, clock: FakeClock, transactional_db: None, django_db_serialized_rollback: None
) -> Iterator[Ground]:
    made = lay_ground(tmp_path, **clock.environment)
    try:
        made.servers.start_redis()
        made.servers.start_web()
        yield made
    finally:
        made.servers.stop()


async def server_time(page: Page) -> float:
    """Return the server's time as its pages are told, Unix seconds."""
    since = len(page.messages)
    page.send({"type": "ping", "sent": 1})
    pong = await page.until(lambda message: message["type"] == "pong", since=since)
    return datetime.fromisoformat(pong["server_time"]).timestamp()


async def nothing_happened(ground: Ground, pages: list[Page], voter: Voter) -> None:
    """Pages are open and know the time, ballots count, a page that comes is let in and sees who is there."""
    assert all(page.reader and not page.reader.done() for page in pages), "a page was sent away"
    assert abs(await server_time(pages[0]) - time.time()) < 5
    assert (await voter.vote())["type"] == "ack"
    late = (await ground.open(ground.cast.guest))[0]
    online = await late.until(lambda message: message["type"] == "presence" and message["online"])
    assert len(online["online"]) >= len({*pages, late})
    await late.close()


async def alarm(ground: Ground) -> str:
    alarms: list[str] = (await sync_to_async(ground.health)())["alarms"]
    return " ".join(alarms)


async def test_a_sitting_goes_on_in_its_own_time(ground: Ground, clock: FakeClock) -> None:
    cast = ground.cast
    chair, *pages = await ground.open(cast.chair, *cast.delegates[:4])
    poll = await open_poll(chair)
    voters = [Voter(page, poll) for page in pages]
    given = await chair.command("give_floor", person_id=str(cast.delegates[3].id), limit_s=300)
    assert given["type"] == "ack"
    to_2038 = int(datetime(2038, 1, 20, tzinfo=UTC).timestamp() - time.time())
    for voter, jump in zip(voters, (HOUR, -HOUR, to_2038), strict=False):
        clock.set(jump)
        assert f"{jump:+d} giây"[:-7] in await alarm(ground)
        await asyncio.sleep(RIGHTS_CHECKED_S if jump == to_2038 else 1)
        await nothing_happened(ground, [chair, *pages], voter)
        note(15, f"pages sent away at a jump of {jump:+d} s", 0, "", "0")
    assert "jumped by +3600 s" in ground.servers.log()
    since = len(chair.messages)
    taken: dict[str, Any] = await chair.command(
        "take_floor", turn_id=(await chair.event("floor_given"))["floor"]["turn_id"]
    )
    assert taken["type"] == "ack"
    spoken = (await chair.event("floor_taken", since=since))["spoken_s"]
    note(15, "turn measured over three jumps", spoken, "s", "as it was: under a minute")
    assert 0 < spoken < 120
    clock.set(0)
    assert "Đồng hồ" not in await alarm(ground)
    await chair.command("close_poll", poll_id=poll)
    kept = [answer for voter in voters for answer in voter.acknowledged]
    await sync_to_async(ground.assert_kept)(kept)
    times = [row["at"] for row in await sync_to_async(ground.events)()]
    assert times == sorted(times)
    await began_in_the_past(ground, clock)
    await ground.close()


async def began_in_the_past(ground: Ground, clock: FakeClock) -> None:
    """A process that starts with a clock set back writes earlier times: order is by number, the record says so."""
    before = (await sync_to_async(ground.events)())[-1]["number"]
    await sync_to_async(ground.servers.kill_web)()
    clock.set(-HOUR)
    await sync_to_async(ground.servers.start_web)()
    await sync_to_async(wait_for)(ground.servers.answers, "web-1")
    chair = (await ground.open(ground.cast.chair))[0]
    answer = await chair.command("mute_all")
    assert (answer["type"], answer["number"]) == ("ack", before + 1)
    rows = await sync_to_async(ground.events)()
    assert rows[-1]["at"] < rows[-2]["at"]
    await sync_to_async(ground.assert_kept)([(answer["id"], answer["number"])])
    record = f"/hop/{ground.cast.meeting.id}/so-dien-bien/"
    status, text = await sync_to_async(ground.get)(record, ground.cast.secretary)
    assert status == 200 and "nguyên vẹn" in text and text.count("đồng hồ máy chủ bị lùi") == 1
    note(15, "events with an earlier time than the one before, flagged", 1, "", "flagged, not refused")
