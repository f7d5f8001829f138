"""Number words are read as the number that was said; what is not said in full is not read."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.transcription.text.number_words import spell
from transcription.text.numbers import Number, read_digits, read_number

TOP = 999_999_999_999
sizes = st.one_of(*(st.integers(0, 10**power - 1) for power in (2, 4, 7, 10, 12)))


@settings(max_examples=400)
@given(sizes, st.sampled_from(["linh", "lẻ"]), st.sampled_from(["tư", "bốn"]), st.booleans())
@example(TOP, "lẻ", "tư", True)
@example(1_000_000_001, "linh", "bốn", False)
def test_every_number_is_read_as_it_was_said(value: int, odd: str, four: str, southern: bool) -> None:
    words = spell(
        value, odd=odd, four=four, thousand="ngàn" if southern else "nghìn", billion="tỉ" if southern else "tỷ"
    )
    assert read_number(words.split()) == Number(value, len(words.split()))


def test_every_number_up_to_ten_thousand() -> None:
    for value in range(10_000):
        words = spell(value).split()
        assert read_number(words) == Number(value, len(words)), words


@pytest.mark.parametrize(
    ("said", "value", "words"),
    [
        ("hai mươi năm công tác", 20, 2),
        ("mười năm qua", 10, 1),
        ("hai nghìn không trăm hai mươi sáu", 2026, 7),
        ("hai nghìn lẻ sáu", 2006, 4),
        ("một triệu không trăm lẻ năm", 1_000_005, 6),
        ("ba trăm đồng chí", 300, 2),
        ("năm trăm linh tư", 504, 4),
        ("hai hai mươi", 2, 1),
        ("một triệu hai", 1_000_000, 2),
        ("bảy mươi nhăm", 75, 3),
    ],
)
def test_the_number_ends_where_it_ends(said: str, value: int, words: int) -> None:
    assert read_number(said.split()) == Number(value, words)


@pytest.mark.parametrize(
    "said", ["trăm phần trăm", "mươi lăm ngày", "nghìn năm", "vài chục", "không trăm", "", "linh hai"]
)
def test_what_begins_no_number(said: str) -> None:
    found = read_number(said.split())
    assert found is None or found == Number(0, 1)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("hai nghìn tỷ", 2 * 10**12),
        ("hai nghìn năm trăm triệu", 2_500_000_000),
        ("mười hai nghìn không trăm năm mươi tỷ ba trăm triệu", 12_050_300_000_000),
        ("chín trăm nghìn tỷ", 900 * 10**12),
    ],
)
def test_thousands_of_millions_and_billions(said: str, value: int) -> None:
    assert read_number(said.split()) == Number(value, len(said.split()))


def test_digits_said_one_by_one() -> None:
    assert read_digits("hai không hai sáu của".split()) == ("2026", 4)
    assert read_digits("mười".split()) == ("", 0)
