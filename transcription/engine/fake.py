"""An engine for tests that reads a script written in tones, so that every word is known beforehand.

Each half second of a tone of ``200 + 100 * n`` Hz is the n-th word of ``WORDS``. It runs only when
``TRANSCRIPTION_ENGINE=fake`` is set by hand.
"""

import time
from collections.abc import Sequence

import numpy as np

from transcription.engine.base import SAMPLE_RATE, Pcm, Sketch, SpokenWord, Transcript

WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BLOCK_MS = 500
BASE_HZ = 200
STEP_HZ = 100
_QUIET = 0.01


class ToneEngine:
    """Scripted engine: deterministic, instant, the same on every machine."""

    name = "fake"
    model = "tones"

    def __init__(self, seconds_per_decode: float = 0.0) -> None:
        self._delay = seconds_per_decode

    def draft(self, pcm: Pcm, language: str, before: str = "") -> Sketch:
        """Return the words heard so far."""
        found = self.transcribe(pcm, language)
        return Sketch(found.text, tuple(word.end_ms for word in found.words))

    def transcribe(self, pcm: Pcm, language: str, hints: Sequence[str] = ()) -> Transcript:
        """Return one word for each half second of tone, counted from the first loud sample."""
        if self._delay:
            time.sleep(self._delay)
        block = SAMPLE_RATE * BLOCK_MS // 1000
        loud = np.flatnonzero(np.abs(pcm) > _QUIET)
        if not len(loud):
            return Transcript("")
        words = []
        for start in range(int(loud[0]), int(loud[-1]) - block // 2, block):
            at = start * 1000 // SAMPLE_RATE
            words.append(SpokenWord(_word(pcm[start : start + block]), at, at + BLOCK_MS, 1.0))
        return Transcript(" ".join(word.text for word in words), tuple(words), 1.0)


def _word(pcm: Pcm) -> str:
    spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm))))
    hertz = float(np.argmax(spectrum)) * SAMPLE_RATE / len(pcm)
    return WORDS[min(len(WORDS) - 1, max(0, round((hertz - BASE_HZ) / STEP_HZ)))]


class LoudnessDetector:
    """Stands in for the voice detector where tones stand in for speech: loud is speech."""

    def probability(self, frame: Pcm) -> float:
        """Return 1.0 for a loud frame, else 0.0."""
        return 1.0 if float(np.sqrt(np.mean(np.square(frame)))) > _QUIET else 0.0

    def reset(self) -> None:
        """Nothing is remembered."""
