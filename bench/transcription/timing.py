"""When words could be read, and how many of them changed: from the revisions of a run."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from bench.transcription.scoring import words_of
from bench.transcription.sound import START_MS
from bench.transcription.stage import Run, Shown
from meetings.contracts.speech import Segment, SegmentState


def latencies(run: Run) -> tuple[list[float], list[float]]:
    """Return seconds from the end of each word of the finals to its first showing, and to when it was firm."""
    revisions = _by_segment(run.shown)
    first: list[float] = []
    firm: list[float] = []
    for final in run.finals:
        words, ends = _timed(final.segment)
        seen: dict[int, float] = {}
        stood: dict[int, float] = {}
        for shown in revisions[final.segment.segment_id]:
            text, stable = shown.segment.text, shown.segment.text[: shown.segment.stable_chars]
            for at in _matched(words, words_of(text)):
                seen.setdefault(at, shown.at)
            for at in _matched(words, words_of(stable)):
                stood.setdefault(at, shown.at)
        first += [when - ends[at] for at, when in seen.items()]
        firm += [when - ends[at] for at, when in stood.items()]
    return first, firm


def flicker(run: Run) -> float:
    """Share of the words that a draft showed and the final does not have."""
    new = changed = 0
    finals = {final.segment.segment_id: words_of(final.segment.text) for final in run.finals}
    for segment_id, revisions in _by_segment(run.shown).items():
        before: list[str] = []
        final = finals.get(segment_id, [])
        for shown in revisions:
            if shown.segment.state is not SegmentState.PARTIAL:
                continue
            words = words_of(shown.segment.text)
            fresh = set(range(len(words))) - set(_matched(words, before))
            kept = set(_matched(words, final))
            new, changed = new + len(fresh), changed + len(fresh - kept)
            before = words
    return changed / max(1, new)


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value below which that share lies; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _timed(segment: Segment) -> tuple[list[str], list[float]]:
    words: list[str] = []
    ends: list[float] = []
    for word in segment.words:
        parts = words_of(word.text)
        words += parts
        ends += [(word.end_ms - START_MS) / 1000] * len(parts)
    return words, ends


def _matched(words: Sequence[str], other: Sequence[str]) -> list[int]:
    """Places of ``words`` that ``other`` has too, in order."""
    blocks = SequenceMatcher(None, words, other, autojunk=False).get_matching_blocks()
    return [block.a + step for block in blocks for step in range(block.size)]


def _by_segment(shown: Iterable[Shown]) -> dict[str, list[Shown]]:
    found: dict[str, list[Shown]] = defaultdict(list)
    for one in shown:
        found[one.segment.segment_id].append(one)
    return found
