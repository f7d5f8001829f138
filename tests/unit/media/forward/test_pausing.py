"""A camera sends the layers that somebody can use; what is needed again is there again at once."""

import pytest

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.conference import Conference, Wants
from media.forward.demand import HOLD_S
from media.forward.plan import LAYERS
from media.forward.rtp import RtpPacket
from meetings.contracts.media import Participant, Policy
from tests.unit.media.engines import EACH_ENGINE, Kit
from tests.unit.media.packets import Recorder, audio, plan, video

pytestmark = EACH_ENGINE
STEP_S = 0.05


class Tap:
    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        """Nobody records here."""


class Sitting:
    """Three pages with cameras of three layers, which do as they are told ``delay`` seconds later."""

    def __init__(self, kit: Kit) -> None:
        self.conference = Conference("m", Counters(), Tap(), make_engine=kit.engine)
        self.out: dict[str, Recorder] = {}
        self.sends: dict[str, Quality] = {}
        self.told: list[tuple[str, Quality]] = []
        self.delay = 0.2
        self._orders: list[tuple[float, str, Quality]] = []
        self.now, self.count = 100.0, 0
        for number, name in enumerate(("a", "b", "c")):
            self.out[name] = Recorder()
            who = Participant(key=f"person:{name}", name=name)
            options = {"publishes": True, "wants": Wants(), "now": self.now}
            self.conference.join(name, who, plan(base=10_000 * (number + 1)), self.out[name], **options)  # type: ignore[arg-type]
            self.sends[name] = Quality.LARGE
        self.policy("a")

    def policy(self, floor: str) -> None:
        key = f"person:{floor}"
        number = self.conference.policy.number + 1
        self.conference.apply(Policy(number=number, floor=(key,), open_microphones=(key,)), self.now)
        self.listen()

    def listen(self) -> None:
        told = self.conference.layers_to_tell()
        self.told += told
        self._orders += [(self.now + self.delay, name, largest) for name, largest in told]

    def run(self, seconds: float) -> None:
        for recorder in self.out.values():
            recorder.clear()
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            self.count += 1
            self.sends |= {name: largest for at, name, largest in self._orders if at <= self.now}
            self._orders = [one for one in self._orders if one[0] > self.now]
            for name, largest in self.sends.items():
                self.conference.engine.receive_rtp(name, audio(self.count), self.now)
                for index, layer in enumerate(LAYERS[:largest]):
                    packet = video(self.count, ssrc=100 + index, rid=layer, keyframe=True)
                    self.conference.engine.receive_rtp(name, packet, self.now)
            self.conference.refresh(self.now)
            self.listen()

    def main_layer(self, name: str) -> tuple[int, str] | None:
        stream = self.conference.engine._peers[name].downlink.video[0].current  # type: ignore[attr-defined]
        return (stream.source, stream.layer) if stream is not None else None


@pytest.fixture
def sitting(kit: Kit) -> Sitting:
    one = Sitting(kit)
    one.run(HOLD_S + 1)
    return one


def test_only_the_main_picture_is_sent_large(sitting: Sitting) -> None:
    assert sitting.sends["a"] == Quality.LARGE
    assert sorted(sitting.told) == sorted(set(sitting.told)), "each is told once"
    small = [name for name, largest in sitting.sends.items() if largest == Quality.SMALL]
    assert small, sitting.sends
    assert sitting.main_layer("b") == (1, "f")


def test_who_gets_the_floor_is_seen_at_once_and_large_moments_later(sitting: Sitting) -> None:
    name = next(name for name, largest in sitting.sends.items() if largest == Quality.SMALL)
    source = sitting.conference.members[name].source
    viewer = next(one for one in ("b", "c") if one != name)
    sitting.run(5)
    sitting.policy(name)
    assert sitting.told[-1] == (name, Quality.LARGE), "asked for in the same moment"
    sitting.run(STEP_S)
    assert sitting.main_layer(viewer) == (source, "q")
    sitting.run(sitting.delay + 3 * STEP_S)
    assert sitting.main_layer(viewer) == (source, "f"), "not only when its turn comes"


def test_a_page_that_does_not_obey_is_seen_all_the_same(sitting: Sitting) -> None:
    sitting.delay = 1e9
    name = next(name for name, largest in sitting.sends.items() if largest == Quality.SMALL)
    sitting.policy(name)
    sitting.run(1)
    viewer = next(one for one in ("b", "c") if one != name)
    assert sitting.main_layer(viewer) == (sitting.conference.members[name].source, "q")


def test_a_page_that_comes_back_begins_with_all_layers(sitting: Sitting) -> None:
    name = next(name for name, largest in sitting.sends.items() if largest == Quality.SMALL)
    who = sitting.conference.members[name].participant
    options = {"publishes": True, "wants": Wants(), "now": sitting.now}
    sitting.conference.join(name, who, plan(base=90_000), Recorder(), **options)  # type: ignore[arg-type]
    sitting.sends[name] = Quality.LARGE
    before = len(sitting.told)
    sitting.run(HOLD_S / 2)
    assert sitting.told[before:] == []
    sitting.run(HOLD_S)
    assert (name, Quality.SMALL) in sitting.told[before:]
