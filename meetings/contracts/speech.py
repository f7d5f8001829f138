"""Messages between media, transcription, the record and the pages."""

import struct
from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from pydantic import Field

from meetings.contracts.base import Message, Sent


class AudioChunk(Message):
    """A run of Opus packets of one source, as the media tap writes it to ``SPEECH_IN_STREAM``.

    The packets themselves travel beside this header in the stream entry's field ``opus``: for each
    packet a 4-byte big-endian RTP timestamp offset from ``rtp_start`` (48 kHz), a 2-byte length, the payload.
    The entry's field ``head`` is this model as JSON.
    """

    meeting_id: str
    source: int
    """Number of the source in the conference (the CSRC that pages see)."""
    participant: str
    """``person:<id>`` or ``room:<id>``."""
    label: str
    """Name shown as speaker: a person's name or a room's name."""
    talkspurt: str
    """Id of the continuous stretch of gated speech; changes after a pause."""
    start_ms: int
    """Start of the chunk, milliseconds of Unix time by the media worker's clock."""
    rtp_start: int
    last: bool = False
    """True on the closing entry of a talkspurt (it may carry no packets)."""
    speaker_id: str | None = None
    """Person who holds the floor in that room at this time, when known."""
    item_id: str | None = None
    language: str = "vi"


_PACKET_HEAD = struct.Struct("!IH")


def pack_packets(packets: Iterable[tuple[int, bytes]]) -> bytes:
    """Frame ``(RTP offset from rtp_start in 48 kHz ticks, Opus payload)`` pairs for the field ``opus``."""
    return b"".join(_PACKET_HEAD.pack(offset, len(payload)) + payload for offset, payload in packets)


def unpack_packets(data: bytes) -> list[tuple[int, bytes]]:
    """Undo ``pack_packets``; raises ``ValueError`` on data that ends inside a packet."""
    packets: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        if at + _PACKET_HEAD.size > len(data):
            raise ValueError("the Opus framing ends inside a packet head")
        offset, length = _PACKET_HEAD.unpack_from(data, at)
        at += _PACKET_HEAD.size
        if at + length > len(data):
            raise ValueError("the Opus framing ends inside a packet")
        packets.append((offset, data[at : at + length]))
        at += length
    return packets


GAP_ENGINE = "gap"
"""``Segment.engine`` of a line that says from when to when speech was lost; a person's text may fill it."""


class SegmentState(StrEnum):
    """``partial`` may still change; ``final`` is what the machine stands by; ``edited`` is a person's text."""

    PARTIAL = "partial"
    FINAL = "final"
    EDITED = "edited"


class Word(Sent):
    """One word with its time, milliseconds of Unix time, and probability 0..1."""

    text: str
    start_ms: int
    end_ms: int
    probability: float


class Segment(Sent):
    """One utterance in its newest revision; replaces an older revision with the same ``segment_id``."""

    segment_id: str
    rev: int
    meeting_id: str
    state: SegmentState
    start_ms: int
    end_ms: int
    participant: str
    speaker: str
    """Name to show."""
    speaker_id: str | None = None
    named: int = 0
    """How often a person has said who spoke; whatever has the higher number tells the speaker, whatever its ``rev``."""
    item_id: str | None = None
    text: str
    spoken: str = ""
    """What the engine heard, word for word, when ``text`` differs (figures, names, capitals); empty: ``text`` is it."""
    stable_chars: int
    """Length of the prefix of ``text`` that will not change any more."""
    words: tuple[Word, ...] = ()
    engine: str = ""
    model: str = ""
    """First 12 characters of the model's sha256."""
    confidence: float | None = None
    """Mean probability 0..1, when the engine gives one."""


class Tones(StrEnum):
    """Where the tone mark of oa, oe, uy stands: ``old`` hòa, ủy; ``new`` hoà, uỷ; ``keep`` as it was heard."""

    KEEP = "keep"
    OLD = "old"
    NEW = "new"


class Term(Message):
    """One entry of a body's lexicon."""

    text: str
    """As it is written: a name, a title, a place."""
    heard: tuple[str, ...] = ()
    """Other ways in which it is said or misheard; each is replaced whole (``uỷ ban nhân dân`` for ``UBND``)."""


MOST_HINTS = 10


class TextRules(Message):
    """How the finals of one meeting are heard and written; JSON under ``speech_rules_key``, written by ``jobs``."""

    tones: Tones = Tones.KEEP
    terms: tuple[Term, ...] = ()
    hints: tuple[str, ...] = Field(default=(), max_length=MOST_HINTS)
    """Names and terms of the item that is open now, which the recogniser is told to expect in finals."""
    listen: bool = True
    """False: no machine may listen to this meeting; whatever sound of it comes is thrown away unheard."""


class RerunOrder(Message):
    """What ``python -m transcription rerun`` is told on its standard input: one JSON line.

    All times are milliseconds after the beginning of the recording.
    """

    file: str
    demuxer: str
    """The one format the file may be read as (a name of FFmpeg's): content never chooses."""
    after_ms: int = 0
    """Go on here; what comes before was found already."""
    longest_ms: int = 24 * 3600 * 1000
    language: str = "vi"
    rules: TextRules = TextRules()
    cuts: tuple[int, ...] = ()
    """An utterance ends here at the latest: somebody else was given the floor."""
    skip: tuple[tuple[int, int], ...] = ()
    """Not decoded: a person corrected these words, or they belong to another room."""
    hints: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """From when on which names are expected, in the order of time."""


class RerunHeard(Message):
    """One utterance of a recording, as a JSON line on standard output."""

    type: Literal["heard"] = "heard"
    start_ms: int
    end_ms: int
    text: str
    spoken: str = ""
    words: tuple[Word, ...] = ()
    confidence: float | None = None


class RerunAt(Message):
    """How far the recording was listened to; ``total_ms`` as the file itself says, 0 when it does not."""

    type: Literal["at"] = "at"
    at_ms: int
    total_ms: int
    engine: str
    model: str


class RerunEnd(Message):
    """The last line: the whole length, or why it could not be read."""

    type: Literal["end"] = "end"
    length_ms: int = 0
    problem: Literal["", "unreadable", "silent", "too_long", "no_model"] = ""


class CaptionMessage(Sent):
    """Server to page: a new revision of a caption."""

    type: Literal["caption"] = "caption"
    segment: Segment


class CaptionsLate(Sent):
    """Worker to page: captions come late, or wait; repeated while it is so, ``lag_s`` 0 takes it back.

    Nothing is lost: what was said stays in the stream until its final is in the record.
    """

    type: Literal["captions_late"] = "captions_late"
    lag_s: int
    """Whole seconds by which the captions are behind."""
    drafts: bool = True
    """False: text appears when a sentence is over."""
    paused: bool = False
    """True: the captions of this meeting wait until the server has time again."""
