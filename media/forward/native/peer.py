"""Faces of a peer in C: its slots, its transport-wide numbers, its addresses and keys."""

import ipaddress
import socket
import weakref
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, cast, runtime_checkable

from media.forward.downlink import is_measured
from media.forward.native.core import Address, Core
from media.forward.native.stream import CODECS, NativeStream
from media.forward.plan import PICTURES, Codec, Outlet, PeerPlan, SlotPlan
from media.forward.red import MAX_DISTANCE
from media.forward.rtcp import build_sender_report
from media.forward.sendlog import SendLog
from media.forward.slot import SlotSeed
from media.forward.stream import IncomingStream

_MAX_NACKED = 512
_NUMBER = 0xFFFFFFFF
"""Of the two stream numbers in a word, the lower one."""


@runtime_checkable
class Attachable(Protocol):
    """An outlet that can lend its keys and addresses to the core, which then sends by itself."""

    def attach(self, link: "NativePeer") -> None:
        """The peer is in a conference: ``link`` takes keys and addresses from now on."""

    def detach(self) -> None:
        """``link`` is gone; nothing may be sent with the keys any more."""


def _nobody(data: bytes, now: float) -> None:
    """The peer is gone; ends the circle of references between it and its engine."""


class NativePeer:
    """One ``forward_peer``: the link between a connection and its slots."""

    def __init__(
        self,
        core: Core,
        source: int,
        plan: PeerPlan,
        outlet: Outlet,
        seeds: Sequence[SlotSeed],
        on_plain: Callable[[bytes, float], None],
    ) -> None:
        self.core = core
        self.number = core.new_id()
        self._outlet = outlet
        self._plain = on_plain
        self._keys: object = None
        slots = plan.audio_slots + plan.video_slots
        described = core.ffi.new("forward_slot_plan[]", len(slots) or 1)
        for index, (slot, seed) in enumerate(zip(slots, seeds, strict=True)):
            _describe_slot(described[index], slot, seed, video=index >= len(plan.audio_slots))
        made = core.lib.forward_peer_new(
            core.handle, self.number, source, _describe_peer(core, plan), described, len(slots)
        )
        if not made:
            raise MemoryError
        self.handle = made
        weakref.finalize(self, core.lib.forward_peer_free, made)
        core.peers[self.number] = self

    # ------------------------------------------------------------------ keys and addresses

    def attach(self, receive: int, send: int, keys: object) -> None:
        """Take over two libsrtp sessions (addresses); ``keys`` keeps them alive."""
        self._keys = keys
        ffi = self.core.ffi
        self.core.lib.forward_peer_attach(self.handle, ffi.cast("void *", receive), ffi.cast("void *", send))

    def detach(self) -> None:
        """Give the sessions back; nothing is received or sent by the core any more."""
        self.core.lib.forward_peer_detach(self.handle)
        self._keys = None
        self._plain = _nobody
        if isinstance(self._outlet, Attachable):
            self._outlet.detach()

    def aim(self, address: Address) -> None:
        """Send to ``address`` from now on."""
        family, raw, port, scope = _raw(address)
        self.core.lib.forward_peer_aim(self.handle, family, raw, port, scope)

    def route(self, address: Address) -> None:
        """Take media from ``address`` as this peer's."""
        family, raw, port, _ = _raw(address)
        self.core.lib.forward_peer_route(self.handle, family, raw, port)

    def unroute(self, address: Address) -> None:
        """Do so no longer."""
        family, raw, port, _ = _raw(address)
        self.core.lib.forward_peer_unroute(self.handle, family, raw, port)

    # ------------------------------------------------------------------ events

    def on_plain(self, data: bytes, now: float) -> None:
        """See ``PeerEvents``."""
        try:
            self._plain(data, now)
        finally:
            # Until every packet that was handed up is placed, the thread sends later ones of the SSRC after them.
            self.core.lib.forward_peer_placed(self.handle, int.from_bytes(data[8:12], "big"))

    def on_out(self, data: bytes) -> None:
        """See ``PeerEvents``."""
        self._outlet.send_rtp(data)


def _describe_slot(target: Any, slot: SlotPlan, seed: SlotSeed, *, video: bool) -> None:
    target.ssrc, target.rtx_ssrc = slot.ssrc, slot.rtx_ssrc
    target.video, target.red_payload_type = video, slot.red_payload_type
    for codec in PICTURES if video else ():
        target.types[CODECS[codec]], target.rtx_types[CODECS[codec]] = slot.types(codec)
    if not video:
        target.types[CODECS[Codec.OPUS]] = slot.payload_type
    target.sequence, target.timestamp = seed.sequence, seed.timestamp
    target.picture, target.rtx_sequence = seed.picture, seed.rtx_sequence


def _describe_peer(core: Core, plan: PeerPlan) -> Any:
    described = core.ffi.new("forward_peer_plan *")
    ids = plan.extensions
    described.level, described.send_time, described.transport_cc = ids.level, ids.send_time, ids.transport_cc
    described.dependency = ids.dependency
    described.measured = is_measured(plan)
    for payload_type, codec in plan.codecs.items():
        described.codecs[payload_type] = CODECS[codec]
    return described


def _raw(address: Address) -> tuple[int, bytes, int, int]:
    host = ipaddress.ip_address(address[0].partition("%")[0])
    family = socket.AF_INET if host.version == 4 else socket.AF_INET6
    return int(family), host.packed, address[1], address[3] if len(address) == 4 else 0


