"""The filter of the packet socket, run by a small interpreter of classic BPF."""

import struct

import pytest

from bench.rooms.wire import rtp_filter

WANTED = (0x11223344, 0xFFFFFFFE, 7)


def _runs(program: bytes, packet: bytes) -> int:
    """Return how many bytes of the packet the kernel would keep."""
    lines = [struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)]
    at = a = x = 0
    while True:
        code, yes, no, k = lines[at]
        at += 1
        match code:
            case 0x30:
                a = packet[k]
            case 0x40:
                (a,) = struct.unpack_from("!I", packet, x + k)
            case 0xB1:
                x = 4 * (packet[k] & 15)
            case 0x50:
                a = packet[x + k]
            case 0x15:
                at += yes if a == k else no
            case 0x35:
                at += yes if a >= k else no
            case 0x06:
                return int(k)
            case _:
                raise ValueError(code)


def _packet(ssrc: int, *, first: int = 0x90, protocol: int = 17, options: int = 0) -> bytes:
    ip = bytes((0x45 + options, *bytes(8), protocol, *bytes(10 + 4 * options)))
    return ip + bytes(8) + bytes((first, 96, 0, 1, 0, 0, 0, 9)) + struct.pack("!I", ssrc) + bytes(40)


@pytest.mark.parametrize("ssrc", WANTED)
@pytest.mark.parametrize("options", [0, 5])
def test_packets_of_each_stream_are_kept_whatever_the_length_of_the_header(ssrc: int, options: int) -> None:
    assert _runs(rtp_filter(WANTED), _packet(ssrc, options=options)) > 0


@pytest.mark.parametrize(
    "packet",
    [_packet(8), _packet(7, first=22), _packet(7, protocol=6)],
    ids=["another stream", "DTLS", "TCP"],
)
def test_everything_else_is_dropped(packet: bytes) -> None:
    assert _runs(rtp_filter(WANTED), packet) == 0
