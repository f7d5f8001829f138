"""What the product is compared with, in the same run and with the same model: faster-whisper as it comes."""

import importlib.util
import time
from collections.abc import Sequence

from faster_whisper import WhisperModel

from bench.transcription.clips import Clip
from bench.transcription.scoring import words_of
from transcription.engine.base import Pcm, Sketch, Transcript
from transcription.engine.whisper import WhisperEngine
from transcription.stream.filtering import clean

LIBRARIES = {
    "whisperlivekit": "needs torch 2.15 and torchaudio 2.11 (87 packages, gigabytes): too large for a bench",
    "whisper_streaming": "0.1.0 does not install: pyalsaaudio has no wheel and is built against alsa/asoundlib.h",
}


class PlainWindow:
    """The product's streaming over faster-whisper's own 30 s window and settings: no short window, no token cap."""

    name = "plain"

    def __init__(self, engine: WhisperEngine, model: WhisperModel) -> None:
        self.model = engine.model
        self._engine, self._whisper = engine, model

    def draft(self, pcm: Pcm, language: str, before: str = "") -> Sketch:
        """Decode the utterance so far with faster-whisper's defaults, greedily."""
        segments, _info = self._whisper.transcribe(pcm, language=language, beam_size=1)
        return Sketch(clean(" ".join(segment.text.strip() for segment in segments)))

    def transcribe(self, pcm: Pcm, language: str, hints: Sequence[str] = ()) -> Transcript:
        """Finals are the product's: only the drafts are compared."""
        return self._engine.transcribe(pcm, language, hints)


def plain(model: WhisperModel, clips: Sequence[Clip]) -> tuple[list[str], float]:
    """Return the words that faster-whisper with its defaults (beam 5) hears in whole clips, and CPU seconds."""
    before = time.process_time()
    words: list[str] = []
    for clip in clips:
        segments, _info = model.transcribe(clip.pcm, language="vi")
        words += words_of(" ".join(segment.text for segment in segments))
    return words, time.process_time() - before


def missing_libraries() -> dict[str, str]:
    """Return why streaming libraries were not measured."""
    return {
        name: reason if importlib.util.find_spec(name) is None else "installed, but this bench has no driver for it"
        for name, reason in LIBRARIES.items()
    }
