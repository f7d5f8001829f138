"""What protects sound, by what the line shows."""

import random

import pytest

from media.forward.losses import REPORT_LIFE_S, WINDOW_S, SoundLosses
from media.forward.rtcp import ReportBlock
from media.forward.sound import (
    BURST_COPIES,
    CROWDED_RESENDS,
    HOLD_S,
    PLAIN,
    RESENDS,
    START_BUFFER_MS,
    LeanWish,
    LineView,
    Protection,
    ResendAllowance,
    SoundGuard,
    TwiceWish,
    choose_protection,
)


def bursty(rtt: float | None, loss: float = 0.1) -> LineView:
    return LineView(loss, run=3.5, lost=12, rtt=rtt)


@pytest.mark.parametrize(
    ("loss", "copies", "buffer_ms"),
    [(0.0, (), 0), (0.004, (), 0), (0.01, (1,), 0), (0.05, (2, 1), 120), (0.1, (2, 1), 120), (0.2, (3, 2, 1), 120)],
)
def test_random_loss_is_met_with_copies_by_its_share(loss: float, copies: tuple[int, ...], buffer_ms: int) -> None:
    assert choose_protection(LineView(loss, run=1.1, lost=20, rtt=0.05)) == Protection(copies, buffer_ms)


def test_the_depth_leaves_less_than_half_a_percent_up_to_ten_of_loss_and_one_up_to_twenty() -> None:
    for percent in range(21):
        loss = percent / 100
        left = loss ** (len(choose_protection(LineView(loss)).copies) + 1)
        assert left <= (0.005 if percent <= 10 else 0.01)


def test_bursts_are_bridged_by_far_copies_and_by_resends_where_the_way_is_short() -> None:
    for rtt, buffer_ms in ((0.02, 140), (0.04, 140), (0.1, 200), (0.3, 140)):
        assert choose_protection(bursty(rtt)) == Protection(BURST_COPIES, buffer_ms)
    assert choose_protection(bursty(None)).buffer_ms == 180, "not known yet: a middling way"


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5])
def test_a_run_of_up_to_five_is_whole_again_two_packets_after_it(length: int) -> None:
    lost = set(range(10, 10 + length))
    copied = {number - back for number in (10 + length, 11 + length) for back in BURST_COPIES}
    assert lost <= copied
    assert (length + 2) * 20 <= choose_protection(bursty(0.3)).buffer_ms


def test_a_crowded_line_is_not_filled_with_copies() -> None:
    assert choose_protection(LineView(0.2, crowded=True)) == PLAIN


def test_few_losses_in_a_row_are_not_believed_at_once() -> None:
    assert choose_protection(LineView(0.02, run=3.0, lost=3, rtt=0.05)) == Protection((1,))


def test_a_page_begins_with_a_buffer_that_goes_when_the_line_is_good() -> None:
    guard = SoundGuard()
    assert guard.now == Protection(buffer_ms=START_BUFFER_MS)
    assert not guard.update(LineView(), 5.0)
    assert not guard.update(LineView(), 5.0 + HOLD_S / 2)
    assert guard.update(LineView(), 5.0 + HOLD_S)
    assert guard.now == PLAIN


def test_a_line_with_a_limit_keeps_the_buffer() -> None:
    guard = SoundGuard()
    for second in range(60):
        guard.update(LineView(limited=True), float(second))
    assert guard.now == Protection(buffer_ms=START_BUFFER_MS)
    assert choose_protection(LineView(0.1, rtt=0.2, limited=True)).buffer_ms == START_BUFFER_MS
    assert choose_protection(LineView(0.1, rtt=0.1, limited=True)).buffer_ms == 160
    assert choose_protection(LineView(0.2, crowded=True, limited=True)) == Protection(buffer_ms=START_BUFFER_MS)


def test_protection_comes_at_once_and_goes_slowly() -> None:
    guard = SoundGuard()
    assert guard.update(LineView(0.05, rtt=0.02), 0.0)
    assert guard.update(LineView(0.2, rtt=0.1), 0.1)
    assert guard.now == Protection((3, 2, 1), 160)
    assert not guard.update(LineView(), 0.2)
    assert not guard.update(LineView(0.19, rtt=0.1), HOLD_S)
    assert not guard.update(LineView(), HOLD_S + 1)
    assert guard.update(LineView(), 2 * HOLD_S + 1)
    assert guard.now == PLAIN


def test_on_a_line_that_fills_up_copies_stop_at_once_and_the_buffer_stays() -> None:
    guard = SoundGuard()
    guard.update(LineView(0.2, rtt=0.1), 0.0)
    assert guard.update(LineView(0.2, crowded=True), 0.1)
    assert guard.now == Protection(buffer_ms=160)


