"""The few names that the recogniser is told to expect."""

from meetings.contracts.speech import MOST_HINTS, Term
from meetings.minutes.hints import hints_of

TERMS = [
    Term(text="UBND", heard=("ủy ban nhân dân",)),
    Term(text="Bàu Cạn"),
    Term(text="điểm cầu Tân Hòa"),
    Term(text="Trần Thị Mai"),
    Term(text="hồ Bàu Cạn"),
]


def test_the_presenter_then_what_the_title_names_then_who_spoke():
    title = "Tờ trình của Ủy ban nhân dân về Hồ Bàu Cạn"
    found = hints_of(title, "Lê Minh Đức", ["Trần Thị Mai", "Lê Minh Đức"], TERMS)
    assert found == ("Lê Minh Đức", "hồ Bàu Cạn", "Bàu Cạn", "UBND", "Trần Thị Mai")


def test_a_part_of_a_word_is_no_name():
    assert hints_of("Báo cáo về cạnh tranh", "", [], [Term(text="Cạn"), Term(text="Báo")]) == ("Báo",)


def test_never_more_than_the_recogniser_bears():
    assert hints_of("", "", [f"Người {n}" for n in range(30)], TERMS) == tuple(f"Người {n}" for n in range(MOST_HINTS))


def test_nothing_known_nothing_said():
    assert hints_of("", " ", [], []) == ()
