"""The transcript of a meeting as values: lines, and the cues into which subtitles cut them. Pure."""

import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

UNCHECKED = "Bản nháp chưa hiệu đính"
CHECKED = "Đã hiệu đính"
LINE_CHARS = 42
"""Longest line of a subtitle: what broadcasters use, readable on a tablet."""
CUE_LINES = 2
DOUBTFUL_BELOW = 0.6
"""Below this mean probability the machine is unsure of a line (the secretary's console marks the same)."""


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody said in one utterance; times in milliseconds of Unix time."""

    id: str
    start_ms: int
    end_ms: int
    speaker: str
    text: str
    spoken: str
    """What the engine heard."""
    item: str
    """Title of the agenda item; empty: outside of all items."""
    confidence: float | None
    """Mean probability 0..1 of what was heard."""
    edited: bool
    """A person corrected or confirmed it."""
    rev: int = 1
    item_id: str | None = None
    gap: bool = False
    """Speech was lost here, ``text`` says from when to when; a person's text fills the gap."""
    participant: str = ""
    """The microphone: ``room:<id>`` or ``person:<id>``."""
    speaker_id: str | None = None
    named: int = 0
    """How often a person has said who spoke."""
    words: tuple[dict[str, object], ...] = ()
    """What was heard word by word, with times and probabilities."""

    @property
    def doubtful(self) -> bool:
        """The machine was unsure and nobody has checked it yet."""
        return not self.edited and self.confidence is not None and self.confidence < DOUBTFUL_BELOW

    @property
    def standing(self) -> str:
        """Whether somebody has checked it, in words."""
        return CHECKED if self.edited else UNCHECKED


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything that was said in a meeting, in the order of time."""

    meeting_id: str
    title: str
    zero_ms: int
    """The moment that files call 00:00:00."""
    lines: tuple[Line, ...]
    zone: tzinfo = UTC

    @property
    def standing(self) -> str:
        """Checked only when every line is."""
        return CHECKED if all(line.edited for line in self.lines) else UNCHECKED

    def clock(self, moment_ms: int) -> datetime:
        """Return a moment as the time of the house."""
        return datetime.fromtimestamp(moment_ms / 1000, tz=self.zone)


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle: at most ``CUE_LINES`` lines; milliseconds after the start of the file."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    first: bool
    """The first cue of its line of the transcript."""


def plain(text: str) -> str:
    """Return a text on one line, in NFC, without control characters."""
    kept = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def cues(line: Line, zero_ms: int, text: str) -> Iterator[Cue]:
    """Cut a line into subtitles; each gets a share of the time by the length of its words."""
    rows = textwrap.wrap(plain(text), LINE_CHARS, break_on_hyphens=False)
    blocks = [tuple(rows[at : at + CUE_LINES]) for at in range(0, len(rows), CUE_LINES)]
    sizes = [sum(map(len, block)) for block in blocks]
    start = max(0, line.start_ms - zero_ms)
    length = max(line.end_ms - line.start_ms, len(blocks))
    done = 0
    at = start
    for number, (block, size) in enumerate(zip(blocks, sizes, strict=True)):
        done += size
        until = max(at + 1, start + length * done // sum(sizes))
        yield Cue(at, until, block, number == 0)
        at = until
