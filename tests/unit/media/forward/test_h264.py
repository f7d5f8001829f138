"""H264 beside VP8: begun at its parameters, shown only to pages that take it, on the same slot and SSRC."""

import pytest

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.engine import VideoWish
from media.forward.h264 import parse_h264
from media.forward.plan import Codec, PeerPlan, SlotPlan, Track
from media.forward.rtcp import build_nack
from media.forward.rtp import RtpPacket, build_rtp, one_byte_extension
from tests.unit.media.engines import EACH_ENGINE, Kit
from tests.unit.media.packets import IDS, RTX, UPLINKS, VP8, Recorder, plan, video

H264, H264_RTX = 102, 103
SPS, IDR, DELTA = b"\x67\x42\xe0\x1f", b"\x65\x88", b"\x41\x9a"
STAP = b"\x78" + b"\0\4" + SPS + b"\0\2\x68\xce"
LATER_STAP = b"\x78" + b"\0\2\x68\xce" + b"\0\4" + SPS


@pytest.mark.parametrize(
    ("payload", "begins"),
    [
        (SPS, True), (STAP, True), (LATER_STAP, True), (b"\x7c\x87" + SPS[1:], True),
        (IDR, False), (DELTA, False), (b"\x7c\x85\x88", False), (b"\x7c\x07\x88", False),
        (b"\x78", False), (b"\x78\0", False), (b"\x78\xff\xff\x68", False), (b"\x7c", False), (b"\x78\0\0\0\0", False),
    ],
)  # fmt: skip
def test_a_stream_begins_at_its_parameters(payload: bytes, begins: bool) -> None:
    assert parse_h264(payload).starts_keyframe is begins


class Nobody:
    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        """Only pictures here."""


class Hall:
    """a sends H264, b takes both kinds, c takes VP8 alone, d sends VP8."""

    def __init__(self, kit: Kit) -> None:
        self.engine, self.now = kit.engine(Counters(), Nobody()), 1.0
        self.out = {name: Recorder() for name in "abcd"}
        sender = PeerPlan(uplinks=UPLINKS, codecs={H264: Codec.H264, H264_RTX: Codec.RTX}, extensions=IDS)
        slot = SlotPlan(50, VP8, 51, RTX, 0, {Codec.H264: (H264, H264_RTX)})
        self.engine.add_peer("a", 1, sender, self.out["a"])
        self.engine.add_peer("b", 2, PeerPlan(extensions=IDS, video_slots=(slot,)), self.out["b"])
        self.engine.add_peer("c", 3, plan(publishes=False), self.out["c"])
        self.engine.add_peer("d", 4, plan(base=5000), self.out["d"])

    def send(self, sequence: int, payload: bytes, payload_type: int = H264) -> None:
        data = build_rtp(
            payload_type=payload_type,
            marker=False,
            sequence=sequence,
            timestamp=sequence * 3000,
            ssrc=100,
            payload=payload,
            extensions=one_byte_extension(IDS.mid, b"1"),
        )
        self.engine.receive_rtp("a", data, self.now)

    def look(self, source: int) -> None:
        for page in "bc":
            self.engine.show(page, [], [VideoWish(source, Track.CAMERA, Quality.LARGE)], self.now)


@EACH_ENGINE
def test_it_flows_from_its_parameters_on_and_switches_to_vp8_on_the_same_ssrc(kit: Kit) -> None:
    hall = Hall(kit)
    hall.send(1, DELTA)
    hall.look(1)
    hall.send(2, IDR)
    hall.send(3, STAP)
    hall.send(4, b"\x7c\x85\x88")
    shown = hall.out["b"].rtp(50)
    assert [(one.payload_type, one.sequence, one.payload) for one in shown] == [
        (H264, 1001, STAP),
        (H264, 1002, b"\x7c\x85\x88"),
    ]
    assert not hall.out["c"].rtp(), "who takes VP8 alone is not sent what it cannot show"
    hall.engine.receive_rtcp("b", build_nack(1, 50, [1001]), hall.now + 0.1)
    (again,) = hall.out["b"].rtp(51)
    assert (again.payload_type, again.payload[2:]) == (H264_RTX, STAP)
    hall.engine.receive_rtp("d", video(1, keyframe=True), hall.now)
    hall.look(4)
    hall.engine.receive_rtp("d", video(2, picture=7, keyframe=True), hall.now)
    after = hall.out["b"].rtp(50)[2:]
    assert [(one.payload_type, one.sequence) for one in after] == [(VP8, 1003)]
    assert len(hall.out["c"].rtp()) == 1


@EACH_ENGINE
def test_a_stream_keeps_its_codec(kit: Kit) -> None:
    hall = Hall(kit)
    hall.send(1, STAP)
    hall.look(1)
    hall.engine.receive_rtp("d", video(1, keyframe=True), hall.now)
    before = len(hall.out["b"].rtp())
    hall.send(2, STAP, payload_type=VP8)
    hall.send(3, STAP)
    assert len(hall.out["b"].rtp()) == before + 1, "VP8 was not negotiated with this page"
