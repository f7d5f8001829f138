from hypothesis import given
from hypothesis import strategies as st

from media.forward.reception import MAX_TRIES, REORDER_S, RETRY_S, Reception
from tests.unit.media.engines import EACH_ENGINE, Kit
from tests.unit.media.engines import reception as make_reception

pytestmark = EACH_ENGINE


def feed(reception: Reception, sequences: list[int], start: float = 0.0) -> list[bool]:
    return [reception.accept(one & 0xFFFF, one * 3000, 100, start + index / 50) for index, one in enumerate(sequences)]


@given(st.integers(0, 0xFFFF))
def test_order_across_the_wrap_loses_nothing(kit: Kit, start: int) -> None:
    reception = make_reception(kit, 1, 90_000)
    assert all(feed(reception, list(range(start, start + 300))))
    assert not reception.waits
    block = reception.report(10.0)
    assert (block.fraction, block.lost) == (0, 0)


def test_duplicates_are_refused(kit: Kit) -> None:
    reception = make_reception(kit, 1, 90_000)
    assert feed(reception, [1, 2, 2, 1, 3]) == [True, True, False, False, True]


def test_a_gap_is_asked_for_after_the_reorder_time_and_again(kit: Kit) -> None:
    reception = make_reception(kit, 1, 90_000)
    feed(reception, [10, 13])
    at = 0.02
    assert reception.to_ask_again(at) == []
    assert reception.to_ask_again(at + REORDER_S) == [11, 12]
    assert reception.to_ask_again(at + REORDER_S + RETRY_S / 2) == []
    assert reception.accept(11, 0, 100, at + 0.05)
    assert reception.to_ask_again(at + REORDER_S + RETRY_S) == [12]


def test_what_never_comes_is_given_up_and_needs_a_keyframe(kit: Kit) -> None:
    reception = make_reception(kit, 1, 90_000)
    feed(reception, [10, 12])
    for step in range(MAX_TRIES + 2):
        reception.to_ask_again(1.0 + step * RETRY_S * 1.01)
    assert reception.given_up
    assert not reception.waits


def test_loss_is_told_and_raised_to_the_worst_subscriber(kit: Kit) -> None:
    reception = make_reception(kit, 1, 90_000)
    feed(reception, [one for one in range(100) if one % 10 != 5])
    assert reception.report(2.0).fraction == 25
    feed(reception, list(range(100, 200)), start=2.0)
    assert reception.report(4.0).fraction == 0
    feed(reception, list(range(200, 300)), start=4.0)
    assert reception.report(6.0, at_least=0.2).fraction == 51


def test_a_restarted_sender_is_no_endless_gap(kit: Kit) -> None:
    reception = make_reception(kit, 1, 90_000)
    feed(reception, [1, 2, 3])
    assert feed(reception, [40_000, 40_001], start=1.0) == [True, True]
    assert not reception.waits


@given(st.permutations(list(range(8))))
def test_reordering_within_a_window_is_no_loss(kit: Kit, order: list[int]) -> None:
    reception = make_reception(kit, 1, 90_000)
    feed(reception, [65_530])
    assert all(feed(reception, [65_531 + one for one in order], start=0.1))
    assert reception.report(1.0).lost == 0
    assert not reception.waits


def test_what_the_line_lost_is_known_though_it_was_repaired_and_what_was_merely_late_does_not_count(kit: Kit) -> None:
    late, repaired = make_reception(kit, 1, 48_000), make_reception(kit, 2, 48_000)
    for one in (late, repaired):
        one.accept(1, 960, 100, 0.0)
        one.accept(3, 2880, 100, 0.04)
    repaired.to_ask_again(0.06)
    for one in (late, repaired):
        one.accept(2, 1920, 100, 0.07)
        one.report(1.0)
    assert late.raw_loss == 0
    assert repaired.raw_loss > 0
    assert (late.loss, repaired.loss) == (0, 0)
