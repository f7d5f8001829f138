"""RTCP as far as an SFU needs it: RFC 3550 (SR, RR, SDES, BYE), RFC 4585 (NACK, PLI), RFC 5104 (FIR), REMB."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from media.forward.errors import MalformedPacketError
from media.forward.serial import U32

_SR, _RR, _SDES, _BYE, _RTPFB, _PSFB = 200, 201, 202, 203, 205, 206
_NTP_EPOCH = 2_208_988_800
MAX_NACKS = 400
"""Sequence numbers taken from one NACK packet; more is no honest request."""


@dataclass(slots=True, frozen=True)
class ReportBlock:
    """What one receiver says about one stream; ``fraction`` in 1/256, ``jitter`` in RTP units."""

    ssrc: int
    fraction: int
    lost: int
    highest: int
    jitter: int
    last_sr: int
    delay_since_sr: int


@dataclass(slots=True, frozen=True)
class SenderReport:
    """Wall clock of a sender; ``middle`` are the middle 32 bits of its NTP time."""

    ssrc: int
    middle: int
    timestamp: int


@dataclass(slots=True, frozen=True)
class Nack:
    """Packets that a receiver misses."""

    ssrc: int
    sequences: tuple[int, ...]


@dataclass(slots=True, frozen=True)
class KeyframeRequest:
    """PLI or FIR."""

    ssrc: int


@dataclass(slots=True, frozen=True)
class Remb:
    """Receiver's estimate of the line, bits per second (draft-alvestrand-rmcat-remb)."""

    bitrate: int
    ssrcs: tuple[int, ...]


@dataclass(slots=True, frozen=True)
class TransportFeedback:
    """Raw transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions); parsed by ``twcc``."""

    body: bytes


RtcpItem = ReportBlock | SenderReport | Nack | KeyframeRequest | Remb | TransportFeedback


def parse_rtcp(data: bytes) -> list[RtcpItem]:
    """Parse a compound packet; unknown packets in it are passed over. Raises ``MalformedPacketError``."""
    items: list[RtcpItem] = []
    at = 0
    while at < len(data):
        if len(data) - at < 4 or data[at] >> 6 != 2:
            raise MalformedPacketError("not RTCP version 2")
        end = at + 4 * (1 + int.from_bytes(data[at + 2 : at + 4], "big"))
        if end > len(data):
            raise MalformedPacketError("RTCP packet is cut off")
        try:
            _parse_one(data[at] & 31, data[at + 1], data[at:end], items)
        except (struct.error, IndexError):
            raise MalformedPacketError("RTCP packet is too short for its kind") from None
        at = end
    return items


def _parse_one(count: int, kind: int, packet: bytes, items: list[RtcpItem]) -> None:
    if kind == _SR:
        ssrc, seconds, fraction, timestamp = struct.unpack_from("!LLLL", packet, 4)
        items.append(SenderReport(ssrc, (seconds << 16 | fraction >> 16) & U32, timestamp))
        items.extend(_blocks(packet, 28, count))
    elif kind == _RR:
        items.extend(_blocks(packet, 8, count))
    elif kind == _RTPFB and count == 1:
        items.append(Nack(struct.unpack_from("!L", packet, 8)[0], _nacked(packet)))
    elif kind == _RTPFB and count == 15:
        items.append(TransportFeedback(packet[12:]))
    elif kind == _PSFB and count == 1:
        items.append(KeyframeRequest(struct.unpack_from("!L", packet, 8)[0]))
    elif kind == _PSFB and count == 4:
        for at in range(12, len(packet), 8):
            items.append(KeyframeRequest(struct.unpack_from("!L", packet, at)[0]))
    elif kind == _PSFB and count == 15 and packet[12:16] == b"REMB":
        mantissa = int.from_bytes(packet[17:20], "big")
        ssrcs = struct.unpack_from(f"!{packet[16]}L", packet, 20)
        items.append(Remb((mantissa & 0x3FFFF) << (mantissa >> 18), ssrcs))


