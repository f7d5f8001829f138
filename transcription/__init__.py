"""Captions and draft minutes from speech: a worker that only knows Redis and the contracts."""
