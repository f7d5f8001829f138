"""A camera sends the layers that somebody can use; what is needed again is there again at once."""

from collections import Counter

import pytest

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.conference import Conference, Wants
from media.forward.demand import HOLD_S
from media.forward.plan import LAYERS
from media.forward.relief import Step
from media.forward.rtcp import KeyframeRequest
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
        self.keyframes = True
        self.expected: tuple[str, ...] = ()
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
        policy = Policy(number=number, floor=(key,), open_microphones=(key,), expected=self.expected)
        self.conference.apply(policy, self.now)
        self.listen()

    def expect(self, *names: str) -> None:
        self.expected = tuple(f"person:{name}" for name in names)
        number = self.conference.policy.number + 1
        same = {"number": number, "expected": self.expected}
        self.conference.apply(self.conference.policy.model_copy(update=same), self.now)

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
            for name in self.sends:
                self.send(name)
            self.conference.refresh(self.now)
            self.listen()

    def send(self, name: str) -> None:
        self.conference.engine.receive_rtp(name, audio(self.count), self.now)
        for index, layer in enumerate(LAYERS[: self.sends[name]]):
            packet = video(self.count, ssrc=100 + index, rid=layer, keyframe=self.keyframes)
            self.conference.engine.receive_rtp(name, packet, self.now)

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


def resting(sitting: Sitting) -> str:
    """Somebody whose larger layers rest."""
    return next(name for name, largest in sitting.sends.items() if largest == Quality.SMALL)


def keyframes_asked(sitting: Sitting, name: str) -> Counter[int]:
    """How often, by SSRC, since the recorders were cleared."""
    return Counter(one.ssrc for one in sitting.out[name].rtcp() if isinstance(one, KeyframeRequest))


def test_a_layer_that_comes_back_is_shown_from_its_first_keyframe_without_another_request(sitting: Sitting) -> None:
    name = resting(sitting)
    viewer = next(one for one in ("b", "c") if one != name)
    sitting.keyframes = False
    for recorder in sitting.out.values():
        recorder.clear()
    sitting.policy(name)
    assert keyframes_asked(sitting, name) == {100: 1}, "of what rests nothing can be asked"
    sitting.run(2 * STEP_S)
    assert sitting.main_layer(viewer) != (sitting.conference.members[name].source, "q"), "nothing new yet"
    sitting.keyframes = True
    sitting.run(STEP_S)
    assert sitting.main_layer(viewer) == (sitting.conference.members[name].source, "q")
    sitting.run(sitting.delay - 3 * STEP_S)
    sitting.sends[name] = Quality.LARGE
    sitting.send(name)
    assert sitting.main_layer(viewer) == (sitting.conference.members[name].source, "f"), "with its first packet"
    assert not keyframes_asked(sitting, name)


def test_who_is_expected_keeps_the_middle_layer_ready(sitting: Sitting) -> None:
    name = resting(sitting)
    before = sitting.conference.engine._hoped  # type: ignore[attr-defined]
    sitting.expect(name)
    sitting.run(2 * STEP_S)
    assert sitting.told[-1] == (name, Quality.MEDIUM)
    assert sitting.conference.engine._hoped is before, "nobody is planned anew for it"  # type: ignore[attr-defined]
    sitting.run(HOLD_S + 1)
    assert sitting.sends[name] == Quality.MEDIUM, "for as long as he is expected"
    sitting.expect()
    sitting.run(HOLD_S + 1)
    assert sitting.sends[name] == Quality.SMALL


def test_no_more_than_two_are_kept_ready_and_none_while_the_node_is_under_stress(sitting: Sitting) -> None:
    sitting.expect("b", "c", "a")
    sitting.policy("a")
    sitting.run(HOLD_S + 1)
    assert sitting.conference.engine._warm == {2, 3}  # type: ignore[attr-defined]
    sitting.conference.relieve(Step.LARGE_LAYERS)
    sitting.run(STEP_S)
    assert not sitting.conference.engine._warm  # type: ignore[attr-defined]
