"""``python -m transcription rerun``: the full second pass over a whole recording, with the largest model mounted.

A child of ``jobs``: one ``RerunOrder`` on standard input, JSON lines on standard output. It keeps nothing: whoever
started it keeps the lines and starts it again behind the last one.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from meetings.contracts.speech import RerunAt, RerunEnd, RerunHeard, RerunOrder, Word
from transcription.engine import open_engine
from transcription.engine.base import SAMPLE_RATE, Engine, Pcm, Transcript
from transcription.engine.fake import LoudnessDetector
from transcription.models import ModelError
from transcription.mounted import WEIGHTS, find_models, problems
from transcription.recording import UnreadableError, sound_of, total_ms
from transcription.settings import EngineKind, Settings
from transcription.stream.gate import FRAME_SAMPLES, Gate, Utterance
from transcription.text.writing import finished
from transcription.vad import Detector, SileroDetector

ENGINE_ERRORS = (RuntimeError, ValueError, MemoryError)
TOLD_EVERY_S = 5
NICENESS = 10
"""Live captions come first."""
Tell = Callable[[RerunHeard | RerunAt | RerunEnd], None]


def main(settings: Settings) -> int:
    """Do one order; the exit status is 0 whenever the last line says how it ended."""
    os.nice(NICENESS)
    order = RerunOrder.model_validate_json(sys.stdin.readline())
    sys.stdin.close()
    run(order, settings, _say)
    return 0


def run(order: RerunOrder, settings: Settings, tell: Tell) -> None:
    """Listen to a recording and tell what is heard, how far it is, and how it ended."""
    try:
        total = total_ms(Path(order.file), order.demuxer)
        if total > order.longest_ms:
            tell(RerunEnd(length_ms=total, problem="too_long"))
            return
        fake = settings.engine is EngineKind.FAKE
        engine = open_engine(settings if fake else replace(settings, model=largest_model(settings)))
        detector: Detector = LoudnessDetector() if fake else SileroDetector()
        tell(RerunEnd(length_ms=Rerun(order, engine, detector, tell, total).listen()))
    except UnreadableError:
        tell(RerunEnd(problem="unreadable"))
    except ModelError:
        tell(RerunEnd(problem="no_model"))


def largest_model(settings: Settings) -> str:
    """Return the name of the largest mounted model that is whole; the one of the settings when no other is."""
    known = [model for model in find_models(settings.home, settings.model) if (model.folder / WEIGHTS).is_file()]
    known.sort(key=lambda model: (model.folder / WEIGHTS).stat().st_size, reverse=True)
    return next((model.name for model in known if not list(problems(model))), settings.model)


class Rerun:
    """Voice detector, gate and engine over one recording; only the sound of the open utterance is in memory."""

    def __init__(self, order: RerunOrder, engine: Engine, detector: Detector, tell: Tell, total: int) -> None:
        self._order, self._engine, self._detector, self._tell = order, engine, detector, tell
        self._total = total
        self._gate = Gate()
        self._origin = 0
        """Sample of the gate's frame 0."""
        self._pcm = np.zeros(0, np.float32)
        self._pcm_from = 0
        self._borders = sorted({*order.cuts, *(edge for span in order.skip for edge in span)})

    def listen(self) -> int:
        """Listen to the end; returns the length in milliseconds."""
        at, told = 0, -TOLD_EVERY_S * SAMPLE_RATE
        for frame in _frames(sound_of(Path(self._order.file), self._order.demuxer)):
            if at - told >= TOLD_EVERY_S * SAMPLE_RATE:
                told = at
                self._tell_at(at)
            if _ms(at) >= self._order.longest_ms:
                break
            self._hear(at, frame)
            at += len(frame)
        self._finish(self._gate.flush())
        self._tell_at(at)
        return _ms(at)

    def _hear(self, at: int, frame: Pcm) -> None:
        if _ms(at) < self._order.after_ms or self._is_skipped(_ms(at)):
            if self._pcm_from + len(self._pcm) == at:
                self._begin_anew(at)
            self._pcm_from = self._origin = at + len(frame)
            return
        if self._borders and _ms(at) >= self._borders[0]:
            while self._borders and _ms(at) >= self._borders[0]:
                self._borders.pop(0)
            self._begin_anew(at)
        self._pcm = np.concatenate([self._pcm, frame])
        if len(frame) == FRAME_SAMPLES:
            probability = self._detector.probability(frame)
            self._finish(self._gate.push(probability, float(np.mean(np.square(frame)))))
        needed = self._origin + self._gate.needed_from * FRAME_SAMPLES
        if needed - self._pcm_from > SAMPLE_RATE:
            self._pcm, self._pcm_from = self._pcm[needed - self._pcm_from :], needed

    def _begin_anew(self, at: int) -> None:
        """End what is open and forget the sound before: the next utterance may not reach back over a border."""
        self._finish(self._gate.flush())
        self._gate, self._origin = Gate(), at
        self._pcm, self._pcm_from = np.zeros(0, np.float32), at
        self._detector.reset()

    def _is_skipped(self, at_ms: int) -> bool:
        return any(start <= at_ms < end for start, end in self._order.skip)

    def _finish(self, ended: Utterance | None) -> None:
        if ended is None:
            return
        start, end = (self._origin + frame * FRAME_SAMPLES for frame in (ended.start, ended.end))
        pcm = self._pcm[start - self._pcm_from : end - self._pcm_from]
        found = self._transcribe(pcm, _ms(start))
        if found.text:
            self._tell(self._heard(found, _ms(start), _ms(start + len(pcm)), complete=not ended.goes_on))

    def _transcribe(self, pcm: Pcm, start_ms: int) -> Transcript:
        """Try twice: one utterance that cannot be decoded must not cost the hours behind it."""
        hints = next((names for since, names in reversed(self._order.hints) if since <= start_ms), ())
        for _attempt in range(2):
            try:
                return self._engine.transcribe(pcm, self._order.language, hints)
            except ENGINE_ERRORS as error:
                sys.stderr.write(f"the utterance at {start_ms} ms failed: {error}\n")
        return Transcript("")

    def _heard(self, found: Transcript, start_ms: int, end_ms: int, *, complete: bool) -> RerunHeard:
        text = finished(found.text, self._order.rules, complete=complete)
        words = tuple(
            Word(text=w.text, start_ms=start_ms + w.start_ms, end_ms=start_ms + w.end_ms, probability=w.probability)
            for w in found.words
        )
        spoken = found.text if text != found.text else ""
        return RerunHeard(
            start_ms=start_ms, end_ms=end_ms, text=text, spoken=spoken, words=words, confidence=found.confidence
        )

    def _tell_at(self, at: int) -> None:
        engine = self._engine
        self._tell(RerunAt(at_ms=_ms(at), total_ms=self._total, engine=engine.name, model=engine.model))


def _frames(sounds: Iterator[Pcm]) -> Iterator[Pcm]:
    """Cut a stream into the detector's frames; the last one may be shorter."""
    rest = np.zeros(0, np.float32)
    for sound in sounds:
        rest = np.concatenate([rest, sound]) if len(rest) else sound
        whole = len(rest) // FRAME_SAMPLES * FRAME_SAMPLES
        for at in range(0, whole, FRAME_SAMPLES):
            yield rest[at : at + FRAME_SAMPLES]
        rest = rest[whole:]
    if len(rest):
        yield rest


def _ms(samples: int) -> int:
    return samples * 1000 // SAMPLE_RATE


def _say(line: RerunHeard | RerunAt | RerunEnd) -> None:
    sys.stdout.write(line.model_dump_json() + "\n")
    sys.stdout.flush()
