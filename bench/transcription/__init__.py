"""Captions: how right, how soon, how dear (``make bench-transcription``)."""

import transcription  # noqa: F401 - before numpy, as in the worker: it says how many threads there are
