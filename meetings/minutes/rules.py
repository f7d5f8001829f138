"""From facts to the order of the minutes: pure functions on values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

PARAGRAPH_GAP_MS = 20_000
"""A longer silence starts a new paragraph of the same speaker."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that are the machine's alone, or that a person corrected or confirmed."""

    text: str
    edited: bool
    confidence: float | None = None
    """Lowest mean probability 0..1 of its lines."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody said, with the item it belongs to and times in milliseconds of Unix time."""

    item_id: str | None
    speaker: str
    passages: tuple[Passage, ...]
    start_ms: int
    end_ms: int

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(passage.text for passage in self.passages)


@dataclass(frozen=True, slots=True)
class Span:
    """When an item was discussed; ``end_ms`` None: until the end."""

    item_id: str
    start_ms: int
    end_ms: int | None


def place_by_time(utterances: Iterable[Utterance], spans: Sequence[Span]) -> list[Utterance]:
    """Give an utterance without an item the item that was open when it began."""
    return [u if u.item_id else replace(u, item_id=_item_at(u.start_ms, spans)) for u in utterances]


def _item_at(moment: int, spans: Sequence[Span]) -> str | None:
    for span in spans:
        if span.start_ms <= moment and (span.end_ms is None or moment < span.end_ms):
            return span.item_id
    return None


def join_paragraphs(utterances: Iterable[Utterance]) -> list[Utterance]:
    """Join what one speaker said without a long break, in the order of time."""
    joined: list[Utterance] = []
    for utterance in sorted((u for u in utterances if u.text.strip()), key=lambda u: u.start_ms):
        last = joined[-1] if joined else None
        if last and _continues(last, utterance):
            passages = _joined(last.passages, utterance.passages)
            joined[-1] = replace(last, passages=passages, end_ms=utterance.end_ms)
        else:
            joined.append(utterance)
    return joined


def _joined(before: tuple[Passage, ...], after: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Put passages one behind the other; what a person confirmed stays apart from the machine's words."""
    found = list(before)
    for passage in after:
        if found[-1].edited == passage.edited:
            known = [one.confidence for one in (found[-1], passage) if one.confidence is not None]
            text = f"{found[-1].text} {passage.text}"
            found[-1] = replace(found[-1], text=text, confidence=min(known, default=None))
        else:
            found.append(passage)
    return tuple(found)


def _continues(last: Utterance, following: Utterance) -> bool:
    same = (last.item_id, last.speaker) == (following.item_id, following.speaker)
    return same and following.start_ms - last.end_ms < PARAGRAPH_GAP_MS
