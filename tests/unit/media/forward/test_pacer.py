"""A large keyframe on a thin line: sound goes past it, no number is lost; the rules on simulated lines."""

from collections.abc import Callable

import pytest

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.engine import VideoWish
from media.forward.line import KNOWN_PACE, START_ROOM
from media.forward.pacer import BURST_S, Pacer
from media.forward.plan import Codec, ExtensionIds, PeerPlan, SlotPlan, Track
from media.forward.rtcp import KeyframeRequest
from media.forward.rtp import RtpPacket, build_rtp, one_byte_extension
from tests.unit.media.engines import EACH_ENGINE, Kit
from tests.unit.media.lines import Subscriber, Wire
from tests.unit.media.packets import IDS, OPUS, RTX, VP8, Recorder, audio, plan, vp8_payload

MEASURED = PeerPlan(
    codecs={OPUS: Codec.OPUS},
    extensions=ExtensionIds(mid=1, level=4, transport_cc=6),
    audio_slots=(SlotPlan(1, OPUS),),
    video_slots=(SlotPlan(2, VP8, 3, RTX),),
)
RATE = START_ROOM * KNOWN_PACE / 8
"""Bytes per second at which pictures leave before anything is known of the line."""


class Nobody:
    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        """Sound is of no interest here."""


class Hall:
    """Page a sends a small camera and sound, page b is measured."""

    def __init__(self, kit: Kit) -> None:
        self.counters, self.out, self.now, self.sequence = Counters(), Recorder(), 100.0, 0
        self.engine = kit.engine(self.counters, Nobody())
        self.asked = Recorder()
        self.engine.add_peer("a", 1, plan(), self.asked)
        self.engine.add_peer("b", 2, MEASURED, self.out)
        self.frame(1)
        self.look()
        self.engine.receive_rtp("a", audio(1), self.now)
        self.look()
        # Nobody answers for the first look: then there is room for a small picture.
        self.wait(1.6)
        self.out.clear()

    def look(self) -> None:
        wish = VideoWish(1, Track.CAMERA, Quality.SMALL)
        self.engine.show("b", [1], [wish], self.now)

    def frame(self, packets: int, *, keyframe: bool = True) -> None:
        """One frame of so many packets of 1000 bytes."""
        for index in range(packets):
            self.sequence += 1
            body = vp8_payload(self.sequence, 1, keyframe=keyframe, starts=index == 0, body=bytes(990))
            self.engine.receive_rtp("a", _video(self.sequence, body, index == packets - 1), self.now)

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.02)):
            self.now += 0.02
            self.engine.ask(self.now)

    def pictures(self) -> list[RtpPacket]:
        return self.out.rtp(2)


def _video(sequence: int, payload: bytes, marker: bool) -> bytes:
    extensions = one_byte_extension(IDS.mid, b"1") + one_byte_extension(IDS.rid, b"q")
    return build_rtp(
        payload_type=VP8,
        marker=marker,
        sequence=sequence,
        timestamp=sequence * 100,
        ssrc=100,
        payload=payload,
        extensions=extensions,
    )


@EACH_ENGINE
def test_a_keyframe_leaves_at_the_lines_rate_and_sound_goes_past_it(kit: Kit) -> None:
    hall = Hall(kit)
    hall.wait(0.1)
    hall.frame(25)
    at_once = len(hall.pictures())
    assert 1 <= at_once <= 1 + RATE * BURST_S / 1000 + 1
    hall.engine.receive_rtp("a", audio(2), hall.now)
    assert len(hall.out.rtp(1)) == 1, "sound does not wait"
    hall.wait(0.2)
    assert len(hall.pictures()) - at_once == pytest.approx(RATE * 0.2 / 1076, abs=2)
    hall.wait(1.0)
    sequences = [one.sequence for one in hall.pictures()]
    assert sequences == list(range(sequences[0], sequences[0] + 25))
    assert hall.counters["pacer_overflow"] == 0


@EACH_ENGINE
def test_what_waited_for_a_cut_leaves_no_hole_in_the_numbers(kit: Kit) -> None:
    hall = Hall(kit)
    hall.frame(25)
    sent = len(hall.pictures())
    assert sent < 20
    hall.engine.show("b", [1], [None], hall.now)
    hall.wait(1.0)
    assert len(hall.pictures()) == sent, "what waited is not shown any more"
    hall.look()
    hall.frame(3)
    hall.wait(0.5)
    sequences = [one.sequence for one in hall.pictures()]
    assert sequences == list(range(sequences[0], sequences[0] + sent + 3))


