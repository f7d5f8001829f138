"""No event of a smaller audience reaches anybody else, by any door: delivery, arrival, catch-up, export.

Random memberships (roles, units, rooms, a deputy) and random acts through the real services, hub, feed and record.
Who should receive what is worked out here from the memberships alone, not by the code under test. The last test
breaks each door's filter in turn and wants to see the check fail.
"""

import asyncio
import csv
import json
from contextlib import contextmanager
from io import StringIO
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Meeting, Participation
from meetings.attendance.models import UnitNotice
from meetings.attendance.notices import notice_state, notify_unit
from meetings.contracts.audience import EVERYONE, Audience, OnePerson, OneRoom, Roles
from meetings.contracts.events import SpeechWithdrawn
from meetings.contracts.messages import Mailbox
from meetings.contracts.polls import Choice
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus
from meetings.core import bus, journal
from meetings.core.actor import person_actor, room_actor
from meetings.live import feed, hub, identity, record
from meetings.messages.selectors import letter_state
from meetings.messages.services import send_message
from meetings.voting.ballots import BallotOrder, cast_ballots
from meetings.voting.models import Ballot, Poll
from meetings.voting.selectors import ballot_state
from meetings.voting.services import open_poll
from tests.audiences import Page, Recorder, Secret, World
from tests.browser import browser_of
from tests.cast import Cast

READERS = {Role.CHAIR, Role.SECRETARY, Role.AUDITOR}
VOTERS = {Role.CHAIR, Role.PRESIDIUM, Role.SECRETARY, Role.DELEGATE, Role.ALTERNATE, Role.COUNTING_TEAM}
TURNOUT = {Role.CHAIR, Role.SECRETARY, Role.COUNTING_TEAM, Role.ROOM}
PEOPLE, UNITS, ROOMS = 8, 3, 2
ROLES = [role for role in Role if role not in {Role.ROOM, Role.CHAIR}]

members = st.lists(
    st.tuples(st.sampled_from(ROLES), st.none() | st.integers(0, UNITS - 1)), min_size=PEOPLE - 2, max_size=PEOPLE - 2
)
acts = st.lists(
    st.one_of(
        st.just(("everyone", None)),
        st.tuples(st.just("roles"), st.sets(st.sampled_from(Role), min_size=1, max_size=3)),
        st.tuples(st.just("person"), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("room"), st.integers(0, ROOMS - 1)),
        st.tuples(st.just("notice"), st.integers(0, UNITS - 1)),
        st.tuples(
            st.just("letter"),
            st.tuples(st.sampled_from([mailbox.value for mailbox in Mailbox]), st.integers(0, PEOPLE - 1)),
        ),
        st.tuples(st.just("ballots"), st.sets(st.integers(0, PEOPLE - 1), min_size=1, max_size=4)),
    ),
    min_size=1,
    max_size=8,
)


@pytest.fixture
def stage(cast: Cast, monkeypatch, django_capture_on_commit_callbacks):
    """Return how to make a world: ``with stage(members, deputy, acts) as world``; nothing of it is kept."""
    units = [Unit.objects.create(name=f"Đơn vị {n}", level="xã") for n in range(UNITS)]
    people = [Person.objects.create(username=f"p{n}", full_name=f"Người {n}") for n in range(PEOPLE)]

    @contextmanager
    def make(drawn, deputy, wanted):
        with transaction.atomic():
            world = _meeting(cast, people, units, drawn, deputy)
            monkeypatch.setattr(record, "print_journal", lambda _meeting, rows, *_facts: repr(rows).encode())
            monkeypatch.setattr(bus, "client", lambda: Recorder(world.published))
            with django_capture_on_commit_callbacks(execute=True):
                _poll(world)
                for kind, what in [("everyone", None), *wanted]:
                    ACTS[kind](world, what)
            yield world
            transaction.set_rollback(True)

    return make


