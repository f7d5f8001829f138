"""Folding of Vietnamese letters: whatever way a word was typed, it is one word."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core.letters import bare, folded, plain_form

ALPHABET = "aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệghiíìỉĩịklmnoóòỏõọôốồổỗộơớờởỡợpqrstuúùủũụưứừửữựvxyýỳỷỹỵ"
ROOT = Path(__file__).resolve().parents[4]


def test_every_letter_has_its_plain_one() -> None:
    assert set(bare(ALPHABET)) == set("abcdeghiklmnopqrstuvxy")
    assert len(bare(ALPHABET)) == len(ALPHABET)


@pytest.mark.parametrize(("one", "other"), [("uỷ ban", "ủy ban"), ("Tân Hoà", "tân hòa"), ("ĐẢNG", "dang")])
def test_both_spellings_are_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@given(st.text(alphabet=ALPHABET + ALPHABET.upper() + " -/.", max_size=40))
def test_composed_and_decomposed_are_one(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert folded(apart) == folded(text) == folded(folded(text))
    assert plain_form(apart) == plain_form(text)


def test_no_other_module_of_the_server_folds_letters() -> None:
    by_hand = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "meetings").rglob("*.py")
        if 'replace("đ", "d")' in path.read_text(encoding="utf-8")
    ]
    assert by_hand == ["meetings/core/letters.py"]
