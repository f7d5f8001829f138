"""What was sent under a number is known once, and not for ever."""

from media.forward.sendlog import HISTORY
from tests.unit.media.engines import EACH_ENGINE, Kit

pytestmark = EACH_ENGINE


def test_numbers_count_from_one_and_are_taken_once(kit: Kit) -> None:
    log = kit.log()
    assert [log.number(100 + i, i / 10) for i in range(3)] == [1, 2, 3]
    assert log.take(2) == (0.1, 101)
    assert log.take(2) is None
    assert log.take(9) is None


def test_the_numbers_wrap_and_only_the_newest_are_remembered(kit: Kit) -> None:
    log = kit.log()
    for index in range(0x10000 + 5):
        number = log.number(1, float(index))
    assert number == 5
    oldest = (number - HISTORY + 1) & 0xFFFF
    assert log.take((oldest - 1) & 0xFFFF) is None
    assert log.take(oldest) is not None


def test_what_waits_for_an_answer_is_counted_by_time(kit: Kit) -> None:
    log = kit.log()
    for index in range(10):
        log.number(1, float(index))
    log.take(5)
    assert log.waiting(2.0, 8.0) == 4
