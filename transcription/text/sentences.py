"""Capitals and the ends of sentences, for engines that give none or few."""

import re

_SPACE_BEFORE = re.compile(r"\s+([,.;:!?…])")
_FIRST_LETTER = re.compile(r"(^|[.!?…]\s+)(\W*)([^\W\d_])")
_ENDS = (".", "!", "?", "…", ":", ";", ",", "-", "–")


def as_sentences(text: str, *, complete: bool = True) -> str:
    """Begin sentences with a capital letter; end the last one with a full stop when the utterance is ``complete``.

    Capital letters inside a sentence are the engine's and the lexicon's: they stay.
    """
    text = _SPACE_BEFORE.sub(r"\1", " ".join(text.split()))
    text = _FIRST_LETTER.sub(lambda found: found[1] + found[2] + found[3].upper(), text)
    bare = text.rstrip("\"'”’»)")
    if complete and bare and not bare.endswith(_ENDS) and any(char.isalnum() for char in bare):
        text += "."
    return text
