"""The VP8 payload descriptor (RFC 7741 §4.2)."""

from media.forward.descriptor import Descriptor, read_picture
from media.forward.errors import MalformedPacketError


def parse_vp8(payload: bytes) -> Descriptor:
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
                bits, picture = read_picture(payload, at)
                at += 1 if bits == 7 else 2
            if flags & 0x40:
                tl0_at = at
                tl0 = payload[at]
                at += 1
            if flags & 0x30:
                at += 1
        starts_frame = bool(first & 0x10) and not first & 0x0F
        # Inverse key frame flag of the payload header, RFC 7741 §4.3.
        return Descriptor(starts_frame and not payload[at] & 1, picture_at, bits, picture, tl0_at, tl0)
    except IndexError:
        raise MalformedPacketError("VP8 descriptor is cut off") from None
