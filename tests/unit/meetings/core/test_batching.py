import asyncio
from uuid import uuid4

import pytest
from django.db import OperationalError

from meetings.contracts.polls import Choice, MyBallot
from meetings.core.actor import person_actor
from meetings.core.batching import TURNS_TO_ANSWER, BatchingWriter
from meetings.core.errors import BadState, Unavailable
from meetings.voting.ballots import BallotOrder


def an_order():
    return BallotOrder(person_actor(uuid4()), uuid4(), Choice.YES)


def receipt(order):
    return MyBallot(poll_id=str(order.poll_id), choice=order.choice, at="", number=1)


class Pen:
    """Writes batches into a list; ``outcome`` decides what becomes of each ballot."""

    def __init__(self, outcome=receipt, delay=0.0):
        self.batches, self.outcome, self.delay = [], outcome, delay

    async def __call__(self, meeting_id, orders):
        self.batches.append((meeting_id, list(orders)))
        await asyncio.sleep(self.delay)
        return [self.outcome(order) for order in orders]


async def test_ballots_of_one_moment_share_a_transaction():
    pen, meeting = Pen(), uuid4()
    writer = BatchingWriter("ballots", pen)
    orders = [an_order() for _ in range(100)]
    receipts = await asyncio.gather(*(writer.submit(meeting, order) for order in orders))
    assert [len(batch) for _meeting, batch in pen.batches] == [100]
    assert [receipt.poll_id for receipt in receipts] == [str(order.poll_id) for order in orders]


async def test_meetings_are_not_mixed():
    pen, meetings = Pen(), [uuid4(), uuid4()]
    writer = BatchingWriter("ballots", pen)
    await asyncio.gather(*(writer.submit(meetings[n % 2], an_order()) for n in range(10)))
    assert sorted(meeting for meeting, _batch in pen.batches) == sorted(meetings)
    assert [len(batch) for _meeting, batch in pen.batches] == [5, 5]


async def test_a_refused_ballot_refuses_its_voter_alone():
    unlucky = an_order()
    pen = Pen(lambda order: BadState("đã đóng") if order is unlucky else receipt(order))
    writer, meeting = BatchingWriter("ballots", pen), uuid4()
    results = await asyncio.gather(
        writer.submit(meeting, an_order()),
        writer.submit(meeting, unlucky),
        writer.submit(meeting, an_order()),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [MyBallot, BadState, MyBallot]


async def test_a_broken_batch_is_told_to_each_voter_and_the_next_one_works():
    class Broken(Exception):
        pass

    async def write(_meeting, orders):
        if len(orders) == 2:
            raise Broken
        return [receipt(order) for order in orders]

    writer, meeting = BatchingWriter("ballots", write), uuid4()
    results = await asyncio.gather(
        writer.submit(meeting, an_order()), writer.submit(meeting, an_order()), return_exceptions=True
    )
    assert [(type(result), result.code) for result in results] == [(Unavailable, "unavailable")] * 2
    assert all(result.message for result in results)
    assert isinstance(await writer.submit(meeting, an_order()), MyBallot)


async def test_a_database_that_is_away_is_told_as_it_is():
    async def write(_meeting, _orders):
        raise OperationalError("disk I/O error")

    with pytest.raises(OperationalError):
        await BatchingWriter("ballots", write).submit(uuid4(), an_order())


async def test_ballots_that_come_while_one_batch_is_written_go_into_the_next():
    pen, meeting = Pen(delay=0.05), uuid4()
    writer = BatchingWriter("ballots", pen)
    first = asyncio.create_task(writer.submit(meeting, an_order()))
    await asyncio.sleep(0.02)
    rest = [asyncio.create_task(writer.submit(meeting, an_order())) for _ in range(7)]
    await asyncio.gather(first, *rest)
    assert [len(batch) for _meeting, batch in pen.batches] == [1, 7]


async def test_a_voter_who_left_does_not_disturb_the_batch():
    pen, meeting = Pen(delay=0.02), uuid4()
    writer = BatchingWriter("ballots", pen)
    gone = asyncio.create_task(writer.submit(meeting, an_order()))
    stays = asyncio.create_task(writer.submit(meeting, an_order()))
    await asyncio.sleep(0.01)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert isinstance(await stays, MyBallot)


async def test_whoever_waits_for_a_batch_goes_on_after_its_answers():
    pen, meeting, order = Pen(delay=0.02), uuid4(), []
    writer = BatchingWriter("ballots", pen, window_s=0)

    async def vote():
        await writer.submit(meeting, an_order())
        order.append("answer")
        for _turn in range(TURNS_TO_ANSWER - 1):  # A page's bytes leave within the next turns of the loop.
            await asyncio.sleep(0)
        order.append("sent")

    voters = [asyncio.create_task(vote()) for _ in range(3)]
    await asyncio.sleep(0.01)
    await writer.answered(uuid4(), 5)
    await writer.answered(meeting, 0.001)
    assert order == []
    await writer.answered(meeting, 5)
    assert order == ["answer"] * 3 + ["sent"] * 3
    await asyncio.gather(*voters)
    await writer.answered(meeting, 5)
