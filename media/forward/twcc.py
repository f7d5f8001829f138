"""Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01): which packets arrived, and when."""

import struct
from dataclasses import dataclass

from media.forward.errors import MalformedPacketError

MAX_PACKETS = 4096
_TICK_S = 0.000_25
_REFERENCE_S = 0.064


@dataclass(frozen=True, slots=True)
class TransportArrivals:
    """Arrival of each packet from ``first`` on, in seconds of the receiver's clock; None: not arrived."""

    first: int
    arrivals: tuple[float | None, ...]


def parse_transport_feedback(body: bytes) -> TransportArrivals:
    """Parse the part after the two SSRCs; raises ``MalformedPacketError``."""
    try:
        first, count = struct.unpack_from("!HH", body)
        if count > MAX_PACKETS:
            raise MalformedPacketError("feedback about too many packets")
        clock = int.from_bytes(body[4:7], "big") * _REFERENCE_S
        symbols, at = _symbols(body, count)
        arrivals: list[float | None] = []
        for symbol in symbols:
            if symbol == 1:
                clock += body[at] * _TICK_S
                at += 1
            elif symbol == 2:
                clock += struct.unpack_from("!h", body, at)[0] * _TICK_S
                at += 2
            arrivals.append(clock if symbol in (1, 2) else None)
    except (struct.error, IndexError):
        raise MalformedPacketError("transport feedback is cut off") from None
    return TransportArrivals(first, tuple(arrivals))


def _symbols(body: bytes, count: int) -> tuple[list[int], int]:
    symbols: list[int] = []
    at = 8
    while len(symbols) < count:
        (chunk,) = struct.unpack_from("!H", body, at)
        at += 2
        if not chunk & 0x8000:
            symbols += [chunk >> 13 & 3] * min(chunk & 0x1FFF, count - len(symbols) or 1)
            if not chunk & 0x1FFF:
                raise MalformedPacketError("run of length zero")
        elif chunk & 0x4000:
            symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            symbols += [chunk >> shift & 1 for shift in range(13, -1, -1)]
    return symbols[:count], at
