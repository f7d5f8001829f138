"""Vietnamese number words as numbers. Strict: what is said in short or can mean two things is no number here."""

from collections.abc import Sequence
from dataclasses import dataclass

DIGITS = {
    "không": 0,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_LAST = DIGITS | {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
"""The digit behind ``mươi``."""
_AFTER_ODD = DIGITS | {"tư": 4}
"""The digit behind ``linh`` or ``lẻ``."""
ODD = {"linh", "lẻ"}
SCALES = {"nghìn": 1000, "ngàn": 1000, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
MOST = 10**15
"""Above what is said: «hai nghìn tỷ» is the largest form, a thousand of millions or billions."""
PARTS = {"mươi", "mười", "trăm", "mốt", "tư", "lăm", "nhăm", "phẩy", "rưỡi", "chục"} | ODD | set(SCALES)
"""Words that are part of a number without being a digit."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was read from ``words`` words."""

    value: int
    words: int


def read_number(words: Sequence[str]) -> Number | None:
    """Read the longest whole number (below 10¹⁵) at the beginning of lower-case syllables; None when there is none."""
    thousands = _thousands(words)
    total, at, least = thousands or (0, 0, MOST)
    while True:
        group = _group(words[at:], whole=at > 0)
        if group is None:
            break
        behind = at + group.words
        scale = SCALES.get(words[behind], 0) if behind < len(words) else 0
        if scale and scale < least and group.value:
            total, at, least = total + group.value * scale, behind + 1, scale
            continue
        # «một triệu hai» is said for 1 200 000 as well as for 1 000 002: a lone digit behind a scale is not taken.
        lone = at > 0 and group.words == 1 and group.value < 10
        if least > 1 and not scale and not lone:
            total, at = total + group.value, behind
        break
    return Number(total, at) if at else None


def _thousands(words: Sequence[str]) -> tuple[int, int, int] | None:
    """Read thousands of millions or of billions: «hai nghìn năm trăm tỷ»; value, words, scale."""
    first = _group(words, whole=False)
    if first is None or not first.value or words[first.words : first.words + 1] not in (["nghìn"], ["ngàn"]):
        return None
    at = first.words + 1
    rest = _group(words[at:], whole=True) if words[at : at + 1] and words[at] not in SCALES else Number(0, 0)
    if rest is None:
        return None
    scale = SCALES.get("".join(words[at + rest.words : at + rest.words + 1]), 0)
    lone = rest.words == 1 and rest.value < 10
    if scale < 10**6 or lone:
        return None
    return (first.value * 1000 + rest.value) * scale, at + rest.words + 1, scale


def _group(words: Sequence[str], *, whole: bool) -> Number | None:
    """Read 0..999; ``whole``: it follows a scale, so it is said with its hundreds or as ``linh`` and a digit."""
    if not words:
        return None
    if whole and words[0] in ODD and len(words) > 1 and words[1] in _AFTER_ODD:
        return Number(_AFTER_ODD[words[1]], 2)
    hundred = DIGITS.get(words[0])
    if hundred is not None and len(words) > 1 and words[1] == "trăm" and (hundred or whole):
        rest = _below_hundred(words[2:], odd=True)
        return Number(hundred * 100 + (rest.value if rest else 0), 2 + (rest.words if rest else 0))
    return _below_hundred(words, odd=False)


def _below_hundred(words: Sequence[str], *, odd: bool) -> Number | None:
    """Read 0..99; behind a hundred (``odd``) a lone digit needs its ``linh``."""
    if not words:
        return None
    first = DIGITS.get(words[0])
    second = words[1] if len(words) > 1 else ""
    if odd and words[0] in ODD:
        return Number(_AFTER_ODD[second], 2) if second in _AFTER_ODD else None
    if words[0] == "mười":
        ones = {word: digit for word, digit in _LAST.items() if word not in {"không", "mốt", "năm", "tư"}}
        return Number(10 + ones[second], 2) if second in ones else Number(10, 1)
    if first and second == "mươi":
        third = words[2] if len(words) > 2 else ""
        # «hai mươi năm» is twenty years; the digit five is said lăm or nhăm here.
        ones = {word: digit for word, digit in _LAST.items() if word not in {"không", "năm"}}
        return Number(first * 10 + ones[third], 3) if third in ones else Number(first * 10, 2)
    if odd or first is None:
        return None
    return Number(first, 1)


def read_digits(words: Sequence[str]) -> tuple[str, int]:
    """Read digits said one by one: the figures, and how many words they took."""
    figures = ""
    for word in words:
        if word not in DIGITS:
            break
        figures += str(DIGITS[word])
    return figures, len(figures)
