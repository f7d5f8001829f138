"""Word error rate for Vietnamese, as far as two short sentences need it."""

import re
import unicodedata
from collections.abc import Sequence

# Old and new placement of the tone mark are one spelling: hoà = hòa, uỷ = ủy.
_PLACEMENT = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe",
    "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip


def words_of(text: str) -> list[str]:
    """Lower case, without punctuation, one spelling of tones."""
    plain = re.sub(r"[^\w\s]", " ", unicodedata.normalize("NFC", text).lower())
    return [_fold(word) for word in plain.split()]


def word_error_rate(reference: Sequence[str], heard: Sequence[str]) -> float:
    """Levenshtein distance in words over the length of the reference."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(reference, 1):
        before, row[0] = row[0], number
        for at, other in enumerate(heard, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (word != other))
    return row[-1] / max(1, len(reference))


def _fold(word: str) -> str:
    ending = word[-2:]
    return word[:-2] + _PLACEMENT[ending] if ending in _PLACEMENT and not word.startswith("qu") else word
