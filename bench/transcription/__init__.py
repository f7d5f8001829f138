"""Captions: how right, how soon, how dear (``make bench-transcription``)."""
