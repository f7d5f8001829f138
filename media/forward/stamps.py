"""Header extensions (RFC 8285) of forwarded packets: nearly always the same bytes for all subscribers of a packet."""

import struct
from functools import lru_cache

from media.forward.rtp import ONE_BYTE_PROFILE, TWO_BYTE_PROFILE, one_byte_extension, two_byte_extension


@lru_cache(maxsize=8)
def send_time_element(number: int, now: float) -> bytes:
    """abs-send-time, 6.18 fixed point seconds; nothing when it was not negotiated (0)."""
    return one_byte_extension(number, (int(now * 262_144) & 0xFFFFFF).to_bytes(3, "big")) if number else b""


@lru_cache(maxsize=512)
def level_element(number: int, level: int) -> bytes:
    """Loudness (RFC 6464), 0 loudest, 127 silence."""
    return one_byte_extension(number, bytes((level,)))


@lru_cache(maxsize=8)
def send_time_block(number: int, now: float) -> bytes:
    """The whole header extension with nothing but abs-send-time."""
    return extension_block(send_time_element(number, now))


@lru_cache(maxsize=512)
def level_block(number: int, level: int | None) -> bytes:
    """The whole header extension with nothing but the loudness; nothing when there is none."""
    return extension_block(level_element(number, level & 0x7F)) if number and level is not None else b""


def dependency_elements(timing: bytes, number: int, dependency: bytes) -> tuple[bytes, int]:
    """A dependency descriptor beside the one-byte element ``timing`` (or nothing), and the form that both are in.

    The two-byte form only where the one-byte form is too short: 16 bytes.
    """
    if len(dependency) <= 16:
        return timing + one_byte_extension(number, dependency), ONE_BYTE_PROFILE
    first = two_byte_extension(timing[0] >> 4, timing[1:]) if timing else b""
    return first + two_byte_extension(number, dependency), TWO_BYTE_PROFILE


@lru_cache(maxsize=64)
def extension_block(elements: bytes, profile: int = ONE_BYTE_PROFILE) -> bytes:
    """The whole header extension of elements in one form; nothing for none."""
    padded = elements + bytes(-len(elements) % 4)
    return struct.pack("!HH", profile, len(padded) // 4) + padded if elements else b""
