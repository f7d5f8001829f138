"""The worker's one UDP port, on IPv4 and, where the machine has it, on IPv6."""

import asyncio
import errno
import ipaddress
import logging
import socket
import struct
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import ifaddr

from media.counters import Counters
from media.peer.trains import trains

Address = tuple[str, int] | tuple[str, int, int, int]
"""As the socket gives it: IPv6 with flow and scope."""

BUFFER_BYTES = 4 << 20
_MAX_DATAGRAM = 2048
_BATCH = 128
_TURN = 8
"""Datagrams that are read before what they led to leaves: packets to one page leave together."""
_UDP_SEGMENT = 103
_CANNOT_CUT = (errno.EIO, errno.EINVAL, errno.EOPNOTSUPP)
_log = logging.getLogger(__name__)


class MediaThread(Protocol):
    """A packet engine that reads the sockets itself."""

    def start(self, v4: int, v6: int, on_datagram: Callable[[bytes, Address], None]) -> int:
        """Read these file descriptors (-1: none); return the one that is readable when ``drain`` has work."""

    def drain(self) -> None:
        """Hand out what is not media, and what the engine has to tell."""

    def stop(self) -> None:
        """End, leaving the sockets open."""


class PortTakenError(Exception):
    """Another process has the UDP port."""


class UdpPort:
    """Reads datagrams in batches and gives each to ``receive``; sending never waits."""

    def __init__(self, port: int, receive: Callable[[bytes, Address], None], counters: Counters) -> None:
        self._receive = receive
        self._counters = counters
        self._v4 = _bind(socket.AF_INET, "0.0.0.0", port)  # noqa: S104 - all interfaces is what an SFU is for
        self.number: int = self._v4.getsockname()[1]
        self._thread: MediaThread | None = None
        self._wake = -1
        self._held: dict[Address, list[bytes]] | None = None
        """What leaves at the end of a turn; None: no turn runs, and packets leave at once."""
        self._cuts = True
        """The kernel cuts one message into equal packets (UDP GSO)."""
        self._v6: socket.socket | None = None
        try:
            self._v6 = _bind(socket.AF_INET6, "::", self.number)
        except (OSError, PortTakenError) as error:
            _log.info("IPv6 is not served: %s", error)

    @property
    def has_ipv6(self) -> bool:
        """True when IPv6 is served."""
        return self._v6 is not None

    def start(self, thread: MediaThread | None = None) -> None:
        """Begin reading on the running loop; with ``thread`` it reads, and the loop gets what is not media."""
        loop = asyncio.get_running_loop()
        if thread is not None:
            v6 = self._v6.fileno() if self._v6 is not None else -1
            self._wake = thread.start(self._v4.fileno(), v6, self._receive)
            self._thread = thread
            loop.add_reader(self._wake, thread.drain)
            return
        for sock in self._sockets():
            loop.add_reader(sock.fileno(), self._read, sock)

    def close(self) -> None:
        """Stop reading and free the port."""
        loop = asyncio.get_running_loop()
        if self._thread is not None:
            loop.remove_reader(self._wake)
            self._thread.stop()
            self._thread = None
        for sock in self._sockets():
            loop.remove_reader(sock.fileno())
            sock.close()

    def _sockets(self) -> Iterable[socket.socket]:
        return [self._v4] if self._v6 is None else [self._v4, self._v6]

    def _read(self, sock: socket.socket) -> None:
        self._held = {}
        try:
            for count in range(1, _BATCH + 1):
                if not self._read_one(sock):
                    return
                if count % _TURN == 0:
                    self._depart()
        finally:
            self._depart()
            self._held = None

    def _read_one(self, sock: socket.socket) -> bool:
        try:
            data, address = sock.recvfrom(_MAX_DATAGRAM)
        except BlockingIOError:
            return False
        except OSError:
            self._counters.add("udp_receive_error")
            return False
        if data:
            self._receive(data, address)
        return True

    def send(self, data: bytes, address: Address) -> None:
        """Send one datagram; what the kernel cannot take now is dropped and counted, as a network would."""
        if self._held is None:
            self._send_now((data,), address)
        elif address in self._held:
            self._held[address].append(data)
        else:
            self._held[address] = [data]

    def _depart(self) -> None:
        if self._held:
            held, self._held = self._held, {}
            for address, packets in held.items():
                for train in trains(packets) if len(packets) > 1 else (packets,):
                    self._send_now(train, address)

    def _send_now(self, train: Sequence[bytes], address: Address) -> None:
        sock = self._v4 if len(address) == 2 else self._v6
        if sock is None:
            return
        try:
            if len(train) == 1:
                sock.sendto(train[0], address)
            elif self._cuts:
                size = struct.pack("=H", len(train[0]))
                sock.sendmsg(train, [(socket.IPPROTO_UDP, _UDP_SEGMENT, size)], 0, address)
            else:
                for packet in train:
                    self._send_now((packet,), address)
        except BlockingIOError:
            self._counters.add("udp_send_full", len(train))
        except OSError as error:
            if self._cuts and len(train) > 1 and error.errno in _CANNOT_CUT:
                self._cuts = False
                self._send_now(train, address)
            else:
                self._counters.add("udp_send_error", len(train))


def _bind(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            sock.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(f"UDP port {port} is taken by another process") from None
        raise
    sock.setblocking(False)
    return sock


def local_addresses(*, ipv6: bool) -> tuple[str, ...]:
    """All addresses of this machine that a browser could use, loopback last."""
    found: list[str] = []
    for adapter in ifaddr.get_adapters():
        for one in adapter.ips:
            text = one.ip if isinstance(one.ip, str) else one.ip[0]
            address = ipaddress.ip_address(text.partition("%")[0])
            if address.is_link_local or (address.version == 6 and not ipv6):
                continue
            found.append(str(address))
    return tuple(sorted(dict.fromkeys(found), key=lambda text: (ipaddress.ip_address(text).is_loopback, ":" in text)))
