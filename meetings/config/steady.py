"""Daphne and Twisted measure how long something lasts by the wall clock; here they are given one that cannot jump.

Otherwise a leap of the machine's clock closes every live page (Daphne ends sockets that seem a day old) and a step
back stops all timers for as long as the step was. Both look their clock up by name, so it is replaced once, before
the server starts.
"""

import time
from types import SimpleNamespace

MODULES = ("ws_protocol", "http_protocol", "server")
"""Modules of daphne that call ``time.time()`` and nothing else of ``time`` (held by a test)."""


def use_steady_time() -> None:
    """Replace the clocks; called when the application is loaded, before Daphne listens."""
    from daphne import http_protocol, server, ws_protocol
    from twisted.internet import reactor

    for module in (http_protocol, server, ws_protocol):
        module.time = SimpleNamespace(time=time.monotonic)
    reactor.seconds = time.monotonic  # type: ignore[method-assign, misc]  # a function, not a method
