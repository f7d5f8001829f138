"""How a finished caption is written: figures, names, tone marks, sentences. Pure functions on text."""
