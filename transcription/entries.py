"""What comes out of the speech stream, and what the worker remembers about a talkspurt in Redis."""

from dataclasses import dataclass
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from meetings.contracts.speech import AudioChunk, unpack_packets

EntryId = tuple[int, int]
"""Redis stream id as numbers, so that ids sort as the stream does."""


class SourceKey(NamedTuple):
    """One microphone of one conference."""

    meeting_id: str
    source: int
    participant: str

    def __str__(self) -> str:
        return f"{self.meeting_id}:{self.source}:{self.participant}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One stream entry: a run of Opus packets of one source."""

    id: EntryId
    head: AudioChunk
    packets: tuple[tuple[int, bytes], ...]
    arrived: float
    """Monotonic seconds."""

    @property
    def key(self) -> SourceKey:
        """The source that this entry belongs to."""
        return SourceKey(self.head.meeting_id, self.head.source, self.head.participant)


class Cursor(BaseModel):
    """How far a talkspurt has been dealt with; a worker that takes over continues exactly there.

    ``done`` counts 16 kHz samples after the anchor: what lies before it has its final. With ``open``, an utterance
    whose drafts have been shown begins at ``done`` and had ``rev`` revisions.
    """

    model_config = ConfigDict(frozen=True)

    talkspurt: str
    anchor_ms: int
    anchor_rtp: int
    done: int = 0
    open: bool = False
    rev: int = 0


def parse_id(raw: bytes | str) -> EntryId:
    """Turn ``b"1-0"`` into ``(1, 0)``."""
    text = raw.decode() if isinstance(raw, bytes) else raw
    left, _, right = text.partition("-")
    return int(left), int(right or 0)


def format_id(entry_id: EntryId) -> str:
    """Undo ``parse_id``."""
    return f"{entry_id[0]}-{entry_id[1]}"


def parse_entry(raw_id: bytes, fields: dict[bytes, bytes], arrived: float) -> Entry:
    """Read one stream entry; raises ``ValueError`` when it is not what the contract says."""
    try:
        head = AudioChunk.model_validate_json(fields[b"head"])
    except (KeyError, ValidationError) as error:
        raise ValueError(f"no readable head: {error}") from error
    return Entry(parse_id(raw_id), head, tuple(unpack_packets(fields.get(b"opus", b""))), arrived)
