"""Repair of names and terms by a lexicon: cautious, because a wrong name is worse than a misspelt one.

1. What an entry lists as heard is replaced where it stands whole.
2. Words that are an entry's words get its spelling and capitals.
3. Words that sound nearly like one entry, and like no other one, become that entry: at most ``ALLOWED`` by its
   length, no syllable wholly different, and two syllables only where the engine already wrote both as a name.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from meetings.contracts.speech import Term, Tones
from transcription.text.syllables import bare, distance
from transcription.text.tones import written

ALLOWED = {2: 0.3, 3: 0.6, 4: 0.9}
"""Greatest sum of distances by the number of syllables; longer entries as four."""
MOST_OF_ONE = 0.6
"""No single syllable may be further away than that."""
LONGEST = 12
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class _Entry:
    text: str
    folded: tuple[str, ...]
    """Syllables, lower case, one tone spelling."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Match:
    text: str
    words: int
    cost: float


class Lexicon:
    """The entries of one meeting, ready to be looked up; made once, used for every final."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._exact: dict[tuple[str, ...], str] = {}
        self._by_syllable: dict[str, list[_Entry]] = defaultdict(list)
        for term in terms:
            self._add(term)
        self._longest = max((len(key) for key in self._exact), default=0)

    def _add(self, term: Term) -> None:
        for heard in term.heard:
            key = _folded(heard)
            if key:
                self._exact[key] = term.text
        key = _folded(term.text)
        if not 2 <= len(key) <= LONGEST:
            return
        self._exact.setdefault(key, term.text)
        entry = _Entry(term.text, key)
        for syllable in {bare(word) for word in key}:
            self._by_syllable[syllable].append(entry)

    def repaired(self, text: str) -> str:
        """Return the text with the entries that it surely means; without any, the very same text."""
        if not self._exact:
            return text
        words = [_Word(found[0], _fold(found[0]), found.start(), found.end()) for found in _WORD.finditer(text)]
        out, done, at = "", 0, 0
        while at < len(words):
            match = self._match(text, words, at)
            if match is None:
                at += 1
                continue
            out += text[done : words[at].start] + match.text
            done = words[at + match.words - 1].end
            at += match.words
        return out + text[done:]

    def _match(self, text: str, words: Sequence[_Word], at: int) -> _Match | None:
        for count in range(min(self._longest, len(words) - at), 0, -1):
            run = words[at : at + count]
            if not _together(text, run):
                continue
            exact = self._exact.get(tuple(word.folded for word in run))
            if exact is not None:
                return _Match(exact, count, 0.0)
        return self._near(text, words, at)

    def _near(self, text: str, words: Sequence[_Word], at: int) -> _Match | None:
        """Return the one entry that the words sound like; None when two are equally near."""
        found: dict[str, _Match] = {}
        for entry in self._candidates(words, at):
            count = len(entry.folded)
            run = words[at : at + count]
            if len(run) < count or not _together(text, run) or not self._may_be(run):
                continue
            cost = _cost([word.folded for word in run], entry.folded)
            if cost is not None:
                found.setdefault(entry.text, _Match(entry.text, count, cost))
        ranked = sorted(found.values(), key=lambda match: (match.cost / match.words, -match.words))
        if not ranked or (len(ranked) > 1 and ranked[0].cost / ranked[0].words == ranked[1].cost / ranked[1].words):
            return None
        return ranked[0]

    def _candidates(self, words: Sequence[_Word], at: int) -> Iterable[_Entry]:
        seen: dict[str, _Entry] = {}
        for word in words[at : at + LONGEST]:
            for entry in self._by_syllable.get(bare(word.folded), ()):
                seen[entry.text] = entry
        return seen.values()

    def _may_be(self, run: Sequence[_Word]) -> bool:
        """Two syllables are too easily ordinary words; and what is another entry exactly is not touched."""
        if len(run) == 2 and not all(word.text[:1].isupper() for word in run):
            return False
        known = [tuple(word.folded for word in run[start:]) for start in range(1, len(run) - 1)]
        return not any(key in self._exact for key in known)


def _cost(heard: Sequence[str], entry: Sequence[str]) -> float | None:
    costs = [distance(one, other) for one, other in zip(heard, entry, strict=True)]
    allowed = ALLOWED[min(4, len(entry))]
    if max(costs) > MOST_OF_ONE or sum(costs) > allowed + 1e-9:
        return None
    return sum(costs)


def _together(text: str, run: Sequence[_Word]) -> bool:
    """No punctuation stands between the words."""
    return all(text[one.end : two.start].isspace() for one, two in pairwise(run))


def _folded(text: str) -> tuple[str, ...]:
    return tuple(_fold(word) for word in _WORD.findall(text))


def _fold(word: str) -> str:
    return written(word.casefold(), Tones.OLD)
