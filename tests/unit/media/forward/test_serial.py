from hypothesis import given
from hypothesis import strategies as st

from media.forward.serial import distance16, distance32, extend16


@given(st.integers(0, 0xFFFF), st.integers(-0x8000, 0x7FFF))
def test_distance_survives_the_wrap(start: int, step: int) -> None:
    assert distance16((start + step) & 0xFFFF, start) == step


@given(st.integers(0, 0xFFFFFFFF), st.integers(-0x80000000, 0x7FFFFFFF))
def test_distance_of_timestamps(start: int, step: int) -> None:
    assert distance32((start + step) & 0xFFFFFFFF, start) == step


@given(st.integers(0x10000, 2**40), st.integers(-0x7FFF, 0x7FFF))
def test_extension_finds_the_number_again(near: int, step: int) -> None:
    assert extend16((near + step) & 0xFFFF, near) == near + step
