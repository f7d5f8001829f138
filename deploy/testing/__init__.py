"""``make test`` and its parts: which steps there are, in which order they run, and the one summary at the end."""
