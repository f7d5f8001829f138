"""The batching writer: every ballot of this process goes through it and is acknowledged after its commit."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from uuid import UUID

from meetings.contracts.state import MyBallot
from meetings.core.errors import DomainError
from meetings.voting.ballots import BallotOrder

log = logging.getLogger(__name__)
WINDOW_S = 0.005
"""How long the first ballot of a batch waits for company; the next batch gathers while one is written."""
LARGEST_BATCH = 500

Outcomes = Sequence[MyBallot | DomainError]
WriteBatch = Callable[[UUID, Sequence[BallotOrder]], Awaitable[Outcomes]]


@dataclass(frozen=True, slots=True)
class _Waiting:
    order: BallotOrder
    receipt: asyncio.Future[MyBallot]


class BallotWriter:
    """Gathers ballots for ``WINDOW_S`` and hands them, a meeting at a time, to ``write`` (one transaction each)."""

    def __init__(self, write: WriteBatch, *, window_s: float = WINDOW_S) -> None:
        self._write = write
        self._window_s = window_s
        self._waiting: dict[UUID, list[_Waiting]] = defaultdict(list)
        self._task: asyncio.Task[None] | None = None

    async def cast(self, meeting_id: UUID, order: BallotOrder) -> MyBallot:
        """Return the receipt once the ballot is committed; raises the ``DomainError`` that refuses it.

        Any other exception means that the ballot was not written, or that nobody knows: sending it again with
        the same command id is harmless.
        """
        receipt: asyncio.Future[MyBallot] = asyncio.get_running_loop().create_future()
        self._waiting[meeting_id].append(_Waiting(order, receipt))
        if self._task is None:
            # A context of its own: refusals are not worded in the language of whoever voted first.
            self._task = asyncio.create_task(self._run(), name="ballot-writer", context=Context())
        return await receipt

    async def _run(self) -> None:
        try:
            await asyncio.sleep(self._window_s)
            while self._waiting:
                meeting_id, waiting = next(iter(self._waiting.items()))
                batch, rest = waiting[:LARGEST_BATCH], waiting[LARGEST_BATCH:]
                del self._waiting[meeting_id]
                if rest:
                    self._waiting[meeting_id] = rest
                await self._write_batch(meeting_id, batch)
        finally:
            self._task = None

    async def _write_batch(self, meeting_id: UUID, batch: list[_Waiting]) -> None:
        try:
            outcomes = await self._write(meeting_id, [waiting.order for waiting in batch])
        except Exception as error:
            # Whatever broke the batch, each voter must hear that his ballot is not in.
            log.exception("a batch of %d ballots was not written", len(batch))
            for waiting in batch:
                if not waiting.receipt.done():
                    waiting.receipt.set_exception(error)
            return
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if waiting.receipt.done():
                continue
            if isinstance(outcome, DomainError):
                waiting.receipt.set_exception(outcome)
            else:
                waiting.receipt.set_result(outcome)
