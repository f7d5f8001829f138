"""The letters that a font must have."""

from meetings.documents.fonts import vietnamese_letters


def test_there_are_134_letters() -> None:
    letters = vietnamese_letters()
    assert len(letters) == 134
    assert {"ạ", "Ặ", "ữ", "Ỵ", "đ", "ợ"} <= letters
