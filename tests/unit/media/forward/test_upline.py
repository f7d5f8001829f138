"""A publisher's line: what it may send of pictures, on virtual time."""

import random

import pytest

from media.forward.upline import HIGH_QUEUE_S, LEAST, MOST, START, UplinkLine

AUDIO = 57_000


class Uplink:
    """A line of ``rate`` bits per second with a queue of a second, and a browser that sends what it may.

    ``watches``: it also gets pictures, and tells of them ten times a second. ``lost_s``: sound that its busy machine
    lost before it was sent; what comes later is stamped as if it had been spoken so much earlier.
    """

    def __init__(self, rate: float, *, jitter_s: float = 0.0, watches: bool = False) -> None:
        self.line = UplinkLine()
        self.watches, self.lost_s = watches, 0.0
        self.rate, self.jitter_s = rate, jitter_s
        self.queued = self.octets = 0.0
        self.now = 100.0
        self.frames = 0
        self.waits: list[float] = []
        self.stall = 0.0
        self.pick = random.Random(1)

    def run(self, seconds: float) -> None:
        self.waits = []
        for _ in range(int(seconds * 50)):
            self.now += 0.02
            self.frames += 1
            sent = (min(self.line.bitrate, 2_200_000) + AUDIO) * 0.02
            passed = min(self.queued + sent, self.rate * 0.02)
            self.queued = min(self.rate, self.queued + sent - passed)
            self.octets += max(0.0, passed - AUDIO * 0.02) / 8
            wait = self.queued / self.rate + self.stall
            self.stall = max(0.0, self.stall - 0.02)
            spoken = self.frames * 960 - int(self.lost_s * 48_000)
            self.line.hear(spoken & 0xFFFFFFFF, self.now + wait + self.pick.uniform(0, self.jitter_s))
            self.waits.append(wait)
            if self.frames % 5 == 0:
                if self.watches:
                    self.line.hear_feedback(5000 + self.now - self.pick.uniform(0, 0.06), self.now + wait)
                self.line.watch(int(self.octets), self.now)
            if self.frames % 50 == 0:
                self.line.judge(int(self.octets), 0.0, 0.0, self.now)


@pytest.mark.parametrize("jitter_s", [0.0, 0.06])
def test_on_a_good_line_all_layers_may_come_within_two_seconds(jitter_s: float) -> None:
    uplink = Uplink(20e6, jitter_s=jitter_s)
    assert uplink.line.bitrate == START
    uplink.run(2)
    assert uplink.line.bitrate == MOST
    assert not uplink.line.crowded(uplink.now)


@pytest.mark.parametrize("watches", [False, True])
@pytest.mark.parametrize("rate", [150e3, 300e3, 1e6])
def test_on_a_thin_line_sound_is_hardly_ever_late(rate: float, watches: bool) -> None:
    uplink = Uplink(rate, watches=watches)
    uplink.run(4)
    assert max(uplink.waits) < 0.6
    uplink.run(30)
    assert max(uplink.waits) < HIGH_QUEUE_S + 0.15
    assert uplink.line.bitrate > 0.3 * (rate - AUDIO)


@pytest.mark.parametrize("watches", [False, True])
def test_a_line_that_shrinks_is_noticed_and_one_that_grows_is_used(watches: bool) -> None:
    uplink = Uplink(5e6, watches=watches)
    uplink.run(3)
    uplink.rate = 400e3
    uplink.run(3)
    assert uplink.line.bitrate < 400e3
    assert uplink.line.crowded(uplink.now)
    uplink.rate = 5e6
    uplink.run(45)
    assert uplink.line.bitrate > 2.2e6


def test_a_pause_of_a_busy_browser_is_no_queue() -> None:
    uplink = Uplink(5e6)
    for _ in range(40):
        uplink.run(uplink.pick.uniform(0.2, 0.6))
        uplink.stall = 0.15
    assert uplink.line.bitrate == MOST


def test_sound_that_a_busy_machine_lost_is_no_queue() -> None:
    uplink = Uplink(5e6, watches=True)
    uplink.run(3)
    for _ in range(8):
        uplink.lost_s += 0.25
        uplink.run(2)
        assert uplink.line.bitrate == MOST
    uplink.rate = 400e3
    uplink.run(3)
    assert uplink.line.bitrate < 400e3, "a true queue is seen after that as before"


def test_feedback_of_long_ago_excuses_nothing() -> None:
    uplink = Uplink(5e6, watches=True)
    uplink.run(3)
    uplink.watches = False
    uplink.run(2)
    uplink.rate = 200e3
    uplink.run(2)
    assert uplink.line.bitrate < 200e3


def test_a_microphone_that_was_off_begins_anew() -> None:
    line = UplinkLine()
    for index in range(20):
        line.hear(index * 960, index / 50)
    for index in range(20):
        line.hear(20 * 960 + index * 960, 10 + index / 50)
    assert line.queue == pytest.approx(0, abs=1e-6), "the gap was no queue"


def test_sound_that_is_sent_again_or_copied_tells_nothing() -> None:
    line = UplinkLine()
    for index in range(40):
        line.hear(index * 960, index / 50)
        line.hear(max(0, index - 5) * 960, index / 50)
    assert line.queue == pytest.approx(0, abs=1e-6)


def judged(line: UplinkLine, shares: list[float], start: int, arrived: int) -> int:
    """A second for each share lost; ``arrived``: bytes of pictures a second."""
    for second, share in enumerate(shares, start):
        line.judge(second * arrived, share, share, float(second))
    return line.bitrate


def opened() -> UplinkLine:
    line = UplinkLine()
    for index in range(60):
        line.watch(index, index / 10)
    assert line.bitrate == MOST
    return line


def test_a_short_queue_that_is_full_is_told_by_loss() -> None:
    line = opened()
    asked = judged(line, [0.0, 0.6, 0.6], 7, 25_000)
    assert asked == pytest.approx(0.8 * 200_000)
    assert judged(line, [0.0] * 8, 10, 20_000) == asked, "nothing is tried for a while"
    assert judged(line, [0.0] * 5, 18, 20_000) > asked
    assert line.crowded(20.0)
    assert judged(line, [1.0] * 10, 23, 0) == LEAST


def test_a_radio_that_loses_some_is_asked_for_a_little_less() -> None:
    line = opened()
    assert judged(line, [0.15] * 6, 7, 200_000) > MOST / 2
    assert not line.crowded(13.0)
    assert judged(line, [0.05] * 6, 13, 200_000) == line.bitrate
    assert judged(line, [0.0] * 12, 19, 200_000) == MOST
