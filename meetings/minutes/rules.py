"""From facts to the order of the minutes: pure functions on values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

PARAGRAPH_GAP_MS = 20_000
"""A longer silence starts a new paragraph of the same speaker."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody said, with the item it belongs to and times in milliseconds of Unix time."""

    item_id: str | None
    speaker: str
    text: str
    start_ms: int
    end_ms: int
    edited: bool


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
            text = f"{last.text.rstrip()} {utterance.text.strip()}"
            edited = last.edited and utterance.edited
            joined[-1] = replace(last, text=text, end_ms=utterance.end_ms, edited=edited)
        else:
            joined.append(utterance)
    return joined


def _continues(last: Utterance, following: Utterance) -> bool:
    same = (last.item_id, last.speaker) == (following.item_id, following.speaker)
    return same and following.start_ms - last.end_ms < PARAGRAPH_GAP_MS
