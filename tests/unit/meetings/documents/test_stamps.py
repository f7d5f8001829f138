"""What is a stamp of secrecy on page 1, and what only speaks of secrecy."""

import pytest

from meetings.documents.stamps import Stamp, Word, find_stamp, lines_of_words, stamp_of

STAMPS = {
    "MẬT": Stamp.MAT,
    "  MẬT  ": Stamp.MAT,
    "[ MẬT ]": Stamp.MAT,
    "| TỐI MẬT |": Stamp.TOI_MAT,
    "TUYỆT MẬT": Stamp.TUYET_MAT,
    "T U Y Ệ T  M Ậ T": Stamp.TUYET_MAT,
    "MẬT.": Stamp.MAT,
    "Độ mật: TỐI MẬT": Stamp.TOI_MAT,
    "MẬT Bản số: 03": Stamp.MAT,
    "TỐI MẬT - Số 12": Stamp.TOI_MAT,
    "MÂT": Stamp.MAT,
    "MAT": Stamp.MAT,
    "MẠT": Stamp.MAT,
    "TOI MAT": Stamp.TOI_MAT,
    "MA\u0302\u0323T": Stamp.MAT,
}
OTHERS = (
    "",
    "Mật",
    "mật",
    "KHÔNG MẬT",
    "Không mật",
    "BẢO MẬT",
    "BÍ MẬT NHÀ NƯỚC",
    "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "Luật Bảo vệ bí mật nhà nước",
    "CÔNG TÁC BẢO MẬT THÔNG TIN",
    "TÀI LIỆU MẬT",
    "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT",
    "độ Mật của tài liệu",
    "Độ mật: không",
    "Độ mật: Không mật",
    "MẬT ONG",
    "MẮT",
    "MÁT",
    "MẶT",
    "MẬT ĐỘ DÂN SỐ",
    "ỦY BAN",
    "TỐI",
    "MẬT MÃ",
    "Sản xuất mật",
)


@pytest.mark.parametrize(("line", "stamp"), STAMPS.items())
def test_stamps(line: str, stamp: Stamp) -> None:
    assert stamp_of(line) == stamp


@pytest.mark.parametrize("line", OTHERS)
def test_other_lines(line: str) -> None:
    assert stamp_of(line) is None


def test_the_highest_counts() -> None:
    assert find_stamp(["TỈNH ỦY AN BÌNH", "MẬT", "TUYỆT MẬT", "TỐI MẬT"]) == Stamp.TUYET_MAT
    assert find_stamp(["TỈNH ỦY AN BÌNH", "Số 12-BC/TU", "không mật"]) is None


def test_lines_are_made_of_where_words_stand() -> None:
    def at(text: str, x: int, y: int, width: int = 600, height: int = 150) -> Word:
        return Word(text, x, y, width, height)

    beside_a_title = [at("MẬT", 900, 1500), at("BÁO", 4200, 1490), at("CÁO", 4900, 1490)]
    assert find_stamp(lines_of_words(beside_a_title)) == Stamp.MAT
    in_a_sentence = [at("bảo", 1500, 1500), at("vệ", 2150, 1500), at("BÍ", 2800, 1500), at("MẬT", 3450, 1500)]
    assert find_stamp(lines_of_words(in_a_sentence)) is None
    in_two_lines = [at("TỐI", 1000, 1500), at("MẬT", 1010, 1660)]
    assert find_stamp(lines_of_words(in_two_lines)) == Stamp.TOI_MAT
    heading = [at("CÔNG", 1500, 1500), at("TÁC", 2150, 1500), at("BẢO", 2800, 1500), at("MẬT", 1500, 1660)]
    assert find_stamp(lines_of_words(heading)) == Stamp.MAT, "a doubt is decided by a person, not by the machine"
    assert find_stamp(lines_of_words([])) is None
