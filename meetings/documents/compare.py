"""What changed from one draft of a paper to the next, as places on their pages. Pure: words in, changes out.

How it works, what it cannot see and what it costs: docs/algorithms/compare.md.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from meetings.documents.alignment import Gap, gaps, moved, same

Box = tuple[int, int, int, int]
"""x, y, width, height in ten-thousandths of the page."""
EDGE = 900
"""Running heads and feet stand this near to the upper or lower edge."""
SHOWN = 240
"""Letters of a change that the list shows."""
ALIKE = 0.6
"""A scan's word this much like the other one may only have been read wrongly."""
_TONES = frozenset("\u0300\u0301\u0309\u0303\u0323")
_SIGNS = str.maketrans("“”„«»‘’‚–—−‑", '"""""\'\'\'----')
_PAGE_NUMBER = re.compile(r"[-\s]*(?:trang|page)?[-\s]*\d+(?:\s*/\s*\d+)?[-\s.]*", re.IGNORECASE)


class Kind(StrEnum):
    """What happened to some words."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a page in reading order, a box for each; ``scan``: read from a picture."""

    words: Sequence[str]
    boxes: Sequence[Box]
    scan: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a page (numbers from 1); without width: the place between two words."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Change:
    """One change and where it is in both drafts; ``unsure``: perhaps only a scan that was read wrongly."""

    kind: Kind
    old: tuple[Area, ...]
    new: tuple[Area, ...]
    before: str
    after: str
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    key: str
    page: int
    box: Box
    scan: bool


@dataclass(frozen=True, slots=True)
class _Texts:
    old: Sequence[_Word]
    new: Sequence[_Word]


def compare(old: Sequence[Page], new: Sequence[Page]) -> tuple[Change, ...]:
    """Return the changes in the order of the new draft; running heads and page numbers are not looked at."""
    texts = _Texts(_flow(old), _flow(new))
    old_keys, new_keys = [word.key for word in texts.old], [word.key for word in texts.new]
    left = gaps(same(old_keys, new_keys), len(old_keys), len(new_keys))
    passages = moved(old_keys, new_keys, left)
    gone = {place for one in passages for place in range(one.old, one.old + one.length)}
    come = {place for one in passages for place in range(one.new, one.new + one.length)}
    found: list[tuple[int, Change]] = []
    for gap in left:
        found += [(gap.new, change) for change in _changes(texts, gap, gone, come)]
    for one in passages:
        parts = (one.old, one.old + one.length), (one.new, one.new + one.length)
        found.append((one.new, _change(texts, Kind.MOVED, *parts)))
    return tuple(change for _, change in sorted(found, key=lambda pair: pair[0]))


def _changes(texts: _Texts, gap: Gap, gone: set[int], come: set[int]) -> Iterator[Change]:
    """Return the changes of one gap; what was moved to or from elsewhere is left out."""
    old_parts = list(_without(gap.old, gap.old_end, gone))
    new_parts = list(_without(gap.new, gap.new_end, come))
    if len(old_parts) == 1 and len(new_parts) == 1:
        yield _change(texts, Kind.CHANGED, old_parts[0], new_parts[0])
        return
    for part in old_parts:
        yield _change(texts, Kind.REMOVED, part, (gap.new, gap.new))
    for part in new_parts:
        yield _change(texts, Kind.ADDED, (gap.old, gap.old), part)


def _without(first: int, end: int, taken: set[int]) -> Iterator[tuple[int, int]]:
    begin = first
    for place in range(first, end + 1):
        if place == end or place in taken:
            if begin < place:
                yield begin, place
            begin = place + 1


def _change(texts: _Texts, kind: Kind, old: tuple[int, int], new: tuple[int, int]) -> Change:
    before, after = _text(texts.old, *old), _text(texts.new, *new)
    scanned = any(word.scan for word in (*texts.old[slice(*old)], *texts.new[slice(*new)]))
    alike = scanned and SequenceMatcher(None, before.casefold(), after.casefold()).ratio() >= ALIKE
    return Change(
        kind=kind,
        old=_areas(texts.old, *old),
        new=_areas(texts.new, *new),
        before=_cut(before),
        after=_cut(after),
        unsure=kind == Kind.CHANGED and alike,
    )


