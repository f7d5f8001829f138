"""Tone marks, sentences, the lexicon and the whole way from spoken to written."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from meetings.contracts.speech import Term, TextRules, Tones
from transcription.text.lexicon import Lexicon
from transcription.text.sentences import as_sentences
from transcription.text.syllables import FAR, bare, distance
from transcription.text.tones import written
from transcription.text.writing import finished

SYLLABLES = (
    "xin kính thưa hội nghị đường truyền về các xã còn ngắt quãng đề nghị tỉnh cho lắp thêm dự phòng báo cáo thu chi "
    "ngân sách sáu tháng đầu năm tăng so với cùng kỳ uỷ ban nhân dân hoà bình thuỷ lợi quý một toàn khoá hoạ"
).split()
sentences = st.lists(st.sampled_from(SYLLABLES), max_size=25).map(" ".join)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa bình, ủy ban, THỦY LỢI, Khóa", "hoà bình, uỷ ban, THUỶ LỢI, Khoá"),
        ("lòe, họa, Òa", "loè, hoạ, Oà"),
    ],
)
def test_both_spellings(old: str, new: str) -> None:
    assert (written(old, Tones.NEW), written(new, Tones.OLD)) == (new, old)
    assert (written(old, Tones.KEEP), written(new, Tones.KEEP)) == (old, new)


@pytest.mark.parametrize("text", ["quý hoạt toàn huỳnh khuỷu ngoéo quỳnh quả hoàn thuyền", "QUÝ, Quỳ"])
def test_what_has_one_spelling_stays(text: str) -> None:
    assert written(text, Tones.OLD) == written(text, Tones.NEW) == text


@given(st.text(max_size=60) | sentences)
def test_spelling_is_stable_and_goes_back(text: str) -> None:
    for tones in (Tones.OLD, Tones.NEW):
        once = written(text, tones)
        assert written(once, tones) == once
        assert written(written(text, Tones.NEW if tones is Tones.OLD else Tones.OLD), tones) == once
        assert len(once) == len(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("kính thưa hội nghị", "Kính thưa hội nghị."),
        ("đường truyền tốt . đề nghị tiếp tục", "Đường truyền tốt. Đề nghị tiếp tục."),
        ("có đồng ý không?", "Có đồng ý không?"),
        ("«xin mời»", "«Xin mời»."),
        ("giá 53.2 đồng", "Giá 53.2 đồng."),
        ("", ""),
        ("…", "…"),
    ],
)
def test_sentences(said: str, shown: str) -> None:
    assert as_sentences(said) == shown
    assert as_sentences(shown) == shown


def test_an_utterance_that_was_cut_has_no_full_stop() -> None:
    assert as_sentences("đề nghị các xã", complete=False) == "Đề nghị các xã"


def test_syllables_that_are_mixed_up_are_near() -> None:
    for one, other in (
        ("lam", "nam"),
        ("chuyền", "truyền"),
        ("hải", "hãi"),
        ("đức", "đứt"),
        ("vân", "văn"),
        ("ký", "kí"),
    ):
        assert distance(one, other) < 0.5, (one, other)
        assert distance(one, other) == distance(other, one)
    for one, other in (("hoa", "hoan"), ("minh", "bình"), ("lan", "lanh lợi"), ("ba", "bốn")):
        assert distance(one, other) == FAR, (one, other)
    assert distance("gì", "gì") == 0 and bare("Đặng") == "dang"


TERMS = (
    Term(text="Lương Văn Phúc"),
    Term(text="Nguyễn Thị Hòa"),
    Term(text="Điểm cầu Tân Hòa"),
    Term(text="Xã Phú Mỹ"),
    Term(text="Phú Mỹ"),
    Term(text="UBND", heard=("ủy ban nhân dân",)),
    Term(text="Sở Tài chính"),
)
LEXICON = Lexicon(TERMS)


@pytest.mark.parametrize(
    ("heard", "repaired"),
    [
        ("mời đồng chí Lương Vân Phúc phát biểu", "mời đồng chí Lương Văn Phúc phát biểu"),
        ("mời đồng chí lương văn phúc.", "mời đồng chí Lương Văn Phúc."),
        ("chị nguyễn thị hoà nói", "chị Nguyễn Thị Hòa nói"),
        ("điểm cầu tân hoá, xin mời", "Điểm cầu Tân Hòa, xin mời"),
        ("chủ tịch uỷ ban nhân dân xã phú mỹ", "chủ tịch UBND Xã Phú Mỹ"),
        ("đồng chí Phú Mĩ", "đồng chí Phú Mỹ"),
        ("sở tài trính trình", "Sở Tài chính trình"),
    ],
)
def test_what_the_lexicon_repairs(heard: str, repaired: str) -> None:
    assert LEXICON.repaired(heard) == repaired
    assert LEXICON.repaired(repaired) == repaired


@pytest.mark.parametrize(
    "heard",
    [
        "Nguyễn Thị Hoan phát biểu",
        "phụ mỹ phẩm",
        "lương văn, phúc lợi",
        "lương vẫn phục vụ",
        "sở tại trình",
        "hai phú mỵ",
    ],
)
def test_what_is_no_near_match_stays(heard: str) -> None:
    assert LEXICON.repaired(heard) == heard


def test_two_entries_that_are_equally_near_are_not_guessed() -> None:
    twins = Lexicon([Term(text="Nguyễn Văn Hoá"), Term(text="Nguyễn Văn Hoà")])
    assert twins.repaired("ông nguyễn văn hoạ") == "ông nguyễn văn hoạ"
    assert twins.repaired("ông nguyễn văn hoá") == "ông Nguyễn Văn Hoá"


@given(sentences)
def test_text_without_near_matches_stays(text: str) -> None:
    """No window of these words shares enough sound with a name: nothing may change, not even a space."""
    lexicon = Lexicon([Term(text=name) for name in ("Phạm Quốc Khánh", "Vũ Đình Trọng", "Bùi Ngọc Diệp Anh")])
    assert lexicon.repaired(f"  {text} ") == f"  {text} "


@given(st.text(max_size=80))
def test_any_text_is_survived(text: str) -> None:
    assert Lexicon(()).repaired(text) == text
    folded = bare(text)
    assume(not any(bare(word) in folded for term in TERMS for word in (term.text, *term.heard)))
    assert isinstance(LEXICON.repaired(text), str)
    finished(text, TextRules(terms=TERMS))


def test_from_spoken_to_written() -> None:
    rules = TextRules(tones=Tones.NEW, terms=TERMS)
    said = "đồng chí lương vân phúc báo cáo uỷ ban nhân dân thu hai nghìn năm trăm triệu đồng đạt năm mươi phần trăm"
    assert finished(said, rules) == ("Đồng chí Lương Văn Phúc báo cáo UBND thu 2.500.000.000 đồng đạt 50%.")
    # a name is spelt as its entry spells it, whatever the body prefers
    assert finished("hòa giải với chị nguyễn thị hoà", rules, complete=False) == "Hoà giải với chị Nguyễn Thị Hòa"


@given(sentences, st.sampled_from(Tones))
def test_written_once_is_written_for_good(text: str, tones: Tones) -> None:
    rules = TextRules(tones=tones, terms=TERMS)
    once = finished(text, rules)
    assert finished(once, rules) == once
