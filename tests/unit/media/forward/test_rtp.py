import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.errors import MalformedPacketError
from media.forward.rtp import build_rtp, one_byte_extension, parse_rtp


def test_a_packet_is_built_bit_by_bit() -> None:
    packet = build_rtp(
        payload_type=111,
        marker=True,
        sequence=0x1234,
        timestamp=0x89ABCDEF,
        ssrc=0x01020304,
        payload=b"xyz",
        contributor=7,
        extensions=one_byte_extension(4, b"\x1e"),
    )
    assert packet.hex() == "91ef123489abcdef0102030400000007bede0001401e000078797a"


def test_what_was_built_is_parsed() -> None:
    packet = parse_rtp(
        build_rtp(
            payload_type=96, marker=False, sequence=1, timestamp=2, ssrc=3, payload=b"p", extensions=b"\x10a\x21bc"
        )
    )
    assert (packet.payload_type, packet.marker, packet.sequence, packet.timestamp, packet.ssrc) == (96, False, 1, 2, 3)
    assert packet.payload == b"p"
    assert (packet.extension(1), packet.extension(2), packet.extension(3)) == (b"a", b"bc", None)


def test_two_byte_extensions_are_understood() -> None:
    head = bytes.fromhex("906000010000000000000001100000020102aabb0201cc00")
    packet = parse_rtp(head + b"x")
    assert (packet.extension(1), packet.extension(2)) == (b"\xaa\xbb", b"\xcc")


def test_padding_is_taken_off() -> None:
    packet = parse_rtp(bytes.fromhex("a06000010000000000000001") + b"ab\x00\x02")
    assert packet.payload == b"ab"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "80",
        "80600001000000000000",
        "406000010000000000000001",
        "8f6000010000000000000001",
        "906000010000000000000001bede00ff00",
        "a0600001000000000000000100",
        "a06000010000000000000001ff",
    ],
)
def test_damaged_packets_are_one_error(text: str) -> None:
    with pytest.raises(MalformedPacketError):
        parse_rtp(bytes.fromhex(text))


@given(st.binary(max_size=80), st.integers(0, 15))
def test_no_bytes_break_the_parser(data: bytes, number: int) -> None:
    try:
        packet = parse_rtp(b"\x90\x60" + data)
    except MalformedPacketError:
        return
    packet.extension(number)
