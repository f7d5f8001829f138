"""Time of the floor: limits, pauses, what is kept of it; and the queue that the chair orders."""

import json
from datetime import timedelta

import pytest

from meetings.agenda import arranging
from meetings.agenda import services as agenda
from meetings.contracts import commands as c
from meetings.contracts.floor import SpeechKind
from meetings.core import clock, journal
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.live import feed
from meetings.live.commands import carry_out
from meetings.speaking import selectors
from meetings.speaking.models import SpeechRequest, SpeechRule
from tests.cast import Cast
from tests.participants.model import PageModel, differences


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Let the clock stand, and go on when told to."""
    moment = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def go(seconds: float) -> None:
        moment[0] += timedelta(seconds=seconds)

    return go


def do(cast: Cast, command, person=None) -> int:
    return carry_out(cast.actor(person or cast.chair), cast.meeting.id, command)


def give(cast: Cast, number: int = 0, **more) -> str:
    do(cast, c.GiveFloor(person_id=str(cast.delegates[number].id), **more))
    return selectors.floor_state(cast.meeting).turn_id


def ask(cast: Cast, *numbers: int, kind: SpeechKind = SpeechKind.SPEECH) -> None:
    for number in numbers:
        do(cast, c.RequestSpeech(kind=kind), cast.delegates[number])


def queue(cast: Cast) -> list[str]:
    return [request.id for request in selectors.queue_state(cast.meeting)]


def names(cast: Cast) -> list[tuple[str, str]]:
    return [(request.name, request.kind) for request in selectors.queue_state(cast.meeting)]


def test_a_pause_takes_nothing_of_the_time(sitting: Cast, at):
    turn = give(sitting, limit_s=300)
    at(60)
    do(sitting, c.PauseFloor(turn_id=turn))
    at(500)
    do(sitting, c.ResumeFloor(turn_id=turn))
    floor = selectors.floor_state(sitting.meeting)
    assert (floor.paused_s, floor.paused_at) == (500, None)
    at(30)
    do(sitting, c.TakeFloor(turn_id=turn))
    assert [(row.seconds, row.turns) for row in selectors.spoken_state(sitting.meeting)] == [(90, 1)]


def test_a_turn_that_ends_while_its_clock_stands(sitting: Cast, at):
    turn = give(sitting)
    at(20)
    do(sitting, c.PauseFloor(turn_id=turn))
    at(40)
    do(sitting, c.MuteAll())
    assert [row.seconds for row in selectors.spoken_state(sitting.meeting)] == [20]


def test_pause_and_resume_need_the_turn_as_it_is(sitting: Cast):
    turn = give(sitting)
    for command, code in (
        (c.ResumeFloor(turn_id=turn), "not_paused"),
        (c.PauseFloor(turn_id=str(sitting.meeting.id)), "turn_over"),
    ):
        with pytest.raises(BadState) as refused:
            do(sitting, command)
        assert refused.value.code == code
    do(sitting, c.PauseFloor(turn_id=turn))
    with pytest.raises(BadState) as refused:
        do(sitting, c.PauseFloor(turn_id=turn))
    assert refused.value.code == "paused"


def test_limits_as_data_by_rule_by_item_and_by_speaker(sitting: Cast):
    agenda.open_item(actor=sitting.actor(sitting.chair), meeting_id=sitting.meeting.id, item_id=sitting.items[0].id)
    SpeechRule.objects.create(
        unit=sitting.meeting.unit, limit_s=420, order_s=90, warn_s=45, source="Quy chế", valid_from="2020-01-01"
    )
    item, person = str(sitting.items[0].id), str(sitting.delegates[1].id)
    give(sitting, by_rule=True)
    floor = selectors.floor_state(sitting.meeting)
    assert (floor.limit_s, floor.warn_s) == (420, 45)
    do(sitting, c.SetSpeechLimit(item_id=item, limit_s=180))
    do(sitting, c.SetSpeechLimit(person_id=person, limit_s=600))
    assert selectors.floor_state(sitting.meeting).limit_s == 420, "the running turn keeps its time"
    give(sitting, by_rule=True)
    assert selectors.floor_state(sitting.meeting).limit_s == 180
    give(sitting, 1, by_rule=True)
    assert selectors.floor_state(sitting.meeting).limit_s == 600
    do(sitting, c.SetSpeechLimit(person_id=person, remove=True))
    give(sitting, 1, by_rule=True)
    assert selectors.floor_state(sitting.meeting).limit_s == 180
    ask(sitting, 2, kind=SpeechKind.ORDER)
    give(sitting, 2, by_rule=True)
    floor = selectors.floor_state(sitting.meeting)
    assert (floor.limit_s, floor.kind) == (90, SpeechKind.ORDER)


def test_limits_that_mean_nothing_are_refused(sitting: Cast):
    do(sitting, c.SetSpeechLimit(limit_s=180))
    for command, error in (
        (c.SetSpeechLimit(limit_s=180), BadState),
        (c.SetSpeechLimit(item_id=str(sitting.items[0].id), remove=True), BadState),
        (c.SetSpeechLimit(limit_s=180, remove=True), BadInput),
        (c.SetSpeechLimit(person_id=str(sitting.outsider.id), limit_s=60), NotFound),
        (c.SetSpeechLimit(item_id=str(sitting.meeting.id), limit_s=60), NotFound),
    ):
        with pytest.raises(error):
            do(sitting, command)


def test_points_of_order_go_before_the_queue(sitting: Cast):
    ask(sitting, 0, 1)
    ask(sitting, 1, kind=SpeechKind.ORDER)
    ask(sitting, 0, kind=SpeechKind.ORDER)
    people = [sitting.delegates[number].full_name for number in (1, 0, 0, 1)]
    assert names(sitting) == list(zip(people, ["order", "order", "speech", "speech"], strict=True))
    with pytest.raises(BadState, match="đã đăng ký"):
        ask(sitting, 0, kind=SpeechKind.ORDER)
    give(sitting, 0)
    assert names(sitting) == [(people[0], "order"), (people[2], "speech"), (people[3], "speech")]


def test_the_chair_orders_the_queue_and_who_asks_later_stands_last(sitting: Cast):
    ask(sitting, 0, 1, 2)
    first, second, third = queue(sitting)
    do(sitting, c.MoveRequest(request_id=third, before_id=first))
    assert queue(sitting) == [third, first, second]
    do(sitting, c.MoveRequest(request_id=third))
    assert queue(sitting) == [first, second, third]
    ask(sitting, 3)
    assert queue(sitting)[:3] == [first, second, third]
    with pytest.raises(BadState) as refused:
        do(sitting, c.MoveRequest(request_id=second, before_id=third))
    assert refused.value.code == "same_order"


def test_a_point_of_order_is_not_moved_nor_passed(sitting: Cast):
    ask(sitting, 0, 1)
    ask(sitting, 2, kind=SpeechKind.ORDER)
    order, first, _second = queue(sitting)
    for command in (c.MoveRequest(request_id=order), c.MoveRequest(request_id=first, before_id=order)):
        with pytest.raises(BadState) as refused:
            do(sitting, command)
        assert refused.value.code == "order_stays"


@pytest.mark.parametrize("who", ["delegate", "secretary", "guest"])
def test_only_whoever_conducts_orders_and_stops_the_clock(sitting: Cast, who: str):
    person = {"delegate": sitting.delegates[0], "secretary": sitting.secretary, "guest": sitting.guest}[who]
    turn = give(sitting)
    ask(sitting, 1, 2)
    for command in (
        c.PauseFloor(turn_id=turn),
        c.ResumeFloor(turn_id=turn),
        c.SetSpeechLimit(limit_s=60),
        c.MoveRequest(request_id=queue(sitting)[0]),
    ):
        with pytest.raises(Refused):
            do(sitting, command, person)


def test_pages_that_follow_the_events_see_what_a_new_page_sees(sitting: Cast, at):
    page = PageModel()
    page.take(json.loads(feed.read_snapshot(sitting.meeting.id).model_dump_json()))
    began = page.number
    agenda.open_item(actor=sitting.actor(sitting.chair), meeting_id=sitting.meeting.id, item_id=sitting.items[0].id)
    ask(sitting, 0, 1, 2)
    ask(sitting, 3, kind=SpeechKind.ORDER)
    do(sitting, c.MoveRequest(request_id=queue(sitting)[3], before_id=queue(sitting)[1]))
    do(sitting, c.SetSpeechLimit(item_id=str(sitting.items[2].id), limit_s=60))
    for number in (3, 0, 2, 0):
        turn = give(sitting, number, by_rule=True)
        at(70)
        do(sitting, c.PauseFloor(turn_id=turn))
        at(5)
    arranging.remove_item(
        actor=sitting.actor(sitting.secretary), meeting_id=sitting.meeting.id, item_id=sitting.items[2].id
    )
    for _audience, event in journal.read_after(sitting.meeting.id, began):
        page.take(json.loads(event.model_dump_json()))
    fresh = json.loads(feed.read_snapshot(sitting.meeting.id).model_dump_json())["state"]
    assert differences(page.state, fresh) == []
    assert SpeechRequest.objects.filter(meeting=sitting.meeting).count() == 4
