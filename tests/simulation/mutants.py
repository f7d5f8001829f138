"""The product broken on purpose, one way at a time: the simulation must find each (docs/testing/simulation.md)."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock

from django.db import transaction

from meetings.contracts.audience import Audience, Viewer
from meetings.core import journal
from meetings.live import commands, socket
from meetings.live.hub import Hub
from meetings.voting import ballots
from meetings.voting.models import Poll
from tests.simulation.world import World

Mutant = Callable[[], AbstractContextManager[Any]]


def ack_before_commit() -> AbstractContextManager[Any]:
    """Acts are acknowledged before their transaction ends: one that then fails was promised all the same."""
    real = World._work

    async def hasty(world: World, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if function.__name__ != "carry_out":
            return await real(world, function, *args, **kwargs)
        with transaction.atomic():  # only to see whether it will be refused
            number = function(*args, **kwargs)
            transaction.set_rollback(True)
        world.loop.call_later(0.01, lambda: world.loop.create_task(real(world, function, *args, **kwargs)))
        return number

    return mock.patch.object(World, "_work", hasty)


def forget_idempotency() -> AbstractContextManager[Any]:
    """A command that comes twice is carried out twice: its id is neither looked up nor kept."""
    return mock.patch.object(journal.Act, "_command_of", lambda _act, _actor: None)


@contextmanager
def skip_repeated() -> Iterator[None]:
    """A command that comes twice is not recognised; only the database's own constraint stands."""

    def never(_meeting_id: object, _actor: object) -> None:
        return None

    with mock.patch.object(journal, "done_number", never), mock.patch.object(commands, "done_number", never):
        yield


def drop_an_event() -> AbstractContextManager[Any]:
    """The answer to a page that missed events leaves out the first of them."""
    real = journal.read_after

    def short(*args: Any, **options: Any) -> list[Any]:
        return real(*args, **options)[1:]

    return mock.patch.object(journal, "read_after", short)


def wrong_number() -> AbstractContextManager[Any]:
    """Every tenth act takes a number too many."""
    real = journal.Act.record

    def record(act: journal.Act, *args: Any, **kwargs: Any) -> int:
        act.head.number += act.head.number % 10 == 9
        return real(act, *args, **kwargs)

    return mock.patch.object(journal.Act, "record", record)


def wrong_answer_number() -> AbstractContextManager[Any]:
    """The acknowledgement names the number before."""
    real = socket.answer_command

    async def answer(*args: Any) -> str | None:
        message = json.loads(await real(*args) or "null")
        if message and message["type"] == "ack":
            message["number"] -= 1
        return json.dumps(message) if message else None

    return mock.patch.object(socket, "answer_command", answer)


def count_late_votes() -> AbstractContextManager[Any]:
    """A ballot that comes after the end of the vote is counted."""

    def any_poll(batch: Any, order: ballots.BallotOrder) -> Poll:
        return batch.polls.get(order.poll_id) or real(batch, order)

    real = ballots._open_poll
    return mock.patch.object(ballots, "_open_poll", any_poll)


def leak_audience() -> AbstractContextManager[Any]:
    """Fan-out asks nobody's audience: everybody receives everything."""
    return mock.patch("meetings.live.hub.may_receive", _everybody)


def leak_catch_up() -> AbstractContextManager[Any]:
    """Catch-up asks nobody's audience."""
    return mock.patch.object(journal, "may_receive", _everybody)


def _everybody(_audience: Audience, _viewer: Viewer) -> bool:
    return True


@contextmanager
def publish_before_commit() -> Iterator[None]:
    """Events are told while their transaction is still open."""
    hasty = SimpleNamespace(atomic=transaction.atomic, on_commit=lambda tell: tell())
    with mock.patch.object(journal, "transaction", hasty):
        yield


def stay_silent() -> AbstractContextManager[Any]:
    """A publication that was lost is never made good: pages that see no gap stay behind."""

    async def never(_hub: Hub, _numbers: Any) -> None:
        return None

    return mock.patch.object(Hub, "make_good", never)


def order_by_clock() -> AbstractContextManager[Any]:
    """Votes stand in the order of the clock, which can be set back."""
    from meetings.voting import selectors

    def by_clock(meeting: Any) -> tuple[Any, ...]:
        return tuple(selectors.poll_state(poll) for poll in Poll.objects.filter(meeting=meeting).order_by("opened_at"))

    return mock.patch("meetings.live.feed.polls_state", by_clock)


def two_conduct() -> AbstractContextManager[Any]:
    """The standing chair keeps the conduct beside the deputy: two people conduct at once."""
    from meetings.core.permissions import Standing, allows

    return mock.patch.object(Standing, "may", lambda standing, permission: allows(standing.role, permission))


def keep_old_roles() -> AbstractContextManager[Any]:
    """A page whose role has changed is asked to say hello again, and addressed by its old role until it does."""

    async def only_ask(page: socket.LiveSocket, _standing: Any) -> None:
        await page.resync()

    return mock.patch.object(socket.LiveSocket, "stand", only_ask)


MUTANTS: dict[str, Mutant] = {
    make.__name__: make
    for make in (
        ack_before_commit,
        forget_idempotency,
        skip_repeated,
        drop_an_event,
        wrong_number,
        wrong_answer_number,
        count_late_votes,
        leak_audience,
        leak_catch_up,
        publish_before_commit,
        stay_silent,
        order_by_clock,
        two_conduct,
        keep_old_roles,
    )
}
