"""The VP9 payload descriptor (RFC 9628 §4.2). Layers inside one stream are passed on as they are."""

from media.forward.descriptor import Descriptor, read_picture
from media.forward.errors import MalformedPacketError

_HAS_PICTURE, _PREDICTED, _HAS_LAYERS, _FLEXIBLE, _BEGINS_FRAME = 0x80, 0x40, 0x20, 0x10, 0x08


def parse_vp9(payload: bytes) -> Descriptor:
    """Parse the descriptor as far as its counters; raises ``MalformedPacketError`` when it is cut off before.

    A keyframe is a frame of the lowest spatial layer that no picture before it predicts.
    """
    try:
        first = payload[0]
        at = 1
        picture_at = bits = picture = tl0_at = tl0 = spatial = 0
        if first & _HAS_PICTURE:
            picture_at = at
            bits, picture = read_picture(payload, at)
            at += 1 if bits == 7 else 2
        if first & _HAS_LAYERS:
            spatial = payload[at] >> 1 & 7
            if not first & _FLEXIBLE:
                tl0_at = at + 1
                tl0 = payload[tl0_at]
        starts = first & (_PREDICTED | _BEGINS_FRAME) == _BEGINS_FRAME and not spatial
        return Descriptor(starts, picture_at, bits, picture, tl0_at, tl0)
    except IndexError:
        raise MalformedPacketError("VP9 descriptor is cut off") from None