def _blocks(packet: bytes, at: int, count: int) -> Iterable[ReportBlock]:
    for index in range(count):
        ssrc, lost, highest, jitter, last, delay = struct.unpack_from("!LLLLLL", packet, at + 24 * index)
        yield ReportBlock(ssrc, lost >> 24, lost & 0xFFFFFF, highest, jitter, last, delay)


def _nacked(packet: bytes) -> tuple[int, ...]:
    sequences: list[int] = []
    for at in range(12, len(packet), 4):
        first, mask = struct.unpack_from("!HH", packet, at)
        sequences.append(first)
        sequences.extend((first + 1 + bit) & 0xFFFF for bit in range(16) if mask >> bit & 1)
        if len(sequences) >= MAX_NACKS:
            break
    return tuple(sequences[:MAX_NACKS])


def ntp_time(wall: float) -> tuple[int, int]:
    """Unix time as NTP seconds and fraction."""
    return (int(wall) + _NTP_EPOCH) & U32, int(wall % 1 * 2**32) & U32


def build_sender_report(ssrc: int, wall: float, timestamp: int, packets: int, octets: int) -> bytes:
    """SR without blocks, followed by the SDES with the CNAME that a compound packet must have."""
    seconds, fraction = ntp_time(wall)
    report = struct.pack(
        "!BBHLLLLLL", 0x80, _SR, 6, ssrc, seconds, fraction, timestamp & U32, packets & U32, octets & U32
    )
    return report + build_cname(ssrc)


def build_cname(ssrc: int) -> bytes:
    """SDES with an empty-meaning CNAME."""
    return struct.pack("!BBHL", 0x81, _SDES, 2, ssrc) + b"\x01\x01c\x00"


def build_receiver_report(own: int, blocks: Sequence[ReportBlock]) -> bytes:
    """RR with up to 31 blocks and its SDES."""
    blocks = blocks[:31]
    packet = struct.pack("!BBHL", 0x80 | len(blocks), _RR, 1 + 6 * len(blocks), own)
    for block in blocks:
        lost = (block.fraction & 0xFF) << 24 | (min(max(block.lost, 0), 0x7FFFFF))
        packet += struct.pack(
            "!LLLLLL", block.ssrc, lost, block.highest & U32, block.jitter & U32, block.last_sr, block.delay_since_sr
        )
    return packet + build_cname(own)


def build_nack(own: int, ssrc: int, sequences: Sequence[int]) -> bytes:
    """Generic NACK for sequence numbers in ascending (wrapping) order."""
    pairs: list[list[int]] = []
    for sequence in sequences:
        if pairs and 0 < (sequence - pairs[-1][0]) & 0xFFFF <= 16:
            pairs[-1][1] |= 1 << ((sequence - pairs[-1][0] - 1) & 0xFFFF)
        else:
            pairs.append([sequence, 0])
    packet = struct.pack("!BBHLL", 0x81, _RTPFB, 2 + len(pairs), own, ssrc)
    return packet + b"".join(struct.pack("!HH", first, mask) for first, mask in pairs)


def build_pli(own: int, ssrc: int) -> bytes:
    """Picture loss indication: asks for a keyframe."""
    return struct.pack("!BBHLL", 0x81, _PSFB, 2, own, ssrc)


def build_remb(own: int, bitrate: int, ssrcs: Sequence[int]) -> bytes:
    """REMB for all streams of one sender."""
    exponent = max(0, bitrate.bit_length() - 18)
    number = exponent << 18 | bitrate >> exponent
    body = b"REMB" + bytes((len(ssrcs),)) + number.to_bytes(3, "big") + struct.pack(f"!{len(ssrcs)}L", *ssrcs)
    return struct.pack("!BBHLL", 0x8F, _PSFB, 2 + len(body) // 4, own, 0) + body
