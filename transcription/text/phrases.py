"""The phrases in which numbers are said: dates, times, terms of office, documents, percentages.

Each reader looks at lower-case words from ``at`` on (words before it are its context) and returns what to write and how
many words it replaces, or None.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from transcription.text.numbers import DIGITS, PARTS, Number, read_digits, read_number

_DOCUMENTS = {
    "nghị quyết", "nghị định", "quyết định", "kết luận", "chỉ thị", "thông tư", "công văn", "tờ trình", "báo cáo",
    "kế hoạch", "quy định", "hướng dẫn", "thông báo", "pháp lệnh", "đề án", "chương trình", "văn bản", "luật số",
}  # fmt: skip
_LAWS = {"khoản", "luật", "nghị", "bộ", "hiến", "pháp", "thông", "quy", "điều"}
_ROMAN = ((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_MOST_ROMAN = 49


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that replaces ``words`` words."""

    text: str
    words: int


def shown(value: int) -> str:
    """Write a number as official papers do: ``350``, ``2.500``, ``5 triệu``, ``1.250.000.000``, ``12 tỷ``."""
    for scale, name in ((10**9, "tỷ"), (10**6, "triệu")):
        if value and value % scale == 0 and (value // scale < 1000 or scale == 10**9):
            return f"{_dotted(value // scale)} {name}"
    return _dotted(value)


def _dotted(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def doubtful_before(words: Sequence[str], at: int, number: Number) -> bool:
    """Tell whether a number word stands right before a number: «hai ba trăm», «năm sáu phần trăm» are estimates.

    ``năm`` before a number of several words is the year.
    """
    before = words[at - 1] if at else "không"
    if before == "không" or before not in {*DIGITS, *PARTS}:
        return False
    return not (before == "năm" and number.words > 1)


def date(words: Sequence[str], at: int) -> Piece | None:
    """Read ``ngày … tháng …`` and ``ngày … tháng … năm …``."""
    if words[at] not in {"ngày", "mồng", "mùng"}:
        return None
    head = 2 if words[at : at + 2] in (["ngày", "mồng"], ["ngày", "mùng"]) else 1
    day = read_number(words[at + head :])
    if day is None or not 1 <= day.value <= 31:
        return None
    rest = _month(words, at + head + day.words)
    if rest is None:
        return None
    opening = " ".join(words[at : at + head])
    return Piece(f"{opening} {day.value} {rest.text}", head + day.words + rest.words)


def month_of_year(words: Sequence[str], at: int) -> Piece | None:
    """Read ``tháng … năm …`` without a day: only together is it surely a month."""
    found = _month(words, at)
    return found if found is not None and " năm " in found.text else None


def _month(words: Sequence[str], at: int) -> Piece | None:
    if words[at : at + 1] != ["tháng"]:
        return None
    month = Number(4, 1) if words[at + 1 : at + 2] == ["tư"] else read_number(words[at + 1 :])
    if month is None or not 1 <= month.value <= 12:
        return None
    behind = at + 1 + month.words
    year = year_at(words, behind + 1) if words[behind : behind + 1] == ["năm"] else None
    if year is None:
        return Piece(f"tháng {month.value}", 1 + month.words)
    return Piece(f"tháng {month.value} năm {year.value}", 2 + month.words + year.words)


def year_at(words: Sequence[str], at: int) -> Number | None:
    """Read a year of the 20th or 21st century, in full, digit by digit, or as «hai nghìn hai sáu»."""
    rest = words[at:]
    figures, taken = read_digits(rest)
    if taken == 4 and figures[:2] in {"19", "20"}:
        return Number(int(figures), 4)
    if len(rest) > 3 and rest[0] == "hai" and rest[1] in {"nghìn", "ngàn"}:
        short, taken = read_digits(rest[2:])
        if taken == 2 and short[0] != "0" and rest[4:5] != ["trăm"]:
            return Number(2000 + int(short), 4)
    number = read_number(rest)
    if number is None or not 1900 <= number.value < 2100:
        return None
    follows = words[at + number.words : at + number.words + 1]
    return None if follows and follows[0] in {"nghìn", "triệu", "tỷ", "phẩy", "rưỡi", "mươi", "trăm"} else number


def years(words: Sequence[str], at: int) -> Piece | None:
    """Read ``năm 2026``, ``nhiệm kỳ 2025 - 2030``, ``giai đoạn 2026 đến 2030``."""
    before = words[at - 1] if at else ""
    if before not in {"năm", "kỳ", "kì", "đoạn"}:
        return None
    first = year_at(words, at)
    if first is None:
        return None
    behind = at + first.words
    joint = words[behind : behind + 1] in (["đến"], ["tới"])
    second = year_at(words, behind + joint)
    if second is None or second.value <= first.value:
        return None if _goes_on(words, behind) else Piece(str(first.value), first.words)
    middle = words[behind] if joint else "-"
    return Piece(f"{first.value} {middle} {second.value}", first.words + joint + second.words)


def _goes_on(words: Sequence[str], at: int) -> bool:
    return at < len(words) and words[at] in DIGITS and words[at] not in {"không", "năm"}


def clock(words: Sequence[str], at: int) -> Piece | None:
    """Read ``8 giờ 30``, ``14 giờ 5 phút``."""
    hour = read_number(words[at:])
    if hour is None or hour.value > 24 or doubtful_before(words, at, hour):
        return None
    behind = at + hour.words
    if words[behind : behind + 1] != ["giờ"]:
        return None
    minute = read_number(words[behind + 1 :])
    if minute is None or minute.value > 59:
        return None
    end = behind + 1 + minute.words
    if minute.value < 10 and words[end : end + 1] != ["phút"]:
        return None
    return Piece(f"{hour.value} giờ {minute.value:02}", hour.words + 1 + minute.words)


def roman(words: Sequence[str], at: int) -> Piece | None:
    """Read ``Đại hội lần thứ XIV`` and ``khóa XIII``: congresses and terms are numbered in Roman figures."""
    congress = words[max(0, at - 2) : at] == ["lần", "thứ"] and _said_before(words, at, ("đại", "hội"))
    term = at > 0 and words[at - 1] in {"khóa", "khoá"}
    number = read_number(words[at:]) if congress or term else None
    if number is None or not 1 <= number.value <= _MOST_ROMAN or (term and number.value < 10):
        return None
    return Piece(in_roman(number.value), number.words)


def in_roman(value: int) -> str:
    """Write 1..49 in Roman figures."""
    text = ""
    for size, letters in _ROMAN:
        while value >= size:
            text, value = text + letters, value - size
    return text


def _said_before(words: Sequence[str], at: int, wanted: tuple[str, str]) -> bool:
    before = [word.lower() for word in words[max(0, at - 8) : at]]
    return any(tuple(before[n : n + 2]) == wanted for n in range(len(before)))


def document(words: Sequence[str], at: int) -> Piece | None:
    """Read the number of a document: ``nghị quyết số 28``, also a single digit or digits said one by one."""
    before = [word.lower() for word in words[max(0, at - 3) : at]]
    if len(before) < 3 or before[2] != "số" or " ".join(before[:2]) not in _DOCUMENTS:
        return None
    figures, taken = read_digits(words[at:])
    number = read_number(words[at:])
    if number is not None and number.words >= taken:
        return None if _goes_on(words, at + number.words) else Piece(str(number.value), number.words)
    if figures.endswith("5") and taken > 1 and year_at(words, at + taken) is not None:
        # «số một hai năm hai nghìn …»: the last word is the year's.
        figures, taken = figures[:-1], taken - 1
    return Piece(figures, taken) if taken else None


def article(words: Sequence[str], at: int) -> Piece | None:
    """Read ``khoản 2 Điều 5``: alone, «điều hai» may be two things."""
    before = words[at - 1].lower() if at else ""
    number = read_number(words[at:]) if before in {"khoản", "điều"} else None
    if number is None or _goes_on(words, at + number.words):
        return None
    follows = words[at + number.words].lower() if at + number.words < len(words) else ""
    chained = before == "khoản" and follows == "điều"
    in_law = before == "điều" and (follows in _LAWS or "khoản" in [word.lower() for word in words[max(0, at - 5) : at]])
    return Piece(str(number.value), number.words) if chained or in_law else None


def percent(words: Sequence[str], at: int) -> Piece | None:
    """Read a percentage: ``53,2%``."""
    number = read_number(words[at:])
    if number is None:
        figures = words[at] if words[at].replace(",", "", 1).isdecimal() else ""
        amount: Piece | None = Piece(figures, 1) if figures else None
    elif doubtful_before(words, at, number):
        return None
    else:
        amount = decimal(words, at) or Piece(shown(number.value), number.words)
    if amount is None or words[at + amount.words : at + amount.words + 2] != ["phần", "trăm"]:
        return None
    return Piece(f"{amount.text}%", amount.words + 2)


def decimal(words: Sequence[str], at: int) -> Piece | None:
    """Read ``… phẩy …``: figures behind the comma are said one by one or as a number."""
    whole = read_number(words[at:])
    if whole is None or words[at + whole.words : at + whole.words + 1] != ["phẩy"]:
        return None
    rest = words[at + whole.words + 1 :]
    figures, taken = read_digits(rest)
    number = read_number(rest)
    if number is not None and number.words > taken and number.value < 100:
        figures, taken = str(number.value), number.words
    follows = rest[taken : taken + 1]
    if taken > 1 and figures.endswith("5") and rest[taken - 1] == "năm" and not _measured(follows):
        # «năm phẩy hai năm qua»: the last word is the years'.
        figures, taken = figures[:-1], taken - 1
    elif follows and follows[0] in {"mươi", "mốt", "tư", "lăm", "phẩy", "rưỡi"}:
        return None
    return Piece(f"{shown(whole.value)},{figures}", whole.words + 1 + taken) if taken else None


def _measured(follows: Sequence[str]) -> bool:
    return bool(follows) and follows[0] in {
        "phần",
        "tỷ",
        "tỉ",
        "triệu",
        "nghìn",
        "ngàn",
        "điểm",
        "lần",
        "độ",
        "ki",
        "ha",
    }
