"""The batching writer: what many people do in the same moment (vote, check in) enters the record in one transaction.

One per process and kind of act. It gathers orders for ``WINDOW_S`` and answers each one only after the commit.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db import DatabaseError

from meetings.core.errors import DomainError, Unavailable

log = logging.getLogger(__name__)
WINDOW_S = 0.005
"""How long the first order of a batch waits for company; the next batch gathers while one is written."""
LARGEST_BATCH = 500
TURNS_TO_ANSWER = 4
"""Turns of the event loop from receipts to sockets: the waiting tasks, Twisted's timer, its writers, the kernel."""

Order = TypeVar("Order")
Receipt = TypeVar("Receipt")


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Order, Receipt]):
    order: Order
    receipt: "asyncio.Future[Receipt]"


class BatchingWriter(Generic[Order, Receipt]):
    """Gathers orders and hands them, a meeting at a time, to ``write``: one transaction each.

    ``write`` returns, in order, a receipt or the ``DomainError`` that refuses it for each order: a refusal harms nobody
    else. When it raises, nothing of the batch was written.
    """

    def __init__(
        self,
        name: str,
        write: Callable[[UUID, Sequence[Order]], Awaitable[Sequence[Receipt | DomainError]]],
        *,
        window_s: float = WINDOW_S,
    ) -> None:
        self._name = name
        self._write = write
        self._window_s = window_s
        self._waiting: dict[UUID, list[_Waiting[Order, Receipt]]] = defaultdict(list)
        self._task: asyncio.Task[None] | None = None
        self._in_hand: tuple[UUID, asyncio.Future[None]] | None = None
        """The meeting whose batch is written now, and what is done when its answers are on their way."""

    async def submit(self, meeting_id: UUID, order: Order) -> Receipt:
        """Return the receipt once the order is committed; raises the ``DomainError`` that refuses it.

        ``Unavailable`` or a ``DatabaseError`` means that it was not written, or that nobody knows: sending it again
        with the same command id is harmless.
        """
        receipt: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting[meeting_id].append(_Waiting(order, receipt))
        if self._task is None:
            # A context of its own: refusals are not worded in the language of whoever came first.
            self._task = asyncio.create_task(self._run(), name=f"{self._name}-writer", context=Context())
        return await receipt

    async def answered(self, meeting_id: UUID, within_s: float) -> None:
        """Wait until this meeting's batch that is written now has been answered, no longer than ``within_s``."""
        if self._in_hand is not None and self._in_hand[0] == meeting_id:
            await asyncio.wait([self._in_hand[1]], timeout=within_s)

    async def _run(self) -> None:
        try:
            await asyncio.sleep(self._window_s)
            while self._waiting:
                meeting_id, waiting = next(iter(self._waiting.items()))
                batch, rest = waiting[:LARGEST_BATCH], waiting[LARGEST_BATCH:]
                del self._waiting[meeting_id]
                if rest:
                    self._waiting[meeting_id] = rest
                await self._answer_batch(meeting_id, batch)
        finally:
            self._task = None

    async def _answer_batch(self, meeting_id: UUID, batch: "list[_Waiting[Order, Receipt]]") -> None:
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._in_hand = meeting_id, answered
        try:
            await self._write_batch(meeting_id, batch)
            for _turn in range(TURNS_TO_ANSWER):
                await asyncio.sleep(0)
        finally:
            self._in_hand = None
            answered.set_result(None)

    async def _write_batch(self, meeting_id: UUID, batch: "list[_Waiting[Order, Receipt]]") -> None:
        try:
            outcomes = await self._write(meeting_id, [waiting.order for waiting in batch])
        except Exception as error:
            # Whatever broke the batch, each person must hear in words that his act is not in.
            log.exception("%s: a batch of %d was not written", self._name, len(batch))
            for waiting in batch:
                if not waiting.receipt.done():
                    known = isinstance(error, DomainError | DatabaseError)
                    waiting.receipt.set_exception(error if known else Unavailable())
            return
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if waiting.receipt.done():
                continue
            if isinstance(outcome, DomainError):
                waiting.receipt.set_exception(outcome)
            else:
                waiting.receipt.set_result(outcome)
