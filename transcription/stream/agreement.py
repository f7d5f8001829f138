"""LocalAgreement-2: a word counts as said once two decodings in a row agree on it and on all words before it.

Macháček, Dabre, Bojar: "Turning Whisper into Real-Time Transcription System" (2023), after Liu et al. (2020).
"""

from dataclasses import dataclass

from transcription.stream.filtering import fold


@dataclass(frozen=True, slots=True)
class Draft:
    """Text to show now; its first ``stable_chars`` characters stay as they are in every later draft."""

    text: str
    stable_chars: int


class LocalAgreement:
    """Agreement over the drafts of one utterance."""

    def __init__(self) -> None:
        self._previous: list[str] = []
        self._agreed: list[str] = []

    def add(self, text: str) -> Draft:
        """Take the newest decoding and return what to show."""
        words = text.split()
        common = 0
        for old, new in zip(self._previous, words, strict=False):
            if fold(old) != fold(new):
                break
            common += 1
        self._agreed += words[len(self._agreed) : common]
        self._previous = words
        shown = self._agreed + words[len(self._agreed) :]
        return Draft(" ".join(shown), len(" ".join(self._agreed)))
