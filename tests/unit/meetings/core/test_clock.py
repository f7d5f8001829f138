"""A running process keeps its time when the machine's clock jumps, and follows small corrections."""

import logging

import pytest

from meetings.core.clock import SteadyClock

HOUR = 3600.0
LEAP_2038 = 360_000_000.0


class Machine:
    def __init__(self) -> None:
        self.wall, self.steady = 1_795_000_000.0, 50.0

    def pass_(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def clock(machine: Machine) -> SteadyClock:
    return SteadyClock(lambda: machine.wall, lambda: machine.steady)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, LEAP_2038])
def test_a_jump_is_not_followed_and_told_once(
    machine: Machine, clock: SteadyClock, jump: float, caplog: pytest.LogCaptureFixture
) -> None:
    machine.pass_(10)
    before = clock.time()
    machine.wall += jump
    with caplog.at_level(logging.WARNING, "meetings.core.clock"):
        for passed in range(1, 6):
            machine.pass_(1)
            assert clock.time() == pytest.approx(before + passed)
        assert clock.jump_s == pytest.approx(jump)
        machine.wall -= jump
        assert clock.time() == pytest.approx(before + 5)
    assert clock.jump_s == 0
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_small_corrections_are_followed_however_many(machine: Machine, clock: SteadyClock) -> None:
    for _second in range(600):
        machine.pass_(1)
        machine.wall += 0.01
        assert clock.time() == machine.wall
    assert clock.jump_s == 0


def test_a_second_jump_is_told_again(machine: Machine, clock: SteadyClock, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "meetings.core.clock"):
        machine.wall += HOUR
        clock.time()
        machine.wall += HOUR
        clock.time()
    assert len(caplog.records) == 2
    assert clock.jump_s == pytest.approx(2 * HOUR)
