"""One C core: its events and counts, and the media thread of a worker."""

import logging
import os
import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Protocol
from weakref import WeakValueDictionary

from media.counters import Counters
from media.forward.native.library import load
from media.forward.rtp import RtpPacket

_log = logging.getLogger(__name__)
_HEAD = struct.Struct("=IHHIIIId")
_QUEUE = 1 << 20
_DATAGRAM, _PLAIN, _AUDIO, _ASK, _OUT = 1, 2, 3, 4, 5
_ADDRESS_BYTES = 28
_PASSES = 3
NAMES = (
    "rtp_unknown_payload_type",
    "rtp_wrong_track",
    "rtp_duplicate",
    "rtp_malformed",
    "srtp_not_authentic",
    "srtp_protect_refused",
    "udp_send_full",
    "udp_send_error",
    "udp_receive_error",
    "events_full",
    "rtp_received",
    "rtp_sent",
    "rtp_send_calls",
    "srtp_unknown_address",
    "strangers_full",
    "red_used",
    "rtx_spare",
)
"""Counters in the order of ``api.h``."""
LINGER_US = 300
"""How long the thread waits for the rest of a frame whose first packets are there: packets that leave for one
subscriber together cost the kernel half. See ``bench/README.md``."""

Address = tuple[str, int] | tuple[str, int, int, int]
Change = tuple[Any, Sequence[Any], int, bool]
"""As ``forward_change`` of ``api.h``."""


class StreamEvents(Protocol):
    """Who hears of a stream."""

    def on_packet(self, packet: RtpPacket, now: float) -> None:
        """An audio packet of the stream came."""

    def on_ask(self) -> None:
        """The stream has gaps, or somebody waits for a keyframe."""


class PeerEvents(Protocol):
    """Who hears of a peer."""

    def on_plain(self, data: bytes, now: float) -> None:
        """An authentic packet of an unknown SSRC came."""

    def on_out(self, data: bytes) -> None:
        """A packet for the peer must be protected and sent by others."""


