"""Tell speech from what the model makes up: repetition, low probability, known fillers."""

import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MAX_COMPRESSION_RATIO = 2.4
"""Text that packs better than this repeats itself (the threshold of Whisper's authors)."""
MIN_AVERAGE_LOGPROB = -1.0
NO_SPEECH_PROBABILITY = 0.6
_NO_SPEECH_LOGPROB = -0.5
"""A probable silence is believed unless the text itself is quite certain."""

_LEAST_LOOP = 3
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*\s*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the decoder says of its own text."""

    compression_ratio: float
    average_logprob: float
    no_speech: float


def compression_ratio(text: str) -> float:
    """Length of the text over its packed length; about 1 for short plain text."""
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


def is_fluent(evidence: Evidence) -> bool:
    """False for text that repeats itself, is improbable, or was decoded from silence."""
    if evidence.compression_ratio > MAX_COMPRESSION_RATIO or evidence.average_logprob < MIN_AVERAGE_LOGPROB:
        return False
    return not (evidence.no_speech > NO_SPEECH_PROBABILITY and evidence.average_logprob < _NO_SPEECH_LOGPROB)


def clean(text: str) -> str:
    """Return the text without the sentences of the filler list, in NFC."""
    sentences = _SENTENCE.findall(unicodedata.normalize("NFC", text))
    return "".join(sentence for sentence in sentences if not is_filler(sentence)).strip()


def unloop(text: str) -> str:
    """Cut an end that only repeats a run of three or more words: a short window makes the model stammer.

    Only for drafts: the final pass hears the whole sentence and may believe that somebody repeats himself.
    """
    words = text.split()
    folded = [fold(word) for word in words]
    end = len(words)
    for start in range(len(words)):
        for period in range(_LEAST_LOOP, (end - start) // 2 + 1):
            # The cap may end the last repetition inside a word.
            if folded[start : end - 1 - period] == folded[start + period : end - 1] and folded[
                end - 1 - period
            ].startswith(folded[end - 1]):
                return " ".join(words[: start + period])
    return text


def repeats_hints(text: str, hints: Sequence[str]) -> bool:
    """Tell whether a text is nothing but two or more of the hints: the model reads them aloud when it hears little."""
    rest, used = f" {fold(text)} ", 0
    for hint in sorted((fold(hint) for hint in hints), key=len, reverse=True):
        if hint and f" {hint} " in rest:
            rest, used = rest.replace(f" {hint} ", "  "), used + 1
    return used > 1 and not rest.strip()


def is_filler(sentence: str) -> bool:
    """Tell whether a sentence is one of those that the model is known to invent, or holds no letter or digit."""
    plain = fold(sentence)
    if not plain:
        return True
    return any(plain.startswith(entry) if open_ended else plain == entry for entry, open_ended in _fillers())


def fold(text: str) -> str:
    """Lower case, NFC, letters and digits only, single spaces: for comparing, never for showing."""
    kept = (char if char.isalnum() else " " for char in unicodedata.normalize("NFC", text).casefold())
    return " ".join("".join(kept).split())


@cache
def _fillers() -> tuple[tuple[str, bool], ...]:
    lines = Path(__file__).with_name("fillers.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.strip() for line in lines if line.strip() and not line.startswith("#"))
    return tuple((fold(entry), entry.endswith("*")) for entry in entries)
