"""A fake page: real ICE checks and DTLS, then a filter in the kernel drops its RTP and still counts it."""

import asyncio
import ctypes
import hmac
import secrets
import socket
import struct
import zlib
from pathlib import Path
from typing import Any

import pylibsrtp
from aiortc import RTCCertificate, RTCDtlsTransport
from aiortc.rtcdtlstransport import SRTP_PROFILES, RTCDtlsFingerprint, RTCDtlsParameters

from bench.media.load import age_ms
from media.forward.rtp import parse_rtp
from media.peer.stun import build_binding_success

CERTIFICATE = RTCCertificate.generateCertificate()
FINGERPRINT = next(one.value for one in CERTIFICATE.getFingerprints() if one.algorithm == "sha-256")
_GCM = [one for one in SRTP_PROFILES if one.openssl_profile == b"SRTP_AEAD_AES_128_GCM"]
_SO_TIMESTAMPNS, _SO_ATTACH_FILTER, _UDP_GRO = 35, 26, 104
CONSENT_S = 5.0


class Peer:
    """One page. ``listens``: it decrypts what comes and measures its age; others only count, in the kernel."""

    role = "controlling"

    def __init__(self, host: str, *, listens: bool = False) -> None:
        self.ufrag, self.password = secrets.token_hex(4), secrets.token_hex(12)
        self.listens = listens
        self.ages: list[float] = []
        self.received = 0
        self.gaps = 0
        self._next: dict[int, int] = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((host, 0))
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20 if listens else 1 << 16)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self.address: tuple[str, int] = self._socket.getsockname()
        self._queue: asyncio.Queue[bytes] = asyncio.Queue()
        self._checked = asyncio.Event()
        dtls: Any = RTCDtlsTransport(self, [CERTIFICATE])  # type: ignore[arg-type]
        dtls._set_role("client")  # noqa: SLF001
        dtls._srtp_profiles = _GCM  # noqa: SLF001
        self._dtls = dtls
        self._tasks: list[asyncio.Task[None]] = []

    async def connect(self, ufrag: str, password: str, fingerprint: str, address: tuple[str, int]) -> None:
        """Check, shake hands, and go on saying that we are here."""
        self._socket.connect(address)
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._read)
        self._user, self._key = f"{ufrag}:{self.ufrag}".encode(), password.encode()
        for _ in range(100):
            self._socket.send(self._check())
            try:
                await asyncio.wait_for(self._checked.wait(), 0.2)
                break
            except TimeoutError:
                continue
        await asyncio.wait_for(self._dtls.start(RTCDtlsParameters([RTCDtlsFingerprint("sha-256", fingerprint)])), 60)
        if self._dtls.state != "connected":
            raise ConnectionError(self._dtls.state)
        self._tasks.append(asyncio.create_task(self._consent()))
        if not self.listens:
            drop_rtp(self._socket)

    async def _consent(self) -> None:
        while True:
            await asyncio.sleep(CONSENT_S)
            self._socket.send(self._check())

    def _check(self) -> bytes:
        """A nominating binding request (RFC 8445) with integrity and fingerprint."""
        user = struct.pack("!HH", 6, len(self._user)) + self._user + bytes(-len(self._user) % 4)
        body = user + struct.pack("!HHI", 0x24, 4, 0x6E0001FF) + struct.pack("!HHQ", 0x802A, 8, 7)
        body += struct.pack("!HH", 0x25, 0)
        transaction = secrets.token_bytes(12)

        def head(size: int) -> bytes:
            return struct.pack("!HHI", 1, size, 0x2112A442) + transaction

        covered = head(len(body) + 24) + body
        body += struct.pack("!HH", 8, 20) + hmac.digest(self._key, covered, "sha1")
        mark = zlib.crc32(head(len(body) + 8) + body) ^ 0x5354554E
        return head(len(body) + 8) + body + struct.pack("!HHI", 0x8028, 4, mark)

    def _read(self) -> None:
        while True:
            try:
                data, control, _, _ = self._socket.recvmsg(2048, 64)
            except (BlockingIOError, ConnectionRefusedError):
                return
            if data[0] < 4:
                self._hear_stun(data)
            elif data[0] < 64:
                self._queue.put_nowait(data)
            elif not 192 <= data[1] <= 223 and self.listens:
                self._hear(data, control)

    def _hear_stun(self, data: bytes) -> None:
        if data[:2] == b"\x01\x01":
            self._checked.set()
        elif data[:2] == b"\0\1":
            # A server that is no lite agent checks us, too.
            self._socket.send(build_binding_success(data[8:20], self._socket.getpeername(), self.password))

    def _hear(self, data: bytes, control: list[tuple[int, int, bytes]]) -> None:
        try:
            packet = parse_rtp(self._dtls._rx_srtp.unprotect(data))  # noqa: SLF001
        except pylibsrtp.Error:
            return
        self.received += 1
        seconds, nanoseconds = struct.unpack("=qq", control[0][2])
        age = age_ms(packet.payload, seconds * 10**9 + nanoseconds)
        if age is not None:
            self.ages.append(age)
        expected = self._next.get(packet.ssrc)
        self.gaps += expected is not None and packet.sequence != expected
        self._next[packet.ssrc] = (packet.sequence + 1) & 0xFFFF

    async def _recv(self) -> bytes:
        return await self._queue.get()

    async def _send(self, data: bytes) -> None:
        self._socket.send(data)

    def fileno(self) -> int:
        """Of the socket that is connected to the server."""
        return self._socket.fileno()

    def sending_session(self) -> pylibsrtp.Session:
        """What protects packets to the server."""
        session: pylibsrtp.Session = self._dtls._tx_srtp  # noqa: SLF001
        return session

    def drop_media(self) -> None:
        """What the server sends is not even counted from now on."""
        drop_media(self._socket)

    def send(self, packet: bytes) -> None:
        """Protect and send one RTP packet."""
        self._socket.send(self._dtls._tx_srtp.protect(packet))  # noqa: SLF001

    async def close(self) -> None:
        """Leave without a goodbye."""
        if self._socket.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
        for task in (*self._tasks, self._dtls._task):  # noqa: SLF001
            if task is not None:
                task.cancel()
        self._socket.close()


