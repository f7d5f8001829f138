"""The VP8 payload descriptor (RFC 7741 §4.2): what a switch between streams must look at and rewrite."""

from dataclasses import dataclass

from media.forward.errors import MalformedPacketError


@dataclass(slots=True, frozen=True)
class Vp8Descriptor:
    """Where the counters of a payload are. ``bits`` is 0, 7 or 15; an offset of 0 means "not there"."""

    starts_keyframe: bool
    picture_at: int
    bits: int
    picture: int
    tl0_at: int
    tl0: int


def parse_vp8(payload: bytes) -> Vp8Descriptor:
    """Parse the descriptor; raises ``MalformedPacketError`` when it is cut off."""
    try:
        first = payload[0]
        at = 1
        picture_at = bits = picture = tl0_at = tl0 = 0
        if first & 0x80:
            flags = payload[1]
            at = 2
            if flags & 0x80:
                picture_at = at
                picture = payload[at] & 0x7F
                bits = 7
                if payload[at] & 0x80:
                    picture = picture << 8 | payload[at + 1]
                    bits = 15
                at += 1 if bits == 7 else 2
            if flags & 0x40:
                tl0_at = at
                tl0 = payload[at]
                at += 1
            if flags & 0x30:
                at += 1
        starts_frame = bool(first & 0x10) and not first & 0x0F
        # Inverse key frame flag of the payload header, RFC 7741 §4.3.
        return Vp8Descriptor(starts_frame and not payload[at] & 1, picture_at, bits, picture, tl0_at, tl0)
    except IndexError:
        raise MalformedPacketError("VP8 descriptor is cut off") from None


def around_counters(payload: bytes, descriptor: Vp8Descriptor) -> tuple[bytes, memoryview] | None:
    """Cut a payload whose counters stand in a row, as browsers send them, before and behind them; None: others."""
    at = descriptor.picture_at
    if descriptor.bits != 15 or descriptor.tl0_at != at + 2:
        return None
    return payload[:at], memoryview(payload)[at + 3 :]


def rewrite_vp8(payload: bytes, descriptor: Vp8Descriptor, picture_shift: int, tl0_shift: int) -> bytes:
    """Return the payload with picture id and TL0PICIDX moved by the shifts; sizes of the fields stay."""
    if not (descriptor.bits and picture_shift) and not (descriptor.tl0_at and tl0_shift):
        return payload
    at = descriptor.picture_at
    changed = bytearray(payload)
    if descriptor.bits == 15:
        picture = (descriptor.picture + picture_shift) & 0x7FFF
        changed[at] = 0x80 | picture >> 8
        changed[at + 1] = picture & 0xFF
    elif descriptor.bits == 7:
        changed[at] = (descriptor.picture + picture_shift) & 0x7F
    if descriptor.tl0_at:
        changed[descriptor.tl0_at] = (descriptor.tl0 + tl0_shift) & 0xFF
    return bytes(changed)
