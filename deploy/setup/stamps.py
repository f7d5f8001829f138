"""Fingerprints of inputs: a step whose inputs have the fingerprint of last time is not done again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], *extra: str) -> str:
    """SHA-256 over names and contents of ``files`` (any order) and ``extra`` strings; missing files count as absent."""
    digest = hashlib.sha256()
    for text in extra:
        digest.update(text.encode() + b"\0")
    for path in sorted(set(files)):
        if path.is_file():
            digest.update(str(path).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_fresh(stamp: Path, value: str) -> bool:
    """True when ``stamp`` holds ``value``."""
    try:
        return stamp.read_text() == value
    except OSError:
        return False


def write_stamp(stamp: Path, value: str) -> None:
    """Remember ``value`` after the step succeeded."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)
