"""A recorded meeting of real Chromiums, on lines that lose and reorder: both engines send the same bytes.

What is in the recording and who wrote it: ``tests/unit/media/recording.py``. On the way in and out all goes through
libsrtp with keys of this test, as in a worker: a packet that may not be protected would show.
"""

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import pytest
from pylibsrtp import Error, Policy, Session

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.engine import Engine, VideoWish
from media.forward.plan import Codec, PeerPlan, Track
from media.forward.rtcp import Nack, ReportBlock, SenderReport, TransportFeedback, build_nack, parse_rtcp
from media.forward.rtp import RtpPacket, parse_rtp
from media.forward.vp8 import parse_vp8
from tests.unit.media.engines import NATIVE_KIT, NEEDS_NATIVE, PYTHON_KIT, Kit
from tests.unit.media.packets import Recorder
from tests.unit.media.recording import CHROMIUM, Recording, read_recording

BEGIN, TICK_S = 100.0, 0.02
LOOKS = (Quality.SMALL, Quality.LARGE, None, Quality.MEDIUM)
"""What page c wants to see, changing every half second."""
NACK_TICKS = 3
KEY_BYTES = 28
"""AES-128-GCM: key and salt."""


def _session(page: int, way: str, direction: int) -> Session:
    """``way``: up or down, each with a key of its own; ``direction``: whether this end of it protects or reads."""
    policy = Policy(
        key=f"{page} {way}".encode().ljust(KEY_BYTES),
        ssrc_type=direction,
        srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
    )
    policy.allow_repeat_tx = True
    policy.window_size = 1024
    return Session(policy)


@dataclass(frozen=True)
class Arrival:
    """A protected packet of a page."""

    page: int
    rtcp: bool
    at: float
    secret: bytes


@cache
def recording() -> Recording:
    return read_recording(CHROMIUM)


def arrivals(seed: int) -> list[Arrival]:
    """The recording, protected by its pages; from seed 1 on with losses, repetitions and packets that overtake."""
    keys = [_session(page, "up", Policy.SSRC_ANY_OUTBOUND) for page in range(len(recording().pages))]
    found = []
    for one in recording().packets:
        protect = keys[one.page].protect_rtcp if one.rtcp else keys[one.page].protect
        found.append(Arrival(one.page, one.rtcp, BEGIN + one.at, protect(one.data)))
    return _jumbled(found, random.Random(seed)) if seed else found


def _jumbled(packets: Sequence[Arrival], chance: random.Random) -> list[Arrival]:
    jumbled = []
    for one in packets:
        fate = chance.random()
        if fate >= 0.03:
            jumbled.append(replace(one, at=one.at + (chance.choice((0.003, 0.02, 0.09)) if fate < 0.1 else 0)))
        if fate > 0.98:
            jumbled.append(one)
    return sorted(jumbled, key=lambda one: one.at)


