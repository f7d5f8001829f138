"""The rules of a subscriber's line, on a simulated one: a queue of limited rate, feedback every 60 ms."""

import random

import pytest

from media.forward.line import CUT_QUEUE_S, Line
from media.forward.twcc import TransportArrivals

STEP = 0.02


class Network:
    """A page behind a line of ``capacity`` bits per second; pictures use what ``rates`` and the room allow."""

    def __init__(
        self, capacity: float, demand: float = 1_500_000, rates: tuple[float, ...] = (110e3, 370e3, 950e3)
    ) -> None:
        self.line = Line()
        self.line.demand = demand
        self.capacity = capacity
        self.rates = rates
        self.now = 100.0
        self.free_at = 0.0
        self.waiting: list[tuple[int, float]] = []
        self.credit = 0.0
        self.worst_queue = 0.0
        self.sound_only = 0.0
        self.fed_at = 0.0
        self.answers_every = 0.06
        self.keyframe_s = 0.0
        """Each picture begins with what it uses in so many seconds, at once."""
        self.naps: tuple[float, float] | None = None
        """The browser sleeps so often (every … seconds) and so long: it finds all packets of that time at once."""
        self.pauses: tuple[float, float] | None = None
        """So does the server's turn; pictures flow meanwhile."""
        self.shown = 0.0

    @property
    def used(self) -> float:
        return max((rate for rate in self.rates if rate * 1.25 <= self.line.room), default=0.0)

    def _send(self, size: int) -> None:
        number = self.line.number(size, self.now)
        self.free_at = max(self.free_at, self.now) + size * 8 / self.capacity
        self.worst_queue = max(self.worst_queue, self.free_at - self.now)
        read_at = self.free_at
        if self.naps is not None and read_at % self.naps[0] < self.naps[1]:
            read_at += self.naps[1] - read_at % self.naps[0]
        self.waiting.append((number, read_at + 7.0))

    def _away(self, naps: tuple[float, float] | None) -> float:
        """Until when somebody sleeps; 0: awake."""
        if naps is None or self.now % naps[0] >= naps[1]:
            return 0.0
        return self.now - self.now % naps[0] + naps[1]

    def _begin_picture(self) -> None:
        if self.used != self.shown and self.used:
            for _ in range(int(self.used * self.keyframe_s / 8 / 1000)):
                self._send(1000)
        self.shown = self.used

    def run(self, seconds: float) -> None:
        self.worst_queue = self.sound_only = 0.0
        for _ in range(round(seconds / STEP)):
            self.now += STEP
            # Sound goes the same way and is not numbered.
            self.free_at = max(self.free_at, self.now) + 55_000 * STEP / self.capacity
            self.credit += self.used * STEP / 8
            while self.credit >= 500:
                self.credit -= 500
                self._send(500)
            self._begin_picture()
            if not self._away(self.pauses):
                self._turn()
            if self.now - self.fed_at >= self.answers_every and not self._away(self.naps):
                self._feed()
            self.sound_only += STEP if self.used == 0 else 0

    def _turn(self) -> None:
        if self.line.may_look(self.now):
            self.line.begin_look(self.now)
        if self.line.may_probe(self.now):
            self.line.begin_probe(self.now)
        amount = self.line.padding(self.now, self.used)
        while amount > 0:
            self._send(min(300, max(60, amount)))
            amount -= 300

    def _feed(self) -> None:
        self.fed_at = self.now
        arrived = [one for one in self.waiting if one[1] - 7.0 <= self.now]
        self.waiting = [one for one in self.waiting if one[1] - 7.0 > self.now]
        if arrived:
            first = arrived[0][0]
            assert [number for number, _ in arrived] == [(first + i) & 0xFFFF for i in range(len(arrived))]
            self.line.hear(TransportArrivals(first, tuple(at for _, at in arrived)), self.now)


def test_a_wide_line_shows_everything_within_three_seconds() -> None:
    network = Network(20_000_000)
    network.run(0.5)
    assert network.used == 110e3, "a small picture as soon as the line was looked at"
    network.run(3)
    assert network.used == 950e3
    assert network.worst_queue < 0.06


