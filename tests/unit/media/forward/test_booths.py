"""Interpretation: a voice of its own for those who chose it, and for nobody else."""

from collections.abc import Iterator

import pytest

from media.counters import Counters
from media.forward.conference import MUTED_S, Conference, Wants
from media.forward.rtp import RtpPacket
from meetings.contracts.media import CHANNEL_SLOT, Participant, Policy, PolicyChannel
from tests.unit.media.engines import EACH_ENGINE, Kit
from tests.unit.media.packets import Recorder, audio, contributor, plan, video

pytestmark = EACH_ENGINE
EVERYBODY = ("floor", "one", "two", "en", "vi", "tablet")


class Sitting:
    """«floor» speaks, «one» and «two» interpret into English, «en» and «tablet» (in a room) listen, «vi» does not."""

    def __init__(self, kit: Kit) -> None:
        self.tapped: set[int] = set()
        self.conference = Conference("m", Counters(), self, make_engine=kit.engine)
        self.out = {name: Recorder() for name in EVERYBODY}
        self.now, self.count, self.number = 0.0, 0, 0
        self.source = {name: self._join(name, index) for index, name in enumerate(EVERYBODY)}

    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        self.tapped.add(source)

    def _join(self, name: str, index: int) -> int:
        member = self.conference.join(
            name,
            Participant(key=f"person:{name}", name=name),
            plan(publishes=True, base=10_000 * (index + 1)),
            self.out[name],
            publishes=True,
            interprets=name in ("one", "two"),
            wants=Wants(channel="en" if name in ("en", "tablet", "two") else None, hears=name != "tablet"),
            now=self.now,
        )
        return member.source

    def on_air(self, name: str | None) -> None:
        self.number += 1
        channel = PolicyChannel(language="en", on_air=f"person:{name}" if name else None)
        keys = ("person:floor",)
        policy = Policy(number=self.number, floor=keys, open_microphones=keys, channels=(channel,))
        self.conference.apply(policy, self.now)

    def run(self, seconds: float = 0.3, *, silent: tuple[str, ...] = ()) -> None:
        for recorder in self.out.values():
            recorder.clear()
        for _ in range(round(seconds * 50)):
            self.step(silent)

    def step(self, silent: tuple[str, ...] = ()) -> None:
        self.now += 0.02
        self.count += 1
        for name in {"floor", "one", "two"}.difference(silent):
            self.conference.engine.receive_rtp(name, audio(self.count, level=10), self.now)
            self.conference.engine.receive_rtp(name, video(self.count, keyframe=True), self.now)
        if self.count % 5 == 0:
            self.conference.refresh(self.now)

    def heard(self, name: str) -> dict[int, set[int]]:
        """Sources by audio slot."""
        base = 10_000 * (EVERYBODY.index(name) + 1)
        found: dict[int, set[int]] = {}
        for raw, packet in zip(self.out[name].raw, self.out[name].rtp(), strict=True):
            if packet.ssrc - base <= CHANNEL_SLOT:
                found.setdefault(packet.ssrc - base, set()).add(contributor(raw))
        return found


@pytest.fixture
def sitting(kit: Kit) -> Iterator[Sitting]:
    yield Sitting(kit)


def test_who_chose_the_channel_hears_it_and_the_floor(sitting: Sitting) -> None:
    sitting.on_air("one")
    sitting.run()
    floor, one = sitting.source["floor"], sitting.source["one"]
    assert sitting.heard("en") == {0: {floor}, CHANNEL_SLOT: {one}}
    assert sitting.heard("vi") == {0: {floor}}
    assert sitting.heard("tablet") == {CHANNEL_SLOT: {one}}, "the floor comes from the room's loudspeakers"
    assert sitting.heard("two") == {0: {floor}, CHANNEL_SLOT: {one}}, "the colleague follows"
    assert sitting.heard("one") == {0: {floor}}
    assert sitting.heard("floor") == {}
    assert sitting.conference.members["en"].view.channel == one


def test_an_interpreter_is_neither_on_the_floor_nor_seen_nor_written_down(sitting: Sitting) -> None:
    sitting.on_air("one")
    keys = ("person:floor", "person:one")
    policy = Policy(number=9, open_microphones=keys, channels=(PolicyChannel(language="en", on_air="person:one"),))
    sitting.conference.apply(policy, sitting.now)
    sitting.run()
    assert sitting.heard("vi") == {0: {sitting.source["floor"]}}, "even with an open microphone"
    assert sitting.tapped == {sitting.source["floor"]}
    seen = {one for member in sitting.conference.members.values() for one in member.view.video}
    assert not seen & {sitting.source["one"], sitting.source["two"]}
    rows = {row.source: row.sending for row in sitting.conference.directory(sitting.now)}
    assert rows[sitting.source["one"]].audio and not rows[sitting.source["one"]].camera


def test_who_is_not_on_air_is_heard_by_nobody(sitting: Sitting) -> None:
    for nobody in (None, "vi", "gone"):
        sitting.on_air(nobody)
        sitting.run()
        assert sitting.heard("en") == {0: {sitting.source["floor"]}}
        assert sitting.conference.members["en"].view.channel is None


def test_a_handover_loses_no_packet(sitting: Sitting) -> None:
    sitting.on_air("one")
    sitting.run()
    sitting.out["en"].clear()
    for _ in range(5):
        sitting.step()
    sitting.on_air("two")
    for _ in range(5):
        sitting.step()
    base = 10_000 * (EVERYBODY.index("en") + 1) + CHANNEL_SLOT
    packets = [
        (contributor(raw), packet)
        for raw, packet in zip(sitting.out["en"].raw, sitting.out["en"].rtp(), strict=True)
        if packet.ssrc == base
    ]
    # Three frames of silence end a voice (``docs/algorithms/slots.md``, rule 4).
    one, two = sitting.source["one"], sitting.source["two"]
    assert [source for source, _ in packets] == [one] * (5 + 3) + [two] * 5
    numbers = [packet.sequence for _, packet in packets]
    assert numbers == list(range(numbers[0], numbers[0] + 13))


def test_a_muted_interpreter_leaves_the_slot_empty(sitting: Sitting) -> None:
    sitting.on_air("one")
    sitting.run()
    sitting.run(MUTED_S - 0.2, silent=("one",))
    assert sitting.conference.members["en"].view.channel == sitting.source["one"], "a breath is no end"
    sitting.run(0.4, silent=("one",))
    assert sitting.conference.members["en"].view.channel is None
    sitting.run(0.2)
    assert sitting.conference.members["en"].view.channel == sitting.source["one"]
