"""Vietnamese letters: without their marks, for searches, and in the order of the Vietnamese alphabet.

Pure; the one place where the server folds and orders them. ``web/src/shared/text.ts`` folds in a page.
"""

import unicodedata

WordKey = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
"""Sorts texts syllable by syllable: letters first, then tones."""
_ALPHABET = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {mark: place for place, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", start=1)}
"""Huyền, hỏi, ngã, sắc, nặng; a syllable without a mark comes before."""


def bare(text: str) -> str:
    """Return text without case, tones, vowel marks and the stroke of đ: «Đảng uỷ» is ``dang uy``, as is «Đảng ủy»."""
    decomposed = unicodedata.normalize("NFKD", text.casefold()).replace("đ", "d")
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def folded(text: str) -> str:
    """Return ``bare`` text with single spaces, for looking whether it holds a word."""
    return " ".join(bare(text).split())


def plain_form(word: str) -> str:
    """Return a ``bare`` word's letters and digits alone."""
    return "".join(letter for letter in bare(word) if letter.isalnum())


def word_key(text: str) -> WordKey:
    """Return what sorts text as a Vietnamese dictionary does: a ă â b c d đ …, tones only between equal letters.

    Numbers stand before letters and by their value.
    """
    return tuple(_syllable_key(syllable) for syllable in unicodedata.normalize("NFC", text).casefold().split())


def _syllable_key(syllable: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if syllable.isdecimal():
        return (-1, int(syllable)), ()
    letters, tones = [], []
    for letter in syllable:
        marks = unicodedata.normalize("NFD", letter)
        tones += [_TONES[mark] for mark in marks if mark in _TONES]
        toneless = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
        letters.append(_ALPHABET.get(toneless, len(_ALPHABET) + ord(toneless[0]) if toneless else -1))
    return tuple(letters), tuple(tones)


def name_key(full_name: str) -> tuple[WordKey, WordKey, WordKey]:
    """Return what sorts people as Vietnamese lists do: by given name (the last word), family name, middle names."""
    words = full_name.split()
    return word_key(" ".join(words[-1:])), word_key(" ".join(words[:1])), word_key(" ".join(words[1:-1]))
