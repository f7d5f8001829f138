"""Words of papers as a search compares them. Pure: text in, values out.

Each word has two forms. ``plain`` has neither case nor marks, so that «nghi quyet» finds «nghị quyết». ``marked`` keeps
the marks, but the tone stands at the end of the word: then «uỷ» and «ủy», «hoà» and «hòa», composed and decomposed
letters are one form. A word typed without marks is looked for in its plain form, one with marks in its marked form.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from meetings.core.letters import plain_form

LONGEST_QUERY = 200
MOST_TERMS = 12
_WORD = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r'["“”„«]([^"“”„«»]*)(?:["“”»]|$)|(\S+)')
_QUOTE = re.compile(r'["“”„«»]')
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\ufffe\u200b\u200c\u200d\u2060\ufeff"))
_TONES = {"\u0300": "\u02cb", "\u0301": "\u02ca", "\u0309": "\u02c0", "\u0303": "\u02c9", "\u0323": "\u02cc"}
"""Grave, acute, hook, tilde, dot below; as letters of their own, so that both databases keep them inside a word."""
_VOWEL_MARKS = frozenset("\u0302\u0306\u031b")
"""Circumflex, breve, horn."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word and its place in the readable text, ``text[start:end]``."""

    marked: str
    plain: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side, in one of the two forms."""

    words: tuple[str, ...]
    marked: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a snippet; ``hit``: it was searched for."""

    text: str
    hit: bool


def readable(text: str) -> str:
    """Return text as people read it: composed letters, nothing invisible, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split())


def marked_form(word: str) -> str:
    """Return a word without case, its tone at its end and no marks but those of Vietnamese vowels."""
    letters, tones = [], []
    for letter in unicodedata.normalize("NFKD", word.casefold()):
        if letter in _TONES:
            tones.append(_TONES[letter])
        elif letter.isalnum() or letter in _VOWEL_MARKS:
            letters.append(letter)
    composed = unicodedata.normalize("NFC", "".join(letters))
    return "".join(letter for letter in composed if letter.isalnum()) + "".join(tones)


def tokens(text: str) -> list[Token]:
    """Return the words of a ``readable`` text; those without a letter or digit are left out."""
    found = ((_forms(match[0]), match) for match in _WORD.finditer(text))
    return [Token(marked, plain, match.start(), match.end()) for (marked, plain), match in found if plain]


@lru_cache(maxsize=20_000)
def _forms(word: str) -> tuple[str, str]:
    """Return both forms of a word. Kept: Vietnamese papers are written in some thousand syllables."""
    return marked_form(word), plain_form(word)


def parse(query: str) -> tuple[Term, ...]:
    """Return what a typed query looks for; in quotes: words in this order. «214-BC/TU» is three words side by side."""
    terms = []
    for phrase, chunk in _CHUNK.findall(readable(query[:LONGEST_QUERY])):
        words = tokens(phrase or chunk)
        if not words:
            continue
        exact = any(token.marked != token.plain for token in words)
        terms.append(Term(tuple(token.marked if exact else token.plain for token in words), exact))
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]


def phrase(query: str) -> tuple[Term, ...]:
    """Return what a query looks for in one paper: its words side by side, as every reader's «find» does.

    Quotes say so already; with them the query is read as ``parse`` does.
    """
    words = readable(query[:LONGEST_QUERY])
    return parse(query if _QUOTE.search(words) else f'"{words}"')


def without_marks(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return the same terms, to be found whatever their marks."""
    tones = "".join(_TONES.values())
    loose = [Term(tuple(plain_form(word.strip(tones)) for word in term.words), False) for term in terms]
    return tuple(dict.fromkeys(loose))


def hits(words: Sequence[Token], terms: Iterable[Term]) -> set[int]:
    """Return the places in ``words`` that belong to one of the terms."""
    return _places([token.marked for token in words], [token.plain for token in words], terms)


def occurrences(marked: Sequence[str], plain: Sequence[str], terms: Iterable[Term]) -> int:
    """Return in how many places the terms stand in a text, whose words are given in both forms.

    Words side by side are one place, as a reader sees them marked.
    """
    found = _places(marked, plain, terms)
    return sum(at - 1 not in found for at in found)


def _places(marked: Sequence[str], plain: Sequence[str], terms: Iterable[Term]) -> set[int]:
    found: set[int] = set()
    for term in terms:
        forms, length = (marked if term.marked else plain), len(term.words)
        for at in range(len(forms) - length + 1):
            if tuple(forms[at : at + length]) == term.words:
                found.update(range(at, at + length))
    return found


def snippet(text: str, terms: Sequence[Term], *, words: int = 34) -> tuple[Part, ...]:
    """Return about ``words`` words of a readable text around the place with the most hits, in pieces."""
    all_words = tokens(text)
    if not all_words:
        return (Part(text[:200], False),) if text else ()
    found = hits(all_words, terms)
    first = _best_window(sorted(found), words)
    last = min(first + words, len(all_words))
    begin = all_words[first].start if first else 0
    end = all_words[last - 1].end if last < len(all_words) else len(text)
    parts, at = [Part("… ", False)] if first else [], begin
    for index in range(first, last):
        if index in found:
            token = all_words[index]
            parts += [Part(text[at : token.start], False), Part(text[token.start : token.end], True)]
            at = token.end
    parts.append(Part(text[at:end] + (" …" if last < len(all_words) else ""), False))
    return tuple(part for part in parts if part.text)


def _best_window(found: Sequence[int], words: int) -> int:
    """Return the first word of the window that holds the most hits; some words before the first hit are shown too."""
    before = words // 5
    best, most = 0, 0
    for position, start in enumerate(found):
        count = sum(1 for other in found[position : position + words] if other < start + words - before)
        if count > most:
            best, most = start, count
    return max(0, best - before)
