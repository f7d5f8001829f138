"""Row 9: the disk of the data fills up in the middle of a vote, and is freed again."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async

from tests.chaos.figures import note
from tests.chaos.ground import Ground, Voter, fill, lay_ground, needs_root, open_poll
from tests.integration.servers import wait_for

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(bool(needs_root()), reason="mounts a small file system: needs root"),
]


@pytest.fixture
def ground(small_disk: Path, transactional_db: None, django_db_serialized_rollback: None) -> Iterator[Ground]:
    made = lay_ground(small_disk)
    # As in production: Redis keeps its own file on the same disk.
    made.servers.redis_options = ("--appendonly", "yes")
    try:
        made.servers.start_redis()
        made.servers.start_web()
        yield made
    finally:
        made.servers.stop()


async def vote_until_refused(voters: list[Voter]) -> None:
    for _round in range(30):
        answers = [await voter.vote() for voter in voters]
        if all(answer["type"] == "refusal" for answer in answers):
            return
    raise AssertionError("the disk is full and every ballot was taken")


async def test_acts_are_refused_reading_goes_on_and_freed_room_is_used_at_once(ground: Ground) -> None:
    cast = ground.cast
    chair, *pages = await ground.open(cast.chair, *cast.delegates[:4])
    poll = await open_poll(chair)
    voters = [Voter(page, poll) for page in pages]
    for voter in voters:
        assert (await voter.vote())["type"] == "ack"
    pid = ground.servers.web_processes["web-1"].pid
    assert (await sync_to_async(ground.health)())["storage"]["state"] == "ok"

    ballast = fill(ground.folder, leave=3_000_000)
    health = await sync_to_async(ground.health)()
    assert (health["storage"]["state"], health["status"]) == ("low", "degraded")
    assert "Đĩa dữ liệu của máy chủ chỉ còn 7% trống" in health["alarms"][0]
    await sync_to_async(wait_for)(lambda: "disk low: 7% free" in ground.servers.log(), "the line of the alarm", 10)

    fill(ground.folder, leave=0)
    await vote_until_refused(voters)
    refusals = [refusal for voter in voters for refusal in voter.refused]
    assert {refusal["code"] for refusal in refusals} == {"disk_full"}
    assert "hết chỗ lưu" in refusals[0]["message"] and "chưa có gì thay đổi" in refusals[0]["message"]
    await reading_goes_on(ground)
    at_worst = len(await sync_to_async(ground.events)())

    ballast.unlink()
    freed = time.monotonic()
    again = await voters[0].vote(voters[0].refused[0]["id"])
    while again["type"] == "refusal":
        assert time.monotonic() - freed < 10, again
        again = await voters[0].vote()
    note(9, "works again after room is freed", time.monotonic() - freed, "s", "without a restart")
    assert ground.servers.web_processes["web-1"].pid == pid
    assert ground.servers.web_processes["web-1"].poll() is None
    for voter in voters:
        assert (await voter.vote())["type"] == "ack"
    answer = await chair.command("close_poll", poll_id=poll)
    assert answer["type"] == "ack"
    assert (await sync_to_async(ground.health)())["storage"]["state"] == "ok"
    acknowledged = [kept for voter in voters for kept in voter.acknowledged]
    await sync_to_async(ground.assert_kept)(acknowledged)
    note(9, "ballots acknowledged, all stored once", len(acknowledged), "", "all")
    note(9, "acts while full, refused", len(refusals), "", "all, code disk_full")
    assert at_worst < len(await sync_to_async(ground.events)())
    await ground.close()


async def reading_goes_on(ground: Ground) -> None:
    """On a full disk: a new page gets the state, pages of the product open, the journal can be checked."""
    late = (await ground.open(ground.cast.guest))[0]
    assert late.number == len(await sync_to_async(ground.events)())
    await late.close()
    status, text = await sync_to_async(ground.get)(f"/hop/{ground.cast.meeting.id}/", ground.cast.secretary)
    assert status == 200 and "bootstrap" in text
    status, _text = await sync_to_async(ground.get)("/", ground.cast.secretary)
    assert status == 200
    record = f"/hop/{ground.cast.meeting.id}/so-dien-bien/"
    status, text = await sync_to_async(ground.get)(record, ground.cast.secretary)
    assert status == 200 and "nguyên vẹn" in text
    health = await sync_to_async(ground.health)()
    assert health["storage"]["state"] == "full" and health["database"]
    assert "đã hết chỗ" in health["alarms"][0]
