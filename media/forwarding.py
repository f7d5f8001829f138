"""Chooses the packet engine of a worker."""

import logging
from collections.abc import Callable
from functools import partial

from media.counters import Counters
from media.forward.engine import EngineMaker
from media.forward.native.core import Core
from media.forward.native.engine import NativeEngine
from media.forward.native.library import NativeMissingError
from media.forward.python_engine import PythonEngine
from media.settings import SettingsError

_log = logging.getLogger("media")


class Forwarding:
    """How this worker forwards: what makes a conference's engine, and the C core when there is one."""

    def __init__(self, make_engine: EngineMaker = PythonEngine, core: Core | None = None) -> None:
        self.make_engine = make_engine
        self.core = core

    def tick(self) -> None:
        """Take what the media thread has to tell; called every 20 ms."""
        if self.core is not None:
            self.core.drain()

    def count(self) -> None:
        """Take over what the media thread counted; called once a second, whether there is a conference or not."""
        if self.core is not None:
            self.core.pull()


def choose_forwarding(wish: str, counters: Counters, functions: Callable[[], tuple[int, int]]) -> Forwarding:
    """``wish``: ``auto``, ``c`` or ``python``; ``functions`` gives libsrtp's protect and unprotect.

    Raises ``SettingsError`` when C is demanded and not there.
    """
    if wish == "python":
        _log.info("packet engine: Python (as set)")
        return Forwarding()
    try:
        core = Core(counters, functions())
    except NativeMissingError as error:
        if wish == "c":
            raise SettingsError(f"NGHISU_MEDIA_ENGINE=c, but there is no C engine: {error}") from None
        _log.info("packet engine: Python; the one in C is faster, but %s", error)
        return Forwarding()
    _log.info("packet engine: C")
    return Forwarding(partial(NativeEngine, core=core), core)
