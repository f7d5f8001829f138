"""From what the engine heard to what the record shows: one order of steps, for finals only."""

from functools import lru_cache

from meetings.contracts.speech import TextRules
from transcription.text.figures import with_figures
from transcription.text.lexicon import Lexicon
from transcription.text.sentences import as_sentences
from transcription.text.tones import written


def finished(spoken: str, rules: TextRules, *, complete: bool = True) -> str:
    """Return the text of a final; ``complete`` is false when the utterance was cut because it was too long.

    The body's tone marks come before the lexicon: a person's name is spelt as its entry spells it. Names come before
    figures: a name may hold number words.
    """
    text = with_figures(_lexicon(rules).repaired(written(spoken, rules.tones)))
    return as_sentences(text, complete=complete)


@lru_cache(maxsize=64)
def _lexicon(rules: TextRules) -> Lexicon:
    return Lexicon(rules.terms)
