"""Captions and draft minutes from speech: a worker that only knows Redis and the contracts."""

import os

# Before numpy is imported: the recogniser has one thread, and others for its small matrices would only wait, busily.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
