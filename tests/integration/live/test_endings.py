"""A right that ends, ends at once: in every open page."""

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session

from meetings.accounts.models import Person
from meetings.agenda.models import Participation
from meetings.attendance.services import Invitation, invite_people, remove_person
from meetings.contracts.roles import Role
from meetings.core.signals import session_ended
from meetings.rooms.services import revoke_kiosk

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


@pytest.mark.parametrize("how", ["session", "person", "place"])
async def test_what_nobody_announced_is_found_out_within_seconds(sitting, page, how):
    def end() -> None:
        person = sitting.delegates[0]
        match how:
            case "session":
                Session.objects.all().delete()
            case "person":
                Person.objects.filter(id=person.id).update(is_active=False)
            case "place":
                Participation.objects.filter(meeting=sitting.meeting, person=person).delete()

    one = await (await page(sitting.delegates[0])).open()
    await sync_to_async(end)()
    assert await one.closed(8)


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
