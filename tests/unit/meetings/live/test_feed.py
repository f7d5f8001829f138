"""What a page receives when it comes: consistent, complete, and nothing that is not for it."""

import json
from uuid import uuid4

import pytest

from meetings.agenda import services as agenda
from meetings.contracts.audience import Viewer
from meetings.contracts.polls import Choice
from meetings.contracts.roles import Role
from meetings.contracts.socket import Snapshot
from meetings.contracts.speech import SegmentState
from meetings.core import clock, journal
from meetings.core.permissions import Standing
from meetings.live import feed
from meetings.live.identity import Identity, end_reason, still_valid
from meetings.minutes.models import Segment
from meetings.speaking.services import request_speech
from meetings.voting import services as voting
from meetings.voting.ballots import BallotOrder, cast_ballots
from meetings.voting.models import Poll
from meetings.voting.selectors import TURNOUT_ROLES
from tests.cast import Cast, kiosk_token, session_for


def identity(cast: Cast, person, role=Role.DELEGATE, **fields):
    known = {"session_key": "key", "kiosk_id": None, **fields}
    return Identity(
        "peer", cast.meeting.id, cast.actor(person), Standing(role), person.full_name, person.title, **known
    )


def say(cast: Cast, number: int, ago_ms: int = 0):
    now = int(clock.now().timestamp() * 1000) - ago_ms
    for n in range(number):
        Segment.objects.create(
            id=uuid4(),
            meeting=cast.meeting,
            rev=1,
            state=SegmentState.FINAL,
            start_ms=now - 1000 * (number - n),
            end_ms=now - 1000 * (number - n) + 900,
            participant=f"room:{cast.hall.id}",
            speaker="Hội trường tỉnh",
            text=f"câu {n}",
        )


def texts_of(cast: Cast, who: Identity, after=None):
    return [json.loads(text) for text in feed.welcome_texts(who, 1, after)]


def test_a_new_page_gets_welcome_and_snapshot(sitting: Cast):
    say(sitting, 60)
    welcome, snapshot = texts_of(sitting, identity(sitting, sitting.delegates[0]))
    assert welcome["type"] == "welcome"
    assert snapshot["number"] == journal.last_number(sitting.meeting.id)
    assert [caption["text"] for caption in snapshot["captions"]] == [f"câu {n}" for n in range(10, 60)]
    assert Snapshot.model_validate(snapshot)


def test_a_returning_page_gets_events_and_late_captions_only(sitting: Cast):
    number = journal.last_number(sitting.meeting.id)
    say(sitting, 2, ago_ms=10 * 60_000)
    say(sitting, 3)
    request_speech(actor=sitting.actor(sitting.guest), meeting_id=sitting.meeting.id, subject="")
    _welcome, events, *captions = texts_of(sitting, identity(sitting, sitting.delegates[0]), number)
    assert (events["type"], events["last"], len(events["events"])) == ("events", number + 1, 1)
    assert [caption["segment"]["text"] for caption in captions] == ["câu 0", "câu 1", "câu 2"]


@pytest.mark.parametrize("after", [-1, 0, 10_000])
def test_a_page_with_an_impossible_number_gets_the_snapshot(sitting: Cast, after: int):
    (text,) = feed.news_after(identity(sitting, sitting.delegates[0]), after)
    assert json.loads(text)["type"] == "snapshot"


def test_a_page_far_behind_gets_the_snapshot(sitting: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feed, "MOST_EVENTS", 3)
    number = journal.last_number(sitting.meeting.id)
    who = identity(sitting, sitting.delegates[0])
    kinds = [json.loads(feed.news_after(who, number - behind)[0])["type"] for behind in (3, 4)]
    assert kinds == ["events", "snapshot"]


def test_the_snapshot_is_read_again_when_an_act_came_between(sitting: Cast, monkeypatch: pytest.MonkeyPatch):
    whole, calls = feed._assemble, []

    def disturbed(meeting_id, number):
        calls.append(number)
        if len(calls) == 1:
            item = str(sitting.items[0].id)
            agenda.open_item(actor=sitting.actor(sitting.chair), meeting_id=meeting_id, item_id=item)
        return whole(meeting_id, number)

    monkeypatch.setattr(feed, "_assemble", disturbed)
    snapshot = feed.read_snapshot(sitting.meeting.id)
    assert len(calls) == 2
    assert snapshot.number == journal.last_number(sitting.meeting.id)
    assert snapshot.state.items[0].status == "open"


