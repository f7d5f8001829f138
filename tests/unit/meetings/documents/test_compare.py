"""What a comparison of two drafts finds: words with places in, changes with places out."""

import time
from collections import Counter

from meetings.documents.compare import Area, Kind, Page, by_page, compare

PARAGRAPH = (
    "Ủy ban nhân dân tỉnh giao Sở Khoa học và Công nghệ chủ trì phối hợp với các sở ban ngành "
    "rà soát hạ tầng mạng của các xã phường và báo cáo kết quả trước ngày 15 tháng 12 năm 2026"
)
OTHER = (
    "Kinh phí thực hiện lấy từ nguồn chi thường xuyên của đơn vị và các nguồn hợp pháp khác theo phân cấp "
    "ngân sách hiện hành do Sở Tài chính thẩm định từng quý"
)
THIRD = "Chánh Văn phòng Tỉnh ủy theo dõi đôn đốc và tổng hợp việc thực hiện kế hoạch này theo định kỳ hằng tháng"

LAST = "Kế hoạch này có hiệu lực từ ngày ký và thay thế mọi kế hoạch trước đây về cùng nội dung"


def page(*lines: str, top: int = 1200, scan: bool = False) -> Page:
    """Lines of words under each other; each word 400 wide, 100 high, 500 apart."""
    words, boxes = [], []
    for row, line in enumerate(lines):
        for column, word in enumerate(line.split()):
            words.append(word)
            boxes.append((500 + 500 * column, top + 200 * row, 400, 100))
    return Page(words, boxes, scan)


def rows(text: str, width: int = 16) -> list[str]:
    words = text.split()
    return [" ".join(words[at : at + width]) for at in range(0, len(words), width)]


def test_the_same_text_has_no_changes_however_it_is_broken_into_pages() -> None:
    long = f"{PARAGRAPH} {OTHER} {THIRD}"
    assert compare([page(*rows(long))], [page(*rows(long))]) == ()
    assert compare([page(*rows(long))], [page(*rows(PARAGRAPH, 9)), page(*rows(f"{OTHER} {THIRD}", 11))]) == ()
    assert compare([], []) == ()


