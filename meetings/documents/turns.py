"""Small notes that hundreds of readers cause in the same moment are written one after another."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

_TURN = threading.Lock()


@contextmanager
def in_turn() -> Iterator[None]:
    """Write a note, in a transaction, when the notes before it are written.

    Writers that wait for SQLite itself look now and then whether it is free, and some never meet that moment: when a
    hall opens a paper at once these got an error in place of the paper. Within a transaction there is nothing to wait
    for: who has it keeps all others out already.
    """
    if transaction.get_connection().in_atomic_block:
        yield
        return
    with _TURN, transaction.atomic():
        yield
