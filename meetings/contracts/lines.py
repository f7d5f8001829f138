"""How good the line of each room is: what its page measures, what the media worker receives from it."""

from typing import Annotated, Literal

from pydantic import Field

from meetings.contracts.base import Message, Sent

Milliseconds = Annotated[int, Field(ge=0, le=60_000)]
Share = Annotated[float, Field(ge=0, le=1)]
Rate = Annotated[int, Field(ge=0, le=10_000_000)]


class Downlink(Sent):
    """What a room's screen measured in one second."""

    loss: Share = 0.0
    """Packets towards the room that were lost for good, 0..1."""
    jitter_ms: Milliseconds = 0
    rtt_ms: Milliseconds | None = None
    kbps: Rate = 0
    """Received by the room, sound and pictures together."""
    frozen_ms: Milliseconds = 0
    """How long the main picture stood."""
    fed_ms: Milliseconds = 0
    """Sound that was played while packets came, over all audio slots."""
    concealed_ms: Milliseconds = 0
    """Of it: what was invented because the packets were missing."""


class LineReport(Downlink):
    """A room's screen, once a second: how its line was lately."""

    type: Literal["line_report"] = "line_report"


class Uplink(Sent):
    """What the media worker receives of one room, smoothed over some seconds."""

    loss: float = 0.0
    jitter_ms: int = 0
    kbps: int = 0


class Uplinks(Message):
    """The worker's receiver side of one conference (``media_uplinks_key``, written once a second)."""

    rooms: dict[str, Uplink] = Field(default_factory=dict)
    """By room id."""


class RoomLine(Sent):
    """The line of one room in the last second; ``up`` is null while nothing is received from it."""

    room_id: str
    down: Downlink
    up: Uplink | None = None


class Lines(Sent):
    """To technicians, once a second: the lines of those rooms that one process heard of."""

    type: Literal["lines"] = "lines"
    rooms: tuple[RoomLine, ...]
