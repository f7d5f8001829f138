"""Follow the presenter over real sockets: who is led, who may not lead, and when the lead ends."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from meetings.core.models import JournalEvent
from meetings.documents import services
from tests.cast import Cast
from tests.integration.pages import Page
from tests.unit.meetings.documents.papers import ready_paper

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def led(paper_id: str | None, page: int = 1) -> Callable[[dict[str, Any]], bool]:
    def wanted(message: dict[str, Any]) -> bool:
        return message["type"] == "presenting" and (message["paper_id"], message["page"]) == (paper_id, page)

    return wanted


async def test_readers_follow_and_nobody_else_hears(sitting: Cast, page: Callable[..., Any]) -> None:
    paper = await sync_to_async(ready_paper)(sitting, "Tờ trình", "x", "y")
    pages: dict[str, Page] = {
        name: await (await page(sitting.named(name))).open()
        for name in ("chair", "secretary", "delegate", "technician")
    }
    kiosk = await (await page(room=sitting.tan_hoa)).open()
    acts = await sync_to_async(JournalEvent.objects.count)()
    shown = {"type": "present", "paper_id": str(paper.id), "page": 2, "point": {"page": 2, "x": 10, "y": 20}}
    pages["delegate"].send(shown)
    assert (await pages["delegate"].until(led(None)))["peer_id"] == "", "he may not lead"
    pages["chair"].send({**shown, "begin": True})
    for one in (pages["delegate"], pages["secretary"], kiosk):
        told = await one.until(led(str(paper.id), 2))
        assert (told["title"], told["point"]["y"], told["name"]) == ("Tờ trình", 20, sitting.named("chair").full_name)
    late = await (await page(sitting.named("guest"))).open()
    await late.until(led(str(paper.id), 2))
    pages["secretary"].send({**shown, "page": 1})
    told = await pages["secretary"].until(led(str(paper.id), 2), since=len(pages["secretary"].messages))
    assert told["participant"].endswith(str(sitting.named("chair").id)), "somebody leads already"
    pages["secretary"].send({**shown, "page": 1, "begin": True})
    await kiosk.until(led(str(paper.id), 1))
    await sync_to_async(services.withdraw_paper)(actor=sitting.actor("secretary"), paper_id=paper.id)
    await pages["technician"].event("paper_withdrawn")
    pages["chair"].send({**shown, "begin": True})
    await pages["chair"].until(led(None))
    before = len(pages["delegate"].messages)
    await pages["secretary"].close()
    await pages["delegate"].until(led(None), since=before)
    assert not any(message["type"] == "presenting" for message in pages["technician"].messages)
    kinds = await sync_to_async(lambda: list(JournalEvent.objects.order_by("number").values_list("kind", flat=True)))()
    assert kinds[acts:] == ["paper_withdrawn", "paper_readers"], "nothing of it is in the journal"
