"""The floor: libsrtp's protect and sendto for each subscriber in C, at the pace of the publisher."""

import ctypes
import secrets
import socket
import struct
import subprocess
import time
from pathlib import Path

from pylibsrtp import Policy, Session

from bench.media.load import Pace
from media.peer.dtls import srtp_functions

SOURCE = Path(__file__).with_name("floor.c")


class Floor:
    """Sends to the sockets of a crowd; what arrives is dropped there like everything else."""

    def __init__(self, addresses: list[tuple[str, int]], folder: Path) -> None:
        library = folder / "floor.so"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", str(SOURCE), "-o", str(library)], check=True)
        self._send = ctypes.CDLL(str(library)).floor_send
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        self._socket.setblocking(False)
        self._sessions = [_session() for _ in addresses]
        pointers = [session_address(one) for one in self._sessions]
        self._pointers = (ctypes.c_void_p * len(pointers))(*pointers)
        raw = b"".join(
            struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", port, socket.inet_aton(host))
            for host, port in addresses
        )
        self._addresses = ctypes.create_string_buffer(raw, len(raw))
        self._protect = ctypes.c_void_p(srtp_functions()[0])
        self._count = len(addresses)
        self._pace = Pace()

    def run(self, seconds: float) -> tuple[float, int]:
        """Send for so long; return CPU seconds of this thread and packets sent."""
        sent = 0
        self._pace.rest()
        # What the pacing itself costs is not the floor's: only time inside the C loop counts.
        cpu = 0.0
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for packet in self._pace.due(time.monotonic()):
                begun = time.thread_time()
                sent += self._send(
                    self._socket.fileno(),
                    self._protect,
                    self._pointers,
                    self._addresses,
                    self._count,
                    packet,
                    len(packet),
                )
                cpu += time.thread_time() - begun
            time.sleep(0.001)
        return cpu, sent


def _session() -> Session:
    profile = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
    policy = Policy(key=secrets.token_bytes(28), ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile)
    return Session(policy)


def session_address(session: Session) -> int:
    """Where libsrtp's own session is."""
    from pylibsrtp import _binding

    return int(_binding.ffi.cast("uintptr_t", session._srtp[0]))  # noqa: SLF001
