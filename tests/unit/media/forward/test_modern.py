"""VP9 and AV1 beside VP8: where a stream begins, what is rewritten at a switch, on the same slot and SSRC."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.counters import Counters
from media.forward.av1 import frame_of, move_frame, parse_av1, usable_dependency
from media.forward.budget import Quality
from media.forward.descriptor import move_counters
from media.forward.engine import VideoWish
from media.forward.errors import MalformedPacketError
from media.forward.plan import Codec, ExtensionIds, PeerPlan, SlotPlan, Track
from media.forward.rtcp import build_nack
from media.forward.rtp import RtpPacket, build_rtp, one_byte_extension
from media.forward.vp9 import parse_vp9
from tests.unit.media.engines import EACH_ENGINE, Kit
from tests.unit.media.packets import IDS, RTX, VP8, Recorder, plan, video

VP9, AV1, DEPENDENCY = 98, 45, 13
KEY = b"\x18\x0a\x0b"
DESCRIBED = replace(IDS, dependency=DEPENDENCY)


def vp9(picture: int, tl0: int, *, key: bool = False, begins: bool = True, spatial: int = 0) -> bytes:
    """A payload with 15-bit picture id, layers and TL0PICIDX, as Chromium sends it (RFC 9628 §4.2)."""
    first = 0xA0 | (0 if key else 0x40) | (0x08 if begins else 0)
    return bytes((first,)) + (0x8000 | picture).to_bytes(2, "big") + bytes((spatial << 1, tl0)) + b"body"


@pytest.mark.parametrize(
    ("payload", "begins", "counters"),
    [
        (vp9(300, 9, key=True), True, (15, 300, 9)),
        (vp9(300, 9), False, (15, 300, 9)),
        (vp9(300, 9, key=True, begins=False), False, (15, 300, 9)),
        (vp9(300, 9, key=True, spatial=1), False, (15, 300, 9)),
        (b"\x88\x05body", True, (7, 5, 0)),
        (b"\x08body", True, (0, 0, 0)),
        (b"\xb8\x05\x00\x01body", True, (7, 5, 0)),
    ],
)
def test_vp9_begins_with_a_frame_that_nothing_before_predicts(
    payload: bytes, begins: bool, counters: tuple[int, int, int]
) -> None:
    found = parse_vp9(payload)
    assert (found.starts_keyframe, (found.bits, found.picture, found.tl0)) == (begins, counters)


@pytest.mark.parametrize("payload", [b"\x80", b"\x80\x81", b"\x20", b"\x20\x00", b"\xa0\x05\x00"])
def test_vp9_that_is_cut_off_is_refused(payload: bytes) -> None:
    with pytest.raises(MalformedPacketError):
        parse_vp9(payload)


@given(st.integers(0, 0x7FFF), st.integers(0, 255), st.integers(-0x8000, 0x8000), st.integers(-300, 300))
def test_vp9_counters_move_and_nothing_else_does(picture: int, tl0: int, by: int, tl0_by: int) -> None:
    moved = move_counters(vp9(picture, tl0, key=True), parse_vp9(vp9(picture, tl0, key=True)), by, tl0_by)
    assert moved == vp9(picture + by & 0x7FFF, tl0 + tl0_by & 0xFF, key=True)


@pytest.mark.parametrize(("first", "begins"), [(0x08, True), (0x18, True), (0x10, False), (0x88, False), (0x80, False)])
def test_av1_begins_with_a_coded_video_sequence(first: int, begins: bool) -> None:
    assert parse_av1(bytes((first,)) + b"unit").starts_keyframe is begins


@given(st.binary(min_size=3, max_size=128), st.integers(-0x10000, 0x10000))
def test_a_dependency_descriptor_keeps_all_but_its_frame_number(value: bytes, by: int) -> None:
    moved = move_frame(usable_dependency(value), by)
    assert (moved[:1], moved[3:], frame_of(moved)) == (value[:1], value[3:], frame_of(value) + by & 0xFFFF)


@pytest.mark.parametrize("value", [None, b"", b"\xc0\x01", bytes(129)])
def test_what_cannot_be_a_dependency_descriptor_is_left_out(value: bytes | None) -> None:
    assert usable_dependency(value) == b""


class Nobody:
    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        """Only pictures here."""


class Hall:
    """a sends a camera in VP9 and a screen in AV1; b takes all, c AV1 without descriptors, d sends and takes VP8."""

    def __init__(self, kit: Kit) -> None:
        self.engine, self.now = kit.engine(Counters(), Nobody()), 1.0
        self.out = {name: Recorder() for name in "abcd"}
        codecs = {VP9: Codec.VP9, AV1: Codec.AV1}
        uplinks = {"1": Track.CAMERA, "2": Track.SCREEN}
        self.engine.add_peer("a", 1, PeerPlan(uplinks=uplinks, codecs=codecs, extensions=DESCRIBED), self.out["a"])
        self._look_on("b", 2, DESCRIBED, {Codec.VP9: (VP9, 99), Codec.AV1: (AV1, 46)})
        self._look_on("c", 3, IDS, {Codec.AV1: (AV1, 46)})
        self.engine.add_peer("d", 4, plan(base=5000), self.out["d"])

    def _look_on(self, name: str, source: int, ids: ExtensionIds, more: dict[Codec, tuple[int, int]]) -> None:
        slot = SlotPlan(50, VP8, 51, RTX, 0, more)
        self.engine.add_peer(name, source, PeerPlan(extensions=ids, video_slots=(slot,)), self.out[name])

    def send(self, sequence: int, payload: bytes, payload_type: int, dependency: bytes = b"") -> None:
        names = one_byte_extension(IDS.mid, b"1" if payload_type == VP9 else b"2")
        data = build_rtp(
            payload_type=payload_type,
            marker=False,
            sequence=sequence,
            timestamp=sequence * 3000,
            ssrc=100 + payload_type,
            payload=payload,
            extensions=names + (one_byte_extension(DEPENDENCY, dependency) if dependency else b""),
        )
        self.engine.receive_rtp("a", data, self.now)

    def look(self, source: int, track: Track = Track.CAMERA) -> None:
        for page in "bcd":
            self.engine.show(page, [], [VideoWish(source, track, Quality.LARGE)], self.now)


@EACH_ENGINE
def test_picture_ids_go_on_from_vp8_to_vp9_and_back(kit: Kit) -> None:
    hall = Hall(kit)
    hall.send(1, vp9(7, 7), VP9)
    hall.engine.receive_rtp("d", video(1, keyframe=True), hall.now)
    hall.look(4)
    hall.engine.receive_rtp("d", video(2, picture=900, tl0=5, keyframe=True), hall.now)
    hall.look(1)
    hall.send(2, vp9(8, 8), VP9)
    hall.send(3, vp9(9, 9, key=True), VP9)
    hall.send(4, vp9(10, 9), VP9)
    shown = hall.out["b"].rtp(50)
    assert [(one.payload_type, one.sequence) for one in shown] == [(VP8, 1001), (VP9, 1002), (VP9, 1003)]
    # fixed_seed begins at picture 200: 201 was VP8's.
    assert [one.payload for one in shown[1:]] == [vp9(202, 2, key=True), vp9(203, 2)]
    for page in "cd":
        assert VP9 not in {one.payload_type for one in hall.out[page].rtp()}, "it cannot show VP9"
    hall.engine.receive_rtcp("b", build_nack(1, 50, [1002]), hall.now + 0.1)
    (again,) = hall.out["b"].rtp(51)
    assert (again.payload_type, again.payload[2:]) == (99, vp9(202, 2, key=True))


@EACH_ENGINE
@pytest.mark.parametrize("tail", [b"\x80" + bytes(4), bytes(13)])
def test_frame_numbers_of_av1_go_on_across_a_switch(kit: Kit, tail: bytes) -> None:
    hall = Hall(kit)
    hall.send(1, b"\x10delta", AV1, b"\xc0\x00\x63")
    hall.look(1, Track.SCREEN)
    hall.send(2, b"\x10delta", AV1, b"\xc0\x00\x64")
    hall.send(3, KEY, AV1, b"\xc0\x00\x65" + tail)
    hall.send(4, b"\x10delta", AV1, b"\xc0\x00\x66")
    hall.look(4)
    hall.look(1, Track.SCREEN)
    hall.send(60, KEY, AV1, b"\xc0\x0f\x00" + tail)
    shown = hall.out["b"].rtp(50)
    assert [(one.payload_type, one.sequence, one.payload) for one in shown] == [
        (AV1, 1001, KEY),
        (AV1, 1002, b"\x10delta"),
        (AV1, 1003, KEY),
    ]
    told = [one.extension(DEPENDENCY) for one in shown]
    assert told == [b"\xc0\x00\x01" + tail, b"\xc0\x00\x02", b"\xc0\x00\x03" + tail]
    assert all(one.extension(IDS.send_time) for one in shown), "it stands beside what measures the line"
    assert [one.extension(DEPENDENCY) for one in hall.out["c"].rtp(50)] == [None] * 3, "nobody asked for it"
    hall.engine.receive_rtcp("b", build_nack(1, 50, [1003]), hall.now + 0.1)
    (again,) = hall.out["b"].rtp(51)
    assert (again.payload_type, again.extension(DEPENDENCY)) == (46, b"\xc0\x00\x03" + tail)
    assert not hall.out["d"].rtp(), "who takes VP8 alone is not sent what it cannot show"


@EACH_ENGINE
def test_a_long_descriptor_of_av1_takes_the_long_form(kit: Kit) -> None:
    hall = Hall(kit)
    hall.send(1, b"\x10delta", AV1)
    hall.look(1, Track.SCREEN)
    long = b"\xc0\x00\x65" + bytes(37)
    plain = build_rtp(payload_type=AV1, marker=False, sequence=2, timestamp=6000, ssrc=145, payload=b"")
    extension = b"\x10\0\0\x0b" + bytes((DEPENDENCY, len(long))) + long + bytes(2)
    hall.engine.receive_rtp("a", bytes((0x90,)) + plain[1:] + extension + KEY, hall.now)
    (shown,) = hall.out["b"].rtp(50)
    assert shown.extension(DEPENDENCY) == b"\xc0\x00\x01" + long[3:]
    assert shown.extension(IDS.send_time) and shown.profile == 0x1000
