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


TIMED_FROM_S = 5.0
"""Drafts of so much sound come with the ends of their words, so that the next may leave out the beginning."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A quick text; ``ends_ms`` are the ends of its words (split at spaces), none when nobody asked or knows."""

    text: str
    ends_ms: tuple[int, ...] = ()


class Engine(Protocol):
    """Blocking and called from one thread per decoder; no method may keep state between utterances."""

    @property
    def name(self) -> str:
        """Short name for ``Segment.engine``."""

    @property
    def model(self) -> str:
        """First 12 characters of the model's sha256, or a word that says what it is."""

    def draft(self, pcm: Pcm, language: str, before: str = "") -> Sketch:
        """Return a quick text of the sound, as good as one cheap pass gives; ``before`` was said before it."""

    def transcribe(self, pcm: Pcm, language: str, hints: Sequence[str] = ()) -> Transcript:
        """Return the best text of a finished utterance, with word times; ``hints`` are names that may well be said."""