def test_a_thin_line_keeps_the_sound_and_what_fits() -> None:
    network = Network(400_000)
    network.run(5)
    network.run(60)
    assert network.used == 110e3
    assert network.worst_queue < 2 * CUT_QUEUE_S
    assert network.sound_only < 6


@pytest.mark.parametrize(
    ("capacity", "picture", "most_queue"),
    [(64e3, 0, 0.13), (100e3, 0, 0.06), (150e3, 0, 0.05), (300e3, 110e3, 0.05), (600e3, 370e3, 0.05)],
)
def test_a_thin_line_has_no_queue_even_in_its_first_seconds(capacity: float, picture: float, most_queue: float) -> None:
    """Sound suffers before the first answer is back: so nothing is sent that was not looked for."""
    network = Network(capacity)
    network.answers_every = 0.1
    network.run(1)
    assert network.worst_queue < most_queue
    network.run(30)
    assert network.used == picture
    assert network.worst_queue < most_queue


def test_a_thin_line_that_becomes_wide_is_used_within_ten_seconds() -> None:
    network = Network(150_000)
    network.run(60)
    network.capacity = 20e6
    network.run(10)
    assert network.used == 950e3


def test_when_nothing_is_wanted_any_more_the_look_ends() -> None:
    network = Network(20_000_000)
    network.run(2 * STEP)
    network.line.demand = 0
    assert not any(network.line.padding(network.now + turn * STEP, 0) for turn in range(50))


def test_a_page_that_never_answers_has_a_small_picture_after_a_while() -> None:
    network = Network(20_000_000)
    network.answers_every = 1e9
    network.run(0.5)
    assert network.used == 0
    network.run(1.5)
    assert network.used == 110e3


def test_a_line_for_sound_alone_carries_no_picture() -> None:
    network = Network(130_000)
    network.run(10)
    network.run(60)
    assert network.sound_only > 50
    assert network.worst_queue < 0.4


def test_when_the_line_shrinks_video_stops_at_once_and_comes_back_smaller() -> None:
    network = Network(20_000_000)
    network.run(4)
    network.capacity = 450_000
    network.run(0.5)
    assert network.used == 0
    network.run(5)
    assert network.used in (110e3, 370e3)
    network.run(20)
    assert network.used == 110e3


def test_when_the_line_is_free_again_the_picture_grows() -> None:
    network = Network(300_000)
    network.run(10)
    network.capacity = 20_000_000
    network.run(45)
    assert network.used == 950e3


def test_failed_probes_become_rare() -> None:
    network = Network(350_000)
    network.run(10)
    probes = 0
    for _ in range(3000):
        before = network.line.probing
        network.run(STEP)
        probes += network.line.probing and not before
    assert probes <= 5, "in a minute"


def test_a_longer_way_is_no_queue_for_ever() -> None:
    network = Network(20_000_000)
    network.run(4)
    for index, (number, at) in enumerate(network.waiting):
        network.waiting[index] = (number, at + 0.4)
    network.free_at = 0
    line = network.line
    for _ in range(2):
        network.now += 0.06
        line.hear(TransportArrivals(line.number(100, network.now), (network.now + 7.6,)), network.now)
    assert line.room == 0
    for _ in range(300):
        network.now += 0.06
        if line.padding(network.now, 0):
            line.hear(TransportArrivals(line.number(100, network.now), (network.now + 7.6,)), network.now)
    assert line.queue < CUT_QUEUE_S