def test_the_snapshot_comes_to_rest_under_the_lock(sitting: Cast, monkeypatch: pytest.MonkeyPatch):
    whole, calls = feed._assemble, []

    def restless(meeting_id, number):
        calls.append(number)
        if len(calls) <= feed.TRIES:
            item = str(sitting.items[len(calls) - 1].id)
            agenda.open_item(actor=sitting.actor(sitting.chair), meeting_id=meeting_id, item_id=item)
        return whole(meeting_id, number)

    monkeypatch.setattr(feed, "_assemble", restless)
    snapshot = feed.read_snapshot(sitting.meeting.id)
    assert len(calls) == feed.TRIES + 1
    assert snapshot.number == journal.last_number(sitting.meeting.id)


def test_one_reading_serves_many_pages_until_the_next_act(sitting: Cast, monkeypatch: pytest.MonkeyPatch):
    snapshots = feed.Snapshots()
    snapshots.LIFE_S = 60
    made = []
    whole = feed.read_snapshot
    monkeypatch.setattr(feed, "read_snapshot", lambda meeting_id: made.append(1) or whole(meeting_id))
    viewer = Viewer(peer_id="peer", role=Role.DELEGATE)
    texts = {snapshots.text(sitting.meeting.id, viewer) for _ in range(5)}
    assert (len(texts), len(made)) == (1, 1)
    request_speech(actor=sitting.actor(sitting.guest), meeting_id=sitting.meeting.id, subject="")
    assert snapshots.text(sitting.meeting.id, viewer) not in texts
    assert len(made) == 2


def test_no_tally_leaks_before_closing(sitting: Cast):
    chair = sitting.actor(sitting.chair)
    voting.open_poll(actor=chair, meeting_id=sitting.meeting.id, item_id=None, question="Có đồng ý không?")
    poll = Poll.objects.get()
    number = journal.last_number(sitting.meeting.id)
    orders = [BallotOrder(sitting.actor(person, uuid4().hex), poll.id, Choice.NO) for person in sitting.delegates[:4]]
    cast_ballots(meeting_id=sitting.meeting.id, orders=orders)
    for role, person in ((Role.CHAIR, sitting.chair), (Role.SECRETARY, sitting.secretary)):
        for after in (None, number):
            texts = texts_of(sitting, identity(sitting, person, role), after)
            assert texts[-1] == {"type": "turnout", "poll_id": str(poll.id), "cast": 4, "eligible": 6}
            assert '"no"' not in json.dumps(texts)
    assert set(TURNOUT_ROLES) == {Role.CHAIR, Role.SECRETARY, Role.COUNTING_TEAM, Role.ROOM}
    texts = texts_of(sitting, identity(sitting, sitting.observer, Role.OBSERVER), number)
    assert [text["type"] for text in texts] == ["welcome", "events"]
    assert texts[1]["last"] == number + 4
    voter = texts_of(sitting, identity(sitting, sitting.delegates[0]), number)
    assert [ballot["choice"] for ballot in voter[0]["you"]["ballots"]] == ["no"]
    assert len(voter[1]["events"]) == 1


def test_rights_are_looked_up_for_all_pages_at_once(sitting: Cast, django_assert_max_num_queries):
    kiosk_token(sitting, sitting.hall)
    kiosk = sitting.hall.kiosks.get()
    key = session_for(sitting.delegates[0])
    room = Identity(
        "room", sitting.meeting.id, sitting.kiosk(sitting.hall), Standing(Role.ROOM), "", "", None, kiosk.id
    )
    people = [
        identity(sitting, sitting.delegates[0], session_key=key),
        identity(sitting, sitting.delegates[1], session_key="gone"),
        identity(sitting, sitting.outsider, session_key=session_for(sitting.outsider)),
    ]
    unit = sitting.delegates[0].unit_id
    known = [room, *(type(one)(str(n), *list(fields(one))[1:]) for n, one in enumerate(people))]
    with django_assert_max_num_queries(4):
        assert still_valid(known) == {"room": Standing(Role.ROOM), "0": Standing(Role.DELEGATE, unit_id=unit)}
    kiosk.revoked_at = clock.now()
    kiosk.save()
    assert "room" not in still_valid(known)
    assert [end_reason(one) for one in known] == ["revoked", "signed_out", "signed_out", "removed"]


def fields(one: Identity):
    return (getattr(one, name) for name in Identity.__slots__)
