"""Delivery: who receives what, and numbers that stay whole on every page."""

import asyncio
import json
from uuid import uuid4

import pytest

from meetings.contracts.audience import EVERYONE, OnePeer, OnePerson, OneRoom, OneUnit, Roles, SomePeers, Viewer
from meetings.contracts.bus import pack_live, pack_run, unpack_published
from meetings.contracts.roles import Role
from meetings.live.hub import Hub

MEETING = str(uuid4())


class FakePage:
    def __init__(self, role=Role.DELEGATE, person=None, room=None, unit=None):
        self.viewer = Viewer(peer_id=uuid4().hex, role=role, person_id=person, room_id=room, unit_id=unit)
        self.got = []

    async def put(self, *messages):
        self.got += [json.loads(message["text"]) for message in messages]

    @property
    def numbers(self):
        """Numbers covered, in order: of events, and of ``passed`` ranges."""
        covered = []
        for message in self.got:
            if message["type"] == "passed":
                covered += range(message["first"], message["last"] + 1)
            else:
                covered.append(message["number"])
        return covered

    @property
    def own(self):
        return [message["number"] for message in self.got if message["type"] == "event"]


@pytest.fixture
def changed():
    return []


@pytest.fixture
def hub(changed):
    return Hub(None, changed.append)


def with_pages(hub, *pages):
    hub._meetings[MEETING] = {page.viewer.peer_id: page for page in pages}
    return pages


def event(number, kind="item_opened"):
    return json.dumps({"type": "event", "number": number, "at": "", "payload": {"kind": kind}})


async def test_each_audience_receives_its_own(hub):
    chair, ann, room = with_pages(
        hub, FakePage(Role.CHAIR), FakePage(person="ann", unit="u"), FakePage(Role.ROOM, room="r")
    )
    for audience in (
        EVERYONE,
        Roles(roles=(Role.CHAIR, Role.SECRETARY)),
        OnePerson(person_id="ann"),
        OneUnit(unit_id="u"),
        OneUnit(unit_id="other", roles=(Role.CHAIR,)),
        OneRoom(room_id="r"),
        OnePeer(peer_id=chair.viewer.peer_id),
        SomePeers(peer_ids=frozenset((chair.viewer.peer_id, room.viewer.peer_id))),
    ):
        await hub.deliver(MEETING, pack_live(audience, json.dumps({"to": audience.kind})))
    assert [message["to"] for message in chair.got] == ["everyone", "roles", "unit", "peer", "peers"]
    assert [message["to"] for message in ann.got] == ["everyone", "person", "unit"]
    assert [message["to"] for message in room.got] == ["everyone", "room", "peers"]


async def test_those_outside_hear_that_a_number_passed(hub):
    chair, ann = with_pages(hub, FakePage(Role.CHAIR), FakePage(person="ann"))
    passed = json.dumps({"type": "passed", "first": 5, "last": 5})
    await hub.deliver(MEETING, pack_live(OnePerson(person_id="ann"), event(5), passed))
    assert ann.own == [5]
    assert (chair.own, chair.numbers) == ([], [5])


async def test_a_run_gives_each_page_its_events_and_ranges_between(hub):
    people = [str(n) for n in range(10)]
    pages = with_pages(hub, FakePage(Role.CHAIR), *(FakePage(person=person) for person in [*people, "nobody"]))
    # 0 votes twice; 3 has two pages.
    twin = FakePage(person="3")
    hub._meetings[MEETING][twin.viewer.peer_id] = twin
    order = ["0", *people]
    parts = [(100 + n, OnePerson(person_id=person), event(100 + n)) for n, person in enumerate(order)]
    await hub.deliver(MEETING, pack_run(parts))
    for page in (*pages, twin):
        assert page.numbers == list(range(100, 111))
        mine = [number for number, audience, _text in parts if audience.person_id == page.viewer.person_id]
        assert page.own == mine
    chair = pages[0]
    assert len(chair.got) == 1


async def test_a_run_of_other_audiences_is_delivered_too(hub):
    chair, ann = with_pages(hub, FakePage(Role.CHAIR), FakePage(person="ann"))
    parts = [
        (1, Roles(roles=(Role.CHAIR,)), event(1)),
        (2, EVERYONE, event(2)),
        (3, OnePerson(person_id="ann"), event(3)),
    ]
    await hub.deliver(MEETING, pack_run(parts))
    assert (chair.own, chair.numbers) == ([1, 2], [1, 2, 3])
    assert (ann.own, ann.numbers) == ([2, 3], [1, 2, 3])


