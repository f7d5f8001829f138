"""Who is let in first when everybody comes at once."""

import asyncio
from itertools import pairwise

import pytest

from media.signalling.door import Door
from meetings.contracts.media import (
    CloseConference,
    JoinPeer,
    LeavePeer,
    MediaCommand,
    Participant,
    Policy,
    SetPolicy,
    SetWants,
)

POLICY = Policy(number=1, floor=("room:tân an",), open_microphones=("room:tân an", "person:chair"))


def join(key: str, nonce: str = "n", *, meeting: str = "m", interprets: bool = False) -> JoinPeer:
    return JoinPeer(
        meeting_id=meeting,
        peer_id=key,
        nonce=nonce,
        sdp="",
        participant=Participant(key=key, name=key),
        may_publish=True,
        interprets=interprets,
        hears=True,
        policy=POLICY,
    )


def wants(key: str) -> SetWants:
    return SetWants(meeting_id="m", peer_id=key)


def leave(key: str) -> LeavePeer:
    return LeavePeer(meeting_id="m", peer_id=key)


def let_in(*commands: MediaCommand) -> list[MediaCommand]:
    door = Door()
    for command in commands:
        door.push(command)
    done: list[MediaCommand] = []
    while some := door.take():
        done += some
    return done


def test_who_speaks_goes_first_then_rooms_then_single_people_and_of_equals_who_came_first() -> None:
    keys = ["person:b", "room:b", "person:a", "person:chair", "room:a", "room:tân an"]
    order = ["person:chair", "room:tân an", "room:b", "room:a", "person:b", "person:a"]
    assert let_in(*map(join, keys)) == list(map(join, order))


def test_an_interpreter_is_waited_for_as_a_speaker_is() -> None:
    booth = join("person:z", interprets=True)
    assert let_in(join("room:b"), booth) == [booth, join("room:b")]


def test_one_at_a_time_so_that_a_speaker_who_comes_later_still_goes_before_those_who_wait() -> None:
    door = Door()
    for key in ("person:a", "person:b", "person:c"):
        door.push(join(key))
    assert door.take() == [join("person:a")]
    door.push(join("room:tân an"))
    assert door.take() == [join("room:tân an")]
    assert door.take() == [join("person:b")]


def test_decisions_and_what_is_said_of_those_who_are_in_wait_for_nobody() -> None:
    decided = SetPolicy(meeting_id="m", policy=POLICY)
    done = let_in(join("person:a"), wants("person:in"), decided, leave("person:out"))
    assert done == [wants("person:in"), decided, leave("person:out"), join("person:a")]


def test_what_a_page_wants_comes_after_its_own_join() -> None:
    done = let_in(join("person:a"), wants("person:a"), join("room:b"))
    assert done == [join("room:b"), join("person:a"), wants("person:a")]


def test_a_newer_offer_of_a_page_takes_the_place_of_its_former_one() -> None:
    newer = join("person:a", "newer")
    assert let_in(join("person:a"), wants("person:a"), join("person:b"), newer) == [newer, join("person:b")]


def test_a_page_that_was_given_the_floor_while_it_waited_is_let_in_once() -> None:
    quiet = join("room:tân an").model_copy(update={"policy": Policy(number=0)})
    assert let_in(join("room:b"), quiet, join("room:tân an")) == [join("room:tân an"), join("room:b")]


def test_who_left_while_he_waited_is_not_let_in() -> None:
    assert let_in(join("person:a"), leave("person:a"), join("person:b")) == [leave("person:a"), join("person:b")]


def test_nobody_is_let_into_a_conference_that_was_closed_meanwhile() -> None:
    other = join("person:b", meeting="other")
    done = let_in(join("person:a"), other, CloseConference(meeting_id="m"))
    assert done == [CloseConference(meeting_id="m"), other]


async def test_after_each_join_everything_else_has_a_turn() -> None:
    door, seen = Door(), list[str]()

    async def others() -> None:
        while True:
            seen.append("others")
            await asyncio.sleep(0)

    for key in ("person:a", "person:b", "person:c"):
        door.push(join(key))
    tasks = [asyncio.create_task(door.run(lambda command: seen.append(command.kind))), asyncio.create_task(others())]
    await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    assert seen.count("join") == 3
    assert ("join", "join") not in set(pairwise(seen))


async def test_a_command_that_comes_later_wakes_it_up() -> None:
    door, done = Door(), asyncio.get_running_loop().create_future()
    running = asyncio.create_task(door.run(done.set_result))
    await asyncio.sleep(0.005)
    door.push(join("person:a"))
    assert await asyncio.wait_for(done, 2) == join("person:a")
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
