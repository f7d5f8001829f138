"""A packet that a slot sent, and how it was moved: what sending it again needs."""

from dataclasses import dataclass

from media.forward.av1 import move_frame
from media.forward.rtp import RtpPacket
from media.forward.serial import U32, distance32
from media.forward.stream import IncomingStream


@dataclass(slots=True, frozen=True)
class Shift:
    """How a stream's counters are moved, from one switch to the next."""

    stream: IncomingStream
    source: int
    payload_type: int
    """Of its packets in this slot, where they carry no copies."""
    sequence: int
    timestamp: int
    picture: int
    tl0: int
    frame: int
    """Of the frame number in dependency descriptors."""
    first: int
    """The stream's own sequence number at the switch; older packets would collide with the previous stream."""


@dataclass(slots=True)
class Kept:
    """One packet of a slot's ring; ``sequence`` is the slot's own number."""

    sequence: int
    packet: RtpPacket
    shift: Shift
    marker: bool
    resent_at: float
    copies: tuple[int, ...] = ()
    """How many packets back the sounds lie that were sent along (RFC 2198)."""

    @property
    def timestamp(self) -> int:
        """As it is sent."""
        return (self.packet.timestamp + self.shift.timestamp) & U32

    @property
    def dependency(self) -> bytes:
        """The dependency descriptor as it is sent."""
        return move_frame(self.packet.dependency, self.shift.frame)

    def age(self, timestamp: int) -> int:
        """Units by which it is older than this."""
        return distance32(timestamp, self.timestamp)
