from media.forward.keyframes import MIN_INTERVAL_S, KeyframeGate


def test_many_wishes_are_one_request() -> None:
    gate = KeyframeGate()
    gate.want()
    assert gate.due(10.0)
    for _ in range(50):
        gate.want()
    assert not gate.due(10.0 + MIN_INTERVAL_S * 0.9)
    assert gate.due(10.0 + MIN_INTERVAL_S), "the wish is kept, not lost"


def test_a_keyframe_satisfies_everybody() -> None:
    gate = KeyframeGate()
    gate.want()
    gate.arrived()
    assert not gate.due(10.0)