def drop_media(sock: socket.socket) -> None:
    """The kernel drops RTP and RTCP, whole trains at once: another machine's network card would have cut these."""
    sock.setsockopt(socket.IPPROTO_UDP, _UDP_GRO, 1)
    _filter(sock, [(0x30, 0, 0, 8), (0x35, 0, 1, 128), (0x06, 0, 0, 0), (0x06, 0, 0, 0xFFFF)])


def drop_rtp(sock: socket.socket) -> None:
    """Classic BPF: the kernel drops RTP and counts it; STUN, DTLS and RTCP pass. Byte 8 is behind the UDP header."""
    rules = [
        (0x30, 0, 0, 8),
        (0x35, 0, 4, 128),
        (0x35, 3, 0, 192),
        (0x30, 0, 0, 9),
        (0x35, 0, 2, 192),
        (0x35, 1, 0, 224),
        (0x06, 0, 0, 0xFFFF),
        (0x06, 0, 0, 0),
    ]
    _filter(sock, rules)


def _filter(sock: socket.socket, rules: list[tuple[int, int, int, int]]) -> None:
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *rule) for rule in rules))
    sock.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("@HP", len(rules), ctypes.addressof(code)))


def dropped() -> dict[int, int]:
    """Packets that the kernel dropped, by local UDP port."""
    rows = (line.split() for line in Path("/proc/net/udp").read_text().splitlines()[1:])
    return {int(row[1].rpartition(":")[2], 16): int(row[-1]) for row in rows}
