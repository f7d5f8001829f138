"""The database goes away in the middle of an act: nobody is told yes or no before it is known."""

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import IntegrityError, OperationalError

from meetings.contracts import commands as c
from meetings.contracts.socket import CommandMessage
from meetings.core.batching import BatchingWriter
from meetings.core.journal import last_number
from meetings.core.models import JournalEvent
from meetings.live import inbox
from meetings.live.commands import carry_out
from meetings.live.identity import Identity
from meetings.voting.ballots import cast_ballots
from meetings.voting.models import Poll
from tests.cast import Cast

ID = "command-0001"


@pytest.fixture(autouse=True)
def same_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Services run where the test's transaction is; nobody waits for long."""

    async def inline(function: Any, *args: Any) -> Any:
        return await sync_to_async(function)(*args)

    monkeypatch.setattr(inbox, "in_thread", inline)
    monkeypatch.setattr(inbox, "PAUSE_S", 0.001)
    monkeypatch.setattr(inbox, "PATIENCE_S", 60.0)


def answer(cast: Cast, person: Any, command: Any, write: Any = None) -> Any:
    identity = Identity("peer", cast.meeting.id, cast.actor(person), None, "Tên", "", None, None)  # type: ignore[arg-type]
    message = CommandMessage(id=ID, command=command)

    async def ask() -> Any:
        writer: Any = BatchingWriter("ballots", write, window_s=0)
        return await inbox.answer_command(identity, message, inbox.Writers(ballots=writer, check_ins=writer))

    text = async_to_sync(ask)()
    return None if text is None else json.loads(text)


class Breaks:
    """Does the work and then fails as a lost connection does, the first ``times``."""

    def __init__(self, work: Any, times: float, error: Exception) -> None:
        self.work, self.times, self.error, self.calls = work, times, error, 0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        outcome = self.work(*args, **kwargs)
        if self.calls <= self.times:
            raise self.error
        return outcome


def test_an_act_that_was_committed_unheard_is_acknowledged_once(sitting: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks = Breaks(carry_out, 2, OperationalError("server closed the connection unexpectedly"))
    monkeypatch.setattr(inbox, "carry_out", breaks)
    before = last_number(sitting.meeting.id)
    reply = answer(sitting, sitting.guest, c.RequestSpeech(subject="một"))
    assert (reply["type"], reply["number"], breaks.calls) == ("ack", before + 1, 3)
    assert last_number(sitting.meeting.id) == before + 1
    assert JournalEvent.objects.filter(command_id=ID).count() == 1


def test_a_ballot_that_was_committed_unheard_is_acknowledged_once(sitting: Cast) -> None:
    carry_out(sitting.actor(sitting.chair), sitting.meeting.id, c.OpenPoll(question="Có đồng ý không?"))
    work = Breaks(cast_ballots, 1, OperationalError("terminating connection"))

    async def write(meeting_id: Any, orders: Any) -> Any:
        return await sync_to_async(work)(meeting_id=meeting_id, orders=orders)

    ballot = c.CastBallot(poll_id=str(Poll.objects.get().id), choice="yes")
    reply = answer(sitting, sitting.delegates[0], ballot, write)
    assert (reply["type"], reply["ballot"]["choice"]) == ("ack", "yes")
    assert JournalEvent.objects.filter(kind="ballot_cast").count() == 1


def test_while_nobody_knows_nothing_is_answered(sitting: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks = Breaks(lambda *_args: None, float("inf"), OperationalError("connection refused"))
    monkeypatch.setattr(inbox, "carry_out", breaks)
    monkeypatch.setattr(inbox, "PATIENCE_S", 0.05)
    assert answer(sitting, sitting.guest, c.RequestSpeech(subject="một")) is None
    assert breaks.calls >= 1


def test_what_was_rolled_back_for_certain_is_refused_at_once(sitting: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks = Breaks(lambda *_args: None, float("inf"), IntegrityError("duplicate key"))
    monkeypatch.setattr(inbox, "carry_out", breaks)
    assert answer(sitting, sitting.guest, c.RequestSpeech(subject="một"))["code"] == "unavailable"
    assert breaks.calls == 1


def test_a_copy_over_a_new_line_waits_for_the_first_and_is_answered_alike(
    sitting: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks = Breaks(carry_out, 1, OperationalError("server closed the connection unexpectedly"))
    monkeypatch.setattr(inbox, "carry_out", breaks)
    identity = Identity("peer", sitting.meeting.id, sitting.actor(sitting.guest), None, "Tên", "", None, None)  # type: ignore[arg-type]
    message = CommandMessage(id=ID, command=c.RequestSpeech(subject="một"))

    async def ask_twice() -> Any:
        writer: Any = None
        writers = inbox.Writers(ballots=writer, check_ins=writer)
        answers = await asyncio.gather(*(inbox.answer_command(identity, message, writers) for _copy in range(2)))
        return answers, writers.underway

    (first, second), underway = async_to_sync(ask_twice)()
    assert (first, breaks.calls, underway) == (second, 2, {})
