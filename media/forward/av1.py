"""AV1 payloads and their dependency descriptor (the RTP payload format of the Alliance for Open Media).

https://aomediacodec.github.io/av1-rtp-spec/: §4.4 the aggregation header, appendix A the header extension.
"""

from media.forward.descriptor import BEGINS, GOES_ON, Descriptor

_CONTINUES, _NEW_SEQUENCE = 0x80, 0x08
MIN_DEPENDENCY, MAX_DEPENDENCY = 3, 128
"""Bytes of a dependency descriptor; what browsers send with one layer has 3 to 20."""


def parse_av1(payload: bytes) -> Descriptor:
    """Describe a payload that is not empty: without counters, and a keyframe where a coded video sequence begins."""
    return BEGINS if payload[0] & (_CONTINUES | _NEW_SEQUENCE) == _NEW_SEQUENCE else GOES_ON


def usable_dependency(value: bytes | None) -> bytes:
    """The dependency descriptor as it is passed on; empty when there is none, or none that could be one."""
    return value if value is not None and MIN_DEPENDENCY <= len(value) <= MAX_DEPENDENCY else b""


def frame_of(dependency: bytes) -> int:
    """Its frame number, 16 bits: the only thing in it that must go on across a switch."""
    return int.from_bytes(dependency[1:3], "big")


def move_frame(dependency: bytes, shift: int) -> bytes:
    """The descriptor with its frame number moved."""
    return dependency[:1] + (frame_of(dependency) + shift & 0xFFFF).to_bytes(2, "big") + dependency[3:]
