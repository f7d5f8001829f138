"""Redundant audio (RFC 2198): one packet carries its own sound and copies of the sounds before it.

See ``docs/algorithms/sound.md``. The same code order lives in ``native/c/red.c``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from media.forward.errors import MalformedPacketError

MAX_OFFSET = 1 << 14
"""Units of 1/48000 s: a copy older than that cannot be told (14 bits)."""
MAX_BLOCK = 1 << 10
MAX_PAYLOAD = 1100
"""More copies than fit an Ethernet frame are left out."""
MAX_COPIES = 2
"""Copies taken from a publisher's packet; browsers send one."""
MAX_DISTANCE = 8
"""How many packets back a copy may lie."""
_HEAD = 4


@dataclass(slots=True, frozen=True)
class Block:
    """One sound in a redundant payload; ``offset`` is how much older than the packet it is (0: the packet's own)."""

    payload_type: int
    offset: int
    payload: bytes


def wrap_red(payload_type: int, copies: Sequence[tuple[int, bytes]], own: bytes) -> bytes:
    """Build a payload: ``copies`` are (offset, payload), oldest first; offsets and sizes as ``fits_red`` allows."""
    heads = b"".join(
        bytes((0x80 | payload_type, offset >> 6, (offset & 63) << 2 | len(body) >> 8, len(body) & 255))
        for offset, body in copies
    )
    return heads + bytes((payload_type,)) + b"".join(body for _, body in copies) + own


def fits_red(offset: int, size: int) -> bool:
    """True when a copy so much older and so long can be told."""
    return 0 < offset < MAX_OFFSET and 0 < size < MAX_BLOCK


def split_red(payload: bytes) -> list[Block]:
    """Take a payload apart; the last block is the packet's own. Raises ``MalformedPacketError``."""
    heads: list[tuple[int, int, int]] = []
    at = 0
    while at < len(payload) and payload[at] & 0x80:
        if at + _HEAD > len(payload):
            raise MalformedPacketError("redundant header is cut off")
        middle = payload[at + 2]
        heads.append((payload[at] & 0x7F, payload[at + 1] << 6 | middle >> 2, (middle & 3) << 8 | payload[at + 3]))
        at += _HEAD
    if at >= len(payload):
        raise MalformedPacketError("redundant payload without a last header")
    own = payload[at] & 0x7F
    at += 1
    blocks = []
    for payload_type, offset, size in heads:
        if at + size > len(payload):
            raise MalformedPacketError("redundant block is cut off")
        blocks.append(Block(payload_type, offset, payload[at : at + size]))
        at += size
    return [*blocks, Block(own, 0, payload[at:])]
