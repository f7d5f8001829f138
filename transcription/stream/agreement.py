"""LocalAgreement-2: a word counts as said once two decodings in a row agree on it and on all words before it.

Macháček, Dabre, Bojar: "Turning Whisper into Real-Time Transcription System" (2023), after Liu et al. (2020).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from transcription.stream.filtering import fold


@dataclass(frozen=True, slots=True)
class Draft:
    """Text to show now; its first ``stable_chars`` characters stay as they are in every later draft."""

    text: str
    stable_chars: int


def _behind(said: Sequence[str], words: Sequence[str]) -> int:
    """Return where in ``words`` that ends which was said before: the place with the fewest changes."""
    costs = list(range(len(words) + 1))
    for number, word in enumerate(said, 1):
        before, costs[0] = costs[0], number
        for at, other in enumerate(words, 1):
            before, costs[at] = costs[at], min(costs[at] + 1, costs[at - 1] + 1, before + (word != other))
    return min(range(len(costs)), key=lambda at: (costs[at], abs(at - len(said))))


def _in_common(one: Sequence[str], other: Sequence[str]) -> int:
    common = 0
    for old, new in zip(one, other, strict=False):
        if fold(old) != fold(new):
            break
        common += 1
    return common


class LocalAgreement:
    """Agreement over the drafts of one utterance."""

    def __init__(self) -> None:
        self._before: list[str] = []
        """What the last draft said behind the stable words."""
        self._agreed: list[str] = []

    def add(self, text: str, *, firm: bool = False) -> Draft:
        """Take the newest decoding and return what to show; ``firm``: all of it is stable at once (a final pass).

        Stable words stay: a second thought about them must not keep what follows from becoming stable.
        """
        words = text.split()
        rest = words[_behind([fold(word) for word in self._agreed], [fold(word) for word in words]) :]
        common = len(rest) if firm else _in_common(self._before, rest)
        self._agreed += rest[:common]
        self._before = rest[common:]
        return Draft(" ".join([*self._agreed, *self._before]), len(" ".join(self._agreed)))

    @property
    def agreed(self) -> tuple[str, ...]:
        """The stable words."""
        return tuple(self._agreed)


MOST_KEPT_MS = 1000
"""Firm words that end within the last second are decoded again: what follows is heard in their context."""
LEAST_CARRIED_MS = 1500
"""Leaving out less gains nothing."""


def carried(ends_ms: Sequence[int], firm: int, length_ms: int) -> int:
    """Return how many of the firm words at the beginning of a sound need not be decoded again.

    ``ends_ms`` are the ends of the words of the newest draft of it, ``firm`` of which are stable.
    """
    count = min(firm, len(ends_ms))
    while count and ends_ms[count - 1] > length_ms - MOST_KEPT_MS:
        count -= 1
    return count if count and ends_ms[count - 1] >= LEAST_CARRIED_MS else 0