def test_without_any_feedback_a_probe_is_no_success() -> None:
    line = Line()
    line.demand = 1e6
    line.begin_probe(10.0)
    now = 10.0
    while now < 12.0:
        for _ in range(line.padding(now, 0) // 300):
            line.number(300, now)
        now += STEP
    assert not line.probing
    assert line.room < 1e6
    assert not line.may_probe(now)


def test_a_browser_that_sleeps_now_and_then_is_no_thin_line() -> None:
    network = Network(20_000_000, 400_000, rates=(110e3,))
    network.naps = (1.9, 0.4)
    network.run(6)
    network.run(60)
    assert network.sound_only == 0


def test_a_pause_of_the_browser_during_a_probe_costs_seconds_not_minutes() -> None:
    network = Network(20_000_000)
    while not network.line.probing:
        network.run(STEP)
    network.run(0.1)
    late = tuple(at + 0.1 for _, at in network.waiting)
    network.line.hear(TransportArrivals(network.waiting[0][0], late), network.now)
    network.waiting.clear()
    assert not network.line.probing, "broken off at once"
    network.run(5)
    assert network.used == 950e3


def test_the_keyframe_that_begins_a_picture_does_not_end_it() -> None:
    network = Network(300_000)
    network.keyframe_s = 0.7
    network.run(5)
    network.run(60)
    assert network.used == 110e3
    assert network.sound_only < 2


@pytest.mark.parametrize("queue", [0.04, 0.0])
def test_when_no_picture_flows_the_line_is_still_measured(queue: float) -> None:
    """Or what was measured last would hold for ever, and the picture never came back."""
    network = Network(20_000_000)
    network.run(4)
    network.line.room, network.line.queue = 0, queue
    network.waiting.clear()
    network.answers_every = 0.25
    network.run(10)
    assert network.used == 950e3


def test_a_probe_waits_for_the_answers_of_a_browser_that_receives_little() -> None:
    network = Network(20_000_000, rates=(950e3,))
    network.answers_every = 0.32
    network.run(5)
    assert network.used == 950e3


def test_a_turn_that_comes_late_does_not_make_up_for_it() -> None:
    line = Line()
    line.demand = 1e6
    line.begin_probe(10.0)
    on_time = line.padding(10.02, 0)
    assert line.padding(10.50, 0) < 4 * on_time
    assert line.probing
    assert sum(line.padding(10.50 + turn * STEP, 0) for turn in range(1, 30)) > 10 * on_time, "the probe goes on"


def test_one_failure_counts_once() -> None:
    """A probe that fills a line's queue until it is cut: the next one comes after five seconds, not after twenty."""
    network = Network(20_000_000)
    while not network.line.probing:
        network.run(STEP)
    network.capacity = 320_000
    network.run(1)
    assert not network.line.probing and network.line.room < 250_000
    failed = network.now
    network.run(3)
    network.line.room = 120_000
    probes = []
    for _ in range(900):
        if _begins_probe(network):
            probes.append(network.now)
    assert probes
    assert 4 < probes[0] - failed < 8


def test_for_a_few_percent_a_thin_line_is_not_disturbed() -> None:
    network = Network(300_000)
    network.run(5)
    assert network.line.room == pytest.approx(0.95 * 300e3 - 60e3, rel=0.1)
    network.line.room *= 0.9
    assert not any(_begins_probe(network) for _ in range(1500))


def _begins_probe(network: Network) -> bool:
    before = network.line.probing
    network.run(STEP)
    return network.line.probing and not before


@pytest.mark.parametrize(
    ("capacity", "crowded", "lean"), [(64e3, True, True), (150e3, True, False), (20e6, False, False)]
)
def test_a_look_tells_whether_there_is_room_for_more_sound(capacity: float, crowded: bool, lean: bool) -> None:
    network = Network(capacity)
    assert not network.line.crowded, "before it is known: copies repair the first losses"
    network.run(5)
    assert (network.line.crowded, network.line.lean) == (crowded, lean)
    assert network.line.limited == (capacity < 1e6)


def test_a_queue_has_no_place_for_more_sound() -> None:
    network = Network(20_000_000)
    network.run(4)
    assert not network.line.crowded
    network.capacity = 300_000
    network.run(0.6)
    assert network.line.crowded


def test_a_page_that_shows_no_picture_is_not_crowded() -> None:
    network = Network(20_000_000, demand=0.0)
    network.run(10)
    assert network.line.room == 0
    assert not network.line.crowded


def test_a_radio_that_loses_a_fifth_keeps_its_picture() -> None:
    for seed in range(20):
        dice, line = random.Random(seed), Line()
        line.demand, line.room = 1e6, 250_000.0
        for index in range(120):
            now = 100 + index / 10
            first, *_ = [line.number(900, now + packet / 500) for packet in range(3)]
            arrivals = (None if dice.random() < 0.2 else now + packet / 500 for packet in range(3))
            line.hear(TransportArrivals(first, tuple(arrivals)), now + 0.05)
        assert line.room, seed