def test_a_publisher_sends_twice_while_its_line_loses() -> None:
    wish = TwiceWish()
    assert not wish.update(0.02, 0.0)
    assert wish.update(0.03, 1.0)
    assert wish.update(0.01, 2.0 + HOLD_S), "not calm yet"
    assert wish.update(0.0, 3.0 + HOLD_S)
    assert not wish.update(0.0, 3.0 + 2 * HOLD_S)
    assert wish.update(0.1, 50.0)
    assert not wish.update(0.1, 51.0, crowded=True), "twice as much would be lost as well"


def test_a_voice_stays_lean_a_while_after_nobody_needs_it() -> None:
    wish = LeanWish()
    assert not wish.update(False, 0.0)
    assert wish.update(True, 1.0)
    assert wish.update(False, HOLD_S)
    assert not wish.update(False, HOLD_S + 1.0)


@pytest.mark.parametrize(("per_s", "burst"), [RESENDS, CROWDED_RESENDS])
def test_only_so_many_sounds_are_sent_again(per_s: float, burst: float) -> None:
    allowance = ResendAllowance(per_s, burst)
    assert allowance.take(50, 5.0) == burst
    assert allowance.take(10, 5.0) == 0
    later = sum(allowance.take(10, 5.0 + index / 50) for index in range(1, 501))
    assert later == pytest.approx(10 * per_s, abs=1)
    assert allowance.take(1, 100.0) == 1
    assert allowance.take(50, 100.0) == burst - 1, "calm seconds are not saved up"


def hear(losses: SoundLosses, lost: set[int], seconds: float) -> None:
    """Fifty sounds a second; what is lost is asked for until it is ten packets old."""
    for number in range(int(seconds * 50)):
        missing = [one for one in lost if number - 10 < one < number]
        if missing and number not in lost:
            losses.hear_nack(1, [one & 0xFFFF for one in sorted(missing)], number / 50)


def test_nacks_tell_share_and_runs_of_random_loss() -> None:
    pick = random.Random(3)
    losses = SoundLosses()
    losses.begin(1, 0.0)
    hear(losses, {number for number in range(500) if pick.random() < 0.1}, 10)
    view = losses.view(10.0, crowded=False)
    assert 0.06 < view.loss < 0.14
    assert view.run < 1.4
    assert choose_protection(view).copies == (2, 1)


def test_nacks_tell_bursts_within_the_first_second() -> None:
    losses = SoundLosses()
    losses.begin(1, 0.0)
    hear(losses, {5, 6, 7, 8, 30, 31, 32}, 1.0)
    view = losses.view(1.0, crowded=False)
    assert (view.lost, view.run) == (7, 3.5)
    assert view.loss == pytest.approx(0.14)
    assert choose_protection(view).buffer_ms > 0


def test_silence_about_losses_means_that_they_are_over() -> None:
    losses = SoundLosses()
    losses.hear_nack(1, [1, 2], 0.0)
    losses.hear_nack(1, [1, 2], WINDOW_S - 0.1)
    assert not losses.quiet
    assert losses.view(WINDOW_S, crowded=False).loss == 0
    assert losses.quiet


def report(highest: int, share: float, *, last_sr: int = 0, delay: float = 0.0) -> ReportBlock:
    return ReportBlock(1, int(share * 256), 0, highest, 0, last_sr, int(delay * 65536))


def test_reports_and_feedback_are_witnesses_too() -> None:
    losses = SoundLosses()
    losses.hear_report(report(1000, 0.5), audio=True, now=0.0)
    assert losses.quiet, "the first report has nothing to be compared with"
    losses.hear_report(report(1200, 0.25), audio=True, now=4.0)
    assert losses.view(5.0, crowded=False).loss == 0.25
    losses.hear_report(report(1201, 1.0), audio=True, now=5.0)
    assert losses.view(5.1, crowded=False).loss == 0.25, "one packet is no share"
    assert losses.view(4.0 + REPORT_LIFE_S, crowded=False).loss == 0
    losses.hear_report(report(1300, 0.5), audio=True, now=12.5, before=0.5)
    assert losses.view(12.6, crowded=False).loss == 0, "lost before it came to us"
    losses.hear_report(report(1400, 0.5), audio=False, now=13.0)
    losses.hear_arrivals(45, 5, 13.0)
    assert losses.view(13.1, crowded=False).loss == pytest.approx(0.1)


def test_the_round_trip_is_told_by_reports_about_our_reports() -> None:
    losses = SoundLosses()
    losses.sent_report(77, 10.0)
    losses.hear_report(report(1, 0.0, last_sr=77, delay=0.5), audio=False, now=10.58)
    assert losses.rtt == pytest.approx(0.08, abs=1e-4)
    losses.hear_report(report(1, 0.0, last_sr=99, delay=0.1), audio=False, now=11.0)
    assert losses.rtt == pytest.approx(0.08, abs=1e-4), "of a report that we never sent"
