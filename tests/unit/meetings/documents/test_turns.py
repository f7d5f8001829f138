"""Notes of many readers at once: each waits for the ones before it, none gives up."""

import threading
import time
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from meetings.documents import turns


def database(*, in_transaction: bool) -> SimpleNamespace:
    connection = SimpleNamespace(in_atomic_block=in_transaction)
    return SimpleNamespace(get_connection=lambda: connection, atomic=nullcontext)


def most_at_once(monkeypatch: pytest.MonkeyPatch, *, in_transaction: bool) -> int:
    monkeypatch.setattr(turns, "transaction", database(in_transaction=in_transaction))
    inside, most = 0, 0

    def note() -> None:
        nonlocal inside, most
        with turns.in_turn():
            inside += 1
            most = max(most, inside)
            time.sleep(0.02)
            inside -= 1

    threads = [threading.Thread(target=note) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert inside == 0
    return most


def test_one_note_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert most_at_once(monkeypatch, in_transaction=False) == 1


def test_who_is_in_a_transaction_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    assert most_at_once(monkeypatch, in_transaction=True) > 1
