"""Quorum and attendance on the consoles, and a delegate who leaves: seen in Chromium, at a laptop and on a tablet."""

from typing import Any

import pytest
from playwright.async_api import expect

from meetings.contracts.roles import Role
from meetings.contracts.state import Absence, Attendee, Ground
from meetings.contracts.polls import Motion, Quorum, QuorumBase

from .conftest import OpenRoom, picture
from .test_accessibility import serious
from .values import CHAIR, ME, NOW, POLL, items, me, sitting, you

pytestmark = pytest.mark.asyncio(loop_scope="module")

SIZES = {"laptop": (1280, 800), "tablet": (1180, 820), "portrait": (820, 1180)}
RULE = "Ít nhất hai phần ba số người được triệu tập"
HELD = Quorum(base=50, present=34, needed=34, holds=True, rule=RULE, deducted=2)
LOST = HELD.model_copy(update={"present": 33, "holds": False})
GROUNDS = (
    Ground(code="suspended", words="Đang bị đình chỉ", source="Quy định 190-QĐ/TW, Điều 30"),
    Ground(code="excused", words="Vắng suốt cuộc họp, lý do được chấp nhận", source="Quy định 190-QĐ/TW, Điều 30"),
)
ABSENT = Absence(person_id="p-son", ground="excused", words=GROUNDS[1].words)
NAMES = ("Mai Thế Vinh", "Phan Thị Hồng Nhung", "Lương Văn Phúc", "Đỗ Quang Minh", "Bùi Thị Hạnh", "Ngô Đức Thọ")


def member(number: int, name: str, **change: Any) -> Attendee:
    """Return a delegate who came before the opening."""
    one = Attendee(
        person_id=f"p-{number}",
        name=name,
        title=f"Bí thư Đảng ủy xã số {number}",
        unit="Xã Tân Hòa",
        role=Role.DELEGATE,
        votes=True,
        present=True,
        room_id="r-tanhoa",
        checked_in_at="2026-11-23T13:51:00+07:00",
    )
    return one.model_copy(update=change)


def people() -> list[dict[str, Any]]:
    """Return a hall of every state: there, late, gone, absent with a reason, not yet come."""
    gone = {"present": False, "left_at": "2026-11-23T14:31:00+07:00"}
    away = {"present": False, "checked_in_at": None, "room_id": None}
    special = [
        member(91, "Hà Văn Muộn", checked_in_at="2026-11-23T14:20:00+07:00"),
        member(92, "Lê Thị Về", **gone),
        member(93, "Đặng Văn Sơn", person_id="p-son", **away),
        member(94, "Trần Chưa Đến", **away),
    ]
    there = [member(number, name) for number, name in enumerate(NAMES)]
    return [person.model_dump() for person in (CHAIR, me(), *there, *special)]


def chairs(**change: Any) -> dict[str, Any]:
    """Return who the chair's page is."""
    acts = (
        "open_item",
        "close_item",
        "give_floor",
        "take_floor",
        "extend_floor",
        "mute_all",
        "open_poll",
        "close_poll",
    )
    return you(role=Role.CHAIR, person_id="p-chair", name="Trịnh Văn Khôi", commands=(*acts, "close_meeting"), **change)


def secretarys() -> dict[str, Any]:
    """Return who the secretary's page is."""
    acts = ("mark_attendance", "note_absence", "end_sign_in", "notify_unit", "check_in")
    return you(
        role=Role.SECRETARY, person_id="p-0", name="Mai Thế Vinh", commands=acts, absences=(ABSENT,), grounds=GROUNDS
    )


@pytest.mark.parametrize("size", SIZES)
async def test_the_chair_sees_by_how_much_and_when_it_is_lost(open_room: OpenRoom, size: str) -> None:
    state = sitting(people=people(), quorum=HELD.model_dump())
    server = await open_room(state, chairs(absences=(ABSENT,)), size=SIZES[size], console="dieu-hanh/")
    page = server.page
    await expect(page.get_by_test_id("line-sign")).to_have_text("Đường truyền tốt")
    await expect(page.get_by_test_id("quorum-margin")).to_have_text("vừa đủ, bớt một người là mất")
    await expect(page.get_by_test_id("quorum")).to_contain_text("đã trừ 2 người")
    await expect(page.get_by_test_id("absent")).to_have_text("Vắng 3 (1 có lý do, 1 đã rời họp)")
    await expect(page.get_by_test_id("alert-quorum")).to_have_count(0)
    if size == "laptop":
        await picture(page, "chair-quorum-held")
    server.event({"kind": "quorum_changed", "act": "lost", "quorum": LOST.model_dump()})
    await expect(page.get_by_test_id("quorum-margin")).to_have_text("còn thiếu 1")
    await expect(page.get_by_test_id("alert-quorum")).to_be_visible()
    await picture(page, f"chair-quorum-lost-{size}")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if size == "laptop":
        assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert await serious(page) == []


