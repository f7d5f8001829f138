"""The live socket with a real Redis, a real daphne and a real database."""

import asyncio

import pytest

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


async def test_a_page_is_welcomed_and_gets_the_whole_state(sitting, page):
    one = await (await page(sitting.delegates[2])).open()
    welcome = one.messages[0]
    assert welcome["type"] == "welcome"
    assert welcome["you"]["role"] == "delegate"
    assert welcome["you"]["participant"] == f"person:{sitting.delegates[2].id}"
    assert set(welcome["you"]["commands"]) >= {"request_speech", "cast_ballot", "check_in"}
    assert "open_poll" not in welcome["you"]["commands"]
    state = (await one.until(lambda m: m["type"] == "snapshot"))["state"]
    assert state["meeting"]["status"] == "open"
    assert len(state["items"]) == 5
    assert len(state["people"]) == 10
    assert state["quorum"]["holds"]
    assert state["open_microphones"] == [f"room:{sitting.hall.id}", f"person:{sitting.chair.id}"]
    presence = await one.until(lambda m: m["type"] == "presence" and m["online"])
    assert presence["online"] == [f"person:{sitting.delegates[2].id}"]


async def test_an_act_reaches_every_page_once_and_in_order(sitting, page):
    chair = await (await page(sitting.chair)).open()
    tablet = await (await page(sitting.delegates[2])).open()
    kiosk = await (await page(room=sitting.tan_hoa)).open()
    ack = await tablet.command("request_speech", subject="Tôi xin phát biểu")
    assert ack["type"] == "ack"
    asked = await chair.event("speech_requested")
    await chair.command("give_floor", request_id=asked["request"]["id"], limit_s=300)
    for one in (chair, tablet, kiosk):
        given = await one.event("floor_given")
        assert given["floor"]["participant"] == f"room:{sitting.tan_hoa.id}"
        assert one.gaps == 0
        assert one.seen == sorted(set(one.seen))
    again = await tablet.command("request_speech", command_id=ack["id"], subject="Tôi xin phát biểu")
    assert again == ack


async def test_a_page_that_returns_gets_what_it_missed(sitting, page):
    chair = await (await page(sitting.chair)).open()
    tablet = await (await page(sitting.delegates[2])).open()
    await tablet.close()
    for item in sitting.items[:3]:
        assert (await chair.command("open_item", item_id=str(item.id)))["type"] == "ack"
    await tablet.open()
    assert tablet.number == chair.number
    assert len(tablet.seen) == 3


async def test_ballots_stay_secret_until_closing_and_numbers_stay_whole(sitting, page):
    chair = await (await page(sitting.chair)).open()
    voter = await (await page(sitting.delegates[2])).open()
    other = await (await page(sitting.delegates[3])).open()
    observer = await (await page(sitting.observer)).open()
    await chair.command("open_poll", question="Thông qua nghị quyết?")
    poll = (await voter.event("poll_opened"))["poll"]
    acks = await asyncio.gather(
        voter.command("cast_ballot", poll_id=poll["id"], choice="yes"),
        other.command("cast_ballot", poll_id=poll["id"], choice="no"),
    )
    assert [ack["ballot"]["choice"] for ack in acks] == ["yes", "no"]
    last = max(ack["number"] for ack in acks)
    for one in (chair, voter, other, observer):
        await one.reached(last)
        assert one.gaps == 0
    turnout = await chair.until(lambda m: m["type"] == "turnout" and m["cast"] == 2)
    assert set(turnout) == {"type", "poll_id", "cast", "eligible"}
    late = await (await page(sitting.secretary)).open()
    for one in (chair, observer, late):
        assert "ballot_cast" not in str(one.messages)
        assert '"tally": {' not in str(one.messages) and "'tally': {" not in str(one.messages)
    assert not [m for m in observer.messages if m["type"] == "turnout"]
    mine = [m for m in voter.messages if m["type"] == "event" and m["payload"]["kind"] == "ballot_cast"]
    assert [m["payload"]["ballot"]["choice"] for m in mine] == ["yes"]
    await chair.command("close_poll", poll_id=poll["id"])
    for one in (chair, voter, other, observer):
        closed = await one.event("poll_closed")
        assert (closed["poll"]["tally"]["yes"], closed["poll"]["tally"]["no"]) == (1, 1)


async def test_words_to_a_unit_reach_its_people_alone_by_every_door(sitting, page):
    desk = await (await page(sitting.secretary)).open()
    mine = await (await page(sitting.delegates[2])).open()
    others = [await (await page(person)).open() for person in (sitting.delegates[3], sitting.guest, sitting.technician)]
    screen = await (await page(room=sitting.tan_hoa)).open()
    unit = str(sitting.communes["Tân Hòa"].id)
    ack = await desk.command("notify_unit", unit_id=unit, text="Xin mời đơn vị điểm danh")
    assert ack["type"] == "ack", ack
    assert (await mine.event("unit_notified"))["notice"]["text"] == "Xin mời đơn vị điểm danh"
    await desk.event("unit_notified")
    late = [await (await page(person)).open() for person in (sitting.delegates[2], sitting.delegates[3])]
    assert [notice["number"] for notice in late[0].messages[0]["you"]["notices"]] == [ack["number"]]
    returned = others[0]
    await returned.reached(ack["number"])
    await returned.close()
    returned.number = ack["number"] - 1
    await returned.open()
    for one in (*others, screen, late[1]):
        await one.reached(ack["number"])
        assert "Xin mời đơn vị điểm danh" not in str(one.messages)
        assert one.gaps == 0
