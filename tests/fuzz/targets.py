"""What is fuzzed: each target takes any bytes, and may only say no in the one way that its callers expect."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from media.forward.av1 import frame_of, move_frame, parse_av1, usable_dependency
from media.forward.descriptor import Descriptor, move_counters
from media.forward.errors import MalformedPacketError
from media.forward.rtcp import (
    Nack,
    ReportBlock,
    TransportFeedback,
    build_nack,
    build_pli,
    build_receiver_report,
    build_remb,
    build_sender_report,
    parse_rtcp,
)
from media.forward.rtp import build_rtp, one_byte_extension, pad_rtp, parse_rtp
from media.forward.twcc import MAX_PACKETS, parse_transport_feedback
from media.forward.vp8 import parse_vp8
from media.forward.vp9 import parse_vp9
from media.peer.answer import Credentials, Endpoint, build_answer
from media.peer.offer import BadOfferError, parse_offer
from media.peer.stun import MalformedStunError, build_binding_success, parse_binding_request
from tests.fuzz.engines import both_engines, script

CHROMIUM = Path(__file__).parents[1] / "unit/media/peer/chromium-offer.sdp"
CORPUS = Path(__file__).parent / "corpus"
_ENDPOINT = Endpoint(":".join(["AA"] * 32), (("192.0.2.1", 40000), ("2001:db8::1", 40000)))


@dataclass(frozen=True)
class Target:
    """``run`` raises for a fault, and for nothing else; ``made`` are valid inputs to begin with."""

    run: Callable[[bytes], None]
    made: Callable[[], list[bytes]]

    def seeds(self, name: str) -> list[bytes]:
        """What is valid, and what was once a fault (``corpus``)."""
        return self.made() + [path.read_bytes() for path in sorted((CORPUS / name).glob("*"))]


def stun(data: bytes) -> None:
    try:
        check = parse_binding_request(data)
    except MalformedStunError:
        return
    if check is not None:
        check.is_from("password")
        assert len(build_binding_success(check.transaction, ("192.0.2.1", 9), "password")) == 64


def _checks() -> list[bytes]:
    head = bytes.fromhex("0001000021 12a442") + b"0123456789ab"
    user = b"\0\x06\0\x09ours:them\0\0\0"
    body = user + b"\0\x24\0\4\x6e\0\1\xff" + b"\x80\x2a\0\x08" + bytes(8) + b"\0\x25\0\0" + b"\0\x08\0\x14" + bytes(20)
    whole = head[:2] + len(body).to_bytes(2, "big") + head[4:] + body
    return [whole, whole + b"\x80\x28\0\4abcd", head]


def offer(data: bytes) -> None:
    try:
        parsed = parse_offer(data.decode("utf-8", "replace"))
        text, plan = build_answer(parsed, _ENDPOINT, Credentials(), publishes=True)
    except BadOfferError:
        return
    assert text.count("m=") == len(parsed.media)
    assert "\n\n" not in text.replace("\r", "") and len(plan.codecs) <= 3 * len(parsed.media)
    for line in text.split("\r\n")[:-1]:
        assert line[1:2] == "=" and line.isprintable(), "nothing of a stranger's line breaks out of ours"


def _offers() -> list[bytes]:
    whole = CHROMIUM.read_bytes()
    head, *sections = whole.split(b"m=")
    short = [head.replace(b" 3 4 5 6 7 8 9 10 11 12 13 14 15", b""), *sections[:3]]
    return [whole, b"m=".join(short)]


def rtp(data: bytes) -> None:
    try:
        packet = parse_rtp(data)
    except MalformedPacketError:
        return
    assert len(packet.payload) + len(packet.extension_data) <= len(data)
    for number in range(256):
        value = packet.extension(number)
        assert value is None or len(value) <= 255
    again = build_rtp(
        payload_type=packet.payload_type,
        marker=packet.marker,
        sequence=packet.sequence,
        timestamp=packet.timestamp,
        ssrc=packet.ssrc,
        payload=packet.payload,
    )
    assert parse_rtp(again).payload == packet.payload


def _packets() -> list[bytes]:
    names = one_byte_extension(1, b"1") + one_byte_extension(4, b"\x19")
    fields = {"payload_type": 96, "marker": True, "sequence": 7, "timestamp": 9, "ssrc": 100, "payload": b"body" * 5}
    plain = build_rtp(**fields, extensions=names, contributor=3)  # type: ignore[arg-type]
    two_bytes = bytes.fromhex("90600001000000020000006410000002 01013104 01190000") + b"body"
    return [plain, two_bytes, pad_rtp(plain, 200), plain[:12]]


def rtcp(data: bytes) -> None:
    try:
        items = list(parse_rtcp(data))
    except MalformedPacketError:
        return
    assert len(items) <= len(data)
    for item in items:
        if isinstance(item, Nack):
            assert len(item.sequences) <= 17 * len(data) // 4
        if isinstance(item, TransportFeedback):
            feedback(item.body)


def feedback(data: bytes) -> None:
    try:
        told = parse_transport_feedback(data)
    except MalformedPacketError:
        return
    assert len(told.arrivals) <= MAX_PACKETS


def _feedbacks() -> list[bytes]:
    return [
        b"\0\1\0\x08\0\0\1\0" + bytes.fromhex("2008") + b"\4" * 8 + b"\0\0",
        b"\0\1\0\x0a\0\0\1\0" + bytes.fromhex("beef d5a0") + bytes(24),
    ]


def _reports() -> list[bytes]:
    block = ReportBlock(7, 3, 2, 1, 0, 0, 0)
    twcc = [bytes((0x8F, 205)) + (2 + len(one) // 4).to_bytes(2, "big") + bytes(8) + one for one in _feedbacks()]
    sender = build_sender_report(1, 1000.0, 2, 3, 4)
    return [
        sender + build_nack(1, 2, [1, 2, 17, 40]) + build_pli(1, 2),
        build_receiver_report(1, [block, block]) + build_remb(1, 10**6, [1, 2, 3]),
        *twcc,
    ]


def vp8(data: bytes) -> None:
    _counters(data, parse_vp8)


def vp9(data: bytes) -> None:
    _counters(data, parse_vp9)


def _counters(data: bytes, parse: Callable[[bytes], Descriptor]) -> None:
    try:
        before = parse(data)
    except MalformedPacketError:
        return
    after = parse(move_counters(data, before, 5, 7))
    assert (after.bits, after.starts_keyframe) == (before.bits, before.starts_keyframe)
    if before.bits:
        assert after.picture == (before.picture + 5) & (0x7FFF if before.bits == 15 else 0x7F)
    if before.tl0_at:
        assert after.tl0 == (before.tl0 + 7) & 0xFF


def _pictures() -> list[bytes]:
    return [b"\x90\xf0\x81\x02\x03\x20\0key", b"\x90\xc0\x81\x02\x03\1delta", b"\x80\x80\x05\1x", b"\x10\0key"]


def av1(data: bytes) -> None:
    if data:
        assert not parse_av1(data).bits
    value = usable_dependency(data)
    if value:
        moved = move_frame(value, 9)
        assert (frame_of(moved), len(moved)) == (frame_of(value) + 9 & 0xFFFF, len(value))


TARGETS = {
    "stun": Target(stun, _checks),
    "offer": Target(offer, _offers),
    "rtp": Target(rtp, _packets),
    "rtcp": Target(rtcp, _reports),
    "feedback": Target(feedback, _feedbacks),
    "vp8": Target(vp8, _pictures),
    "vp9": Target(vp9, lambda: [b"\x8a\x81\x02key", b"\xac\x81\x02\x00\x05x", b"\xe9\x05\x02\x05x"]),
    "av1": Target(av1, lambda: [b"\x18key", b"\x90rest", bytes.fromhex("80001480")]),
    "engines": Target(both_engines, lambda: [script(_packets()), script(_packets()[:1] * 3)]),
}