async def test_a_vote_without_a_quorum_is_told_before_and_while_it_runs(open_room: OpenRoom) -> None:
    state = sitting(items=[item.model_dump() for item in items(4)], floor=None, queue=(), quorum=LOST.model_dump())
    server = await open_room(state, chairs(), size=SIZES["laptop"], console="dieu-hanh/")
    page = server.page
    await page.get_by_test_id("open-poll-button").click()
    await expect(page.get_by_test_id("poll-no-quorum")).to_contain_text("còn thiếu 1")
    await page.get_by_test_id("poll-motion").select_option("confidence")
    await picture(page, "chair-poll-without-quorum")
    await page.get_by_test_id("poll-open").click()
    (command,) = server.commands("open_poll")
    assert command["command"]["motion"] == "confidence"
    server.ack(command)
    poll = POLL.model_copy(update={"motion": Motion.CONFIDENCE, "quorum": LOST}).model_dump(mode="json")
    server.event({"kind": "poll_opened", "poll": poll})
    await expect(page.get_by_test_id("poll-without-quorum")).to_contain_text("có mặt 33 trong 50, cần 34")
    await picture(page, "chair-voting-without-quorum")


@pytest.mark.parametrize("size", SIZES)
async def test_the_secretary_notes_who_left_came_back_and_why_somebody_is_absent(
    open_room: OpenRoom, size: str
) -> None:
    members = HELD.model_copy(update={"of": QuorumBase.MEMBERS}).model_dump()
    state = sitting(people=people(), quorum=members)
    server = await open_room(state, secretarys(), size=SIZES[size], console="thu-ky/")
    page = server.page

    def row(name: str) -> Any:
        return page.get_by_test_id("person").filter(has_text=name)

    await expect(page.get_by_test_id("quorum")).to_contain_text("trong 50 thành viên của cơ quan")
    await expect(row("Hà Văn Muộn")).to_contain_text("Đến muộn")
    await expect(row("Lê Thị Về")).to_contain_text("về 14:31")
    await expect(row("Đặng Văn Sơn")).to_contain_text("Vắng có lý do")
    await expect(row("Trần Chưa Đến")).to_contain_text("Chưa đến")
    await picture(page, f"secretary-attendance-{size}")
    await row("Lê Thị Về").get_by_test_id("attend").click()
    await expect(page.get_by_test_id("attend-room")).to_have_value("r-tanhoa")
    await picture(page, f"secretary-attend-dialog-{size}")
    await page.get_by_test_id("mark-present").click()
    (back,) = server.commands("mark_attendance")
    assert back["command"] == {"name": "mark_attendance", "person_id": "p-92", "present": True, "room_id": "r-tanhoa"}
    server.ack(back)
    person = member(92, "Lê Thị Về").model_dump(mode="json")
    server.event({"kind": "person_checked_in", "act": "back", "person": person, "quorum": members})
    await expect(page.get_by_test_id("journal")).to_contain_text("Lê Thị Về trở lại")
    await expect(page.get_by_test_id("attend-dialog")).to_have_count(0)
    await row("Trần Chưa Đến").get_by_test_id("attend").click()
    await page.get_by_test_id("attend-ground").select_option("suspended")
    await page.get_by_test_id("note-absence").click()
    (noted,) = server.commands("note_absence")
    assert noted["command"] == {"name": "note_absence", "person_id": "p-94", "ground": "suspended"}
    server.ack(noted)
    absence = {"person_id": "p-94", "ground": "suspended", "words": GROUNDS[0].words}
    server.event({"kind": "absence_noted", "person_id": "p-94", "absence": absence})
    await expect(row("Trần Chưa Đến")).to_contain_text("Đang bị đình chỉ")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if size == "laptop":
        assert await serious(page) == []


async def test_the_secretary_notes_that_somebody_left(open_room: OpenRoom) -> None:
    state = sitting(people=people(), quorum=HELD.model_dump())
    server = await open_room(state, secretarys(), size=SIZES["laptop"], console="thu-ky/")
    page = server.page
    row = page.get_by_test_id("person").filter(has_text="Lương Văn Phúc")
    await row.get_by_test_id("attend").click()
    await expect(page.get_by_test_id("mark-present")).to_be_disabled()
    await expect(page.get_by_test_id("attend-ground")).to_have_count(0)
    await picture(page, "secretary-mark-left")
    await page.get_by_test_id("mark-left").click()
    (left,) = server.commands("mark_attendance")
    assert (left["command"]["present"], left["command"]["person_id"]) == (False, "p-2")


async def test_a_delegate_leaves_the_meeting_or_only_the_page(open_room: OpenRoom) -> None:
    mine = you(commands=("check_in", "leave_meeting", "request_speech", "withdraw_speech", "take_floor", "cast_ballot"))
    server = await open_room(sitting(), mine)
    page = server.page
    await page.get_by_test_id("leave").click()
    await expect(page.get_by_test_id("leave-page")).to_be_visible()
    await page.wait_for_timeout(200)
    await picture(page, "delegate-leave")
    assert await serious(page) == []
    await page.get_by_test_id("leave-meeting").click()
    (left,) = server.commands("leave_meeting")
    server.ack(left)
    await page.wait_for_url("**/hop.test/")


async def test_who_was_noted_as_gone_says_where_he_sits_to_come_back(open_room: OpenRoom) -> None:
    server = await open_room(sitting(), you())
    page = server.page
    await expect(page.get_by_test_id("check-in")).to_have_count(0)
    gone = me(present=False).model_copy(update={"left_at": NOW, "checked_in_at": NOW}).model_dump(mode="json")
    server.event({"kind": "person_checked_in", "act": "left", "person": gone, "quorum": LOST.model_dump(mode="json")})
    await page.get_by_test_id("seat-r-hall").check()
    await page.get_by_test_id("check-in-confirm").click()
    (back,) = server.commands("check_in")
    assert back["command"]["room_id"] == "r-hall"
    assert ME == gone["person_id"]
