"""Everybody arrives at once: two web processes' writers on one database, and the same over real sockets."""

import asyncio
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from meetings.agenda.models import Participation
from meetings.attendance.checkins import CheckInOrder
from meetings.attendance.counting import quorum_state
from meetings.attendance.models import SittingSeat
from meetings.attendance.seats import SignIn
from meetings.core import journal
from meetings.core.batching import BatchingWriter
from meetings.core.errors import BadInput, NotFound
from meetings.core.models import JournalEvent
from meetings.live.service import _write_check_ins
from tests.cast import add_delegates, make_person

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PEOPLE, LOST = 300, 12


def events(cast):
    return list(JournalEvent.objects.filter(meeting_id=cast.meeting.id).order_by("number"))


async def test_three_hundred_at_once_through_two_writers(cast):
    people = await sync_to_async(add_delegates)(cast, PEOPLE, present=False)
    strangers = [await sync_to_async(make_person)(f"khach-{n}", f"Khách {n}", "", cast.province) for n in range(LOST)]
    before = await sync_to_async(journal.last_number)(cast.meeting.id)
    batches: list[int] = []

    async def write(meeting_id, orders):
        batches.append(len(orders))
        return await _write_check_ins(meeting_id, orders)

    writers = [BatchingWriter("check-ins", write) for _ in range(2)]
    orders = [CheckInOrder(cast.actor(p, uuid4().hex), cast.hall.id, SignIn(uuid4().hex, "iPad")) for p in people]
    strange = [CheckInOrder(cast.actor(p, uuid4().hex), None) for p in strangers]
    lost = [CheckInOrder(cast.actor(p, uuid4().hex), cast.far_room.id) for p in people[:LOST]]

    async def arrive(number, order):
        await asyncio.sleep(number % 7 / 200)
        return await writers[number % 2].submit(cast.meeting.id, order)

    every = [*orders, *strange, *lost]
    outcomes = await asyncio.gather(*(arrive(n, order) for n, order in enumerate(every)), return_exceptions=True)
    good, rest = outcomes[:PEOPLE], outcomes[PEOPLE:]
    assert [type(outcome) for outcome in rest] == [NotFound] * LOST + [BadInput] * LOST
    assert max(batches) > 1 and len(batches) < PEOPLE / 4
    # A lost answer: everybody sends the same again, by the other process.
    again = await asyncio.gather(*(writers[n % 2 - 1].submit(cast.meeting.id, o) for n, o in enumerate(orders)))
    assert again == good

    def stored():
        there = Participation.objects.filter(meeting=cast.meeting, present=True).count()
        seats = SittingSeat.objects.filter(meeting=cast.meeting, ended_at=None).count()
        return there, seats, events(cast), journal.first_broken_number(cast.meeting.id), quorum_state(cast.meeting)

    there, seats, told, broken, quorum = await sync_to_async(stored)()
    assert (there, seats, broken, quorum.present) == (PEOPLE, PEOPLE, None, PEOPLE)
    assert [event.number for event in told] == list(range(1, before + PEOPLE + 2))
    (reached,) = [event.number for event in told if event.kind == "quorum_changed"]
    assert sorted([*good, reached]) == list(range(before + 1, before + PEOPLE + 2))
    assert reached == sorted(good)[quorum.needed - 1] + 1
    by_number = {event.number: event.actor for event in told}
    assert [by_number[number] for number in good] == [order.actor.key for order in orders]


async def test_pages_are_answered_after_the_commit_and_all_see_everybody(cast, page):
    people = await sync_to_async(add_delegates)(cast, 30, present=False)
    made = [await page(person) for person in people]
    pages = await asyncio.gather(*(one.open() for one in made))

    async def arrive(one, person):
        ack = await one.command("check_in", room_id=str(cast.hall.id))
        assert ack["type"] == "ack", ack
        place = await sync_to_async(Participation.objects.get)(meeting=cast.meeting, person=person)
        assert place.present, "acknowledged before it was committed"
        return ack["number"]

    numbers = await asyncio.gather(*(arrive(one, person) for one, person in zip(pages, people, strict=True)))
    assert len(set(numbers)) == len(people)
    for one in pages:
        await one.reached(max(numbers))
        assert one.gaps == 0
    refused = await pages[0].command("check_in", room_id=str(cast.far_room.id))
    assert (refused["type"], refused["code"]) == ("refusal", "room_not_invited")
    seats = await sync_to_async(SittingSeat.objects.filter(room=cast.hall, ended_at=None).count)()
    assert seats == len(people)
