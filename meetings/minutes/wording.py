"""Which words of a corrected line may belong into the lexicon: pure functions on two texts.

Only a person decides. So that the list stays short, a line that was written anew proposes nothing, and neither do
figures or single small words, which mean something else in the next sentence.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 8
MOST_SMALL_WORDS = 4
"""Words without any capital are proposed in runs of two to so many."""
MOST_OF_A_LINE = 6
LEAST_ALIKE = 0.4
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_SENTENCE_END = frozenset(".!?…:")


@dataclass(frozen=True, slots=True)
class Finding:
    """``heard`` was put right into ``text``; ``heard`` empty: only the capitals of ``text`` were wrong."""

    text: str
    heard: str


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    folded: str
    first: bool
    """Begins a sentence: its capital says nothing."""
    glued: bool
    """Nothing but space stands between it and the word before."""

    @property
    def named(self) -> bool:
        return not self.first and self.text[:1].isupper()


def findings(before: str, after: str) -> list[Finding]:
    """Return what a correction teaches, in the order of the line."""
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(None, [word.folded for word in old], [word.folded for word in new], autojunk=False)
    if not old or not new or matcher.ratio() < LEAST_ALIKE:
        return []
    found: dict[Finding, None] = {}
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "replace":
            finding = _replaced(old, new, (i1, i2), (j1, j2))
            if finding:
                found[finding] = None
        elif kind == "equal":
            found.update(dict.fromkeys(_capitals(old[i1:i2], new[j1:j2])))
    names = [finding.text for finding in found if finding.heard]
    parts = (finding for finding in found if finding.heard or not any(finding.text in name for name in names))
    return list(parts)[:MOST_OF_A_LINE]


def _replaced(old: Sequence[_Word], new: Sequence[_Word], was: tuple[int, int], now: tuple[int, int]) -> Finding | None:
    (i1, i2), (j1, j2) = was, now
    if any(word.named for word in new[j1:j2]) or (j2 < len(new) and new[j2].named and new[j2].glued):
        i1, j1 = _name_begins(old, new, i1, j1)
        i2, j2 = _name_ends(old, new, i2, j2)
    heard, text = old[i1:i2], new[j1:j2]
    if not _whole(heard) or not _whole(text) or max(len(heard), len(text)) > MOST_WORDS:
        return None
    if any(char.isdigit() for word in (*heard, *text) for char in word.text):
        return None
    small = not any(word.named or (word.text.isupper() and len(word.text) > 1) for word in text)
    if small and not (2 <= min(len(heard), len(text)) and max(len(heard), len(text)) <= MOST_SMALL_WORDS):
        return None
    return Finding(" ".join(word.text for word in text), " ".join(word.folded for word in heard))


def _name_begins(old: Sequence[_Word], new: Sequence[_Word], i: int, j: int) -> tuple[int, int]:
    """Go back over the unchanged words of the same name: «Nguyễn Văn» before a wrong «Túng»."""
    while i > 0 and j > 0 and new[j].glued and old[i].glued and new[j - 1].named and _same(old[i - 1], new[j - 1]):
        i, j = i - 1, j - 1
    return i, j


def _name_ends(old: Sequence[_Word], new: Sequence[_Word], i: int, j: int) -> tuple[int, int]:
    while i < len(old) and j < len(new) and new[j].glued and old[i].glued and new[j].named and _same(old[i], new[j]):
        i, j = i + 1, j + 1
    return i, j


def _same(one: _Word, other: _Word) -> bool:
    return one.folded == other.folded


def _capitals(old: Sequence[_Word], new: Sequence[_Word]) -> Iterator[Finding]:
    """Yield runs of two or more words that only got capitals."""
    run: list[_Word] = []
    for before, after in [*zip(old, new, strict=True), (None, None)]:
        raised = before is not None and after is not None and after.named and not before.text[:1].isupper()
        if raised and after is not None and (not run or after.glued):
            run.append(after)
            continue
        if 2 <= len(run) <= MOST_WORDS:
            yield Finding(" ".join(word.text for word in run), "")
        run = [after] if raised and after is not None else []


def _whole(run: Sequence[_Word]) -> bool:
    """No punctuation stands inside."""
    return bool(run) and all(word.glued for word in run[1:])


def _words(text: str) -> list[_Word]:
    text = unicodedata.normalize("NFC", text)
    found: list[_Word] = []
    end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        first = not found or bool(_SENTENCE_END & set(between))
        found.append(_Word(match[0], match[0].casefold(), first, bool(found) and between.isspace()))
        end = match.end()
    return found