def _meeting(cast: Cast, people, units, drawn, deputy) -> World:
    times = {"starts_at": cast.meeting.starts_at, "ends_at": cast.meeting.ends_at, "secrecy": "none"}
    meeting = Meeting.objects.create(
        title="-", unit=cast.province, place="-", created_by=cast.secretary, status=MeetingStatus.OPEN, **times
    )
    given = [(Role.CHAIR, None), (Role.SECRETARY, 0), *drawn]
    rooms = [cast.hall, cast.tan_hoa]
    own = [None if n is None else units[n] for _role, n in given]
    for person, unit in zip(people, own, strict=True):
        Person.objects.filter(id=person.id).update(unit=unit)
    Participation.objects.bulk_create(
        [
            Participation(meeting=meeting, person=p, role=role, votes=role in VOTERS, present=True)
            for p, (role, _unit) in zip(people, given, strict=True)
        ]
        + [Participation(meeting=meeting, room=room, role=Role.ROOM) for room in rooms]
    )
    roles = [role for role, _unit in given]
    if roles[deputy] in {Role.DELEGATE, Role.PRESIDIUM}:
        roles[deputy] = Role.CHAIR
        Meeting.objects.filter(id=meeting.id).update(acting_chair=people[deputy])
    world = World(meeting, people, roles, own, rooms, units)
    return world


def _poll(world: World) -> None:
    """Open a vote, as the first event of the meeting, by whoever conducts."""
    acting = Meeting.objects.get(id=world.meeting.id).acting_chair
    chair = acting or world.people[0]
    number = open_poll(
        actor=person_actor(chair.id), meeting_id=world.meeting.id, item_id=None, question="Đồng ý không?"
    )
    everybody = {actor.key for actor in world.actors}
    world.secrets.append(Secret(number, "", everybody, chair.full_name, "poll_opened"))


def _plain(world: World, audience: Audience, keys: set[str]) -> None:
    """An act by somebody whose very name is part of the secret."""
    word = f"bí-mật-{uuid4().hex}"
    person = Person.objects.create(username=word[:60], full_name=word)
    with journal.act(meeting_id=world.meeting.id, actor=person_actor(person.id)) as act:
        number = act.record(SpeechWithdrawn(request_id=word), audience)
    world.secrets.append(Secret(number, word, keys, word, "speech_withdrawn"))


def _everyone(world: World, _what: None) -> None:
    _plain(world, EVERYONE, {actor.key for actor in world.actors})


def _roles(world: World, roles: set[Role]) -> None:
    _plain(world, Roles(roles=tuple(roles)), world.holding(roles))


def _person(world: World, n: int) -> None:
    _plain(world, OnePerson(person_id=str(world.people[n].id)), {person_actor(world.people[n].id).key})


def _room(world: World, n: int) -> None:
    _plain(world, OneRoom(room_id=str(world.rooms[n].id)), {room_actor(world.rooms[n].id).key})


def _notice(world: World, n: int) -> None:
    unit, word, sender = world.all_units[n], f"bí-mật-{uuid4().hex}", world.people[1]
    if not world.of_unit(unit):
        return
    number = notify_unit(actor=person_actor(sender.id), meeting_id=world.meeting.id, unit_id=unit.id, text=word)
    keys = world.of_unit(unit) | world.holding(READERS)
    world.secrets.append(Secret(number, word, keys, sender.full_name, "unit_notified"))


def _letter(world: World, what: tuple[str, int]) -> None:
    """A person writes to a mailbox; its keepers, he and nobody else read it (a unit's letter: its people)."""
    mailbox, n = Mailbox(what[0]), what[1]
    person, unit, word = world.people[n], world.units[n], f"bí-mật-{uuid4().hex}"
    keeper = {Mailbox.SECRETARIAT: Role.SECRETARY, Mailbox.CHAIR: Role.CHAIR}.get(mailbox)
    if world.roles[n] in {keeper, Role.AUDITOR} or (keeper is None and unit is None):
        return
    actor = person_actor(person.id)
    number = send_message(actor=actor, meeting_id=world.meeting.id, mailbox=mailbox, text=word)
    keys = world.holding({keeper}) | {actor.key} if keeper else world.of_unit(unit) if unit else set()
    world.secrets.append(Secret(number, word, keys, person.full_name, "letter_sent"))


