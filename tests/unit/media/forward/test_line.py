"""The rules of a subscriber's line, on a simulated one: a queue of limited rate, feedback every 60 ms."""

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

    @property
    def used(self) -> float:
        return max((rate for rate in self.rates if rate * 1.25 <= self.line.room), default=0.0)

    def _send(self, size: int) -> None:
        number = self.line.number(size, self.now)
        self.free_at = max(self.free_at, self.now) + size * 8 / self.capacity
        self.worst_queue = max(self.worst_queue, self.free_at - self.now)
        self.waiting.append((number, self.free_at + 7.0))

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
            if self.line.may_probe(self.now):
                self.line.begin_probe(self.now)
            amount = self.line.padding(self.now, self.used)
            while amount > 0:
                self._send(min(300, max(60, amount)))
                amount -= 300
            if self.now - self.fed_at >= 0.06:
                self._feed()
            self.sound_only += STEP if self.used == 0 else 0

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
    network.run(0.1)
    assert network.used == 110e3, "a small picture at once"
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
    while now < 11.0:
        for _ in range(line.padding(now, 0) // 300):
            line.number(300, now)
        now += STEP
    assert not line.probing
    assert line.room < 1e6
    assert not line.may_probe(now)