class Core:
    """Owns the C core. In a worker a thread serves the UDP port; without one (tests) all happens inside the calls."""

    def __init__(self, counters: Counters, functions: tuple[int, int] = (0, 0)) -> None:
        """``functions``: addresses of libsrtp's ``srtp_protect`` and ``srtp_unprotect``, for the thread.

        Raises ``NativeMissingError``.
        """
        module = load()
        self.ffi: Any = module.ffi
        self.lib: Any = module.lib
        self.handle = self.ffi.gc(self.lib.forward_core_new(), self.lib.forward_core_free)
        if not self.handle:
            raise MemoryError
        self.streams: WeakValueDictionary[int, StreamEvents] = WeakValueDictionary()
        self.peers: WeakValueDictionary[int, PeerEvents] = WeakValueDictionary()
        self.on_datagram: Callable[[bytes, Address], None] | None = None
        self.running = False
        self._counters = counters
        self._functions = functions
        self._counted = [0] * len(NAMES)
        self._buffer = bytearray(_QUEUE)
        self._view = memoryview(self._buffer)
        self._pointer = self.ffi.from_buffer(self._buffer)
        self._draining = False
        self._ids = 0
        self._changes: list[Change] | None = None
        """Slots to be changed together; None: each at once."""

    def new_id(self) -> int:
        """Return the next number for a stream or a peer; 0 is nobody."""
        self._ids += 1
        return self._ids

    # ------------------------------------------------------------------ thread

    def start(self, v4: int, v6: int, on_datagram: Callable[[bytes, Address], None]) -> int:
        """Serve the sockets (file descriptors, -1: none) in a thread; return what becomes readable when events wait.

        From here on ``drain`` must be called when it does, and every 20 ms.
        """
        protect, unprotect = (self.ffi.cast("forward_crypt", one) for one in self._functions)
        error = self.lib.forward_start(self.handle, v4, v6, LINGER_US, protect, unprotect)
        if error:
            raise OSError(error, os.strerror(error))
        self.on_datagram = on_datagram
        self.running = True
        return int(self.lib.forward_wake_fd(self.handle))

    def stop(self) -> None:
        """End the thread; the sockets may be closed afterwards."""
        self.lib.forward_stop(self.handle)
        self.running = False
        self.on_datagram = None

    # ------------------------------------------------------------------ slots

    def change(self, slot: Any, streams: Sequence[Any], now: float, *, cut: bool) -> None:
        """Switch one slot to the last of ``streams`` (``Slot.switch``), or keep that for the end of ``together``."""
        change = (slot, streams, len(streams), cut)
        if self._changes is not None:
            self._changes.append(change)
        else:
            self._change([change], now)

    def _change(self, changes: list[Change], now: float) -> None:
        self.lib.forward_slots_switch(self.handle, self.ffi.new("forward_change[]", changes), len(changes), now)
        self.settle()

    @contextmanager
    def together(self, now: float) -> Iterator[None]:
        """Around changes of many slots: they are made at its end, under one lock. No stream may end inside."""
        self._changes = []
        try:
            yield
        finally:
            changes, self._changes = self._changes, None
            if changes:
                self._change(changes, now)

    # ------------------------------------------------------------------ events

    def settle(self) -> None:
        """Without a thread: bring out all that the calls before have led to."""
        if not self.running:
            self.drain()
            self.pull()

    def drain(self) -> None:
        """Hand out everything that waits; beside a thread not for ever: a flood must not keep the caller here."""
        if self._draining:
            return
        self._draining = True
        passes = 0
        try:
            while used := self.lib.forward_drain(self.handle, self._pointer, _QUEUE):
                self._hand_out(bytes(self._view[:used]))
                passes += 1
                if self.running and passes == _PASSES:
                    break
        finally:
            self._draining = False

    def _hand_out(self, events: bytes) -> None:
        at = 0
        while at < len(events):
            size, kind, sequence, number, timestamp, length, _, now = _HEAD.unpack_from(events, at)
            begin = at + _HEAD.size
            body = events[begin : begin + length]
            at += size
            if kind == _DATAGRAM:
                if self.on_datagram is not None:
                    self.on_datagram(body[_ADDRESS_BYTES:], _address(body[:_ADDRESS_BYTES]))
            elif kind in (_AUDIO, _ASK):
                self._tell_stream(number, _audio(body, sequence, timestamp) if kind == _AUDIO else None, now)
            else:
                self._tell_peer(number, kind, body, now)

    def _tell_stream(self, number: int, packet: RtpPacket | None, now: float) -> None:
        stream = self.streams.get(number)
        if stream is None:
            return
        if packet is not None:
            stream.on_packet(packet, now)
        else:
            stream.on_ask()

    def _tell_peer(self, number: int, kind: int, body: bytes, now: float) -> None:
        peer = self.peers.get(number)
        if peer is None:
            return
        if kind == _OUT:
            peer.on_out(body)
        elif kind == _PLAIN:
            peer.on_plain(body, now)

    def pull(self) -> None:
        """Take over what was counted since the last call."""
        for index, name in enumerate(NAMES):
            count = self.lib.forward_count(self.handle, index)
            if count != self._counted[index]:
                self._counters.add(name, count - self._counted[index])
                self._counted[index] = count


def _audio(body: bytes, sequence: int, timestamp: int) -> RtpPacket:
    level = None if body[2] == 255 else body[2]
    return RtpPacket(body[0], bool(body[1]), sequence, timestamp, 0, body[3:], level=level)


@lru_cache(maxsize=4096)
def _address(raw: bytes) -> Address:
    (family,) = struct.unpack_from("=H", raw)
    (port,) = struct.unpack_from("!H", raw, 2)
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, raw[4:8]), port
    flow, scope = struct.unpack_from("!I", raw, 4)[0], struct.unpack_from("=I", raw, 24)[0]
    return socket.inet_ntop(socket.AF_INET6, raw[8:24]), port, flow, scope
