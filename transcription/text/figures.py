"""Numbers in figures: ``ngày 30 tháng 11 năm 2026``, ``53,2%``, ``1.250.000.000 đồng``, ``nghị quyết số 28``.

A small grammar of our own instead of a finite-state toolkit. It would rather leave words as they are than write a wrong
figure: numbers said in short («hai ba trăm», «một triệu hai») and single digits outside dates, percentages and numbers
of documents stay words. The caller keeps the spoken text beside the result.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transcription.text import phrases
from transcription.text.numbers import DIGITS, PARTS, SCALES, read_number

_TOKEN = re.compile(r"(?P<lead>\W*)(?P<core>.*?)(?P<trail>\W*)", re.DOTALL)
_UNFINISHED = ({*DIGITS} | PARTS) - {"không"}
"""A number followed by one of these was said in short, or goes on in a way that is not understood here."""


@dataclass(frozen=True, slots=True)
class _Token:
    lead: str
    core: str
    trail: str


def with_figures(text: str) -> str:
    """Return the text with its numbers in figures; spaces between words become single ones when anything changes."""
    tokens = [_token(word) for word in text.split()]
    out: list[str] = []
    for clause in _clauses(tokens):
        out += _clause(clause)
    joined = " ".join(out)
    return text if joined == " ".join(text.split()) else joined


def _token(word: str) -> _Token:
    found = _TOKEN.fullmatch(word)
    if found is None or not found["core"]:
        return _Token("", word, "")
    return _Token(found["lead"], found["core"], found["trail"])


def _clauses(tokens: Sequence[_Token]) -> list[list[_Token]]:
    """Cut where punctuation stands: no number goes across it."""
    found: list[list[_Token]] = [[]]
    for token in tokens:
        if token.lead and found[-1]:
            found.append([])
        found[-1].append(token)
        if token.trail:
            found.append([])
    return [clause for clause in found if clause]


def _clause(tokens: Sequence[_Token]) -> list[str]:
    # Inside a clause a capital letter is a name (Năm Căn, bà Ba); at its beginning it may be the sentence's.
    words = [token.core.lower() if number == 0 else token.core for number, token in enumerate(tokens)]
    out: list[str] = []
    at = 0
    while at < len(words):
        piece = _piece(words, at)
        if piece is None:
            out.append(f"{tokens[at].lead}{tokens[at].core}{tokens[at].trail}")
            at += 1
            continue
        first, last = tokens[at], tokens[at + piece.words - 1]
        text = piece.text
        if first.core[:1].isupper():
            text = text[:1].upper() + text[1:]
        out.append(f"{first.lead}{text}{last.trail}")
        at += piece.words
    return out


def _piece(words: Sequence[str], at: int) -> phrases.Piece | None:
    readers: tuple[Callable[[Sequence[str], int], phrases.Piece | None], ...] = (
        phrases.date,
        phrases.month_of_year,
        phrases.clock,
        phrases.years,
        phrases.roman,
        phrases.document,
        phrases.article,
        phrases.percent,
        _plain,
    )
    return next((piece for read in readers if (piece := read(words, at)) is not None), None)


def _plain(words: Sequence[str], at: int) -> phrases.Piece | None:
    """Read a number of two or more digits, a decimal, or one and a half of a scale."""
    number = read_number(words[at:])
    if number is None:
        return None
    kept = phrases.Piece(" ".join(words[at : at + number.words]), number.words)
    if phrases.doubtful_before(words, at, number):
        return kept if number.words > 1 else None
    behind = at + number.words
    following = words[behind] if behind < len(words) else ""
    last = words[behind - 1]
    if following == "rưỡi" and number.words > 1 and last in SCALES and number.value % SCALES[last] == 0:
        return phrases.Piece(f"{number.value // SCALES[last]},5 {last}", number.words + 1)
    if following == "phẩy":
        amount = phrases.decimal(words, at)
        return amount if amount is not None else (kept if number.words > 1 else None)
    if number.value < 10:
        return None
    years_follow = following == "năm" and last not in SCALES and last != "trăm"
    if following in _UNFINISHED and not years_follow:
        return kept
    return phrases.Piece(phrases.shown(number.value), number.words)
