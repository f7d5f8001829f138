"""The speech that is measured: a folder with ``manifest.json``, or with pairs ``x.wav`` and ``x.txt``.

``manifest.json``: ``[{"audio": "a.wav", "text": "…", "hints": ["…"]}, …]``; sound is 16 kHz mono 16-bit WAV.
"""

import json
import re
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from meetings.contracts.speech import MOST_HINTS
from transcription.engine.base import SAMPLE_RATE, Pcm

_SENTENCE = re.compile(r"[.!?]\s+")


class SetError(Exception):
    """The speech set cannot be read; the text says which file and why."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording with what is said in it; ``hints`` are names that occur in it."""

    name: str
    pcm: Pcm
    text: str
    hints: tuple[str, ...]

    @property
    def seconds(self) -> float:
        return len(self.pcm) / SAMPLE_RATE


def read_set(folder: Path) -> list[Clip]:
    """Return the clips of a folder; raises ``SetError``."""
    manifest = folder / "manifest.json"
    try:
        if manifest.is_file():
            rows = json.loads(manifest.read_text(encoding="utf-8"))
            clips = [_clip(folder / row["audio"], row["text"], row.get("hints")) for row in rows]
        else:
            pairs = [(path, path.with_suffix(".txt")) for path in sorted(folder.glob("*.wav"))]
            clips = [_clip(path, text.read_text(encoding="utf-8"), None) for path, text in pairs if text.is_file()]
    except (OSError, KeyError, TypeError, ValueError, wave.Error) as error:
        raise SetError(f"{folder}: {error}") from error
    if not clips:
        raise SetError(f"{folder} holds no speech: set SPEECH_SET to a folder with manifest.json or x.wav + x.txt")
    return clips


def _clip(path: Path, text: str, hints: list[str] | None) -> Clip:
    with wave.open(str(path)) as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (SAMPLE_RATE, 1, 2):
            raise ValueError(f"{path.name} is not 16 kHz mono 16-bit")
        pcm = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / np.float32(32768)
    tidy = " ".join(text.split())
    return Clip(path.stem, pcm, tidy, tuple(hints) if hints is not None else names_in(tidy))


def names_in(text: str) -> tuple[str, ...]:
    """Return the capitalised words inside the sentences, each with the word behind it. This feeds the answer."""
    found: dict[str, None] = {}
    for sentence in _SENTENCE.split(text):
        words = [word.strip(',;:()"“”.!?') for word in sentence.split()]
        for at in range(1, len(words)):
            if words[at][:1].isupper():
                found[" ".join(words[at : at + 2])] = None
    return tuple(found)[:MOST_HINTS]
