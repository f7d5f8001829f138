"""What simulations have found, kept as steps: pasted from their failures, shortened by hand."""

from collections.abc import Iterator

import pytest

from meetings.live.commands import COMMAND_NAMES
from tests.simulation.acts import MAKERS, give, office
from tests.simulation.stage import Options
from tests.simulation.world import MOMENTS, World

FULL = Options(
    seed=1,
    people=("chair", "deputy", "secretary", "delegate-1", "delegate-2", "guest", "technician"),
    kiosk=True,
    second_device=False,
    ballots_final=False,
    base="members",
    alternates_vote=False,
    open_at_start=True,
    delays=(0.0,),
)


@pytest.fixture
def world() -> Iterator[World]:
    with World.begin(FULL) as world:
        yield world


def test_every_command_is_part_of_the_workload() -> None:
    assert set(MAKERS) == COMMAND_NAMES


def does(world: World, name: str, command: str, **fields: object) -> None:
    give(world, name, {"name": command, **fields})
    world.flow()
    world.check()


def settled(world: World) -> None:
    world.settle()
    world.check_settled()


def restarted_an_hour_back(world: World) -> None:
    world.clock.step(-3600)
    world.kill()
    settled(world)


def test_hands_stand_in_the_order_of_asking_when_the_clock_was_set_back(world: World) -> None:
    does(world, "deputy", "request_speech", subject="")
    restarted_an_hour_back(world)
    does(world, "delegate-1", "request_speech", subject="")
    settled(world)


def test_votes_stand_in_the_order_of_opening_when_the_clock_was_set_back(world: World) -> None:
    does(world, "chair", "open_poll", question="Một?")
    does(world, "chair", "close_poll", poll_id=(world.pages["chair"].model.state or {})["polls"][0]["id"])
    restarted_an_hour_back(world)
    does(world, "chair", "open_poll", question="Hai?")
    settled(world)


def test_a_raised_hand_moves_with_its_person(world: World) -> None:
    does(world, "deputy", "request_speech", subject="")
    for room in (world.stage.hall, world.stage.commune):
        does(world, "deputy", "check_in", room_id=str(room.id))
    settled(world)


def test_who_is_heard_follows_a_deputy_to_another_room(world: World) -> None:
    does(world, "chair", "hand_over_chair", person_id=str(world.stage.people["deputy"].id))
    for room in (world.stage.commune, world.stage.hall):
        does(world, "deputy", "check_in", room_id=str(room.id))
    settled(world)


def test_who_gave_the_conduct_back_hears_so_when_he_asks_again(world: World) -> None:
    does(world, "chair", "hand_over_chair", person_id=str(world.stage.people["delegate-1"].id))
    give(world, "delegate-1", {"name": "take_back_chair"}, copies=2)
    world.flow()
    settled(world)
    assert world.happened["take_back_chair: ack"] == 2


def test_an_act_of_a_process_that_died_before_it_told_reaches_every_page(world: World) -> None:
    office(world, "agenda", seed=3, crash="after commit")
    world.flow()
    settled(world)


@pytest.mark.parametrize("when", MOMENTS)
def test_an_act_whose_commit_nobody_knows_is_answered_as_it_went(world: World, when: str) -> None:
    world.trouble_at = when
    does(world, "deputy", "request_speech", subject="")
    settled(world)
    assert world.happened[f"database error {when}"] == 1
    assert world.happened["request_speech: ack"] == 1


@pytest.mark.parametrize("when", MOMENTS)
def test_an_act_whose_answer_died_with_the_server_is_said_again_and_counts_once(world: World, when: str) -> None:
    world.crash_at = when
    does(world, "deputy", "request_speech", subject="")
    settled(world)
    assert world.happened[f"crash {when}"] == 1
    assert [act.kind for act in world.record.acts].count("speech_requested") == 1


def test_whose_conduct_has_ended_is_told_nothing_more_though_his_page_never_answers(world: World) -> None:
    does(world, "chair", "hand_over_chair", person_id=str(world.stage.people["deputy"].id))
    world.lines["deputy"].held = True
    does(world, "chair", "take_back_chair")
    world.flow(7.0)
    does(world, "chair", "open_poll", question="Được không?")
    does(world, "delegate-1", "cast_ballot", poll_id=world.record.acts[-1].payload["poll"]["id"], choice="yes")
    settled(world)
