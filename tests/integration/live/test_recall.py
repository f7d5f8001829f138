"""A paper is taken back while one tablet is open, one sleeps and one has no line: real sockets, real answers."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from meetings.accounts.machines import machine_of
from meetings.documents import services
from meetings.documents.models import OpenedOn
from meetings.documents.recall import Opener, live_machines, note_machine, recalls_for, sum_up
from tests.cast import Cast, session_for
from tests.integration.pages import Page
from tests.unit.meetings.documents.papers import ready_paper

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
TABLETS = {"open": "delegate", "asleep": "guest", "away": "remote delegate"}


async def test_open_asleep_and_disconnected_tablets(sitting: Cast, page: Callable[..., Any]) -> None:
    paper = await sync_to_async(ready_paper)(sitting, "Tờ trình", "x")
    tablets: dict[str, Page] = {}
    for state, name in TABLETS.items():
        cookies = {"__Host-nghisu": await sync_to_async(session_for)(sitting.named(name))}
        opener = Opener(machine_of(cookies), "iPad", person_id=sitting.named(name).id)
        await sync_to_async(note_machine)(paper, opener)
        tablets[state] = await page(cookies=cookies)
        tablets[state].path += "?as=reader"
        await tablets[state].open()
    secretary = await (await page(sitting.named("secretary"))).open()
    online = await sync_to_async(live_machines)(sitting.meeting.id)
    assert len(online) == 4, "pages that only read are followed up too"
    assert not any(f"person:{sitting.guest.id}" in told["online"] for told in shown(secretary)), "and are not there"
    await tablets["away"].close()
    await sync_to_async(services.withdraw_paper)(actor=sitting.actor("secretary"), paper_id=paper.id)
    for state in ("open", "asleep"):
        assert (await tablets[state].event("paper_withdrawn"))["paper_id"] == str(paper.id)
    tablets["open"].send({"type": "papers_closed", "paper_ids": [str(paper.id), "x"]})
    tablets["open"].send({"type": "papers_closed", "paper_ids": [str(paper.id)]})
    await settled(1)
    await sync_to_async(sum_up)(paper.id)
    reached = await secretary.event("recall_reached")
    assert (reached["confirmed"], reached["machines"]) == (1, 3)
    assert {one["name"]: one["state"] for one in reached["missing"]} == {
        sitting.guest.full_name: "asleep",
        sitting.named("remote delegate").full_name: "away",
    }
    tablets["asleep"].send({"type": "papers_closed", "paper_ids": [str(paper.id)]})
    assert (await secretary.event("recall_confirmed"))["name"] == sitting.guest.full_name
    back = tablets["away"]
    await back.open()
    welcome = next(message for message in reversed(back.messages) if message["type"] == "welcome")
    assert welcome["recalled"] == [str(paper.id)]
    back.send({"type": "papers_closed", "paper_ids": welcome["recalled"]})
    await settled(3)
    (reach,) = await sync_to_async(recalls_for)(sitting.actor("secretary"), sitting.meeting.id)
    assert (reach.closed, reach.machines, reach.missing) == (3, 3, ())


def shown(one: Page) -> list[dict[str, Any]]:
    return [message for message in one.messages if message["type"] == "presence"]


async def settled(machines: int) -> None:
    """Wait until so many machines have confirmed."""
    import asyncio

    async with asyncio.timeout(15):
        while await sync_to_async(OpenedOn.objects.filter(closed_at__isnull=False).count)() < machines:
            await asyncio.sleep(0.05)
