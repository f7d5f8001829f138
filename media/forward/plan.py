"""What one peer negotiated, as the engine needs it; made from SDP by ``media.peer``, from nothing by tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Track(StrEnum):
    """What a peer may send."""

    AUDIO = "audio"
    CAMERA = "camera"
    SCREEN = "screen"


class Codec(StrEnum):
    """Payload kinds that the engine tells apart."""

    OPUS = "opus"
    VP8 = "vp8"
    RTX = "rtx"
    RED = "red"
    H264 = "h264"
    VP9 = "vp9"
    AV1 = "av1"


PICTURES = (Codec.VP8, Codec.H264, Codec.VP9, Codec.AV1)


LAYERS = ("q", "h", "f")
"""Simulcast layers from small to large (quarter, half, full)."""


@dataclass(frozen=True)
class ExtensionIds:
    """Header extension ids of one peer, 0 where not negotiated."""

    mid: int = 0
    rid: int = 0
    repaired_rid: int = 0
    level: int = 0
    send_time: int = 0
    transport_cc: int = 0
    dependency: int = 0
    """Of AV1's dependency descriptor."""


@dataclass(frozen=True)
class SlotPlan:
    """One receive slot: its fixed SSRCs and payload types (``rtx_ssrc`` 0: no retransmission stream).

    ``red_payload_type`` 0: the page does not take redundant audio. A picture slot may take VP8 (``payload_type``, 0
    where it was not negotiated) and other codecs.
    """

    ssrc: int
    payload_type: int
    rtx_ssrc: int = 0
    rtx_payload_type: int = 0
    red_payload_type: int = 0
    more: Mapping[Codec, tuple[int, int]] = field(default_factory=dict)
    """Payload types of pictures that are not VP8, and of what repairs them (0: nothing)."""

    def types(self, codec: Codec) -> tuple[int, int]:
        """Payload types of this kind of pictures and of what repairs it, 0 where not negotiated."""
        return (self.payload_type, self.rtx_payload_type) if codec is Codec.VP8 else self.more.get(codec, (0, 0))

    def takes(self, codec: Codec) -> bool:
        """True when pictures of this kind can be shown."""
        return self.types(codec)[0] != 0

    @property
    def padding_type(self) -> int:
        """Payload type of repairs that repair nothing (probes of the line)."""
        return next((self.types(codec)[1] for codec in PICTURES if self.types(codec)[1]), 0)


@dataclass(frozen=True)
class PeerPlan:
    """All that was negotiated with one peer."""

    uplinks: Mapping[str, Track] = field(default_factory=dict)
    """m-line id to what comes on it."""
    codecs: Mapping[int, Codec] = field(default_factory=dict)
    extensions: ExtensionIds = field(default_factory=ExtensionIds)
    audio_slots: tuple[SlotPlan, ...] = ()
    video_slots: tuple[SlotPlan, ...] = ()
    announced: Mapping[int, str] = field(default_factory=dict)
    """SSRC to m-line id, from ``a=ssrc`` lines: for packets that come without the MID extension."""


class Outlet(Protocol):
    """Where the engine's packets for one peer go; both drop silently when the peer is not connected."""

    def send_rtp(self, packet: bytes) -> None:
        """Protect and send one RTP packet."""

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and send one RTCP packet."""
