"""H.264 payloads (RFC 6184): where a stream can be begun. Nothing in them has to be rewritten."""

from media.forward.descriptor import BEGINS, GOES_ON, Descriptor

_SPS, _STAP_A, _FU_A = 7, 24, 28


def parse_h264(payload: bytes) -> Descriptor:
    """Describe a payload that is not empty: a picture without counters.

    A keyframe begins with its sequence parameters (browsers send them with every one); an IDR slice without them would
    be of no use to who has not seen the stream before.
    """
    return BEGINS if _has_parameters(payload) else GOES_ON


def _has_parameters(payload: bytes) -> bool:
    kind = payload[0] & 31
    if kind == _FU_A:
        return len(payload) > 1 and payload[1] & 0x80 != 0 and payload[1] & 31 == _SPS
    if kind != _STAP_A:
        return kind == _SPS
    at = 1
    while at + 2 < len(payload):
        if payload[at + 2] & 31 == _SPS:
            return True
        at += 2 + int.from_bytes(payload[at : at + 2], "big")
    return False
