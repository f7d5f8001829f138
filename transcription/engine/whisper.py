"""Whisper through faster-whisper and CTranslate2: the only module that imports them.

Two passes. ``draft`` cuts the encoder's 30 s window to the sound plus one second (4-6 times cheaper, the same word
errors on the base model) and caps the number of tokens, because an uncapped short window can fall into a loop.
``transcribe`` gives word times; on a processor its window is the sound plus two seconds, at least 10 s (half the cost
of 30 s, the same word errors; ``TRANSCRIPTION_FINAL_WINDOW=full`` takes all of it), on a GPU the full one.

On a processor Vietnamese is decoded with the pieces of the vocabulary that it needs (``vocabulary.py``).
"""

import math
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from numpy.typing import NDArray

from transcription.engine.base import SAMPLE_RATE, TIMED_FROM_S, Pcm, Sketch, SpokenWord, Transcript
from transcription.engine.vocabulary import write_vietnamese
from transcription.models import ModelError, PreparedModel
from transcription.settings import FinalWindow
from transcription.stream.filtering import Evidence, clean, compression_ratio, is_fluent, repeats_hints, unloop

MAX_FRAMES = 3000
"""Mel frames (10 ms each) of Whisper's full window."""
MIN_FRAMES = 200
"""Below two seconds short windows were reported to lose words."""
LEAST_FINAL_FRAMES = 1000
FINAL_PAD_FRAMES = 200
_PAD_S = 1.0
_MAX_TOKENS = 220
_MOST_BEFORE = 60
"""Tokens of what was said before; more help no more."""


@dataclass(frozen=True, slots=True)
class Device:
    """Where and how exactly the model computes."""

    name: str
    compute_type: str


def choose_device(gpus: int) -> Device:
    """Take the GPU when there is one, else the processor with 8-bit weights."""
    return Device("cuda", "float16") if gpus > 0 else Device("cpu", "int8")


def find_device() -> Device:
    """Choose by what CTranslate2 sees; 0 GPUs also where it was built without CUDA."""
    return choose_device(ctranslate2.get_cuda_device_count())


def window_frames(samples: int) -> int:
    """Length of the encoder window for that much sound: even, between 2 s and 30 s."""
    wanted = math.ceil((samples / SAMPLE_RATE + _PAD_S) * 50) * 2
    return min(MAX_FRAMES, max(MIN_FRAMES, wanted))


