"""Layers that nobody watches are not sent; what somebody needs is asked for at once."""

from hypothesis import given
from hypothesis import strategies as st

from media.forward.budget import Quality
from media.forward.demand import HOLD_S, HOPE_S, LayerDemand
from media.forward.plan import Track
from media.forward.stream import IncomingStream

QUALITIES = [Quality.SMALL, Quality.MEDIUM, Quality.LARGE]


def test_a_page_begins_with_all_layers_and_keeps_them_for_a_while() -> None:
    demand = LayerDemand()
    demand.update(Quality.SMALL, 100.0)
    demand.update(Quality.SMALL, 100.0 + HOLD_S - 0.1)
    assert (demand.largest, demand.missing({}, 0.0)) == (Quality.LARGE, ())
    demand.update(Quality.SMALL, 100.0 + HOLD_S)
    assert (demand.largest, demand.missing({}, 0.0)) == (Quality.SMALL, ("h", "f"))


def test_more_is_asked_for_at_once_and_then_awaited() -> None:
    demand = LayerDemand()
    demand.update(Quality.SMALL, 0.0)
    demand.update(Quality.SMALL, HOLD_S)
    demand.update(Quality.MEDIUM, HOLD_S + 0.1)
    assert (demand.largest, demand.missing({}, 0.0), demand.awaited) == (Quality.MEDIUM, ("f",), True)


def test_less_is_awaited_by_nobody() -> None:
    demand = LayerDemand()
    demand.update(Quality.LARGE, 0.0)
    demand.update(Quality.MEDIUM, HOLD_S)
    assert (demand.largest, demand.awaited) == (Quality.MEDIUM, False)


def test_a_layer_is_counted_on_when_it_has_come_and_given_up_when_it_does_not() -> None:
    demand, large = LayerDemand(), IncomingStream(1, 1, Track.CAMERA, "f")
    layers = {"f": large}
    large.reception.accept(1, 0, 100, 2.0)
    demand.update(Quality.SMALL, 0.0)
    demand.update(Quality.SMALL, HOLD_S)
    demand.update(Quality.LARGE, HOLD_S + 1)
    assert "f" in demand.missing(layers, HOLD_S + 1.1), "asked for; its last packet is from before"
    assert "f" not in demand.missing(layers, HOLD_S + 1 + HOPE_S)
    large.reception.accept(2, 0, 100, HOLD_S + 1.2)
    assert "f" not in demand.missing(layers, HOLD_S + 1.3)


@given(st.lists(st.tuples(st.sampled_from(QUALITIES), st.floats(0.0, 15.0)), min_size=1))
def test_nothing_that_was_wanted_within_the_hold_is_paused(turns: list[tuple[Quality, float]]) -> None:
    demand, now, past = LayerDemand(), 0.0, []
    for wanted, pause in turns:
        now += pause
        past.append((wanted, now))
        demand.update(wanted, now)
        held = max(quality for quality, at in past if now - at < HOLD_S)
        assert demand.largest >= held
        assert demand.largest == held or now - past[0][1] < HOLD_S
