import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.errors import MalformedPacketError
from media.forward.rtcp import (
    KeyframeRequest,
    Nack,
    Remb,
    ReportBlock,
    SenderReport,
    build_nack,
    build_pli,
    build_receiver_report,
    build_remb,
    build_sender_report,
    parse_rtcp,
)


def test_sender_report_is_bit_exact() -> None:
    # Unix 1.5 s: NTP 2208988801.5
    packet = build_sender_report(0xAABBCCDD, 1.5, 0x01020304, 5, 600)
    assert packet[:28].hex() == "80c80006aabbccdd83aa7e8180000000010203040000000500000258"
    assert parse_rtcp(packet) == [SenderReport(0xAABBCCDD, 0x7E818000, 0x01020304)]


def test_pli_and_remb_are_bit_exact() -> None:
    assert build_pli(1, 0x20).hex() == "81ce00020000000100000020"
    assert build_remb(1, 4_000_000, [0x20]).hex() == "8fce0005000000010000000052454d420113d09000000020"


def test_report_blocks_go_through() -> None:
    block = ReportBlock(ssrc=5, fraction=64, lost=1000, highest=0x10005, jitter=7, last_sr=8, delay_since_sr=9)
    assert parse_rtcp(build_receiver_report(1, [block])) == [block]


@given(st.integers(0, 0xFFFF), st.sets(st.integers(0, 300), min_size=1, max_size=60))
def test_nack_names_exactly_the_missing(start: int, offsets: set[int]) -> None:
    missing = [(start + offset) & 0xFFFF for offset in sorted(offsets)]
    (nack,) = parse_rtcp(build_nack(1, 9, missing))
    assert isinstance(nack, Nack)
    assert nack.ssrc == 9
    assert list(nack.sequences) == missing


@given(st.integers(1, 2**40))
def test_remb_keeps_the_rate_within_its_precision(bitrate: int) -> None:
    (remb,) = parse_rtcp(build_remb(1, bitrate, [1, 2]))
    assert isinstance(remb, Remb)
    assert bitrate * 0.9999 <= remb.bitrate <= bitrate or bitrate < 2**18
    assert remb.ssrcs == (1, 2)


def test_fir_and_pli_are_keyframe_requests() -> None:
    fir = bytes.fromhex("84ce000400000001000000000000006301000000")
    assert parse_rtcp(fir + build_pli(1, 8)) == [KeyframeRequest(0x63), KeyframeRequest(8)]


def test_unknown_packets_are_passed_over() -> None:
    assert parse_rtcp(bytes.fromhex("80cc000100000000")) == []


@pytest.mark.parametrize("text", ["81", "80c8ffff", "81c9000100000001", "81cd000100000000", "40c80000"])
def test_damaged_packets_are_one_error(text: str) -> None:
    with pytest.raises(MalformedPacketError):
        parse_rtcp(bytes.fromhex(text))


@given(st.integers(200, 206), st.integers(0, 31), st.binary(max_size=60))
def test_no_bytes_break_the_parser(kind: int, count: int, body: bytes) -> None:
    body += bytes(-len(body) % 4)
    try:
        parse_rtcp(bytes((0x80 | count, kind)) + (len(body) // 4).to_bytes(2, "big") + body)
    except MalformedPacketError:
        pass