class Page(Recorder):
    """An outlet that protects, and keeps both."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.unlock = _session(number, "up", Policy.SSRC_ANY_INBOUND)
        self._lock = _session(number, "down", Policy.SSRC_ANY_OUTBOUND)
        self.wire: list[bytes] = []
        self._due: deque[int] = deque([0] * NACK_TICKS)
        """How many packets ``raw`` held at the last calls of ``losses``."""

    def send_rtp(self, packet: bytes) -> None:
        super().send_rtp(packet)
        self.wire.append(self._lock.protect(packet))

    def send_rtcp(self, packet: bytes) -> None:
        super().send_rtcp(packet)
        self.wire.append(self._lock.protect_rtcp(packet))

    def losses(self) -> dict[int, list[int]]:
        """Every fifth packet of a while ago, as if the line had swallowed it: SSRC to sequences."""
        self._due.append(len(self.raw))
        lost: dict[int, list[int]] = {}
        for packet in map(parse_rtp, self.raw[self._due.popleft() : self._due[0]][::5]):
            lost.setdefault(packet.ssrc, []).append(packet.sequence)
        return lost


class Ears:
    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        self.heard.append((source, packet.level, packet.sequence, packet.timestamp, bytes(packet.payload), now))


def plans() -> dict[str, PeerPlan]:
    """a sends, b looks, as recorded; c and d look from browsers that do not report on each packet: it is known of their
    lines only what they ask for. d, whom the recording does not know, has SSRCs of its own."""
    a, b, c = (one.plan() for one in recording().pages)
    c = replace(c, extensions=replace(c.extensions, transport_cc=0))
    audio = tuple(replace(one, ssrc=one.ssrc ^ 1) for one in c.audio_slots)
    video = tuple(replace(one, ssrc=one.ssrc ^ 1, rtx_ssrc=one.rtx_ssrc ^ 1) for one in c.video_slots)
    return {"a": a, "b": b, "c": c, "d": replace(c, audio_slots=audio, video_slots=video)}


class Hall:
    """The meeting, as a worker would keep it going."""

    def __init__(self, kit: Kit) -> None:
        self.counters, self.ears = Counters(), Ears()
        self.engine: Engine = kit.engine(self.counters, self.ears)
        self.out = {name: Page(number) for number, name in enumerate("abcd")}
        self.advice: list[object] = []
        self._waiting = plans()

    def take(self, one: Arrival) -> None:
        name = "abcd"[one.page]
        unlock = self.out[name].unlock
        try:
            data = unlock.unprotect_rtcp(one.secret) if one.rtcp else unlock.unprotect(one.secret)
        except Error:
            self.counters.add("replayed")
            return
        receive = self.engine.receive_rtcp if one.rtcp else self.engine.receive_rtp
        receive(name, data, one.at)

    def tick(self, number: int, now: float) -> None:
        """What a worker does every 20 ms, and less often."""
        self._admit(now)
        self.engine.ask(now)
        for ssrc, sequences in self.out["d"].losses().items():
            self.engine.receive_rtcp("d", build_nack(9, ssrc, sorted(sequences)), now)
        if number % 5 == 0:
            self.advice += [dict(self.engine.demand(now)), dict(self.engine.sounds(now))]
        if number % 25 == 0:
            self._direct(number // 25, now)
        if number % 50 == 0:
            self.advice.append(dict(self.engine.sending(now)))
            self.engine.report(now, 1_700_000_000 + now)

    def _admit(self, now: float) -> None:
        """Pages come when they came; d, whom the recording does not know, with the first."""
        joined = dict(zip("abc", (one.at for one in recording().pages), strict=True))
        for name, plan in list(self._waiting.items()):
            if BEGIN + joined.get(name, 0.0) <= now:
                del self._waiting[name]
                self.engine.add_peer(name, "abcd".index(name) + 1, plan, self.out[name])
                self._direct(0, now)

    def _direct(self, turn: int, now: float) -> None:
        """b and d look at the large picture, c at another one each time, and hears every second time."""
        size = LOOKS[turn % len(LOOKS)]
        wishes = {"b": Quality.LARGE, "c": size, "d": Quality.LARGE}
        for name, quality in wishes.items():
            wish = VideoWish(1, Track.CAMERA, quality) if quality is not None else None
            sound = None if name == "c" and turn % 2 else 1
            self.engine.show(name, [sound], [wish], now)

    def told(self) -> dict[str, object]:
        counts = {name: count for name, count in self.counters.snapshot().items() if name != "rtp_sent"}
        packets = {name: (out.raw, out.control, out.wire) for name, out in self.out.items()}
        return {"packets": packets, "heard": self.ears.heard, "advice": self.advice, "counts": counts}


def play(kit: Kit, packets: Sequence[Arrival]) -> Hall:
    hall, number = Hall(kit), 0
    for one in packets:
        while BEGIN + number * TICK_S <= one.at:
            hall.tick(number, BEGIN + number * TICK_S)
            number += 1
        hall.take(one)
    hall.engine.remove_peer("a", BEGIN + number * TICK_S)
    return hall


@NEEDS_NATIVE
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_both_engines_forward_a_recorded_meeting_to_the_bit(seed: int) -> None:
    packets = arrivals(seed)
    native, python = play(NATIVE_KIT, packets).told(), play(PYTHON_KIT, packets).told()
    for name in python:
        assert native[name] == python[name], name


def test_the_recording_holds_what_it_is_for() -> None:
    """Else the comparison would be one of easy cases."""
    a = recording().pages[0].plan()
    kinds: dict[Codec, set[int]] = {}
    for one in recording().packets:
        if not one.rtcp:
            packet = parse_rtp(one.data)
            kinds.setdefault(a.codecs[packet.payload_type], set()).add(packet.ssrc)
    items = {type(item) for one in recording().packets if one.rtcp for item in parse_rtcp(one.data)}
    assert {codec: len(ssrcs) for codec, ssrcs in kinds.items() if codec is not Codec.RTX} == {
        Codec.VP8: 3,
        Codec.OPUS: 1,
        Codec.RED: 1,
    }
    assert len(kinds[Codec.RTX]) >= 3, "resends, and probes, of each layer"
    assert {Nack, ReportBlock, SenderReport, TransportFeedback} <= items
    assert CHROMIUM.stat().st_size < 200_000


def test_the_played_meeting_switches_layers_and_answers_nacks() -> None:
    hall = play(PYTHON_KIT, arrivals(1))
    out, plan = hall.out, plans()
    assert hall.counters["replayed"] > 10
    assert any(isinstance(item, Nack) for item in out["a"].rtcp()), "what was lost is asked for"
    assert widths(out["c"], plan["c"].video_slots[0].ssrc) == {240, 480, 960}, "each layer in turn"
    for name in "bcd":
        assert len(out[name].rtp(plan[name].video_slots[0].ssrc)) > 50, name
        assert len(out[name].rtp(plan[name].audio_slots[0].ssrc)) > 150, name
    for name in "bd":
        assert len(out[name].rtp(plan[name].video_slots[0].rtx_ssrc)) > 30, name
    kinds = {packet.payload_type for packet in out["b"].rtp(plan["b"].audio_slots[0].ssrc)}
    assert kinds == {plan["b"].audio_slots[0].payload_type, plan["b"].audio_slots[0].red_payload_type}


def widths(out: Page, ssrc: int) -> set[int]:
    """Of the pictures' keyframes (RFC 6386 §9.1): each layer has its own."""
    found = set()
    for packet in out.rtp(ssrc):
        at = packet.payload.find(b"\x9d\x01\x2a", 0, 16)
        if at > 0 and parse_vp8(packet.payload).starts_keyframe:
            found.add(int.from_bytes(packet.payload[at + 3 : at + 5], "little") & 0x3FFF)
    return found
