"""A right that ends, ends at once: in every open page."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session

from meetings.accounts.models import Person
from meetings.agenda.models import Participation
from meetings.attendance.services import Invitation, invite_people, remove_person
from meetings.contracts.roles import Role
from meetings.core.limits import Bound, set_limit
from meetings.core.signals import session_ended
from meetings.live.crowd import pages_key
from meetings.live.presence import REFRESH_S
from meetings.rooms.services import revoke_kiosk
from tests.browser import Browser
from tests.integration.pages import Rejected

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


async def test_sign_out_closes_the_session_s_pages_and_no_other(sitting, page):
    first = await (await page(sitting.delegates[0])).open()
    second = await (await page(sitting.delegates[0])).open()
    key = first.headers["Cookie"].partition("=")[2]
    await sync_to_async(session_ended.send)(sender=None, session_key=key, person_id=sitting.delegates[0].id)
    assert (await first.closed(5))["reason"] == "signed_out"
    second.send({"type": "ping", "sent": 1.0})
    await second.until(lambda m: m["type"] == "pong")


async def test_a_person_who_lost_the_account_is_out_everywhere(sitting, page):
    pages = [await (await page(sitting.delegates[0])).open() for _ in range(2)]
    await sync_to_async(session_ended.send)(sender=None, session_key=None, person_id=sitting.delegates[0].id)
    for one in pages:
        assert (await one.closed(5))["reason"] == "signed_out"


async def test_a_revoked_kiosk_is_out(sitting, page):
    hall = await (await page(room=sitting.hall)).open()
    other = await (await page(room=sitting.tan_hoa)).open()
    await sync_to_async(revoke_kiosk)(actor=sitting.actor(sitting.technician), room_id=sitting.hall.id)
    assert (await hall.closed(5))["reason"] == "revoked"
    other.send({"type": "ping", "sent": 1.0})
    await other.until(lambda m: m["type"] == "pong")


async def test_a_removed_person_is_out(sitting, page):
    absent = await (await page(sitting.delegates[4])).open()
    await sync_to_async(remove_person)(
        actor=sitting.actor(sitting.secretary), meeting_id=sitting.meeting.id, person_id=sitting.delegates[4].id
    )
    assert (await absent.closed(5))["reason"] == "removed"


async def test_the_sign_out_page_ends_its_own_session_s_pages(sitting, page):
    person = sitting.delegates[0]
    tablet = await (await page(person)).open()
    desk = await (await page(person)).open()

    def sign_out() -> None:
        browser = Browser()
        browser.cookies["__Host-nghisu"] = tablet.headers["Cookie"].partition("=")[2]
        assert browser.post("/dang-xuat/").status_code == 302

    await sync_to_async(sign_out)()
    assert (await tablet.closed(5))["reason"] == "signed_out"
    with pytest.raises(Rejected):
        await tablet.open()
    await answers(desk)


@pytest.mark.parametrize("how", ["password", "account"])
async def test_a_new_password_or_a_closed_account_ends_every_page_at_once(sitting, page, how):
    person = sitting.delegates[0]
    pages = [await (await page(person)).open() for _ in range(2)]
    other = await (await page(sitting.delegates[1])).open()

    def change() -> None:
        if how == "password":
            person.set_password("Mật khẩu mới 2026")
        else:
            person.is_active = False
        person.save()

    await sync_to_async(change)()
    for one in pages:
        assert (await one.closed(3))["reason"] == "signed_out"
        with pytest.raises(Rejected):
            await one.open()
    await answers(other)


async def test_a_sitting_that_ends_with_sign_out_ends_the_delegates_pages(sitting, page):
    chair = await (await page(sitting.chair)).open()
    delegate = await (await page(sitting.delegates[0])).open()
    staff = [await (await page(person)).open() for person in (sitting.secretary, sitting.technician)]
    assert (await chair.command("close_meeting", sign_out=True))["type"] == "ack"
    assert (await delegate.closed(5))["reason"] == "signed_out"
    await answers(chair, *staff)


async def answers(*pages):
    for one in pages:
        before = len(one.messages)
        one.send({"type": "ping", "sent": 1.0})
        await one.until(lambda m: m["type"] == "pong", since=before)


async def bounded(most: int) -> None:
    await sync_to_async(set_limit)(Bound.PAGES_PER_PERSON, most)
    await asyncio.sleep(REFRESH_S + 1)  # running processes read the new value


async def test_one_person_has_so_many_pages_and_the_oldest_gives_way(sitting, page, web):
    await bounded(3)
    other = await (await page(sitting.delegates[1])).open()
    pages = [await (await page(sitting.delegates[0])).open() for _ in range(5)]
    for gone in pages[:2]:
        bye = await gone.closed(5)
        assert bye["reason"] == "crowded" and bye["message"]
    await answers(other, *pages[2:])
    # One that left in good order makes room.
    await pages[2].close()
    await asyncio.sleep(0.5)
    pages.append(await (await page(sitting.delegates[0])).open())
    await answers(*pages[3:])
    assert web.redis().zcard(pages_key(f"person:{sitting.delegates[0].id}")) == 3


async def test_the_oldest_page_gives_way_in_another_process_too(sitting, page, web):
    one = await (await page(sitting.delegates[0])).open()
    try:
        await asyncio.gather(asyncio.to_thread(web.start_web, "web-2"), bounded(1))
        await (await page(sitting.delegates[0], url=f"https://127.0.0.1:{web.ports['web-2']}")).open()
        assert (await one.closed(5))["reason"] == "crowded"
    finally:
        web.kill_web("web-2")


async def test_what_nobody_announced_is_found_out_within_seconds(sitting, page):
    _signed_out, closed, other_password, uninvited, _untouched = sitting.delegates
    pages = [await (await page(person)).open() for person in sitting.delegates]
    key = pages[0].headers["Cookie"].partition("=")[2]

    def end() -> None:
        assert Session.objects.filter(session_key=key).delete()[0] == 1
        Person.objects.filter(id=closed.id).update(is_active=False)
        Person.objects.filter(id=other_password.id).update(password=make_password("Mật khẩu mới 2026"))
        Participation.objects.filter(meeting=sitting.meeting, person=uninvited).delete()

    await sync_to_async(end)()
    assert all(await asyncio.gather(*(one.closed(8) for one in pages[:4])))
    await answers(pages[4])


async def test_a_changed_role_holds_at_once(sitting, page):
    one = await (await page(sitting.delegates[4])).open()
    await sync_to_async(invite_people)(
        actor=sitting.actor(sitting.secretary),
        meeting_id=sitting.meeting.id,
        invitations=[Invitation(person_id=sitting.delegates[4].id, role=Role.OBSERVER, votes=False)],
    )
    welcome = await one.until(lambda m: m["type"] == "welcome", since=1)
    assert welcome["you"]["role"] == "observer"
    assert (await one.command("request_speech"))["type"] == "refusal"
