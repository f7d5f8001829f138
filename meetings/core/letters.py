"""Vietnamese letters without their marks: the one place where a search folds what was typed and what it looks in.

Pure. ``web/src/shared/text.ts`` does the same in a page.
"""

import unicodedata


def bare(text: str) -> str:
    """Return text without case, tones, vowel marks and the stroke of đ: «Đảng uỷ» is ``dang uy``, as is «Đảng ủy»."""
    decomposed = unicodedata.normalize("NFKD", text.casefold()).replace("đ", "d")
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def folded(text: str) -> str:
    """Return ``bare`` text with single spaces, for looking whether it holds a word."""
    return " ".join(bare(text).split())


def plain_form(word: str) -> str:
    """Return a ``bare`` word's letters and digits alone."""
    return "".join(letter for letter in bare(word) if letter.isalnum())
