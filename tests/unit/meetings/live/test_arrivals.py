"""Pages that come together are answered exactly as each would be alone."""

import json
from uuid import uuid4

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from meetings.attendance.models import SittingSeat
from meetings.core import journal
from meetings.core.errors import DomainError
from meetings.live import feed
from meetings.live.arrivals import Arrival, identify_all, welcome_all
from meetings.live.identity import identify
from meetings.speaking.services import request_speech
from meetings.voting.ballots import BallotOrder, cast_ballots
from meetings.voting.models import Poll
from meetings.voting.services import open_poll
from tests.cast import draft_meeting, kiosk_token, session_for

pytestmark = pytest.mark.django_db
AGENT = "Mozilla/5.0 (iPad; CPU OS 17_0)"


def arrival(cookies, *, kiosk=False, after=None):
    return Arrival(uuid4().hex, cookies, kiosk, AGENT, after)


def of(person, **options):
    return arrival({"__Host-nghisu": session_for(person)}, **options)


def alone(meeting_id, one):
    try:
        return identify(one.cookies, meeting_id, as_kiosk=one.as_kiosk, peer_id=one.peer_id, agent=one.agent)
    except DomainError as error:
        return error


def forged(person, **changes):
    """A sign-in of which one part is wrong."""
    session = SessionStore(session_key=session_for(person))
    for name, value in changes.items():
        session[name] = value
    session.save()
    return arrival({"__Host-nghisu": session.session_key})


@pytest.fixture
def crowd(sitting):
    """Everybody, and everybody who may not come in."""
    people = [sitting.chair, sitting.secretary, sitting.guest, sitting.observer, sitting.technician]
    fine = [of(person) for person in (*people, *sitting.delegates)]
    fine.append(arrival({"__Host-kiosk": kiosk_token(sitting, sitting.hall)}, kiosk=True))
    moved, gone = sitting.delegates[0], sitting.delegates[1]
    outdated = [of(moved), of(gone)]
    moved.set_password("Một mật khẩu khác 2026")
    moved.save()
    gone.is_active = False
    gone.save()
    wrong = [
        *outdated,
        of(sitting.outsider),
        arrival({}),
        arrival({"__Host-nghisu": "không có phiên này"}),
        arrival({"__Host-kiosk": "x"}, kiosk=True),
        forged(sitting.delegates[2], _auth_user_hash="0" * 64),
        forged(sitting.delegates[2], _auth_user_backend="somebody.Else"),
        forged(sitting.delegates[2], **{SESSION_KEY: str(uuid4())}),
    ]
    return [*fine, *wrong]


def test_who_comes_together_is_who_comes_alone(sitting, crowd):
    together = identify_all(sitting.meeting.id, crowd)
    expected = [alone(sitting.meeting.id, one) for one in crowd]
    assert [type(found) for found in together] == [type(found) for found in expected]
    for found, single in zip(together, expected, strict=True):
        if isinstance(single, DomainError):
            assert (found.code, found.message) == (single.code, single.message)
        else:
            assert found == single
    assert sum(isinstance(found, DomainError) for found in together) == 11


def test_a_draft_is_hidden_from_those_who_do_not_prepare_it(sitting):
    draft = draft_meeting(sitting)
    crowd = [of(person) for person in (sitting.secretary, sitting.chair, *sitting.delegates)]
    together = identify_all(draft.id, crowd)
    assert [type(found) for found in together] == [type(alone(draft.id, one)) for one in crowd]
    assert {type(found).__name__ for found in together} == {"Identity", "NotFound"}


def vote(sitting):
    open_poll(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id, item_id=None, question="Thông qua?")
    poll = Poll.objects.get(meeting=sitting.meeting)
    orders = [
        BallotOrder(sitting.actor(person), poll.id, choice)
        for person, choice in zip(sitting.delegates[2:4], ("yes", "no"), strict=True)
    ]
    from meetings.contracts.polls import Choice

    orders = [BallotOrder(order.actor, order.poll_id, Choice(order.choice)) for order in orders]
    assert not [one for one in cast_ballots(meeting_id=sitting.meeting.id, orders=orders) if isinstance(one, Exception)]


def answers(texts):
    messages = [json.loads(text) for text in texts]
    return [{name: value for name, value in message.items() if name != "server_time"} for message in messages]


def test_what_they_are_told_is_what_each_is_told_alone(sitting, crowd):
    vote(sitting)
    request_speech(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id, subject="")
    last = journal.last_number(sitting.meeting.id)
    afters = [None, last, last - 1, last - 4, 1, 0, last + 5]
    coming = [
        Arrival(one.peer_id, one.cookies, one.as_kiosk, one.agent, afters[n % len(afters)])
        for n, one in enumerate(crowd * 2)
    ]
    for one, found in zip(coming, welcome_all(sitting.meeting.id, coming), strict=True):
        single = alone(sitting.meeting.id, one)
        if isinstance(single, DomainError):
            assert found.code == single.code
            continue
        assert found.identity == single
        assert answers(found.texts) == answers(feed.welcome_texts(single, 1, one.after))


def test_those_who_are_there_take_their_seats(sitting, crowd):
    welcome_all(sitting.meeting.id, crowd)
    seats = set(SittingSeat.objects.filter(ended_at=None).values_list("person_id", "room_id", "device"))
    there = [sitting.chair, sitting.secretary, sitting.guest, *sitting.delegates[2:4]]
    assert {person for person, _room, _device in seats} == {person.id for person in there}
    assert (sitting.delegates[2].id, sitting.tan_hoa.id, "iPad") in seats


def test_a_hall_costs_a_few_queries(sitting, django_assert_max_num_queries):
    coming = [of(person, after=1) for person in (sitting.chair, sitting.guest, *sitting.delegates)]
    with django_assert_max_num_queries(2):
        identify_all(sitting.meeting.id, coming)
    welcome_all(sitting.meeting.id, coming)
    with django_assert_max_num_queries(28):
        welcome_all(sitting.meeting.id, coming * 5)
