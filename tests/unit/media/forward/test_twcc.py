import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.errors import MalformedPacketError
from media.forward.twcc import parse_transport_feedback


def test_runs_vectors_and_deltas_are_understood() -> None:
    # First 1000, 20 packets, reference 100 * 64 ms; run of 3 small; one-bit vector 10101000000000;
    # then a two-bit vector: large, small, missing.
    body = (
        bytes.fromhex("03e80014000064002003aa00e400")
        + bytes((4, 8, 4))
        + bytes((40, 40, 40))
        + (-8 & 0xFFFF).to_bytes(2, "big")
        + bytes((12, 0, 0, 0))
    )
    found = parse_transport_feedback(body)
    assert found.first == 1000
    assert len(found.arrivals) == 20
    ticks = [None if one is None else round((one - 6.4) / 0.00025) for one in found.arrivals]
    assert ticks[:3] == [4, 12, 16]
    assert ticks[3:8] == [56, None, 96, None, 136]
    assert ticks[17] == 128
    assert ticks[18:20] == [140, None]


@pytest.mark.parametrize("text", ["", "0001", "000100010000000020", "00010001000000002001", "00010001000000000000"])
def test_damaged_feedback_is_one_error(text: str) -> None:
    with pytest.raises(MalformedPacketError):
        parse_transport_feedback(bytes.fromhex(text))


def test_feedback_about_everything_is_refused() -> None:
    with pytest.raises(MalformedPacketError):
        parse_transport_feedback(bytes.fromhex("0000ffff00000000") + b"\x3f\xff" * 9)


@given(st.binary(max_size=60))
def test_no_bytes_break_the_parser(data: bytes) -> None:
    try:
        found = parse_transport_feedback(data)
    except MalformedPacketError:
        return
    assert len(found.arrivals) == int.from_bytes(data[2:4], "big")
