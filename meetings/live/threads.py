"""Runs synchronous services from the event loop: a bounded pool of threads with tidy database connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connections

P = ParamSpec("P")
R = TypeVar("R")
THREADS = 8
"""More would only queue at the journal's lock; a burst waits in the pool's queue instead of in the database."""
KEEP_S = 60
"""Opening a connection costs more than any query of a page: each thread of the pool keeps its own for so long."""


def _keep_connections() -> None:
    for connection in connections.all():
        kept = connection.settings_dict["CONN_MAX_AGE"]
        connection.settings_dict = {**connection.settings_dict, "CONN_MAX_AGE": kept or KEEP_S}


_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="live", initializer=_keep_connections)


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call ``function`` in a thread of the pool and return its result; its exceptions are raised here."""
    call = partial(_with_fresh_connections, partial(function, *args, **kwargs))
    return await sync_to_async(call, thread_sensitive=False, executor=_pool)()


def _with_fresh_connections(call: Callable[[], R]) -> R:
    close_old_connections()
    try:
        return call()
    finally:
        close_old_connections()
