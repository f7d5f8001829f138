"""Folding of Vietnamese letters: whatever way a word was typed, it is one word."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core.letters import bare, folded, name_key, plain_form, word_key

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


def test_words_stand_as_in_a_dictionary() -> None:
    assert sorted(["Xã An", "Xã 10", "Xã 2"], key=word_key) == ["Xã 2", "Xã 10", "Xã An"]
    singles = "an àn ản ãn án ạn anh ăn ân ba ca da đa đà ta tha xa".split()
    assert sorted(reversed(singles), key=word_key) == singles


def test_people_stand_by_given_name_then_family_then_middle_names() -> None:
    people = ["Trần Thị An", "Lê Văn Ân", "Lê Anh Dũng", "Đỗ Văn Dũng", "Lê Văn Dũng", "Phạm Đức", "Hồ Thị Yến"]
    by_hand = ["Trần Thị An", "Lê Văn Ân", "Đỗ Văn Dũng", "Lê Anh Dũng", "Lê Văn Dũng", "Phạm Đức", "Hồ Thị Yến"]
    assert sorted(people, key=name_key) == by_hand


@given(st.text(max_size=20))
def test_any_text_has_a_place(text: str) -> None:
    assert word_key(text) == word_key(unicodedata.normalize("NFC", text))
    assert name_key(text) == name_key(f" {text} ")
