"""When packets of chosen streams pass this machine's interfaces, and whose: a packet socket (root), kernel time."""

import contextlib
import ctypes
import socket
import struct
import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator

_ETH_P_IP, _SO_ATTACH_FILTER, _SO_TIMESTAMPNS = 0x0800, 26, 35
_LOAD_BYTE, _LOAD_WORD, _LOAD_HEADER_LENGTH = 0x30, 0x40, 0xB1
_EQUAL, _AT_LEAST, _RETURN = 0x15, 0x35, 0x06
_LOAD_BYTE_AFTER_HEADER = 0x50
_KEPT_BYTES = 48


class Wire:
    """Notes when each packet of these SSRCs was first seen, and its source (CSRC). Times are Unix seconds."""

    def __init__(self, ssrcs: Iterable[int]) -> None:
        """Raises ``PermissionError`` for who is not root."""
        self._times: dict[int, list[float]] = {ssrc: [] for ssrc in ssrcs}
        self._sources: dict[int, list[tuple[float, int]]] = {ssrc: [] for ssrc in ssrcs}
        """Of slots: since when they showed which source."""
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ETH_P_IP))
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        _attach(self._socket, rtp_filter(tuple(self._times)))
        self._socket.settimeout(0.2)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while not self._ended.is_set():
            try:
                data, control, _, _ = self._socket.recvmsg(_KEPT_BYTES, 64)
            except TimeoutError:
                continue
            header = (data[0] & 15) * 4
            (ssrc,) = struct.unpack_from("!I", data, header + 16)
            seconds, nanoseconds = struct.unpack("=qq", control[0][2][:16])
            times = self._times.get(ssrc)
            if times is not None:
                times.append(seconds + nanoseconds / 1e9)
                self._note_source(ssrc, csrc_of(data[header + 8 :]), times[-1])

    def _note_source(self, ssrc: int, source: int | None, at: float) -> None:
        sources = self._sources[ssrc]
        if source is not None and (not sources or sources[-1][1] != source):
            sources.append((at, source))

    def first_after(self, ssrc: int, at: float, quiet_s: float) -> float | None:
        """When the stream's first packet after ``at`` came; None when none did, or it was not silent before."""
        times = sorted(self._times[ssrc])
        index = bisect_left(times, at)
        if index == len(times) or (index and times[index - 1] > at - quiet_s):
            return None
        return times[index]

    def shows_since(self, ssrc: int, source: int, at: float) -> float | None:
        """When the slot's first packet of ``source`` came after ``at``; None when none did."""
        return next((since for since, one in self._sources[ssrc] if one == source and since >= at), None)

    def close(self) -> None:
        """Note no more."""
        self._ended.set()
        self._thread.join(2)
        self._socket.close()


@contextlib.contextmanager
def watched(ssrcs: Iterable[int]) -> Iterator[Wire]:
    """Watch for as long as the block lasts."""
    wire = Wire(ssrcs)
    try:
        yield wire
    finally:
        wire.close()


def csrc_of(rtp: bytes) -> int | None:
    """First contributing source of an RTP packet (RFC 3550 §5.1): it stands before what is encrypted."""
    return int.from_bytes(rtp[12:16], "big") if rtp[0] & 0x0F else None


def rtp_filter(ssrcs: tuple[int, ...]) -> bytes:
    """Classic BPF over an IPv4 packet: UDP with RTP of one of the SSRCs (up to 200); all else is dropped."""
    count = len(ssrcs)
    tests = [
        (_LOAD_BYTE, 0, 0, 9),
        (_EQUAL, 0, count + 4, socket.IPPROTO_UDP),
        (_LOAD_HEADER_LENGTH, 0, 0, 0),
        (_LOAD_BYTE_AFTER_HEADER, 0, 0, 8),
        (_AT_LEAST, 0, count + 1, 128),
        (_LOAD_WORD, 0, 0, 16),
    ]
    tests += [(_EQUAL, count - index, 0, ssrc) for index, ssrc in enumerate(ssrcs)]
    tests += [(_RETURN, 0, 0, 0), (_RETURN, 0, 0, _KEPT_BYTES)]
    return b"".join(struct.pack("=HBBI", *one) for one in tests)


def _attach(sock: socket.socket, program: bytes) -> None:
    code = ctypes.create_string_buffer(program)
    sock.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("@HP", len(program) // 8, ctypes.addressof(code)))