def final_frames(used: int, wanted: FinalWindow, device: Device) -> int:
    """Length of the encoder window of a final that has so many frames of sound: even, at most 30 s."""
    if wanted is FinalWindow.FULL or (wanted is FinalWindow.AUTO and device.name != "cpu"):
        return MAX_FRAMES
    return min(MAX_FRAMES, max(LEAST_FINAL_FRAMES, (used + FINAL_PAD_FRAMES + 1) // 2 * 2))


def token_cap(samples: int) -> int:
    """Most tokens that this much speech can need, with room for fast speakers."""
    return min(_MAX_TOKENS, int(12 + 8 * samples / SAMPLE_RATE))


def _length(tokens: int, prompt: Sequence[int]) -> int:
    """``max_length`` for so many tokens: CTranslate2 makes the lesser of half of it and what the prompt leaves."""
    return max(2 * tokens, tokens + len(prompt))


class _CutWindow(WhisperModel):  # type: ignore[misc]  # faster-whisper has no types
    """faster-whisper pads every window to 30 s with zeros; most of them are cut off again before the encoder."""

    frames_of: Callable[[int], int] = staticmethod(lambda _used: MAX_FRAMES)

    def encode(self, features: NDArray[np.float32]) -> Any:
        """Encode mel features (80 or 128 bands, frames)."""
        sounding = np.flatnonzero(features.any(axis=0))
        frames = self.frames_of(int(sounding[-1]) + 1 if len(sounding) else 0)
        return super().encode(np.ascontiguousarray(features[:, :frames]))


class WhisperEngine:
    """Greedy decoding at temperature 0 without memory of earlier text; one CPU thread per worker process."""

    name = "whisper"

    def __init__(
        self, prepared: PreparedModel, decoders: int = 1, final_window: FinalWindow = FinalWindow.AUTO
    ) -> None:
        self._prepared, self._decoders, self._final_window = prepared, decoders, final_window
        self._small = prepared.is_folder and final_window is not FinalWindow.FULL and find_device().name == "cpu"
        self._loading = threading.Lock()
        self._loaded: dict[bool, _CutWindow] = {}
        self._whisper_for("vi")
        self.model = prepared.digest[:12]
        self._tokenizers: dict[str, Tokenizer] = {}

    def _whisper_for(self, language: str) -> _CutWindow:
        """Return the model for a language; the whole one is loaded when another language than Vietnamese is spoken."""
        small = self._small and language == "vi"
        with self._loading:
            if small not in self._loaded:
                self._loaded[small] = self._load(small=small)
            return self._loaded[small]

    def _load(self, *, small: bool) -> _CutWindow:
        whole = self._prepared.location
        try:
            if not small:
                return self._open(whole)
            with tempfile.TemporaryDirectory(prefix="whisper-") as folder:
                return self._open(str(write_vietnamese(Path(whole), Path(folder))))
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(f"cannot load the speech model {whole}: {error}") from error

    def _open(self, location: str) -> _CutWindow:
        device, final_window = find_device(), self._final_window
        whisper = _CutWindow(
            location,
            device=device.name,
            compute_type=device.compute_type,
            cpu_threads=1,
            num_workers=self._decoders,
            local_files_only=not self._prepared.is_folder,
        )
        whisper.frames_of = lambda used: final_frames(used, final_window, device)
        return whisper

    def draft(self, pcm: Pcm, language: str, before: str = "") -> Sketch:
        """Return a quick text of the utterance so far; empty when the text does not look like speech."""
        tokenizer, whisper = self._tokenizer(language), self._whisper_for(language)
        encoded = WhisperModel.encode(whisper, _features(whisper, pcm, window_frames(len(pcm))))
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        if before:
            prompt = [tokenizer.sot_prev, *tokenizer.encode(" " + before)[-_MOST_BEFORE:], *prompt]
        result = whisper.model.generate(
            encoded,
            [prompt],
            beam_size=1,
            max_length=_length(token_cap(len(pcm)), prompt),
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        # A sequence that hit the cap may end inside a letter.
        text = str(tokenizer.decode(result.sequences_ids[0])).strip().rstrip("\ufffd")
        evidence = Evidence(compression_ratio(text), float(result.scores[0]), float(result.no_speech_prob))
        if not is_fluent(evidence):
            return Sketch("")
        kept = unloop(clean(text))
        timed = len(pcm) >= TIMED_FROM_S * SAMPLE_RATE and kept
        return Sketch(kept, _ends(whisper, tokenizer, result.sequences_ids[0], encoded, len(pcm)) if timed else ())

    def transcribe(self, pcm: Pcm, language: str, hints: Sequence[str] = ()) -> Transcript:
        """Return the best text of a finished utterance, without parts that look invented.

        Text that only repeats the hints was not heard: it is decoded once more without them.
        """
        found = self._full(pcm, language, ", ".join(hints) or None)
        return self._full(pcm, language, None) if repeats_hints(found.text, hints) else found

    def _full(self, pcm: Pcm, language: str, hotwords: str | None) -> Transcript:
        segments, _info = self._whisper_for(language).transcribe(
            pcm,
            language=language,
            beam_size=1,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
            hotwords=hotwords,
            max_new_tokens=2 * token_cap(len(pcm)),  # CTranslate2 makes half of it
        )
        kept = [segment for segment in segments if _is_believable(segment)]
        words = tuple(_word(word) for segment in kept for word in segment.words or ())
        text = clean(" ".join(segment.text.strip() for segment in kept))
        if not text:
            return Transcript("")
        confidence = sum(word.probability for word in words) / len(words) if words else None
        return Transcript(text, words, confidence)

    def _tokenizer(self, language: str) -> Tokenizer:
        if language not in self._tokenizers:
            whisper = self._whisper_for(language)
            self._tokenizers[language] = Tokenizer(
                whisper.hf_tokenizer, whisper.model.is_multilingual, task="transcribe", language=language
            )
        return self._tokenizers[language]


def _features(whisper: WhisperModel, pcm: Pcm, frames: int) -> Pcm:
    padded = np.pad(pcm, (0, max(0, frames * 160 - len(pcm))))
    features = whisper.feature_extractor(padded, padding=0)[:, :frames]
    return np.ascontiguousarray(features, dtype=np.float32)


def _ends(
    whisper: WhisperModel, tokenizer: Tokenizer, tokens: list[int], encoded: Any, samples: int
) -> tuple[int, ...]:
    """Ends of the words of a text in milliseconds, by the decoder's attention."""
    ends: list[int] = []
    for part in whisper.find_alignment(tokenizer, [tokens], encoded, samples // 160)[0]:
        if part["word"].startswith(" ") or not ends:
            ends.append(0)
        ends[-1] = round(part["end"] * 1000)
    return tuple(ends)


def _is_believable(segment: Any) -> bool:
    evidence = Evidence(segment.compression_ratio, segment.avg_logprob, segment.no_speech_prob)
    return is_fluent(evidence) and bool(clean(segment.text.strip()))


def _word(word: Any) -> SpokenWord:
    return SpokenWord(word.word.strip(), round(word.start * 1000), round(word.end * 1000), float(word.probability))