def test_a_changed_word_is_marked_where_it_stands_in_both() -> None:
    old, new = page(*rows(PARAGRAPH)), page(*rows(PARAGRAPH.replace("15", "30")))
    (change,) = compare([old], [new])
    place = PARAGRAPH.split().index("15")
    assert (change.kind, change.before, change.after) == (Kind.CHANGED, "15", "30")
    assert change.old == change.new == (Area(1, (500 + 500 * (place % 16), 1200 + 200 * (place // 16), 400, 100)),)


def test_what_was_added_or_taken_out_has_its_place_in_the_other_draft() -> None:
    old, new = page("Điều 1. Phạm vi áp dụng"), page("Điều 1. Phạm vi và đối tượng áp dụng")
    (added,) = compare([old], [new])
    assert (added.kind, added.after, added.before) == (Kind.ADDED, "và đối tượng", "")
    assert added.new == (Area(1, (2500, 1200, 1400, 100)),), "one box for the words of a line"
    assert added.old == (Area(1, (2400, 1200, 0, 100)),), "behind «vi»"
    (removed,) = compare([new], [old])
    assert (removed.kind, removed.before) == (Kind.REMOVED, "và đối tượng")
    assert removed.new == (Area(1, (2400, 1200, 0, 100)),)
    (first,) = compare([page("a b c d")], [page("x a b c d")])
    assert first.old == (Area(1, (500, 1200, 0, 100)),), "before the first word"


def test_spellings_that_are_the_same_word_are_no_change() -> None:
    decomposed = "Uỷ ban “hoà giải” – ký"
    assert compare([page(decomposed)], [page('Ủy ban "hòa giải" - ký')]) == ()
    assert [one.after for one in compare([page("tỉnh uỷ")], [page("Tỉnh uỷ")])] == ["Tỉnh"], "a capital letter is one"


def test_a_moved_paragraph_is_one_change_and_a_word_changed_in_it_another() -> None:
    old = page(*rows(PARAGRAPH), *rows(OTHER), *rows(THIRD))
    new = page(*rows(OTHER), *rows(THIRD), *rows(PARAGRAPH))
    (change,) = compare([old], [new])
    assert (change.kind, change.after) == (Kind.MOVED, PARAGRAPH)
    assert {area.box[1] for area in change.old} == {1200, 1400, 1600}
    both = [OTHER, THIRD, PARAGRAPH.replace("trước ngày", "chậm nhất")]
    kinds = Counter(one.kind for one in compare([old], [page(*(line for text in both for line in rows(text)))]))
    assert kinds[Kind.MOVED] == 2, "the passage before the changed words and the one after"
    assert kinds[Kind.REMOVED] + kinds[Kind.ADDED] == 2


def test_a_passage_that_stands_twice_is_moved_twice() -> None:
    clause = " ".join(PARAGRAPH.split()[:10])
    old, new = f"{clause} {THIRD} {LAST} {clause} {OTHER}", f"{THIRD} {clause} {LAST} {OTHER} {clause}"
    found = compare([page(*rows(old))], [page(*rows(new))])
    assert [(one.kind, one.after) for one in found] == [(Kind.MOVED, clause)] * 2


def test_a_row_put_into_a_table_and_a_changed_figure_are_two_changes() -> None:
    table = [("1", "Phường Bắc", "12", "1.250"), ("2", "Xã Đông", "8", "940"), ("3", "Xã Tây", "8", "1.250")]
    old = page(*(" ".join(row) for row in table))
    changed = [table[0], ("2", "Xã Nam", "5", "610"), ("3", "Xã Đông", "8", "940"), ("4", "Xã Tây", "8", "1.300")]
    found = compare([old], [page(*(" ".join(row) for row in changed))])
    assert {one.after for one in found} >= {"1.300"}
    assert any("Nam" in one.after for one in found)
    assert not any("Đông" in one.before + one.after for one in found), "rows that stayed are not marked"


def test_running_heads_and_page_numbers_are_not_looked_at() -> None:
    def paged(*texts: str) -> list[Page]:
        found = []
        for number, text in enumerate(texts, start=1):
            body = page(*rows(text))
            head = page(f"Dự thảo kế hoạch trang {number}", top=300)
            foot = page(str(number), top=9500)
            words = [*head.words, *body.words, *foot.words]
            found.append(Page(words, [*head.boxes, *body.boxes, *foot.boxes]))
        return found

    assert compare(paged(PARAGRAPH, OTHER, THIRD), paged(f"{PARAGRAPH} {OTHER}", THIRD)) == ()
    assert compare(paged(PARAGRAPH), [page(*rows(PARAGRAPH))])[0].kind == Kind.REMOVED, (
        "a head that stands once is text"
    )


def test_a_difference_that_a_scan_may_have_made_is_marked_as_unsure() -> None:
    scan = page(*rows(PARAGRAPH.replace("hạ tầng", "ha tẩng")), scan=True)
    (change,) = compare([scan], [page(*rows(PARAGRAPH))])
    assert change.unsure
    (change,) = compare([page(*rows(PARAGRAPH), scan=True)], [page(*rows(PARAGRAPH.replace("hạ tầng", "vật tư")))])
    assert not change.unsure, "another word is another word"
    (change,) = compare([page(*rows(PARAGRAPH))], [page(*rows(PARAGRAPH.replace("15", "16")))])
    assert not change.unsure, "nothing was scanned"


def test_the_summary_counts_by_page_of_the_new_draft() -> None:
    old = [page(*rows(PARAGRAPH)), page(*rows(OTHER))]
    new = [page(*rows(PARAGRAPH)), page(*rows(OTHER.replace("từng quý", "hằng năm").replace("hợp pháp ", "")))]
    (told,) = by_page(compare(old, new))
    assert (told.page, told.changed, told.removed, told.added, told.moved) == (2, 1, 1, 0, 0)


def test_a_hundred_pages_take_seconds_at_most() -> None:
    old = [f"từ{(at * 7919) % 5003}" for at in range(42_000)]
    new = [f"khác{at}" if (at * 31) % 100 < 30 else word for at, word in enumerate(old)]

    def paged(words: list[str]) -> list[Page]:
        return [page(*rows(" ".join(words[at : at + 420]), 12)) for at in range(0, len(words), 420)]

    before = time.process_time()
    assert compare(paged(old), paged(new))
    assert time.process_time() - before < 6, "0.6 s on a quiet core"
