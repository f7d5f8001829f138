"""Where the tone mark of open ``oa``, ``oe``, ``uy`` stands: hòa, ủy (old) or hoà, uỷ (new); both are right.

The mark is on the first vowel in the old spelling and on the second in the new one. Closed syllables (hoàn, huỷnh) are
spelt one way only, and in ``quý`` the u belongs to the consonant.
"""

import re
import unicodedata
from functools import cache

from meetings.contracts.speech import Tones

MARKS = ("\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
"""Huyền, sắc, hỏi, ngã, nặng."""
_OLD = {pair[0] + mark + pair[1]: pair + mark for pair in ("oa", "oe", "uy") for mark in MARKS}


def written(text: str, tones: Tones) -> str:
    """Return the text with all its open syllables spelt one way, in NFC; everything else stays."""
    text = unicodedata.normalize("NFC", text)
    if tones is Tones.KEEP:
        return text
    pattern, table = _rules(tones)
    return pattern.sub(lambda found: table[found[0]], text)


@cache
def _rules(tones: Tones) -> tuple[re.Pattern[str], dict[str, str]]:
    table: dict[str, str] = {}
    for old, new in _OLD.items():
        pair = (old, new) if tones is Tones.NEW else (new, old)
        for case in (str.lower, str.upper, _first_upper):
            wrong, right = (unicodedata.normalize("NFC", case(text)) for text in pair)
            table[wrong] = right
    # Before it no q, nor a vowel of a longer group; behind it no letter: the syllable is open.
    return re.compile(rf"(?<![qQ])(?:{'|'.join(table)})(?![^\W\d_])"), table


def _first_upper(text: str) -> str:
    return text[0].upper() + text[1:]