def _text(words: Sequence[_Word], first: int, end: int) -> str:
    return " ".join(word.text for word in words[first:end])


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 2].rstrip() + " …"


def _areas(words: Sequence[_Word], first: int, end: int) -> tuple[Area, ...]:
    """Return the words' places, those of a line in one; of no words: the place where they would be."""
    if first == end:
        return (_between(words, first),) if words else ()
    areas: list[Area] = []
    for word in words[first:end]:
        last = areas[-1] if areas else None
        if last and last.page == word.page and _one_line(last.box, word.box):
            areas[-1] = Area(word.page, _around(last.box, word.box))
        else:
            areas.append(Area(word.page, word.box))
    return tuple(areas)


def _between(words: Sequence[_Word], at: int) -> Area:
    if at:
        x, y, width, height = words[at - 1].box
        return Area(words[at - 1].page, (x + width, y, 0, height))
    x, y, _, height = words[0].box
    return Area(words[0].page, (x, y, 0, height))


def _one_line(left: Box, right: Box) -> bool:
    overlap = min(left[1] + left[3], right[1] + right[3]) - max(left[1], right[1])
    near = right[0] - (left[0] + left[2])
    return 2 * overlap > min(left[3], right[3]) and -100 <= near <= 300


def _around(left: Box, right: Box) -> Box:
    x, y = min(left[0], right[0]), min(left[1], right[1])
    return (x, y, max(left[0] + left[2], right[0] + right[2]) - x, max(left[1] + left[3], right[1] + right[3]) - y)


def _flow(pages: Sequence[Page]) -> list[_Word]:
    """Return the words of all pages after one another, without what stands at the edge of page after page."""
    lines = [list(_edge_lines(page)) for page in pages]
    seen = Counter(text for found in lines for text in {_masked(page, line) for page, line in found})
    often = max(2, (len(pages) + 1) // 2)
    words: list[_Word] = []
    for number, (page, edge) in enumerate(zip(pages, lines, strict=True), start=1):
        left_out = {
            place
            for _, line in edge
            for place in line
            if seen[_masked(page, line)] >= often or _PAGE_NUMBER.fullmatch(_line_text(page, line))
        }
        for place, (text, box) in enumerate(zip(page.words, page.boxes, strict=True)):
            if place not in left_out:
                words.append(_Word(text, _key(text), number, box, page.scan))
    return words


def _edge_lines(page: Page) -> Iterator[tuple[Page, tuple[int, ...]]]:
    """Return the lines near the upper and the lower edge, each as the places of its words."""
    lines: dict[tuple[bool, int], list[int]] = {}
    for place, (_, y, _, height) in enumerate(page.boxes):
        middle = y + height // 2
        if middle < EDGE or middle > 10_000 - EDGE:
            lines.setdefault((middle < EDGE, middle // 80), []).append(place)
    for line in lines.values():
        yield page, tuple(line)


def _line_text(page: Page, line: Iterable[int]) -> str:
    return " ".join(page.words[place] for place in line)


def _masked(page: Page, line: Iterable[int]) -> str:
    return re.sub(r"\d+", "0", _line_text(page, line))


@lru_cache(maxsize=100_000)
def _key(word: str) -> str:
    """Return what makes two words the same: «uỷ» and «ủy» are, so are straight and curved quotes; case counts."""
    letters = unicodedata.normalize("NFD", word.translate(_SIGNS))
    tones = "".join(letter for letter in letters if letter in _TONES)
    return "".join(letter for letter in letters if letter not in _TONES) + tones


@dataclass(frozen=True, slots=True)
class PageSummary:
    """How much changed on one page of the new draft."""

    page: int
    added: int
    removed: int
    changed: int
    moved: int
    unsure: int


def by_page(changes: Iterable[Change]) -> tuple[PageSummary, ...]:
    """Count the changes by the page of the new draft on which they begin; pages without any are left out."""
    counts: dict[int, Counter[str]] = {}
    for change in changes:
        page = change.new[0].page if change.new else 1
        counts.setdefault(page, Counter())["unsure" if change.unsure else change.kind.value] += 1
    return tuple(
        PageSummary(page, found["added"], found["removed"], found["changed"], found["moved"], found["unsure"])
        for page, found in sorted(counts.items())
    )
