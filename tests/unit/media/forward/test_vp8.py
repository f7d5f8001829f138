from hypothesis import given
from hypothesis import strategies as st

from media.forward.descriptor import move_counters
from media.forward.errors import MalformedPacketError
from media.forward.vp8 import parse_vp8
from tests.unit.media.packets import vp8_payload


def test_descriptor_of_a_keyframe() -> None:
    found = parse_vp8(vp8_payload(300, 9, keyframe=True))
    assert (found.starts_keyframe, found.bits, found.picture, found.tl0) == (True, 15, 300, 9)


def test_only_the_first_packet_of_a_keyframe_starts_it() -> None:
    assert not parse_vp8(vp8_payload(300, 9, keyframe=True, starts=False)).starts_keyframe
    assert not parse_vp8(vp8_payload(300, 9)).starts_keyframe
    assert parse_vp8(b"\x10\x00").starts_keyframe
    assert not parse_vp8(b"\x11\x00").starts_keyframe, "partition 1 is no start"


def test_seven_bit_picture_ids_stay_seven_bit() -> None:
    payload = b"\x90\x80\x7f\x00"
    assert move_counters(payload, parse_vp8(payload), 3, 0) == b"\x90\x80\x02\x00"


@given(st.integers(0, 0x7FFF), st.integers(0, 255), st.integers(0, 0x7FFF), st.integers(0, 255))
def test_rewriting_moves_both_counters_and_nothing_else(picture: int, tl0: int, by: int, tl0_by: int) -> None:
    payload = vp8_payload(picture, tl0, body=b"picture data")
    moved = move_counters(payload, parse_vp8(payload), by, tl0_by)
    assert moved == vp8_payload((picture + by) & 0x7FFF, (tl0 + tl0_by) & 0xFF, body=b"picture data")


@given(st.binary(max_size=8))
def test_no_bytes_break_the_parser(data: bytes) -> None:
    try:
        found = parse_vp8(data)
    except MalformedPacketError:
        return
    assert len(move_counters(data, found, 5, 5)) == len(data)
