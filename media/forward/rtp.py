"""RTP packets (RFC 3550 §5.1) with header extensions (RFC 8285)."""

import struct
from dataclasses import dataclass, field

from media.forward.descriptor import Descriptor
from media.forward.errors import MalformedPacketError

_HEADER = struct.Struct("!BBHLL")
ONE_BYTE_PROFILE = 0xBEDE
TWO_BYTE_PROFILE = 0x1000


@dataclass(slots=True)
class RtpPacket:
    """One parsed packet, shared by everybody to whom it is forwarded: never changed after parsing."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    profile: int = 0
    extension_data: bytes = b""
    level: int | None = None
    """Loudness as of RFC 6464 (0 loudest, 127 silence), audio only."""
    descriptor: Descriptor | None = None
    """Video only."""
    dependency: bytes = b""
    """Dependency descriptor of AV1, a header extension; empty when there is none."""
    around: tuple[bytes, memoryview] | None = field(default=None, compare=False)
    """What stands before and behind the counters of a VP8 payload that has both in a row, cut once for everybody."""

    def extension(self, number: int) -> bytes | None:
        """Return the header extension with this id, or None; damaged extension data simply holds nothing."""
        if not number or not self.extension_data:
            return None
        if self.profile == ONE_BYTE_PROFILE:
            return _find_one_byte(self.extension_data, number)
        if self.profile & 0xFFF0 == TWO_BYTE_PROFILE:
            return _find_two_byte(self.extension_data, number)
        return None


def _find_one_byte(data: bytes, number: int) -> bytes | None:
    at = 0
    while at < len(data):
        head = data[at]
        if head == 0:
            at += 1
            continue
        if head >> 4 == 15:
            return None
        end = at + 2 + (head & 15)
        if head >> 4 == number:
            return data[at + 1 : end] if end <= len(data) else None
        at = end
    return None


def _find_two_byte(data: bytes, number: int) -> bytes | None:
    at = 0
    while at + 1 < len(data):
        if data[at] == 0:
            at += 1
            continue
        end = at + 2 + data[at + 1]
        if data[at] == number:
            return data[at + 2 : end] if end <= len(data) else None
        at = end
    return None


def parse_rtp(data: bytes) -> RtpPacket:
    """Parse one packet; raises ``MalformedPacketError``. Padding is removed (a padding-only packet has no payload)."""
    if len(data) < 12 or data[0] >> 6 != 2:
        raise MalformedPacketError("not RTP version 2")
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
    at = 12 + 4 * (first & 15)
    profile, extension = 0, b""
    if first & 0x10:
        if len(data) < at + 4:
            raise MalformedPacketError("header extension is cut off")
        profile, words = struct.unpack_from("!HH", data, at)
        extension = data[at + 4 : at + 4 + 4 * words]
        at += 4 + 4 * words
    end = len(data)
    if first & 0x20:
        end -= data[-1]
        if data[-1] == 0:
            raise MalformedPacketError("padding of length zero")
    if end < at:
        raise MalformedPacketError("header is longer than the packet")
    return RtpPacket(second & 0x7F, bool(second & 0x80), sequence, timestamp, ssrc, data[at:end], profile, extension)


def build_rtp(
    *,
    payload_type: int,
    marker: bool,
    sequence: int,
    timestamp: int,
    ssrc: int,
    payload: bytes,
    contributor: int | None = None,
    extensions: bytes = b"",
) -> bytes:
    """Build a packet; ``contributor`` is its only CSRC, ``extensions`` are ready one-byte elements."""
    first = 0x80
    middle = b""
    if contributor is not None:
        first |= 1
        middle = contributor.to_bytes(4, "big")
    if extensions:
        first |= 0x10
        padded = extensions + bytes(-len(extensions) % 4)
        middle += struct.pack("!HH", ONE_BYTE_PROFILE, len(padded) // 4) + padded
    head = _HEADER.pack(first, payload_type | (0x80 if marker else 0), sequence, timestamp, ssrc)
    return head + middle + payload


def pad_rtp(packet: bytes, padding: int) -> bytes:
    """Add ``padding`` bytes, 1..255 (RFC 3550 §5.1)."""
    return bytes((packet[0] | 0x20,)) + packet[1:] + bytes(padding - 1) + bytes((padding,))


def two_byte_extension(number: int, value: bytes) -> bytes:
    """One element of the two-byte form, up to 255 bytes."""
    return bytes((number, len(value))) + value


def one_byte_extension(number: int, value: bytes) -> bytes:
    """One element of the one-byte form; ``number`` 1..14, 1 to 16 bytes."""
    return bytes(((number << 4) | (len(value) - 1),)) + value
