"""Which words of two long texts are the same ones, and which stood elsewhere. Pure: lists of keys in, places out.

Words that are rare in both texts are looked for first (patience diff), the short stretches between them are compared
word by word (difflib): about linear in the length of the texts, where a plain comparison of all words is quadratic.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

NEAR = 60_000
"""Stretches of so many pairs of words are compared word by word."""
RUNS = (5, 3, 2, 1)
"""Lengths of the runs of words that are looked for, the surest first."""
SEED = 5
"""Words that must stand side by side to be taken for moved …"""
LEAST_MOVED = 8
"""… and the fewest of them that are worth saying so."""
LOOSE = 6
"""Changed words within a moved passage that do not end it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """``length`` words that are the same, from ``old`` in the one text and from ``new`` in the other."""

    old: int
    new: int
    length: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Words of the one text, ``old`` up to ``old_end``, in whose place others stand, ``new`` up to ``new_end``."""

    old: int
    old_end: int
    new: int
    new_end: int


def same(old: Sequence[str], new: Sequence[str]) -> list[Stretch]:
    """Return the stretches that both texts have in the same order, in that order."""
    joined: list[Stretch] = []
    for stretch in _align(old, new, Gap(0, len(old), 0, len(new)), 0):
        last = joined[-1] if joined else None
        if last and (last.old + last.length, last.new + last.length) == (stretch.old, stretch.new):
            joined[-1] = Stretch(last.old, last.new, last.length + stretch.length)
        else:
            joined.append(stretch)
    return joined


def _align(old: Sequence[str], new: Sequence[str], gap: Gap, run: int) -> Iterator[Stretch]:
    head = 0
    most = min(gap.old_end - gap.old, gap.new_end - gap.new)
    while head < most and old[gap.old + head] == new[gap.new + head]:
        head += 1
    tail = 0
    while tail < most - head and old[gap.old_end - 1 - tail] == new[gap.new_end - 1 - tail]:
        tail += 1
    if head:
        yield Stretch(gap.old, gap.new, head)
    yield from _middle(old, new, Gap(gap.old + head, gap.old_end - tail, gap.new + head, gap.new_end - tail), run)
    if tail:
        yield Stretch(gap.old_end - tail, gap.new_end - tail, tail)


def _middle(old: Sequence[str], new: Sequence[str], gap: Gap, run: int) -> Iterator[Stretch]:
    pairs = (gap.old_end - gap.old) * (gap.new_end - gap.new)
    if not pairs:
        return
    if pairs <= NEAR:
        matcher = SequenceMatcher(None, old[gap.old : gap.old_end], new[gap.new : gap.new_end], autojunk=False)
        for block in matcher.get_matching_blocks():
            if block.size:
                yield Stretch(gap.old + block.a, gap.new + block.b, block.size)
        return
    for index in range(run, len(RUNS)):
        anchors = _anchors(old, new, gap, RUNS[index])
        if anchors:
            yield from _between(old, new, gap, anchors, index)
            return


def _between(
    old: Sequence[str], new: Sequence[str], gap: Gap, anchors: Sequence[tuple[int, int]], run: int
) -> Iterator[Stretch]:
    """Align what lies between the anchors; each anchor is one word of its run, so stretches never overlap."""
    at_old, at_new = gap.old, gap.new
    for here, there in anchors:
        yield from _align(old, new, Gap(at_old, here, at_new, there), run)
        yield Stretch(here, there, 1)
        at_old, at_new = here + 1, there + 1
    yield from _align(old, new, Gap(at_old, gap.old_end, at_new, gap.new_end), run)


def _anchors(old: Sequence[str], new: Sequence[str], gap: Gap, length: int) -> list[tuple[int, int]]:
    """Return the beginnings of runs that each text has once, as many as stand in the same order in both."""
    once_old = _once(old, gap.old, gap.old_end, length)
    once_new = _once(new, gap.new, gap.new_end, length)
    pairs = sorted((here, once_new[run]) for run, here in once_old.items() if run in once_new)
    return _rising(pairs)


def _once(keys: Sequence[str], first: int, end: int, length: int) -> dict[tuple[str, ...], int]:
    found: dict[tuple[str, ...], int] = {}
    twice = set()
    for at in range(first, end - length + 1):
        run = tuple(keys[at : at + length])
        if run in found:
            twice.add(run)
        else:
            found[run] = at
    return {run: at for run, at in found.items() if run not in twice}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of ``pairs`` (sorted by the first) in which the second rises too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, value) in enumerate(pairs):
        place = bisect_left(ends, value)
        before.append(last[place - 1] if place else -1)
        if place == len(ends):
            ends.append(value)
            last.append(index)
        else:
            ends[place], last[place] = value, index
    chain, at = [], last[-1] if last else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def gaps(stretches: Sequence[Stretch], old_end: int, new_end: int) -> list[Gap]:
    """Return what lies between the stretches. A word or two that agree by chance amid many that do not, join a gap."""
    found: list[Gap] = []
    at_old = at_new = 0
    for stretch in [*stretches, Stretch(old_end, new_end, 0)]:
        gap = Gap(at_old, stretch.old, at_new, stretch.new)
        at_old, at_new = stretch.old + stretch.length, stretch.new + stretch.length
        if gap.old == gap.old_end and gap.new == gap.new_end:
            continue
        if found and _by_chance(found[-1], gap):
            gap = Gap(found[-1].old, gap.old_end, found[-1].new, gap.new_end)
            found.pop()
        found.append(gap)
    return found


def _by_chance(left: Gap, right: Gap) -> bool:
    between = right.old - left.old_end
    sizes = (max(gap.old_end - gap.old, gap.new_end - gap.new) for gap in (left, right))
    return between <= 2 and between < min(sizes)


def moved(old: Sequence[str], new: Sequence[str], left: Sequence[Gap]) -> list[Stretch]:
    """Return passages that stand in one gap of the old text and in another place of the new one."""
    there_of = _seeds(old, new, left)
    home = {place: index for index, gap in enumerate(left) for place in range(gap.old, gap.old_end)}
    found: list[Stretch] = []
    for gap in left:
        at = gap.new
        while at <= gap.new_end - SEED:
            here = there_of.get(at)
            if here is None:
                at += 1
                continue
            stretch = _grown(old, new, here, at, left[home[here]], gap, found)
            found.append(stretch)
            at = stretch.new + stretch.length
    return _worth_saying(found)


def _seeds(old: Sequence[str], new: Sequence[str], left: Sequence[Gap]) -> dict[int, int]:
    """Return where runs of ``SEED`` new words stood before. What is there several times is paired in its order."""
    gone = _places(old, [(gap.old, gap.old_end) for gap in left])
    come = _places(new, [(gap.new, gap.new_end) for gap in left])
    pairs: dict[int, int] = {}
    for run, places in come.items():
        before = gone.get(run, [])
        if len(before) == len(places):
            pairs.update(zip(places, before, strict=True))
    return pairs


def _places(keys: Sequence[str], parts: Sequence[tuple[int, int]]) -> dict[tuple[str, ...], list[int]]:
    found: dict[tuple[str, ...], list[int]] = {}
    for first, end in parts:
        for at in range(first, end - SEED + 1):
            found.setdefault(tuple(keys[at : at + SEED]), []).append(at)
    return found


def _grown(
    old: Sequence[str], new: Sequence[str], here: int, there: int, home: Gap, gap: Gap, found: Sequence[Stretch]
) -> Stretch:
    """Extend a seed to both sides while the words agree; backwards not into what was found before it."""
    taken = found[-1].new + found[-1].length if found else 0
    first = max(gap.new, taken)
    back = 0
    while here - back > home.old and there - back > first and old[here - back - 1] == new[there - back - 1]:
        back += 1
    length = SEED
    while here + length < home.old_end and there + length < gap.new_end and old[here + length] == new[there + length]:
        length += 1
    return Stretch(here - back, there - back, back + length)


def _worth_saying(found: Sequence[Stretch]) -> list[Stretch]:
    """Keep the passages that are long enough, alone or with their neighbours on both sides."""
    groups: list[list[Stretch]] = []
    for stretch in found:
        last = groups[-1][-1] if groups else None
        if (
            last
            and 0 <= stretch.new - last.new - last.length <= LOOSE
            and 0 <= stretch.old - last.old - last.length <= LOOSE
        ):
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
    return [one for group in groups if sum(part.length for part in group) >= LEAST_MOVED for one in group]
