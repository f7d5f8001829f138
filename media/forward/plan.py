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


@dataclass(frozen=True)
class SlotPlan:
    """One receive slot: its fixed SSRCs and payload types (``rtx_ssrc`` 0: no retransmission stream).

    ``red_payload_type`` 0: the page does not take redundant audio. A picture slot may take VP8 (``payload_type``), H264
    or both, each 0 where it was not negotiated.
    """

    ssrc: int
    payload_type: int
    rtx_ssrc: int = 0
    rtx_payload_type: int = 0
    red_payload_type: int = 0
    h264_payload_type: int = 0
    h264_rtx_payload_type: int = 0

    def takes(self, codec: Codec) -> bool:
        """True when pictures of this kind can be shown."""
        return bool(self.h264_payload_type if codec is Codec.H264 else self.payload_type)


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