def _ballots(world: World, voters: set[int]) -> None:
    poll = Poll.objects.get(meeting=world.meeting)
    chosen = [
        n for n in sorted(voters) if Participation.objects.get(meeting=world.meeting, person=world.people[n]).votes
    ]
    orders = [BallotOrder(person_actor(world.people[n].id), poll.id, Choice.NO) for n in chosen]
    for n, receipt in zip(chosen, cast_ballots(meeting_id=world.meeting.id, orders=orders), strict=True):
        person = world.people[n]
        # A later ballot replaces the one before: its receipt alone is shown on arrival.
        world.secrets.append(
            Secret(
                receipt.number,
                f'"number":{receipt.number}',
                {person_actor(person.id).key},
                person.full_name,
                "ballot_cast",
            )
        )


ACTS = {
    "everyone": _everyone,
    "roles": _roles,
    "person": _person,
    "room": _room,
    "notice": _notice,
    "ballots": _ballots,
    "letter": _letter,
}


def _expected(world: World, key: str, after: int = 0) -> list[int]:
    return [secret.number for secret in world.secrets if key in secret.audience and secret.number > after]


def _reads_nothing_else(world: World, key: str, text: str) -> None:
    for secret in world.secrets:
        if secret.word.startswith("bí-mật") and key not in secret.audience:
            assert secret.word not in text, f"{key} reads an event of others"


def check_delivery(world: World) -> None:
    """The hub gives each page its own events, and ``passed`` for every other number."""
    pages = [Page(world.page(actor, f"{actor.key}-{n}")) for actor in world.actors for n in range(2)]
    live = hub.Hub(None, lambda _meeting: None)
    name = str(world.meeting.id)
    live._meetings[name] = {page.viewer.peer_id: page for page in pages}

    async def deliver() -> None:
        for data in world.published:
            await live.deliver(name, data)

    asyncio.run(deliver())
    turnout = world.holding(TURNOUT)
    for page in pages:
        messages = [json.loads(text) for text in page.texts]
        assert [m["number"] for m in messages if m["type"] == "event"] == _expected(world, page.key)
        covered: list[int] = []
        for m in messages:
            first, last = (m["first"], m["last"]) if m["type"] == "passed" else (m.get("number"), m.get("number"))
            covered += range(first, last + 1) if m["type"] in {"event", "passed"} else ()
        assert covered == list(range(1, len(world.secrets) + 1))
        assert page.key in turnout or not [m for m in messages if m["type"] == "turnout"]
        _reads_nothing_else(world, page.key, "".join(page.texts))


def check_arrival(world: World) -> None:
    """A page that comes is told the state, its own ballots and its own unit's notices."""
    for actor in world.actors:
        texts = feed.welcome_texts(world.page(actor), 1, None)
        you = json.loads(texts[0])["you"]
        mine = Ballot.objects.filter(poll__meeting=world.meeting, voter_id=actor.id)
        assert you["ballots"] == [json.loads(ballot_state(ballot).model_dump_json()) for ballot in mine]
        unit = world.units[world.actors.index(actor)] if actor.kind == "person" else None
        told = [s.number for s in world.secrets if s.kind == "unit_notified" and unit and _of(world, s) == unit]
        assert [notice["number"] for notice in you["notices"]] == told
        written = [s.number for s in world.secrets if s.kind == "letter_sent" and actor.key in s.audience]
        assert [letter["number"] for letter in you["letters"]] == written
        _reads_nothing_else(world, actor.key, "".join(texts))
        for secret in world.secrets:
            if len(secret.audience) < len(world.actors) and secret.word.startswith("bí-mật"):
                assert secret.word not in texts[1], "the state that all share holds an event of some"
        assert '"no"' not in texts[1]


def _of(world: World, secret: Secret) -> Unit:
    return UnitNotice.objects.get(meeting=world.meeting, number=secret.number).unit


def check_catch_up(world: World, after: int) -> None:
    """A page that returns gets the events after its number that are for it."""
    after = 1 + after % journal.last_number(world.meeting.id)
    for actor in world.actors:
        texts = feed.welcome_texts(world.page(actor), 1, after)
        events = json.loads(texts[1])
        assert (events["type"], events["last"]) == ("events", journal.last_number(world.meeting.id))
        assert [event["number"] for event in events["events"]] == _expected(world, actor.key, after)
        _reads_nothing_else(world, actor.key, "".join(texts))


