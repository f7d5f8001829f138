"""Pairs of packets, which a thin line pulls apart."""

import pytest

from media.forward.look import ENOUGH, FIRST_ANSWER_S, PAIRS, PATIENCE_S, WIDE, Look
from media.forward.twcc import TransportArrivals

SIZE = 226


def answer(look: Look, sent_at: float, apart: float) -> None:
    arrivals = TransportArrivals(1, (sent_at + 5.0, sent_at + 5.0 + apart))
    look.hear(arrivals, [(sent_at, SIZE), (sent_at, SIZE)])


def looking(*gaps: float) -> Look:
    look = Look()
    look.begin(10.0)
    for index, gap in enumerate(gaps):
        answer(look, 10.0 + index / 10, gap)
    return look


@pytest.mark.parametrize("rate", [64e3, 150e3, 300e3, 600e3])
def test_the_gap_tells_the_rate(rate: float):
    look = looking(*[SIZE * 8 / rate] * ENOUGH)
    assert look.conclude(10.5)
    assert look.ceiling == pytest.approx(rate)
    assert look.is_fresh(11) and not look.is_fresh(20)


def test_one_wrong_sample_does_no_harm():
    for gaps in ((0.012, 0.012, 0.09), (0.012, 0.012, 0.0)):
        look = looking(*gaps)
        look.conclude(10.5)
        assert look.ceiling == pytest.approx(SIZE * 8 / 0.012)


def test_pairs_go_out_slowly_and_more_slowly_on_a_thin_line():
    look = looking()
    times = [index / 100 for index in range(200) if look.due(10.0 + index / 100)]
    assert times == pytest.approx([0.0, 0.3, 0.4, 0.5], abs=0.025)
    thin = looking(SIZE * 8 / 64e3)
    times = [index / 100 for index in range(200) if thin.due(10.0 + index / 100)]
    assert len(times) == PAIRS and times[1] >= 0.4


def test_nobody_answers():
    look = looking()
    now = 10.0
    while not look.conclude(now):
        look.due(now)
        now += 0.02
    assert PATIENCE_S <= now - 10 - FIRST_ANSWER_S < PATIENCE_S + 0.3
    assert look.ceiling is None and not look.is_fresh(now)


def test_packets_that_were_not_sent_together_are_no_pair():
    look = Look()
    look.begin(10.0)
    arrivals = TransportArrivals(1, (15.0, 15.02, None, 15.06, 15.08))
    look.hear(arrivals, [(10.0, 226), (10.02, 226), (10.04, 226), (10.04, 226), None])
    answer(look, 9.0, 0.01)
    look.due(10.0)
    assert not look.conclude(10.5)
    assert look.ceiling is None


def test_after_it_is_over_nothing_is_sent():
    look = looking(0.01, 0.01, 0.01)
    assert look.due(10.3)
    look.conclude(10.4)
    assert not look.due(10.6)


def test_what_the_first_pair_tells_counts_until_more_is_known():
    look = looking()
    assert look.likely is None
    answer(look, 10.0, SIZE * 8 / 64e3)
    assert look.likely == pytest.approx(64e3)
    answer(look, 10.4, SIZE * 8 / 64e3)
    assert look.conclude(10.6), "two are enough on a thin line"
    look.begin(20.0)
    answer(look, 20.0, 0.0)
    assert look.likely == pytest.approx(64e3), "known before"


def test_a_thin_line_that_looks_a_little_wider_is_believed():
    look = looking(*[SIZE * 8 / 150e3] * ENOUGH)
    look.conclude(10.5)
    look.begin(20.0)
    for _ in range(ENOUGH):
        answer(look, 20.0, SIZE * 8 / 200e3)
    assert look.conclude(20.5) and look.ceiling == pytest.approx(200e3)


@pytest.mark.parametrize("seen", [400e3, 1e9])
def test_a_thin_line_that_looks_much_wider_is_looked_at_once_more(seen: float):
    look = looking(*[SIZE * 8 / 150e3] * ENOUGH)
    assert look.conclude(10.5)
    look.begin(20.0)
    for _ in range(ENOUGH):
        answer(look, 20.0, SIZE * 8 / seen)
    assert not look.conclude(20.5), "a browser that slept finds all at once"
    assert look.running and look.ceiling == pytest.approx(150e3)
    for _ in range(ENOUGH):
        answer(look, 20.6, SIZE * 8 / seen)
    assert look.conclude(21.0) and look.ceiling is not None
    assert look.ceiling == pytest.approx(seen) or look.ceiling > WIDE
