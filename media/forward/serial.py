"""Arithmetic of counters that wrap around (RFC 1982): RTP sequence numbers, timestamps, picture ids."""

U16 = 0xFFFF
U32 = 0xFFFFFFFF


def distance16(new: int, old: int) -> int:
    """Signed distance from ``old`` to ``new``, -32768..32767."""
    return ((new - old + 0x8000) & U16) - 0x8000


def distance32(new: int, old: int) -> int:
    """Signed distance from ``old`` to ``new`` for 32-bit counters."""
    return ((new - old + 0x80000000) & U32) - 0x80000000


def extend16(sequence: int, near: int) -> int:
    """Return the number with the low 16 bits ``sequence`` that lies nearest to the extended number ``near``."""
    return near + distance16(sequence, near & U16)
