from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from meetings.speaking.rules import Clock, Limit, limit_for, moved, open_microphones, standing_microphones, voice_key

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_seated_person_is_heard_through_the_room():
    assert voice_key("p", "r") == "room:r"
    assert voice_key("p", None) == "person:p"


def test_without_the_floor_only_the_main_room_and_the_chair_are_heard():
    assert standing_microphones("hall", ["chair"]) == ("room:hall", "person:chair")
    assert standing_microphones(None, ["chair"]) == ("person:chair",)


def test_the_holder_of_the_floor_is_heard_first_and_once():
    assert open_microphones(("room:hall", "person:chair"), "room:x") == ("room:x", "room:hall", "person:chair")
    assert open_microphones(("room:hall", "person:chair"), "room:hall") == ("room:hall", "person:chair")
    assert open_microphones(("room:hall",), None) == ("room:hall",)


def test_spoken_seconds_are_whole_and_never_negative():
    assert Clock(START).spoken(after(61.999)) == 61
    assert Clock(START).spoken(after(-3600)) == 0


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 600)), max_size=6))
def test_a_clock_counts_what_it_ran_and_nothing_of_what_it_stood(stretches):
    clock, now, ran = Clock(START), 0, 0
    for running, standing in stretches:
        now, ran = now + running, ran + running
        clock = Clock(START, after(now), clock.paused_s)
        assert clock.spoken(after(now + standing)) == ran
        now += standing
        clock = Clock(START, None, clock.paused_until(after(now)))
        assert clock.spoken(after(now)) == ran


LIMITS = (Limit(None, None, 300), Limit("i1", None, 180), Limit(None, "p1", 600), Limit("i1", "p1", None))


def test_the_closest_limit_holds():
    assert limit_for(LIMITS, "i1", "p1", 60) is None
    assert limit_for(LIMITS, "i2", "p1", 60) == 600
    assert limit_for(LIMITS, "i1", "p2", 60) == 180
    assert limit_for(LIMITS, None, None, 60) == 300
    assert limit_for(LIMITS[:3], "i1", "p1", 60) == 600, "the person before the item"
    assert limit_for((), "i1", "p1", 60) == 60


KEYS = st.sampled_from([None, "a", "b", "c"])


@given(
    st.lists(
        st.builds(Limit, KEYS, KEYS, st.integers(30, 900)), unique_by=lambda limit: (limit.item_id, limit.person_id)
    ),
    KEYS,
    KEYS,
    st.randoms(),
)
def test_the_order_of_setting_does_not_matter_and_others_are_not_touched(limits, item, person, dice):
    held = limit_for(limits, item, person, 45)
    shuffled = list(limits)
    dice.shuffle(shuffled)
    assert limit_for(shuffled, item, person, 45) == held
    foreign = [limit for limit in limits if limit.person_id in {None, person} and limit.item_id in {None, item}]
    assert limit_for(foreign, item, person, 45) == held


@given(st.lists(st.integers(), min_size=1, unique=True), st.data())
def test_moving_keeps_everybody_and_the_order_of_the_others(numbers, data):
    ids = [str(number) for number in numbers]
    one = data.draw(st.sampled_from(ids))
    before = data.draw(st.sampled_from([None, *(id_ for id_ in ids if id_ != one)]))
    order = moved(ids, one, before)
    assert [id_ for id_ in order if id_ != one] == [id_ for id_ in ids if id_ != one]
    assert order.index(one) == (len(ids) - 1 if before is None else order.index(before) - 1)
