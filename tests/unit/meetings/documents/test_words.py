"""Both forms of a word, what a query means, and where the words of a text stand."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core.letters import plain_form
from meetings.documents.words import (
    Term,
    hits,
    marked_form,
    parse,
    readable,
    snippet,
    tokens,
    without_marks,
)

SYLLABLES = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậớờởỡợýỳỷỹỵ0123456789", min_size=1, max_size=8)
ANYTHING = st.text(max_size=80)


def found_in(text: str, query: str) -> list[str]:
    words = tokens(readable(text))
    return [readable(text)[words[place].start : words[place].end] for place in sorted(hits(words, parse(query)))]


@given(ANYTHING)
def test_composed_and_decomposed_text_are_the_same_words(text: str) -> None:
    forms = [
        [(token.marked, token.plain) for token in tokens(readable(unicodedata.normalize(form, text)))]
        for form in ("NFC", "NFD", "NFKC", "NFKD")
    ]
    assert forms[0] == forms[2] and forms[1] == forms[3]
    assert forms[0] == forms[1]


@given(SYLLABLES)
def test_a_word_finds_itself_with_and_without_marks_in_any_case(word: str) -> None:
    for query in (word, word.upper(), plain_form(word), unicodedata.normalize("NFD", word)):
        assert found_in(f"trước {word} sau", query), query


@given(ANYTHING)
def test_forms_hold_nothing_that_a_database_would_read_as_a_sign(text: str) -> None:
    for term in parse(text):
        for word in term.words:
            assert word and not set(word) & set(" '\"\\():*&|!<>-^%_;.,")
    for token in tokens(readable(text)):
        assert plain_form(token.marked) or token.marked
        assert readable(text)[token.start : token.end]


@given(ANYTHING)
def test_what_is_readable_stays_as_it_is(text: str) -> None:
    assert readable(readable(text)) == readable(text)


@given(ANYTHING, ANYTHING)
def test_a_snippet_is_a_piece_of_the_text(text: str, query: str) -> None:
    whole = readable(text)
    shown = "".join(part.text for part in snippet(whole, parse(query)))
    assert shown.removeprefix("… ").removesuffix(" …") in whole


@pytest.mark.parametrize(
    ("old", "new"), [("uỷ", "ủy"), ("hoà", "hòa"), ("Thuý", "thúy"), ("quí", "quí"), ("HOẢ", "hỏa")]
)
def test_both_spellings_are_one_word(old: str, new: str) -> None:
    assert marked_form(old) == marked_form(new)
    assert found_in(f"Tỉnh {old} họp", new) == [old]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("nghi quyet", ["Nghị", "quyết", "nghỉ"]),
        ("nghị quyết", ["Nghị", "quyết"]),
        ("quyet dang", ["quyết", "Đảng"]),
        ("đảng", ["Đảng"]),
        ('"quyết của"', ["quyết", "của"]),
        ("“nghi quyet”", ["Nghị", "quyết"]),
        ('"của quyết"', []),
        ("18-NQ/TW", ["18", "NQ", "TW"]),
        ("18-TW", []),
        ("phụ", ["phụ"]),
        ("ngh", []),
    ],
)
def test_what_a_query_finds(query: str, found: list[str]) -> None:
    text = "Nghị quyết của Đảng số 18-NQ/TW; phụ trách, ngày nghỉ"
    assert sorted(found_in(text, query)) == sorted(found)


def test_soft_hyphens_and_hard_spaces_are_no_words() -> None:
    assert readable("nghị\u00a0quyết\u00ad\ufffe  số\n3") == "nghị quyết số 3"
    assert parse('" ; ! -') == ()


def test_marks_can_be_let_go() -> None:
    assert without_marks(parse("uỷ quyêt ban")) == (
        Term(("uy",), False),
        Term(("quyet",), False),
        Term(("ban",), False),
    )


def test_a_snippet_shows_the_place_with_the_most_hits() -> None:
    text = "mở đầu họp " + "chữ " * 100 + "họp bàn ngân sách " + "chữ " * 100
    parts = snippet(readable(text), parse("họp ngân sách"), words=20)
    assert [part.text for part in parts if part.hit] == ["họp", "ngân", "sách"]
    assert parts[0].text == "… " and parts[-1].text.endswith(" …")
