"""Loss that receivers report, and the layers that it leaves."""

import random

from media.forward.budget import Budget, Quality
from media.forward.rtcp import ReportBlock


def hear(budget: Budget, loss: float, seconds: int, *, rate: int = 33, start: float = 0.0, seed: int = 1) -> None:
    """A browser's reports: one with each lost packet, as Chromium sends them with every NACK."""
    dice, told = random.Random(seed), 0
    for number in range(rate * seconds):
        if dice.random() >= loss and number - told < rate:
            continue
        fraction = min(255, 256 // max(1, number - told)) if loss else 0
        told = number
        now = start + number / rate
        budget.hear_report(ReportBlock(7, fraction, 0, number, 0, 0, 0), video=True, now=now)
        budget.tick(now)


def test_five_percent_of_loss_take_no_picture_away() -> None:
    for seed in range(5):
        budget = Budget()
        hear(budget, 0.05, 60, seed=seed)
        assert budget.cap is Quality.LARGE


def test_heavy_loss_lowers_the_picture_within_seconds() -> None:
    budget = Budget()
    hear(budget, 0.25, 20)
    assert budget.cap < Quality.LARGE


def test_a_radio_takes_no_picture_away_where_the_queue_is_measured() -> None:
    for seed in range(5):
        budget = Budget(measured=True)
        hear(budget, 0.12, 60, seed=seed)
        assert budget.cap is Quality.LARGE
    hear(budget, 0.4, 20, start=60.0)
    assert budget.cap < Quality.LARGE


def test_a_burst_of_lost_packets_is_no_line_that_loses() -> None:
    budget = Budget()
    for at, highest, fraction in ((0.0, 0, 0), (0.1, 3, 170), (0.2, 6, 170), (1.5, 150, 0), (3.0, 300, 0)):
        budget.hear_report(ReportBlock(7, fraction, 0, highest, 0, 0, 0), video=True, now=at)
    assert budget.cap is Quality.LARGE


def test_the_picture_returns_on_a_line_that_loses_a_little() -> None:
    budget = Budget()
    hear(budget, 0.25, 12)
    assert budget.cap < Quality.LARGE
    hear(budget, 0.05, 120, start=12.0)
    assert budget.cap is Quality.LARGE
