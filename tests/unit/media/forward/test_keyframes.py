import itertools

import pytest

from media.forward.keyframes import MIN_INTERVAL_S, RETRIES, RETRY_S, KeyframeGate


def asked(gate: KeyframeGate, begin: float, end: float) -> list[float]:
    """When requests go out, looked at every 10 ms."""
    return [step / 100 for step in range(round(begin * 100), round(end * 100)) if gate.due(step / 100)]


def test_many_wishes_are_one_request() -> None:
    gate = KeyframeGate()
    gate.want()
    assert gate.due(10.0)
    gate.arrived()
    for _ in range(50):
        gate.want()
    assert not gate.due(10.0 + MIN_INTERVAL_S * 0.9)
    assert gate.due(10.0 + MIN_INTERVAL_S), "the wish is kept, not lost"


def test_a_keyframe_satisfies_everybody() -> None:
    gate = KeyframeGate()
    gate.want()
    gate.arrived()
    assert not gate.due(10.0)


def test_what_is_not_answered_is_soon_asked_again_but_not_for_ever() -> None:
    gate = KeyframeGate()
    gate.want()
    times = asked(gate, 0.0, 2.0)
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert pauses == pytest.approx([RETRY_S] * RETRIES + [MIN_INTERVAL_S] * (len(pauses) - RETRIES), abs=0.011)
    assert len(pauses) > RETRIES + 1


def test_after_an_answer_a_new_wish_waits_its_time_and_is_then_repeated_as_soon() -> None:
    gate = KeyframeGate()
    gate.want()
    assert gate.due(0.0)
    gate.arrived()
    gate.want()
    assert asked(gate, 0.01, 0.9) == [0.5, 0.65, 0.8]