@EACH_ENGINE
def test_what_would_come_too_late_is_given_up_for_the_next_keyframe(kit: Kit) -> None:
    hall = Hall(kit)
    hall.frame(60)
    hall.asked.clear()
    hall.now += 0.6
    hall.wait(0.02)
    assert hall.counters["pacer_overflow"] == 1
    assert any(isinstance(one, KeyframeRequest) for one in hall.asked.rtcp())
    before = len(hall.pictures())
    hall.frame(2, keyframe=False)
    assert len(hall.pictures()) == before
    hall.frame(1)
    hall.wait(0.1)
    sequences = [one.sequence for one in hall.pictures()]
    assert sequences == list(range(sequences[0], sequences[0] + before + 1))


def test_without_a_rate_nothing_waits_and_a_lifted_limit_lets_all_go() -> None:
    pacer, sent = Pacer(), list[float]()
    pacer.send("slot", 5000, 0, sent.append, 1.0)
    assert sent == [1.0]
    pacer.pace(1000, 1.0)
    for _ in range(3):
        pacer.send("slot", 5000, 0, sent.append, 1.0)
    assert pacer.waiting == 10_000
    pacer.pace(0, 2.0)
    assert sent == [1.0, 1.0, 2.0, 2.0] and pacer.waiting == 0


@pytest.mark.parametrize(
    ("kbit", "heard", "pictures"),
    [
        (64, 0.96, 0),
        (100, 0.97, 0),
        (150, 0.99, 0),
        (300, 0.999, 100),
        (600, 0.999, 300),
        (1000, 0.999, 300),
        (1500, 0.999, 850),
        (2000, 0.999, 850),
        (2500, 0.999, 850),
        (10_000, 0.999, 850),
    ],
)
def test_sound_is_heard_on_every_line_with_a_short_queue(kbit: int, heard: float, pictures: int) -> None:
    page = Subscriber(Wire(kbit * 1e3, queue_s=0.15), keyframe_s=0.6)
    page.run(20)
    assert page.heard_share >= heard
    page.forget()
    page.run(40)
    assert page.heard_share >= 0.995
    assert page.mean >= pictures * 1e3


@pytest.mark.parametrize("keyframe_s", [0.3, 0.6, 1.0])
@pytest.mark.parametrize("kbit", [1000, 1500, 2000, 2500])
def test_a_large_keyframe_does_not_spoil_the_sound_of_a_middling_line(kbit: int, keyframe_s: float) -> None:
    """A queue of a second, the worst there is: without the pacer 2 % to 25 % of the sound came too late."""
    page = Subscriber(Wire(kbit * 1e3), keyframe_s=keyframe_s)
    page.run(20)
    page.forget()
    page.run(40)
    assert page.cuts <= 2 and page.overflows <= 1
    assert page.heard_share >= 0.995
    bare = Subscriber(Wire(1_500_000), keyframe_s=0.6, paced=False)
    bare.run(60)
    assert bare.heard_share < 0.9, "else this would prove nothing"


def _becomes(name: str, value: float) -> Callable[[Subscriber], None]:
    return lambda page: setattr(page.wire, name, value)


@pytest.mark.parametrize(
    ("first", "then", "heard", "at_least"),
    [
        pytest.param(_becomes("capacity", 600e3), _becomes("capacity", 2e6), 0.95, 370e3, id="step"),
        pytest.param(_becomes("capacity", 150e3), _becomes("capacity", 2e6), 0.92, 300e3, id="deep-step"),
        pytest.param(_becomes("others", 1.5e6), _becomes("others", 0.0), 0.95, 300e3, id="others"),
        pytest.param(_becomes("jitter_s", 0.06), _becomes("jitter_s", 0.0), 0.999, 850e3, id="jitter"),
        pytest.param(_becomes("loss", 0.05), _becomes("loss", 0.0), 0.94, 850e3, id="loss"),
    ],
)
def test_a_line_that_changes(
    first: Callable[[Subscriber], None], then: Callable[[Subscriber], None], heard: float, at_least: float
) -> None:
    page = Subscriber(Wire(2e6))
    page.run(15)
    first(page)
    page.forget()
    page.run(25)
    assert page.heard_share >= heard
    then(page)
    page.run(20)
    page.forget()
    page.run(30)
    assert page.heard_share >= 0.995
    assert page.mean >= at_least
