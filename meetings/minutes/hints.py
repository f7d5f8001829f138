"""Which few names the recogniser is told to expect under the item that is open: pure functions on text.

More is worse: ten unrelated words cost more errors than the right three save, so only what belongs to this item counts.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from meetings.contracts.speech import MOST_HINTS, Term


def hints_of(title: str, presenter: str, speakers: Iterable[str], terms: Sequence[Term]) -> tuple[str, ...]:
    """Return at most ``MOST_HINTS`` names and terms for an item, the likeliest first.

    ``title`` and ``presenter`` are the item's, ``speakers`` the names of those who spoke under it (latest first),
    ``terms`` the meeting's lexicon: those entries count that the title names.
    """
    found: dict[str, str] = {}
    in_title = [term.text for term in terms if len(term.text) > 1 and _names(title, term)]
    for text in (presenter, *sorted(in_title, key=len, reverse=True), *speakers):
        tidy = " ".join(text.replace(",", " ").split())
        if tidy:
            found.setdefault(_folded(tidy), tidy)
    return tuple(found.values())[:MOST_HINTS]


def _names(title: str, term: Term) -> bool:
    words = f" {_folded(title)} "
    return any(f" {_folded(text)} " in words for text in (term.text, *term.heard))


def _folded(text: str) -> str:
    kept = (char if char.isalnum() else " " for char in unicodedata.normalize("NFC", text).casefold())
    return " ".join("".join(kept).split())
