"""How alike two Vietnamese syllables sound: 0 the same, 1 another syllable.

A syllable is an onset, a rhyme and a tone. Engines, and dialects, mix up certain ones far more often than others; those
cost little. The table is a judgement, not a measurement: n and l, tr and ch, s and x, d, gi and r, hỏi and ngã.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_ONSETS = (
    "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "th", "tr", "ch", "qu",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x",
)  # fmt: skip
_SAME_ONSET = {"ngh": "ng", "gh": "g", "k": "c"}
_NEAR_ONSETS = (
    {"l", "n"}, {"tr", "ch"}, {"s", "x"}, {"d", "gi", "r", "v"}, {"qu", "c"}, {"d", "đ"}, {"ph", "f"}, {"t", "th"},
    {"h", "qu"}, {"c", "g"}, {"c", "kh"}, {"b", "p"}, {"ng", "nh"},
)  # fmt: skip
_FINALS = ("ng", "nh", "ch", "c", "m", "n", "p", "t")
_NEAR_FINALS = ({"n", "ng"}, {"n", "nh"}, {"t", "c"}, {"c", "ch"}, {"ng", "nh"}, {"m", "n"}, {"p", "t"})
NEAR_TONES = ({"r", "x"}, {"r", "j"}, {"x", "j"}, {"", "f"})
NEAR = 0.25
MARK = 0.3
"""The same letters with other marks (ơ and o, a and â), or another tone."""
FAR = 1.0


@dataclass(frozen=True, slots=True)
class Syllable:
    """Parts of a syllable; ``rhyme`` without its final consonant."""

    onset: str
    rhyme: str
    final: str
    tone: str

    @property
    def bare(self) -> str:
        """Letters without any mark: for an index of what could be near."""
        return bare(self.onset + self.rhyme + self.final)


def bare(text: str) -> str:
    """Return lower-case letters without marks; đ becomes d."""
    plain = "".join(char for char in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(char))
    return plain.replace("đ", "d")


@lru_cache(maxsize=20_000)
def parse(word: str) -> Syllable:
    """Take a syllable apart; a word that is none comes back as a rhyme alone."""
    loose = unicodedata.normalize("NFD", word.casefold())
    tone = next((_TONES[char] for char in loose if char in _TONES), "")
    plain = unicodedata.normalize("NFC", "".join(char for char in loose if char not in _TONES))
    onset = next((onset for onset in _ONSETS if plain.startswith(onset) and len(plain) > len(onset)), "")
    rest = plain[len(onset) :]
    if onset == "gi" and not any(char in "aăâeêoôơuưy" for char in bare_vowels(rest)):
        onset, rest = "g", plain[1:]
    final = next((final for final in _FINALS if rest.endswith(final) and len(rest) > len(final)), "")
    rhyme = rest[: len(rest) - len(final)] if final else rest
    return Syllable(_SAME_ONSET.get(onset, onset), rhyme.replace("y", "i"), final, tone)


def bare_vowels(text: str) -> str:
    """Return the vowel letters of a text."""
    return "".join(char for char in text if char in "aăâeêioôơuưy")


@lru_cache(maxsize=50_000)
def distance(one: str, other: str) -> float:
    """Return how far apart two syllables are: 0 … 1."""
    a, b = parse(one), parse(other)
    cost = _part(a.onset, b.onset, _NEAR_ONSETS) + _rhyme(a.rhyme, b.rhyme) + _part(a.final, b.final, _NEAR_FINALS)
    if a.tone != b.tone:
        cost += NEAR if {a.tone, b.tone} in NEAR_TONES else MARK
    return min(FAR, cost)


def _part(one: str, other: str, near: tuple[set[str], ...]) -> float:
    if one == other:
        return 0.0
    return NEAR if {one, other} in near else FAR


def _rhyme(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return MARK if bare(one) == bare(other) else FAR
