"""What a switch between streams must look at in a picture's payload, and rewrite: the same for every codec."""

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Descriptor:
    """Where the counters of a payload are. ``bits`` is 0, 7 or 15; an offset of 0 means "not there"."""

    starts_keyframe: bool
    picture_at: int = 0
    bits: int = 0
    picture: int = 0
    tl0_at: int = 0
    tl0: int = 0


BEGINS, GOES_ON = Descriptor(True), Descriptor(False)
"""Of codecs whose payloads have no counters."""


def around_counters(payload: bytes, descriptor: Descriptor) -> tuple[bytes, memoryview] | None:
    """Cut a payload whose counters stand in a row, as browsers send VP8, before and behind them; None: others."""
    at = descriptor.picture_at
    if descriptor.bits != 15 or descriptor.tl0_at != at + 2:
        return None
    return payload[:at], memoryview(payload)[at + 3 :]


def move_counters(payload: bytes, descriptor: Descriptor, picture_shift: int, tl0_shift: int) -> bytes:
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


def read_picture(payload: bytes, at: int) -> tuple[int, int]:
    """Bits (7 or 15) and value of the picture id that begins at ``at``; raises ``IndexError``."""
    if payload[at] & 0x80:
        return 15, (payload[at] & 0x7F) << 8 | payload[at + 1]
    return 7, payload[at]
