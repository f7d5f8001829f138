"""Word and letter errors of Vietnamese text: one normaliser for the bench, the tests and room checks."""

import re
import unicodedata
from collections.abc import Sequence

# Old and new placement of the tone mark are one spelling: hoà = hòa, uỷ = ủy.
_PLACEMENT = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe",
    "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def words_of(text: str) -> list[str]:
    """Lower case, without punctuation, numbers below 10 000 as words, one spelling of tones."""
    plain = re.sub(r"[^\w\s]", " ", unicodedata.normalize("NFC", text).lower())
    words = (word for token in plain.split() for word in _spoken(token))
    return [_one_spelling(word) for word in words]


def errors(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Levenshtein distance: insertions, deletions, substitutions."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(reference, 1):
        before, row[0] = row[0], number
        for at, other in enumerate(heard, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (word != other))
    return row[-1]


def word_error_rate(reference: Sequence[str], heard: Sequence[str]) -> float:
    """Errors over the length of the reference, both as ``words_of`` gives them; may exceed 1."""
    return errors(reference, heard) / max(1, len(reference))


def letter_error_rate(reference: Sequence[str], heard: Sequence[str]) -> float:
    """Return the same over letters and the spaces between words."""
    return errors(" ".join(reference), " ".join(heard)) / max(1, len(" ".join(reference)))


def intelligibility(known: str, heard: str) -> float:
    """Share of the words of a known sentence that were understood (0..1): for tests of a room's microphone."""
    reference = words_of(known)
    return max(0.0, 1 - word_error_rate(reference, words_of(heard)))


def _spoken(token: str) -> list[str]:
    return _number(int(token)) if token.isdecimal() and len(token) <= 4 else [token]


def _number(value: int) -> list[str]:
    if value >= 1000:
        rest = value % 1000
        gap = ["không", "trăm"] if 0 < rest < 100 else []
        return [*_number(value // 1000), "nghìn", *gap, *(_below_thousand(rest, after=True) if rest else [])]
    return _below_thousand(value, after=False)


def _below_thousand(value: int, *, after: bool) -> list[str]:
    hundreds, rest = divmod(value, 100)
    if hundreds:
        return [_DIGITS[hundreds], "trăm", *(_below_thousand(rest, after=True) if rest else [])]
    tens, ones = divmod(rest, 10)
    if not tens:
        return ["linh", _DIGITS[ones]] if after else [_DIGITS[ones]]
    head = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if not ones:
        return head
    return [*head, {1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(ones, _DIGITS[ones])]


def _one_spelling(word: str) -> str:
    ending = word[-2:]
    return word[:-2] + _PLACEMENT[ending] if ending in _PLACEMENT and not word.startswith("qu") else word
