"""The seam behind which every speech engine stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Samples a second of all speech inside this package (mono, float32, -1..1)."""

Pcm = NDArray[np.float32]
"""One-dimensional mono sound at ``SAMPLE_RATE``."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One word; times in milliseconds from the start of the decoded sound, probability 0..1."""

    text: str
    start_ms: int
    end_ms: int
    probability: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """What the engine stands by for a whole utterance; empty ``text`` means that nothing was said."""

    text: str
    words: tuple[SpokenWord, ...] = ()
    confidence: float | None = None


class Engine(Protocol):
    """Blocking and called from one thread per decoder; no method may keep state between utterances."""

    @property
    def name(self) -> str:
        """Short name for ``Segment.engine``."""

    @property
    def model(self) -> str:
        """First 12 characters of the model's sha256, or a word that says what it is."""

    def draft(self, pcm: Pcm, language: str) -> str:
        """Return a quick text of the utterance so far, as good as one cheap pass gives."""

    def transcribe(self, pcm: Pcm, language: str, hints: Sequence[str] = ()) -> Transcript:
        """Return the best text of a finished utterance, with word times; ``hints`` are names that may well be said."""
