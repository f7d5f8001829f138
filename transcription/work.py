"""Pieces of work that a track hands to the decoders, and how they become segments."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from meetings.contracts.speech import AudioChunk, Segment, SegmentState, TextRules, Word
from transcription.engine.base import SAMPLE_RATE, Engine, Pcm, Transcript
from transcription.entries import Cursor, EntryId, SourceKey
from transcription.stream.agreement import Draft, LocalAgreement, carried
from transcription.stream.segments import segment_id
from transcription.text.writing import finished

ONSET = SAMPLE_RATE // 5
"""Samples of a pause that the next draft hears: first consonants are quiet."""


@dataclass(slots=True)
class OpenUtterance:
    """An utterance from its first frame to its final; ``start`` counts samples after the anchor."""

    head: AudioChunk
    start: int
    start_ms: int
    rev: int = 0
    """Revisions published so far."""
    drafted: int = 0
    """Sample up to which the last draft listened."""
    carried: int = 0
    """Stable words at the beginning that drafts no longer decode; they end at sample ``carried_to``."""
    carried_to: int = 0
    settled: tuple[int, Transcript | None] | None = None
    """What the final pass said of the sound up to that sample, made in a pause that may be the end; None: it failed."""
    cleared: bool = False
    """Its draft was taken off the pages while its final waits."""
    agreement: LocalAgreement = field(default_factory=LocalAgreement)

    @property
    def before(self) -> str:
        """What was said before the sound that drafts decode."""
        return " ".join(self.agreement.agreed[: self.carried])

    def carry_all(self, end: int) -> None:
        """Leave out of the next drafts all that is firm: a pause ended it at that sample."""
        self.carried = len(self.agreement.agreed)
        self.carried_to = end - ONSET

    def carry(self, ends_ms: Sequence[int], start: int, length: int) -> None:
        """Leave out of the next drafts what is firm, by the draft of ``length`` samples from ``start`` on."""
        firm = len(self.agreement.agreed) - self.carried
        count = carried(ends_ms, firm, length * 1000 // SAMPLE_RATE)
        if count:
            self.carried += count
            self.carried_to = start + ends_ms[count - 1] * SAMPLE_RATE // 1000

    @property
    def segment_id(self) -> str:
        """The same for the same speech, whoever decodes it."""
        return segment_id(self.head.meeting_id, self.head.source, self.head.participant, self.start_ms)


@dataclass(frozen=True, slots=True)
class DraftJob:
    """Decode the open utterance as far as it is known."""

    key: SourceKey
    utterance: OpenUtterance
    pcm: Pcm
    cursor: Cursor
    """What to remember once the draft was shown."""
    queued: float
    begins: int = 0
    """Sample at which ``pcm`` begins."""
    settled: bool = False
    """Nobody has spoken for a moment: decode it as a final, it may well be the end."""

    @property
    def ends(self) -> int:
        """Sample at which ``pcm`` ends."""
        return self.begins + len(self.pcm)


@dataclass(frozen=True, slots=True)
class FinalJob:
    """Decode a finished utterance; its entries are acknowledged with the result."""

    key: SourceKey
    utterance: OpenUtterance
    pcm: Pcm
    entries: tuple[EntryId, ...]
    cursor: Cursor
    """What to remember once the final was stored."""
    queued: float

    @property
    def ends(self) -> int:
        """Sample at which ``pcm`` ends."""
        return self.utterance.start + len(self.pcm)

    @property
    def known(self) -> Transcript | None:
        """What the final pass said of exactly this sound already."""
        settled = self.utterance.settled
        return settled[1] if settled is not None and settled[0] == self.ends else None


def draft_segment(job: DraftJob, draft: Draft, engine: Engine) -> Segment:
    """Build the next partial revision; the caller has raised ``utterance.rev``."""
    return _segment(job, engine, SegmentState.PARTIAL, Transcript(draft.text), draft.stable_chars)


def cleared_segment(job: FinalJob, engine: Engine) -> Segment:
    """Build the revision without text that takes a draft off the pages; the caller has raised ``utterance.rev``."""
    return _segment(job, engine, SegmentState.PARTIAL, Transcript(""), 0)


def final_segment(job: FinalJob, transcript: Transcript, engine: Engine, rules: TextRules | None = None) -> Segment:
    """Build the final revision: all of its text is stable. With ``rules`` it is written as the body writes.

    What was heard stays beside it in ``spoken``; the words with their times are the heard ones.
    """
    segment = _segment(job, engine, SegmentState.FINAL, transcript, len(transcript.text))
    if rules is None or job.utterance.head.language != "vi":
        return segment
    text = finished(transcript.text, rules, complete=not job.cursor.open)
    spoken = transcript.text if text != transcript.text else ""
    return segment.model_copy(update={"text": text, "spoken": spoken, "stable_chars": len(text)})


def _segment(
    job: DraftJob | FinalJob, engine: Engine, state: SegmentState, transcript: Transcript, stable_chars: int
) -> Segment:
    utterance, head = job.utterance, job.utterance.head
    start = utterance.start_ms
    words = tuple(
        Word(text=w.text, start_ms=start + w.start_ms, end_ms=start + w.end_ms, probability=min(1.0, w.probability))
        for w in transcript.words
    )
    return Segment(
        segment_id=utterance.segment_id,
        rev=utterance.rev,
        meeting_id=head.meeting_id,
        state=state,
        start_ms=start,
        end_ms=start + (job.ends - utterance.start) * 1000 // SAMPLE_RATE,
        participant=head.participant,
        speaker=head.label,
        speaker_id=head.speaker_id,
        item_id=head.item_id,
        text=transcript.text,
        stable_chars=stable_chars,
        words=words,
        engine=engine.name,
        model=engine.model,
        confidence=transcript.confidence,
    )
