"""The one adapter around aiortc's DTLS transport and pylibsrtp; every private name of theirs that we use is here.

Each of those names has a contract test (``tests/unit/media/peer/test_dtls_contract.py``), and the versions are pinned.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pylibsrtp
from aiortc import RTCCertificate, RTCDtlsTransport
from aiortc.rtcdtlstransport import SRTP_PROFILES, RTCDtlsFingerprint, RTCDtlsParameters, State
from OpenSSL import SSL

_PROFILES = sorted(SRTP_PROFILES, key=lambda one: one.openssl_profile != b"SRTP_AEAD_AES_128_GCM")
"""The passive side picks the cipher: AES-128-GCM is the cheapest per packet."""
_QUEUE = 64
_CONNECTED = State.CONNECTED
_FFI, _LIB = pylibsrtp._binding.ffi, pylibsrtp._binding.lib  # noqa: SLF001
MAX_PLAIN_BYTES = 1356
"""libsrtp's buffer in pylibsrtp is 1500 bytes and keeps 144 for the trailer."""
_MAX_PLAIN_RTCP_BYTES = 1352
"""Its trailer has the packet's index besides."""
_PROTECT, _PROTECT_RTCP = _LIB.srtp_protect, _LIB.srtp_protect_rtcp
_PLACE = _FFI.new("char[]", 1500)
_BYTES, _LENGTH = _FFI.buffer(_PLACE), _FFI.new("int *")
"""Where packets are encrypted, one packet at a time: pylibsrtp's own call costs three times as much."""


def srtp_functions() -> tuple[int, int]:
    """Addresses of libsrtp's ``srtp_protect`` and ``srtp_unprotect``: ``int f(session, packet, int *length)``."""
    return tuple(  # type: ignore[return-value]
        int(_FFI.cast("uintptr_t", _FFI.addressof(_LIB, name))) for name in ("srtp_protect", "srtp_unprotect")
    )


def _address_of(session: Any) -> int:
    return int(_FFI.cast("uintptr_t", session._srtp[0]))  # noqa: SLF001


@dataclass(frozen=True)
class MediaKeys:
    """A pair of libsrtp sessions of their own for RTP: addresses, and what keeps them alive."""

    receive: int
    send: int
    owner: object


class Certificate:
    """The worker's self-signed certificate: one for all its peers, and one TLS context for all their handshakes.

    aiortc would make a context for each connection; pyOpenSSL's are in a circle of references, so that they would wait
    for a full garbage collection, long after their page left.
    """

    def __init__(self) -> None:
        self.inner = RTCCertificate.generateCertificate()
        context = self.inner._create_ssl_context(_PROFILES)  # noqa: SLF001
        # Nobody comes back to a session; OpenSSL would keep each with its page's certificate.
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        self.inner._create_ssl_context = lambda srtp_profiles: context  # type: ignore[method-assign]  # noqa: SLF001

    @property
    def fingerprint(self) -> str:
        """SHA-256 in the form of SDP."""
        return next(one.value for one in self.inner.getFingerprints() if one.algorithm == "sha-256")


class _Datagrams:
    """What RTCDtlsTransport needs of an ICE transport."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send_out = send
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(_QUEUE)

    async def _recv(self) -> bytes:
        data = await self.queue.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        self._send_out(data)

    def end(self) -> None:
        """Nothing goes in or out any more; who sends for us is let go of."""
        self._send_out = _nowhere
        if not self.queue.full():
            self.queue.put_nowait(None)


def _nowhere(data: bytes) -> None:
    """The connection is over."""


class SecureChannel:
    """DTLS-SRTP with one peer, as the passive side. Nothing passes before the peer's fingerprint matched."""

    def __init__(
        self, certificate: Certificate, fingerprints: tuple[tuple[str, str], ...], send: Callable[[bytes], None]
    ) -> None:
        self._datagrams = _Datagrams(send)
        transport: Any = RTCDtlsTransport(self._datagrams, [certificate.inner])  # type: ignore[arg-type]
        transport._set_role("server")  # noqa: SLF001
        transport._srtp_profiles = _PROFILES  # noqa: SLF001
        self._transport = transport
        self._remote = RTCDtlsParameters([RTCDtlsFingerprint(*one) for one in fingerprints])
        self._rx: Any = None
        self._tx: Any = None
        self._tx_context: Any = None

    @property
    def ready(self) -> bool:
        """True from the checked fingerprint to the end."""
        # Asked for every packet: the public property makes a string of it.
        return self._tx is not None and self._transport._state is _CONNECTED  # noqa: SLF001

    @property
    def sends(self) -> bool:
        """True while there are keys to send with: a second longer than it is ``ready`` when the page leaves."""
        return self._tx_context is not None

    @property
    def over(self) -> bool:
        """True when the peer said goodbye or the handshake failed."""
        return self._transport._state in (State.CLOSED, State.FAILED)  # noqa: SLF001

    async def start(self) -> bool:
        """Shake hands; True when connected with the right peer."""
        try:
            await self._transport.start(self._remote)
        except (ConnectionError, SSL.Error, ValueError):
            return False
        if self._transport.state != "connected":
            return False
        self._rx, self._tx = self._transport._rx_srtp, self._transport._tx_srtp  # noqa: SLF001
        self._tx_context = self._tx._srtp[0]  # noqa: SLF001
        return True

    def media_keys(self) -> MediaKeys:
        """Second sessions with the same keys, for a thread that does RTP while RTCP stays here. Only while ``ready``.

        libsrtp's sessions are not safe between threads. RTP and RTCP have different keys, so no packet number is ever
        used twice as long as RTP is left to one of the two.
        """
        self._transport._setup_srtp()  # noqa: SLF001
        receive, send = self._transport._rx_srtp, self._transport._tx_srtp  # noqa: SLF001
        return MediaKeys(_address_of(receive), _address_of(send), (receive, send))

    def feed(self, datagram: bytes) -> bool:
        """Hand in a DTLS datagram; False when too many wait."""
        try:
            self._datagrams.queue.put_nowait(datagram)
        except asyncio.QueueFull:
            return False
        return True

    def unprotect(self, data: bytes, *, rtcp: bool) -> bytes | None:
        """Decrypt; None when it is not authentic, or a replay. Only while ``ready``."""
        try:
            plain: bytes = self._rx.unprotect_rtcp(data) if rtcp else self._rx.unprotect(data)
        except (pylibsrtp.Error, ValueError):
            return None
        return plain

    def protect(self, data: bytes, *, rtcp: bool) -> bytes | None:
        """Encrypt; None when libsrtp refuses (too long, or a number too old to use again). Only while it ``sends``."""
        size = len(data)
        if size > (_MAX_PLAIN_RTCP_BYTES if rtcp else MAX_PLAIN_BYTES):
            return None
        _BYTES[0:size] = data
        _LENGTH[0] = size
        if (_PROTECT_RTCP if rtcp else _PROTECT)(self._tx_context, _PLACE, _LENGTH):
            return None
        sealed: bytes = _BYTES[0 : _LENGTH[0]]
        return sealed

    async def close(self) -> None:
        """Say goodbye and end the tasks; nothing can be sent or read afterwards."""
        self._rx = self._tx = self._tx_context = None
        await self._transport.stop()
        self._datagrams.end()
