"""Every permission is refused over a real socket to every role that lacks it, wherever a socket gives it at all."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from meetings.accounts.models import Person
from meetings.agenda.models import Participation
from meetings.contracts.roles import Role
from meetings.core import journal
from meetings.core.permissions import Permission, allows
from meetings.live.commands import COMMAND_NAMES
from meetings.voting.models import Poll
from tests.cast import Cast, draft_meeting, make_person
from tests.integration.live.test_consoles import SAMPLES
from tests.integration.pages import Rejected

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PEOPLE = [role for role in Role if role != Role.ROOM]
SHOWN = {
    Permission.SEE_MEETING: "test_refusals: outsiders",
    Permission.SEE_DRAFT: "test_a_draft_has_sockets_for_those_who_prepare_it",
    Permission.SEE_TURNOUT: "test_each_role_is_refused_every_command_that_it_lacks",
    Permission.PUBLISH_MEDIA: "test_each_role_is_refused_every_command_that_it_lacks",
    Permission.PRESENT_PAPERS: "test_presenting.test_readers_follow_and_nobody_else_hears",
}
ONLY_PAGES = {
    Permission.READ_PAPERS,
    Permission.PREPARE_MEETING,
    Permission.SEE_MINUTES,
    Permission.SEE_JOURNAL,
    Permission.SEE_ROOMS,
    Permission.SEE_LINES,
    Permission.KEEP_DOSSIER,
    Permission.INTERPRET,
    Permission.ANSWER_INVITATION,
    Permission.SEE_ANSWERS,
    Permission.DECIDE_ANSWER,
    Permission.ISSUE_INVITATIONS,
    Permission.ARRANGE_SEATS,
}
"""No message of the socket needs them; tests/unit/meetings/live/test_permissions.py asks their pages."""


def test_every_permission_is_asked_at_a_door():
    assert {Permission(name) for name in COMMAND_NAMES} | set(SHOWN) | ONLY_PAGES == set(Permission)


def everybody(cast: Cast) -> dict[Role, Person]:
    """Return somebody of every role, all checked in."""
    places = Participation.objects.filter(meeting=cast.meeting, person__isnull=False).select_related("person")
    # Of several in a role somebody who is there: the last one stays.
    found = {Role(place.role): place.person for place in places.order_by("present") if place.person}
    for role in PEOPLE:
        if role not in found:
            found[role] = make_person(f"as-{role}", f"Người {role}", "", cast.province)
            Participation.objects.create(
                meeting=cast.meeting,
                person=found[role],
                role=role,
                votes=allows(role, Permission.CAST_BALLOT),
                present=True,
            )
    return found


async def refusals(one: Any, role: Role, poll_id: str) -> None:
    """Send every command that the role lacks; each must be refused by the role, not by what is in it."""
    for name in sorted(COMMAND_NAMES):
        if allows(role, Permission(name)):
            continue
        fields = {**SAMPLES.get(name, {}), **({"poll_id": poll_id} if "poll" in name and name != "open_poll" else {})}
        fields = {key: poll_id if value == "x" else value for key, value in fields.items()}
        answer = await one.command(name, **fields)
        while answer.get("code") == "too_many":
            await asyncio.sleep(0.2)
            answer = await one.command(name, **fields)
        # A kiosk is nobody in a vote by name: it is not even looked for among the members.
        wanted = "not_found" if (name, role) == ("cast_ballot", Role.ROOM) else "not_allowed"
        assert (answer["type"], answer.get("code")) == ("refusal", wanted), (role, name, answer)
        assert answer["message"]


async def test_each_role_is_refused_every_command_that_it_lacks(sitting, page):
    people = await sync_to_async(everybody)(sitting)
    chair = await (await page(sitting.chair)).open()
    await chair.command("open_poll", question="Đồng ý không?")
    poll = await sync_to_async(Poll.objects.get)(meeting=sitting.meeting)
    pages = {role: await (await page(person)).open() for role, person in people.items()}
    pages[Role.ROOM] = await (await page(room=sitting.hall)).open()
    before = await sync_to_async(journal.last_number)(sitting.meeting.id)
    for role, one in pages.items():
        you = one.messages[0]["you"]
        assert set(you["commands"]) == {name for name in COMMAND_NAMES if allows(role, Permission(name))}
        assert you["may_publish"] is allows(role, Permission.PUBLISH_MEDIA)
        await refusals(one, role, str(poll.id))
    assert await sync_to_async(journal.last_number)(sitting.meeting.id) == before
    ack = await pages[Role.DELEGATE].command("cast_ballot", poll_id=str(poll.id), choice="yes")
    assert ack["type"] == "ack", ack
    for role, one in pages.items():
        await one.reached(ack["number"])
        if allows(role, Permission.SEE_TURNOUT):
            await one.until(lambda m: m["type"] == "turnout" and m["cast"] == 1)
        else:
            one.send({"type": "ping", "sent": 5.0})
            await one.until(lambda m: m["type"] == "pong" and m["sent"] == 5.0)
            assert not [m for m in one.messages if m["type"] == "turnout"], role


async def test_a_draft_has_sockets_for_those_who_prepare_it(sitting, page):
    def drafted():
        draft, found = draft_meeting(sitting), everybody(sitting)
        for role, person in found.items():
            if not Participation.objects.filter(meeting=draft, person=person).exists():
                Participation.objects.create(meeting=draft, person=person, role=role)
        return draft, {Role(p.role): p.person for p in draft.participations.select_related("person") if p.person}

    draft, people = await sync_to_async(drafted)()
    assert set(people) == set(PEOPLE)
    for role, person in people.items():
        one = await page(person, meeting_id=draft.id)
        if allows(role, Permission.SEE_DRAFT):
            await one.open()
        else:
            with pytest.raises(Rejected) as refused:
                await one.open()
            assert refused.value.status == 403, role


async def test_an_auditor_hears_all_that_is_for_everybody_and_changes_nothing(sitting, page):
    people = await sync_to_async(everybody)(sitting)
    auditor = await (await page(people[Role.AUDITOR])).open()
    assert auditor.messages[0]["you"]["commands"] == []
    chair = await (await page(sitting.chair)).open()
    ack = await chair.command("open_item", item_id=str(sitting.items[0].id))
    assert (await auditor.event("item_opened"))["item_id"] == str(sitting.items[0].id)
    for name in sorted(COMMAND_NAMES):
        fields = {
            key: str(sitting.items[1].id) if value == "x" else value for key, value in SAMPLES.get(name, {}).items()
        }
        assert (await auditor.command(name, **fields))["type"] == "refusal", name
    assert await sync_to_async(journal.last_number)(sitting.meeting.id) == ack["number"]


async def test_lines_reach_technicians_only_and_rooms_alone_report_theirs(sitting, page):
    people = await sync_to_async(everybody)(sitting)
    watchers = [Role.CHAIR, Role.SECRETARY, Role.DELEGATE, Role.AUDITOR]
    pages = [await (await page(people[role])).open() for role in watchers]
    technician = await (await page(people[Role.TECHNICIAN])).open()
    hall = await (await page(room=sitting.hall)).open()
    for one in [*pages, technician]:
        one.send({"type": "line_report", "loss": 0.9})
    hall.send({"type": "line_report", "loss": 0.25, "fed_ms": 1000})
    told = await technician.until(lambda m: m["type"] == "lines")
    (row,) = told["rooms"]
    assert (row["room_id"], row["down"]["loss"]) == (str(sitting.hall.id), 0.25)
    for one in [*pages, hall]:
        one.send({"type": "ping", "sent": 6.0})
        await one.until(lambda m: m["type"] == "pong" and m["sent"] == 6.0)
        assert not [m for m in one.messages if m["type"] == "lines"]
