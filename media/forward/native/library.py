"""Finds the built C engine and refuses one that does not belong to these sources."""

import importlib
from functools import cache
from pathlib import Path
from typing import Any

from media.forward.native.c.fingerprint import source_fingerprint

SOURCES = Path(__file__).parent / "c"


class NativeMissingError(Exception):
    """The C engine cannot be used; the text says why."""


@cache
def load() -> Any:
    """Return the extension module (``ffi`` and ``lib``); raises ``NativeMissingError``."""
    try:
        module: Any = importlib.import_module("nghisu_forward")
    except ImportError as error:
        raise NativeMissingError(f"it is not built ({error})") from None
    built = module.ffi.string(module.lib.forward_source()).decode()
    if any(SOURCES.glob("*.c")) and built != source_fingerprint(SOURCES):
        raise NativeMissingError("it was built from other sources; `make prepare` builds it anew")
    return module
