"""What a corrected line teaches, and what it does not."""

import pytest

from meetings.minutes.wording import Finding, findings


@pytest.mark.parametrize(
    ("before", "after", "text", "heard"),
    [
        (
            "đồng chí Nguyễn Văn Túng phát biểu",
            "đồng chí Nguyễn Văn Tùng phát biểu",
            "Nguyễn Văn Tùng",
            "nguyễn văn túng",
        ),
        ("đồng chí nguyễn văn túng nói", "Đồng chí Nguyễn Văn Tùng nói", "Nguyễn Văn Tùng", "nguyễn văn túng"),
        ("theo ủy ban nhân dân tỉnh.", "Theo UBND tỉnh.", "UBND", "ủy ban nhân dân"),
        ("về xã bàu cạn làm việc", "về xã Bàu Cạn làm việc", "Bàu Cạn", ""),
        ("về chuyện đồi sổ của tỉnh ta", "về chuyển đổi số của tỉnh ta", "chuyển đổi số", "chuyện đồi sổ"),
        ("mời ông Mủy Hằng trình bày", "mời ông Mạnh Hùng trình bày", "Mạnh Hùng", "mủy hằng"),
    ],
)
def test_names_and_terms_are_proposed_whole(before: str, after: str, text: str, heard: str) -> None:
    assert findings(before, after) == [Finding(text, heard)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tôi đồng ý", "tôi đồng ý"),
        ("tôi đồng ỷ với báo cáo", "tôi đồng ý với báo cáo"),  # one small word means something else elsewhere
        ("chi năm mươi ba tỷ đồng cho xã", "chi 53,2 tỷ đồng cho xã"),
        ("vậy thì họ nói gì nữa đây", "Ngân sách tỉnh An Bình tăng mạnh"),  # written anew
        ("tôi xin hết", "Tôi xin hết."),
        ("", "UBND"),
        ("với tỉnh an, bình tĩnh nào", "với tỉnh An, Bình tĩnh nào"),  # punctuation parts them
    ],
)
def test_what_says_nothing_about_names_proposes_nothing(before: str, after: str) -> None:
    assert findings(before, after) == []


def test_a_line_proposes_a_few_things_at_most() -> None:
    before = " ".join(f"ông tên{word} và rồi" for word in "abcdefghi")
    after = " ".join(f"ông Tên{word.upper()}x và rồi" for word in "abcdefghi")
    assert len(findings(before, after)) == 6
