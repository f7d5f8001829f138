"""A reader follows whoever presents, leaves by himself, and is told when his paper has a newer version."""

from typing import Any

import pytest
from playwright.async_api import expect

from .conftest import OpenRoom, picture
from .values import sitting, you

pytestmark = pytest.mark.asyncio(loop_scope="module")


def lead(page: int, **change: Any) -> dict[str, Any]:
    point = {"page": page, "x": 5000, "y": 3000}
    return {
        **{"type": "presenting", "peer_id": "other", "participant": "person:x", "name": "Lê Văn Ba"},
        **{"paper_id": "d1", "title": "Dự thảo", "page": page, "point": point, **change},
    }


async def test_a_reader_follows_leaves_and_learns_of_a_new_version(open_room: OpenRoom) -> None:
    state = sitting()
    server = await open_room(state, you())
    page = server.page
    await expect(page.locator("ns-pages [data-page='1'][data-drawn]")).to_be_attached()
    server.say(lead(3))
    await expect(page.get_by_test_id("page-number")).to_have_value("3")
    await expect(page.get_by_test_id("pointer")).to_be_visible()
    await picture(page, "follow")
    await page.get_by_test_id("page-next").click()
    server.say(lead(7))
    await expect(page.get_by_test_id("follow-lead")).to_be_visible()
    await expect(page.get_by_test_id("page-number")).to_have_value("4")
    await page.get_by_test_id("follow-lead").click()
    await expect(page.get_by_test_id("page-number")).to_have_value("7")
    (old,) = (paper for paper in state["papers"] if paper["id"] == "d1")
    earlier = [{"id": "d1", "version": 1, "pages": 12, "url": old["url"]}]
    server.event({"kind": "paper_issued", "paper": {**old, "id": "d1b", "version": 2, "earlier": earlier}})
    await expect(page.get_by_test_id("newer-version")).to_contain_text("Đã có dự thảo 2")
    await expect(page.get_by_test_id("page-number")).to_have_value("7")
    await picture(page, "newer-version")
    await page.get_by_test_id("open-newer").click()
    await expect(page.get_by_test_id("newer-version")).to_have_count(0)