class NativeSendLog(SendLog):
    """Twin: ``SendLog``."""

    def __init__(self, peer: NativePeer) -> None:
        self._peer = peer
        self._lib = peer.core.lib
        self._at = peer.core.ffi.new("double *")
        self._size = peer.core.ffi.new("uint32_t *")

    def number(self, size: int, now: float) -> int:
        """See ``SendLog.number``."""
        return int(self._lib.forward_line_number(self._peer.handle, size, now))

    def take(self, number: int) -> tuple[float, int] | None:
        """See ``SendLog.take``."""
        if not self._lib.forward_line_take(self._peer.handle, number, self._at, self._size):
            return None
        return self._at[0], self._size[0]

    def waiting(self, after: float, before: float) -> int:
        """See ``SendLog.waiting``."""
        return int(self._lib.forward_line_waiting(self._peer.handle, after, before))


class NativePacer:
    """Twin: ``Pacer``."""

    def __init__(self, peer: NativePeer) -> None:
        self._peer = peer
        self._view = peer.core.lib.forward_peer_look(peer.handle)

    @property
    def waiting(self) -> int:
        """See ``Pacing.waiting``."""
        return int(self._view.waiting)

    def pace(self, rate: float, now: float) -> None:
        """See ``Pacing.pace``."""
        self._peer.core.lib.forward_peer_pace(self._peer.handle, rate, now)


class NativeSlot:
    """Twin: ``Slot``."""

    def __init__(self, peer: NativePeer, index: int, plan: SlotPlan, *, video: bool) -> None:
        self.plan = plan
        self.video = video
        self._peer = peer
        self._core = peer.core
        self._lib = peer.core.lib
        self._handle = self._lib.forward_peer_slot(peer.handle, index)
        self._view = self._lib.forward_slot_look(self._handle)
        self._repeats = 0

    @property
    def current(self) -> IncomingStream | None:
        """See ``Slot``."""
        return self._stream(self._view.shown >> 32)

    @property
    def pending(self) -> IncomingStream | None:
        """See ``Slot``."""
        return self._stream(self._view.shown & _NUMBER)

    def _stream(self, number: int) -> NativeStream | None:
        return cast("NativeStream | None", self._core.streams.get(number)) if number else None

    @property
    def packets(self) -> int:
        """Packets sent on the slot's own SSRC."""
        return int(self._view.packets)

    @property
    def octets(self) -> int:
        """Bytes of payload of them."""
        return int(self._view.octets)

    @property
    def resent(self) -> int:
        """Packets sent again."""
        return int(self._view.resent)

    def switch(
        self,
        stream: IncomingStream | None,
        now: float,
        *,
        cut: bool = False,
        before: Sequence[IncomingStream] = (),
    ) -> None:
        """See ``Slot.switch``. Nearly always nothing changes, and then no lock is needed to see it."""
        shown = self._view.shown
        if stream is None:
            if shown:
                self._core.change(self._handle, (), now, cut=cut)
            return
        way = cast("tuple[NativeStream, ...]", (*before, stream))
        if shown == way[-1].number << 32 or (shown & _NUMBER == way[-1].number and self._waits_behind(way[:-1])):
            return
        self._core.change(self._handle, [one.handle for one in way], now, cut=cut)

    def _waits_behind(self, before: Sequence[NativeStream]) -> bool:
        """True when the slot waits for these before the last one; on a way begun already, for the rest of them."""
        waits, flows = self._view.before, self._view.shown >> 32
        numbers = [one.number for one in before]
        if flows in numbers:
            numbers = numbers[numbers.index(flows) + 1 :]
        return bool(waits == sum(number << 32 - 32 * place for place, number in enumerate(numbers)))

    def release(self, stream: IncomingStream, now: float) -> None:
        """See ``Slot.release``."""
        native = cast(NativeStream, stream)
        shown, before = self._view.shown, self._view.before
        if native.number in (shown >> 32, shown & _NUMBER, before >> 32, before & _NUMBER):
            self._lib.forward_slot_release(self._handle, native.handle, now)
            self._core.settle()

    def resend(self, sequences: Iterable[int], now: float) -> list[int]:
        """See ``Slot.resend``."""
        wanted = list(sequences)[:_MAX_NACKED]
        numbers = self._core.ffi.new("uint16_t[]", wanted)
        known = self._lib.forward_slot_resend(self._handle, numbers, len(wanted), now)
        self._core.settle()
        return list(numbers[0:known])

    def repeat(self, distances: Iterable[int]) -> None:
        """See ``Slot.repeat``."""
        mask = sum({1 << (one - 1) for one in distances if 0 < one <= MAX_DISTANCE})
        if mask != self._repeats:
            self._repeats = mask
            self._lib.forward_slot_repeat(self._handle, mask)

    def pad(self, size: int, now: float) -> int:
        """See ``Slot.pad``."""
        sent = int(self._lib.forward_slot_pad(self._handle, size, now))
        self._core.settle()
        return sent

    def sender_report(self, now: float, wall: float) -> bytes | None:
        """See ``Slot.sender_report``."""
        if not self._view.shown >> 32:
            return None
        timestamp, sent_at = self._core.ffi.new("uint32_t *"), self._core.ffi.new("double *")
        if not self._lib.forward_slot_clock(self._handle, timestamp, sent_at):
            return None
        rate = 90_000 if self.video else 48_000
        at = timestamp[0] + int((now - sent_at[0]) * rate)
        return build_sender_report(self.plan.ssrc, wall, at, self.packets, self.octets)
