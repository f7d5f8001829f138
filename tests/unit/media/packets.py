"""Builders of packets and a recorder of what leaves the engine, shared by the media tests."""

import re
import struct
from collections.abc import Mapping

from media.forward.plan import Codec, ExtensionIds, PeerPlan, SlotPlan, Track
from media.forward.rtcp import RtcpItem, parse_rtcp
from media.forward.rtp import RtpPacket, build_rtp, one_byte_extension, parse_rtp
from media.forward.slot import SlotSeed

OPUS, VP8, RTX, RED = 111, 96, 97, 63
IDS = ExtensionIds(mid=1, rid=2, repaired_rid=3, level=4, send_time=5)
CODECS: Mapping[int, Codec] = {OPUS: Codec.OPUS, VP8: Codec.VP8, RTX: Codec.RTX, RED: Codec.RED}
UPLINKS: Mapping[str, Track] = {"0": Track.AUDIO, "1": Track.CAMERA, "2": Track.SCREEN}


def vp8_payload(picture: int, tl0: int, *, keyframe: bool = False, starts: bool = True, body: bytes = b"body") -> bytes:
    """A payload with 15-bit picture id and TL0PICIDX, as Chromium sends it."""
    head = bytes((0x80 | (0x10 if starts else 0), 0xC0))
    frame = bytes((0 if keyframe else 1,)) + body
    return head + struct.pack("!HB", 0x8000 | picture, tl0) + frame


def video(
    sequence: int,
    timestamp: int = 0,
    *,
    ssrc: int = 100,
    picture: int = 1,
    tl0: int = 1,
    keyframe: bool = False,
    starts: bool = True,
    marker: bool = True,
    mid: str = "1",
    rid: str = "",
) -> bytes:
    extensions = one_byte_extension(IDS.mid, mid.encode())
    if rid:
        extensions += one_byte_extension(IDS.rid, rid.encode())
    return build_rtp(
        payload_type=VP8,
        marker=marker,
        sequence=sequence & 0xFFFF,
        timestamp=timestamp & 0xFFFFFFFF,
        ssrc=ssrc,
        payload=vp8_payload(picture & 0x7FFF, tl0 & 0xFF, keyframe=keyframe, starts=starts),
        extensions=extensions,
    )


def audio(sequence: int, *, ssrc: int = 10, level: int = 30, payload: bytes = b"opus", mid: str = "0") -> bytes:
    return build_rtp(
        payload_type=OPUS,
        marker=False,
        sequence=sequence & 0xFFFF,
        timestamp=sequence * 960 & 0xFFFFFFFF,
        ssrc=ssrc,
        payload=payload,
        extensions=one_byte_extension(IDS.mid, mid.encode()) + one_byte_extension(IDS.level, bytes((level,))),
    )


def plan(*, publishes: bool = True, base: int = 1000) -> PeerPlan:
    """A page with all slots; slot SSRCs begin at ``base`` (audio) and ``base`` + 100 (video), RTX 100 higher."""
    return PeerPlan(
        uplinks=UPLINKS if publishes else {},
        codecs=CODECS if publishes else {},
        extensions=IDS,
        audio_slots=tuple(SlotPlan(base + i, OPUS, red_payload_type=RED) for i in range(5)),
        video_slots=tuple(SlotPlan(base + 100 + i, VP8, base + 200 + i, RTX) for i in range(9)),
    )


class Recorder:
    """An ``Outlet`` that keeps what it is given."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.control: list[bytes] = []

    def send_rtp(self, packet: bytes) -> None:
        self.raw.append(packet)

    def send_rtcp(self, packet: bytes) -> None:
        self.control.append(packet)

    def rtp(self, ssrc: int | None = None) -> list[RtpPacket]:
        packets = [parse_rtp(one) for one in self.raw]
        return [one for one in packets if ssrc is None or one.ssrc == ssrc]

    def rtcp(self) -> list[RtcpItem]:
        return [item for one in self.control for item in parse_rtcp(one)]

    def clear(self) -> None:
        self.raw.clear()
        self.control.clear()


def fixed_seed() -> SlotSeed:
    return SlotSeed(sequence=1000, timestamp=50_000, picture=200, rtx_sequence=7000)


def contributor(packet: bytes) -> int:
    """The CSRC of a raw packet."""
    assert packet[0] & 15 == 1
    return int.from_bytes(packet[12:16], "big")


def with_channel_slot(offer: str) -> str:
    """Offer one more audio line, for a channel of interpretation: a copy of the first slot's."""
    sections = offer.split("m=")
    slot = next(one for one in sections if one.startswith("audio") and "a=recvonly" in one)
    last = re.sub(r"a=mid:\S+", f"a=mid:{len(sections) - 1}", slot)
    return re.sub(r"(a=group:BUNDLE .*)\r", rf"\1 {len(sections) - 1}\r", offer) + f"m={last}"
