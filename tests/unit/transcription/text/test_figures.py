"""Figures beside the spoken text: what is written, and what is left alone."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.transcription.text.number_words import spell
from transcription.text.figures import with_figures
from transcription.text.numbers import DIGITS, SCALES
from transcription.text.phrases import in_roman

WRITTEN = {
    "đạt năm mươi ba phẩy hai phần trăm": "đạt 53,2%",
    "tăng không phẩy năm phần trăm": "tăng 0,5%",
    "giảm năm phần trăm so với cùng kỳ": "giảm 5% so với cùng kỳ",
    "một trăm phần trăm đại biểu tán thành": "100% đại biểu tán thành",
    "khoảng 50 phần trăm": "khoảng 50%",
    "ngày ba mươi tháng mười một năm hai nghìn không trăm hai mươi sáu": "ngày 30 tháng 11 năm 2026",
    "Ngày năm tháng năm năm hai nghìn lẻ năm.": "Ngày 5 tháng 5 năm 2005.",
    "ngày mồng hai tháng chín": "ngày mồng 2 tháng 9",
    "từ tháng tư năm hai không hai sáu": "từ tháng 4 năm 2026",
    "năm hai nghìn hai sáu": "năm 2026",
    "nhiệm kỳ hai nghìn không trăm hai mươi lăm hai nghìn không trăm ba mươi": "nhiệm kỳ 2025 - 2030",
    "giai đoạn hai nghìn không trăm hai mươi sáu đến hai nghìn không trăm ba mươi": "giai đoạn 2026 đến 2030",
    "một tỷ hai trăm năm mươi triệu đồng": "1.250.000.000 đồng",
    "thu năm trăm triệu đồng": "thu 500 triệu đồng",
    "một phẩy hai tỷ đồng": "1,2 tỷ đồng",
    "hai tỷ rưỡi": "2,5 tỷ",
    "hai nghìn tỷ đồng": "2.000 tỷ đồng",
    "hai nghìn năm trăm triệu đồng": "2.500.000.000 đồng",
    "hai nghìn năm trăm hộ": "2.500 hộ",
    "nghị quyết số hai mươi tám của Trung ương": "nghị quyết số 28 của Trung ương",
    "Nghị quyết số bốn về xây dựng Đảng": "Nghị quyết số 4 về xây dựng Đảng",
    "công văn số một hai ba của sở": "công văn số 123 của sở",
    "khoản hai điều mười lăm luật đất đai": "khoản 2 điều 15 luật đất đai",
    "Đại hội đại biểu toàn quốc lần thứ mười bốn của Đảng": "Đại hội đại biểu toàn quốc lần thứ XIV của Đảng",
    "Ban Chấp hành khóa mười ba": "Ban Chấp hành khóa XIII",
    "bắt đầu lúc tám giờ ba mươi": "bắt đầu lúc 8 giờ 30",
    "mười bốn giờ năm phút": "14 giờ 05 phút",
    "có ba mươi sáu trên bốn mươi hai đồng chí": "có 36 trên 42 đồng chí",
    "Hai mươi lăm năm qua, mười năm tới": "25 năm qua, 10 năm tới",
    "mỗi năm hai mươi xã": "mỗi năm 20 xã",
    "hai mươi, ba mươi người": "20, 30 người",
}
LEFT = [
    "hai đồng chí, ba ý kiến và một đề nghị",
    "năm đồng chí phó chủ tịch",
    "thứ hai tuần sau, thứ năm họp tiếp",
    "hai ba trăm người",
    "năm sáu phần trăm",
    "một triệu hai",
    "một triệu năm",
    "hai chục hộ, mấy trăm người, hàng nghìn lượt",
    "có hay không trăm phương nghìn kế",
    "huyện Năm Căn và bà Ba Mươi",
    "trong năm nay không có ai",
    "số năm công tác",
    "mọi điều hai bên đã nêu",
    "chín muồi, tám chuyện, ba mẹ",
    "ba trăm hai ba",
    "hai nghìn hai ba trăm triệu",
    "hai triệu ba trăm tỷ",
    "chia ba phẩy chia năm",
    "tám giờ năm",
]


@pytest.mark.parametrize("said", WRITTEN, ids=range(len(WRITTEN)))
def test_what_is_written_in_figures(said: str) -> None:
    assert with_figures(said) == WRITTEN[said]


@pytest.mark.parametrize("said", LEFT)
def test_what_stays_in_words(said: str) -> None:
    assert with_figures(said) == said


def value_of(written: str) -> int:
    found = re.fullmatch(r"tổng cộng ([\d.]+)( triệu| tỷ)? lượt", written)
    assert found, written
    return int(found[1].replace(".", "")) * {None: 1, " triệu": 10**6, " tỷ": 10**9}[found[2]]


sizes = st.one_of(*(st.integers(10, 10**power - 1) for power in (2, 4, 7, 10, 12)))


@settings(max_examples=300)
@given(sizes, st.sampled_from(["linh", "lẻ"]), st.sampled_from(["tư", "bốn"]))
def test_a_number_keeps_its_value(value: int, odd: str, four: str) -> None:
    assert value_of(with_figures(f"tổng cộng {spell(value, odd=odd, four=four)} lượt")) == value


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_dates(day: date) -> None:
    said = f"họp ngày {spell(day.day)} tháng {spell(day.month)} năm {spell(day.year)} tại tỉnh"
    assert with_figures(said) == f"họp ngày {day.day} tháng {day.month} năm {day.year} tại tỉnh"


@given(st.integers(0, 999), st.integers(0, 99))
def test_percentages(whole: int, part: int) -> None:
    assert with_figures(f"đạt {spell(whole)} phần trăm") == f"đạt {whole}%"
    digits = f"{part}" if part >= 10 else f"0{part}"
    said = " ".join(spell(int(digit)) for digit in digits)
    assert with_figures(f"đạt {spell(whole)} phẩy {said} phần trăm") == f"đạt {whole},{digits}%"


@given(st.integers(1, 9999), st.sampled_from(["nghị quyết", "Kết luận", "thông tư"]))
def test_numbers_of_documents(number: int, kind: str) -> None:
    assert with_figures(f"{kind} số {spell(number)} của tỉnh") == f"{kind} số {number} của tỉnh"


def test_roman_figures() -> None:
    assert [in_roman(n) for n in (1, 4, 9, 14, 18, 26, 40, 49)] == "I IV IX XIV XVIII XXVI XL XLIX".split()


VOCABULARY = [
    *DIGITS, *SCALES, "mươi", "mười", "trăm", "linh", "lẻ", "lăm", "mốt", "tư", "phẩy", "phần", "rưỡi", "chục", "ngày",
    "tháng", "giờ", "phút", "số", "nghị", "quyết", "khoản", "điều", "khóa", "lần", "thứ", "đại", "hội", "đồng", "kỳ",
    ".", "xã,", "2026", "53,2%",
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(VOCABULARY), max_size=14).map(" ".join))
def test_written_once_is_written_for_good(text: str) -> None:
    once = with_figures(text)
    assert with_figures(once) == once


@given(st.text(max_size=80))
def test_text_without_number_words_stays(text: str) -> None:
    assert with_figures(text) == text or any(word.strip(".,").lower() in {*DIGITS, "mười"} for word in text.split())
