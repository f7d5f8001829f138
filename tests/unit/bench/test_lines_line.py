"""The bad line of ``make bench-lines``: loses, delays and limits what it says, and the same way each time."""

from itertools import groupby

import pytest

from bench.lines.line import Conditions, Line


def losses(conditions: Conditions, count: int = 20_000, *, seed: int = 1, stream: int = 7) -> list[bool]:
    line = Line(conditions, seed)
    return [line.arrival(index * 0.02, 100, stream) is None for index in range(count)]


def test_a_good_line_is_no_line():
    line = Line()
    assert [line.arrival(at, 1200) for at in (0.0, 0.1, 7.0)] == [0.0, 0.1, 7.0]


@pytest.mark.parametrize("share", [0.02, 0.1, 0.2])
def test_random_loss_has_its_share_and_is_the_same_again(share: float):
    lost = losses(Conditions(loss=share))
    assert sum(lost) / len(lost) == pytest.approx(share, rel=0.1)
    assert lost == losses(Conditions(loss=share))
    assert lost != losses(Conditions(loss=share), seed=2)


def test_bursts_are_three_to_five_packets_of_one_stream():
    lost = losses(Conditions(burst_loss=0.1))
    assert sum(lost) / len(lost) == pytest.approx(0.1, rel=0.1)
    runs = [len(list(run)) for value, run in groupby(lost) if value]
    # Two runs may touch each other.
    alone = [run for run in runs if run <= 5]
    assert min(runs) == 3 and set(alone) == {3, 4, 5} and len(alone) > 0.85 * len(runs)


def test_a_burst_of_one_stream_does_not_hit_another_more_often():
    line = Line(Conditions(burst_loss=0.1))
    lost = [[line.arrival(index * 0.02, 100, stream) is None for stream in (1, 2)] for index in range(20_000)]
    both = sum(one and other for one, other in lost) / len(lost)
    assert both == pytest.approx(0.01, abs=0.004)


def test_a_limit_makes_packets_wait_and_drops_what_would_wait_too_long():
    line = Line(Conditions(rate=80_000, queue_s=0.15))
    # 972 bytes and 28 of headers: 100 ms each.
    came = [line.arrival(0.0, 972) for _ in range(4)]
    assert came == pytest.approx([0.1, 0.2, None, None])
    assert line.arrival(0.2, 972) == pytest.approx(0.3), "the queue has drained"


def test_jitter_spreads_and_keeps_the_order():
    line = Line(Conditions(delay_s=0.1, jitter_s=0.03))
    sent = [index * 0.005 for index in range(2000)]
    came = [line.arrival(at, 100) for at in sent]
    assert came == sorted(came)
    late = [at - begin for at, begin in zip(came, sent, strict=True)]
    assert 0.07 <= min(late) < 0.08 and 0.12 < max(late) <= 0.13