async def test_a_change_of_people_has_their_rights_checked(hub, changed):
    with_pages(hub, FakePage())
    await hub.deliver(MEETING, pack_live(EVERYONE, event(1)))
    assert changed == []
    message = '{"type":"event","number":2,"at":"2026-11-22T15:00:00.000+07:00","payload":{"kind":"people_changed"}}'
    await hub.deliver(MEETING, pack_live(EVERYONE, message))
    assert changed == [MEETING]


async def test_unreadable_messages_are_counted(hub):
    for channel in (f"live:{MEETING}", "live:control", "media:registry"):
        await hub._take(channel, b"junk")
    assert hub.malformed == 3


@pytest.mark.parametrize("data", [b"", b"x", b'{"run":[]}', b'{"run":5}\n', pack_run([(1, EVERYONE, "a")]) + b"\nmore"])
def test_unpacking_refuses_anything_else(data):
    with pytest.raises(ValueError, match=r"."):
        unpack_published(data)


class DeafPubSub:
    """Subscribes to everything and hears what ``heard`` says, once per start."""

    def __init__(self, heard):
        self.heard = heard
        self.channels = []

    async def subscribe(self, *channels):
        self.channels += channels

    async def aclose(self):
        pass

    async def listen(self):
        for channel in self.channels:
            yield {"type": "subscribe", "channel": channel.encode(), "data": 1}
        for message in self.heard:
            if isinstance(message, BaseException):
                raise message
            yield message
        await asyncio.Event().wait()


class FakeRedis:
    def __init__(self, *runs):
        self.runs = [DeafPubSub(run) for run in runs]
        self.made = []

    def pubsub(self):
        self.made.append(self.runs.pop(0))
        return self.made[-1]


@pytest.mark.parametrize("end", [RuntimeError("a page could not be served"), asyncio.CancelledError()])
async def test_a_reader_that_ended_begins_anew_and_its_pages_ask_for_what_they_missed(changed, caplog, end):
    class Asking(FakePage):
        asked = 0

        async def resync(self):
            self.asked += 1

    published = pack_live(EVERYONE, json.dumps({"to": "everyone"}))
    later = [{"type": "message", "channel": f"live:{MEETING}".encode(), "data": published}]
    client = FakeRedis([end], later)
    hub = Hub(client, changed.append)
    page = Asking()
    await hub.join(MEETING, page)
    async with asyncio.timeout(5):
        while not page.got:
            await asyncio.sleep(0.01)
    assert page.got == [{"to": "everyone"}]
    assert page.asked == 1
    assert f"live:{MEETING}" in client.made[1].channels
    assert "begins anew" in caplog.text
    hub._reader.remove_done_callback(hub._reader_ended)
    hub._reader.cancel()


async def test_meetings_that_open_while_the_reader_subscribes_are_heard_too(changed, caplog):
    others = [str(uuid4()) for _number in range(2)]

    class Crowded(DeafPubSub):
        async def subscribe(self, *channels):
            await super().subscribe(*channels)
            # Pages of other meetings arrive in the very moment in which the reader waits for Redis.
            if others:
                other, page = others.pop(), FakePage()
                hub._meetings[other] = {page.viewer.peer_id: page}
                hub._ready[other] = asyncio.Event()

    client = FakeRedis([])
    client.runs = [Crowded([])]
    hub = Hub(client, changed.append)
    names = {MEETING, *others}
    await hub.join(MEETING, FakePage())
    async with asyncio.timeout(5):
        while {f"live:{name}" for name in names} - set(client.made[0].channels):
            await asyncio.sleep(0.01)
    assert "begins anew" not in caplog.text
    hub._reader.remove_done_callback(hub._reader_ended)
    hub._reader.cancel()


async def test_a_run_of_ballots_waits_for_the_answers_to_its_voters(changed):
    answered, waits = asyncio.Event(), []

    async def before_run(meeting_id):
        waits.append(meeting_id)
        await answered.wait()

    hub = Hub(None, changed.append, before_run)
    (early,) = with_pages(hub, FakePage())
    await hub.deliver(MEETING, pack_live(EVERYONE, event(1)))
    run = pack_run([(2, OnePerson(person_id="a"), event(2)), (3, OnePerson(person_id="b"), event(3))])
    delivery = asyncio.create_task(hub.deliver(MEETING, run))
    await asyncio.sleep(0)
    assert (waits, early.numbers) == ([MEETING], [1])
    # Whoever comes meanwhile must not miss the run: the state that he read may be older.
    late = FakePage()
    hub._meetings[MEETING][late.viewer.peer_id] = late
    answered.set()
    await delivery
    assert (early.numbers, late.numbers) == ([1, 2, 3], [2, 3])
