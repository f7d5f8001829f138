"""The product on a fast clock: the application that daphne serves in a rehearsal."""

import os
import time

from meetings.config.asgi import application
from meetings.core import clock
from tests.rehearsal.clock import BEGAN, SPEED, FastClock, steady

_fast = FastClock(float(os.environ[SPEED]), float(os.environ[BEGAN]))
_start = time.time() - (steady() - _fast.began)


def _now() -> float:
    return _start + _fast.passed()


clock._clock = clock.SteadyClock(wall=_now, steady=_now)
__all__ = ["application"]
