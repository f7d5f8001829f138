"""Sign-in for a sitting: bound to person, device and room, renewed while live, ended by the chair or at the end."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from meetings.agenda.models import Participation
from meetings.agenda.services import close_meeting
from meetings.attendance.models import SittingSeat
from meetings.attendance.seats import SignIn, end_sign_in, renew_live, session_hash, take_seat
from meetings.contracts.roles import Role
from meetings.core import clock
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.core.signals import session_ended
from meetings.live.identity import device_label
from tests.cast import Cast, session_for


@pytest.fixture
def ended():
    keys: list[str | None] = []

    def listen(session_key: str | None, **_rest: object) -> None:
        keys.append(session_key)

    session_ended.connect(listen)
    yield keys
    session_ended.disconnect(listen)


def sit(cast: Cast, name: str, device: str = "iPad") -> str:
    """Sign somebody in on a device that has the meeting open; returns the key of the session."""
    person = cast.named(name)
    key = session_for(person)
    take_seat(meeting_id=cast.meeting.id, person_id=person.id, sign_in=SignIn(key, device))
    return key


def living(cast: Cast) -> set[str]:
    return set(Session.objects.values_list("session_key", flat=True))


def test_a_seat_binds_person_device_and_room(sitting: Cast):
    key = sit(sitting, "delegate", "Windows")
    seat = SittingSeat.objects.get()
    assert (seat.person, seat.device, seat.room) == (sitting.named("delegate"), "Windows", sitting.tan_hoa)
    assert seat.session_hash == session_hash(key)
    assert key not in seat.session_hash
    assert sit(sitting, "remote delegate") and SittingSeat.objects.latest("started_at").room is None


def test_two_devices_are_two_seats_of_one_person(sitting: Cast):
    sit(sitting, "delegate", "iPad")
    sit(sitting, "delegate", "Windows")
    assert SittingSeat.objects.filter(person=sitting.named("delegate")).count() == 2
    assert Participation.objects.filter(meeting=sitting.meeting, votes=True, present=True).count() == 5


def test_no_seat_without_check_in_or_after_the_end(sitting: Cast):
    sit(sitting, "absent delegate")
    close_meeting(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id)
    sit(sitting, "delegate")
    assert not SittingSeat.objects.exists()


def test_a_seat_that_is_right_costs_no_write(sitting: Cast, django_assert_num_queries):
    key = sit(sitting, "delegate")
    person = sitting.named("delegate")
    with django_assert_num_queries(2):
        assert take_seat(meeting_id=sitting.meeting.id, person_id=person.id, sign_in=SignIn(key, "iPad"))


def test_live_pages_of_an_open_meeting_renew_their_sign_in(sitting: Cast):
    key, other = sit(sitting, "delegate"), sit(sitting, "guest")
    soon = clock.now() + timedelta(minutes=5)
    Session.objects.update(expire_date=soon)
    renew_live([(sitting.meeting.id, key)])
    assert Session.objects.get(session_key=key).expire_date > clock.now() + timedelta(hours=11)
    assert Session.objects.get(session_key=other).expire_date == soon


def test_neither_an_ended_sign_in_nor_a_closed_meeting_renews(sitting: Cast):
    key = sit(sitting, "delegate")
    gone = clock.now() - timedelta(seconds=1)
    Session.objects.update(expire_date=gone)
    renew_live([(sitting.meeting.id, key)])
    assert Session.objects.get(session_key=key).expire_date == gone
    close_meeting(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id)
    soon = clock.now() + timedelta(minutes=5)
    Session.objects.update(expire_date=soon)
    renew_live([(sitting.meeting.id, key)])
    assert Session.objects.get(session_key=key).expire_date == soon


@pytest.mark.parametrize("who", ["chair", "secretary"])
def test_all_devices_of_a_person_are_signed_out(sitting: Cast, ended, django_capture_on_commit_callbacks, who: str):
    mine = {sit(sitting, "delegate", "iPad"), sit(sitting, "delegate", "Windows")}
    other = sit(sitting, "guest")
    person = sitting.named("delegate")
    with django_capture_on_commit_callbacks(execute=True):
        number = end_sign_in(actor=sitting.actor(who), meeting_id=sitting.meeting.id, person_id=person.id)
    assert set(ended) == mine
    assert living(sitting) == {other}
    event = JournalEvent.objects.get(meeting_id=sitting.meeting.id, number=number)
    assert (event.kind, '"devices":2' in event.payload) == ("sign_in_ended", True)
    assert Participation.objects.get(meeting=sitting.meeting, person=person).present
    with pytest.raises(BadState):
        end_sign_in(actor=sitting.actor(who), meeting_id=sitting.meeting.id, person_id=person.id)


def test_others_do_not_end_sign_ins(sitting: Cast):
    sit(sitting, "delegate")
    person = sitting.named("delegate").id
    for who, error in (("delegate", Refused), ("technician", Refused), ("outsider", NotFound)):
        with pytest.raises(error):
            end_sign_in(actor=sitting.actor(who), meeting_id=sitting.meeting.id, person_id=person)
    with pytest.raises(BadInput):
        end_sign_in(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id, person_id=sitting.chair.id)


def test_closing_ends_seats_and_leaves_people_signed_in(sitting: Cast, ended, django_capture_on_commit_callbacks):
    key = sit(sitting, "delegate")
    with django_capture_on_commit_callbacks(execute=True):
        close_meeting(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id)
    assert SittingSeat.objects.get().ended_at is not None
    assert (living(sitting), ended) == ({key}, [])


def test_closing_can_sign_everybody_out_but_those_who_work_on(sitting: Cast, ended, django_capture_on_commit_callbacks):
    Participation.objects.filter(person=sitting.guest).update(role=Role.PRESIDIUM)
    leaving = {sit(sitting, "delegate"), sit(sitting, "guest")}
    staying = {sit(sitting, "chair"), sit(sitting, "secretary")}
    with django_capture_on_commit_callbacks(execute=True):
        close_meeting(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id, sign_out=True)
    assert set(ended) == leaving
    assert living(sitting) == staying


@pytest.mark.parametrize(
    ("agent", "name"),
    [("Mozilla/5.0 (iPad; CPU OS 17_5)", "iPad"), ("Mozilla/5.0 (Linux; Android 14)", "Android"), ("curl/8", "")],
)
def test_machines_have_names(agent: str, name: str):
    assert device_label(agent) == name


def test_a_person_on_two_devices_is_one_person(sitting: Cast):
    from meetings.contracts.polls import Choice
    from meetings.core.errors import BadState
    from meetings.speaking.models import SpeechRequest
    from meetings.speaking.services import request_speech
    from meetings.voting.ballots import BallotOrder, cast_ballots
    from meetings.voting.models import Ballot, Poll
    from meetings.voting.services import close_poll, open_poll

    meeting_id, chair = sitting.meeting.id, sitting.actor("chair")
    tablet, laptop = (sitting.actor("delegate", f"command-{device}") for device in ("tablet", "laptop"))
    sit(sitting, "delegate", "iPad")
    sit(sitting, "delegate", "Windows")
    request_speech(actor=tablet, meeting_id=meeting_id, subject="")
    with pytest.raises(BadState):
        request_speech(actor=laptop, meeting_id=meeting_id, subject="")
    assert SpeechRequest.objects.filter(person=sitting.named("delegate"), ended_at=None).count() == 1
    open_poll(actor=chair, meeting_id=meeting_id, item_id=None, question="Một người một phiếu?")
    poll = Poll.objects.get()
    tablet, laptop = (sitting.actor("delegate", f"ballot-{device}") for device in ("tablet", "laptop"))
    orders = [BallotOrder(tablet, poll.id, Choice.YES), BallotOrder(laptop, poll.id, Choice.NO)]
    cast_ballots(meeting_id=meeting_id, orders=orders)
    assert Ballot.objects.filter(voter=sitting.named("delegate")).count() == 1
    close_poll(actor=chair, meeting_id=meeting_id, poll_id=str(poll.id))
    poll.refresh_from_db()
    assert poll.result["yes"] + poll.result["no"] + poll.result["abstain"] == 1


def test_the_regular_look_renews_the_sign_ins_of_open_pages(sitting: Cast, monkeypatch: pytest.MonkeyPatch):
    import asyncio
    from types import SimpleNamespace
    from typing import Any

    from meetings.live import service

    asked: list[Any] = []

    async def at_once(function: Any, pages: Any) -> None:
        asked.append((function, pages))

    monkeypatch.setattr(service, "in_thread", at_once)
    person = SimpleNamespace(identity=SimpleNamespace(meeting_id=sitting.meeting.id, session_key="key"))
    kiosk = SimpleNamespace(identity=SimpleNamespace(meeting_id=sitting.meeting.id, session_key=None))
    holder: Any = SimpleNamespace(_sockets={"a": person, "b": kiosk})
    asyncio.run(service.LiveService._renew(holder))
    assert asked == [(service.renew_live, [(sitting.meeting.id, "key")])]