def check_export(world: World) -> None:
    """The journal as page, CSV and print tells of an act only to those for whom it was; others may not open it.

    Instead of the printed pages their rows are read: a cell breaks long words.
    """
    others = [n for n, role in enumerate(world.roles) if role not in READERS][:2]
    for n, (person, role) in enumerate(zip(world.people, world.roles, strict=True)):
        if role not in READERS and n not in others:
            continue
        key, address = person_actor(person.id).key, f"/hop/{world.meeting.id}/so-dien-bien/"
        # Lookups by the account, as a person signs in: the unit may have been given since this object was read.
        browser = browser_of(Person.objects.get(id=person.id))
        for query in ("", "?dang=csv", "?dang=pdf"):
            answer = browser.get(address + query)
            text = answer.content.decode()
            _reads_nothing_else(world, key, text)
            assert (answer.status_code == 200) == (role in READERS)
            if query == "?dang=csv" and role in READERS:
                _check_rows(world, key, text)


def _check_rows(world: World, key: str, text: str) -> None:
    rows = list(csv.reader(StringIO(text)))[1:]
    for row, secret in zip(rows, world.secrets, strict=True):
        assert int(row[0]) == secret.number
        assert row[3] == (secret.who if key in secret.audience else "")


def check(world: World, after: int) -> None:
    check_delivery(world)
    check_arrival(world)
    check_catch_up(world, after)
    check_export(world)


def test_no_event_of_a_smaller_audience_reaches_anybody_else(stage):
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(members, st.integers(0, PEOPLE - 1), acts, st.integers(0, 50))
    def hold(drawn, deputy, wanted, after):
        with stage(drawn, deputy, wanted) as world:
            check(world, after)

    hold()


FULL = [("roles", {Role.AUDITOR}), ("person", 2), ("room", 1), ("notice", 0), ("notice", 1), ("ballots", {1, 2, 3})]
FULL += [("letter", ("secretariat", 2)), ("letter", ("chair", 3)), ("letter", ("unit", 2))]
DRAWN = [
    (Role.DELEGATE, 0),
    (Role.DELEGATE, 1),
    (Role.AUDITOR, None),
    (Role.GUEST, 1),
    (Role.OBSERVER, 2),
    (Role.GUEST, 0),
]


def test_the_check_holds_on_a_meeting_with_every_audience(stage):
    with stage(DRAWN, 0, FULL) as world:
        check(world, 0)


def _all_ballots(meeting_id, _person_id):
    return tuple(map(ballot_state, Ballot.objects.filter(poll__meeting_id=meeting_id)))


def _all_notices(meeting_id, _unit_id):
    return tuple(map(notice_state, UnitNotice.objects.filter(meeting_id=meeting_id)))


def _all_letters(letters, _viewer):
    return tuple(map(letter_state, letters))


TO_ALL = lambda pages, _head, texts: asyncio.gather(*(p.put(hub.message_of(t)) for p in pages for t in texts))  # noqa: E731
DOORS = {
    "delivery": (hub, "may_receive", lambda _audience, _viewer: True, check_delivery),
    "run": (hub, "_deliver_run", TO_ALL, check_delivery),
    "arrival: ballots": (identity, "my_ballots", _all_ballots, check_arrival),
    "arrival: notices": (identity, "notices_to", _all_notices, check_arrival),
    "arrival: letters": (identity, "letters_for", _all_letters, check_arrival),
    "catch-up": (journal, "may_receive", lambda _audience, _viewer: True, lambda world: check_catch_up(world, 0)),
    "export": (record, "may_receive", lambda _audience, _viewer: True, check_export),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_door_without_its_filter_is_noticed(stage, monkeypatch, door):
    place, name, broken, look = DOORS[door]
    with stage(DRAWN, 0, FULL) as world:
        look(world)
        monkeypatch.setattr(place, name, broken)
        with pytest.raises(AssertionError):
            look(world)
