"""From one session to the next: the morning ends, nobody is heard, attendance is taken anew, the afternoon opens."""

import json
from datetime import timedelta

import pytest

from meetings.agenda import arranging, planning
from meetings.agenda.models import Item, Participation
from meetings.agenda.planning import SessionText
from meetings.attendance.models import SittingSeat
from meetings.attendance.seats import SignIn, take_seat
from meetings.contracts import commands as c
from meetings.contracts.sessions import AdjournSession, OpenSession
from meetings.contracts.state import ItemStatus, MeetingStatus
from meetings.core import clock, journal
from meetings.core.errors import BadInput, BadState, Refused
from meetings.core.models import JournalEvent
from meetings.live import feed
from meetings.live.commands import carry_out
from meetings.live.journal_words import Telling
from meetings.live.session_words import session_words
from meetings.speaking.selectors import policy_for
from tests.cast import Cast
from tests.participants.model import PageModel, differences


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Let the clock stand, and go on when told to."""
    moment = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def go(minutes: float) -> None:
        moment[0] += timedelta(minutes=minutes)

    return go


@pytest.fixture
def two_sessions(sitting: Cast) -> Cast:
    """The sitting's first session runs, a second one is planned six hours after it began."""
    starts = sitting.meeting.starts_at + timedelta(hours=6)
    plan(sitting, starts, starts + timedelta(hours=3))
    return sitting


def plan(cast: Cast, starts_at, ends_at):
    return planning.add_session(
        actor=cast.actor(cast.secretary), meeting_id=cast.meeting.id, text=SessionText(starts_at, ends_at)
    )


def do(cast: Cast, command, person=None) -> int:
    return carry_out(cast.actor(person or cast.chair), cast.meeting.id, command)


def state(cast: Cast):
    return feed.read_snapshot(cast.meeting.id).state


def test_the_open_item_waits_and_goes_on(two_sessions: Cast, at):
    item = str(two_sessions.items[0].id)
    do(two_sessions, c.OpenItem(item_id=item))
    at(10)
    do(two_sessions, AdjournSession())
    at(300)
    do(two_sessions, OpenSession())
    at(5)
    do(two_sessions, c.CloseItem(item_id=item))
    assert (Item.objects.get(id=item).spent_s, Item.objects.get(id=item).status) == (15 * 60, ItemStatus.DONE)
    do(two_sessions, c.CloseMeeting())
    sessions = state(two_sessions).meeting.sessions
    assert all(session.opened_at and session.closed_at for session in sessions)


def test_the_open_item_may_end_with_its_session(two_sessions: Cast):
    item = str(two_sessions.items[0].id)
    do(two_sessions, c.OpenItem(item_id=item))
    do(two_sessions, AdjournSession(finish_item=True))
    assert Item.objects.get(id=item).status == ItemStatus.DONE


def test_between_sessions_nothing_is_decided_and_nobody_is_heard(two_sessions: Cast):
    do(two_sessions, c.GiveFloor(person_id=str(two_sessions.delegates[0].id)))
    do(two_sessions, AdjournSession())
    two_sessions.meeting.refresh_from_db()
    now = state(two_sessions)
    assert (now.floor, now.open_microphones, policy_for(two_sessions.meeting).open_microphones) == (None, (), ())
    item = str(two_sessions.items[0].id)
    for command in (
        c.OpenItem(item_id=item),
        c.GiveFloor(person_id=str(two_sessions.delegates[0].id)),
        c.OpenPoll(question="Có đồng ý không?"),
        c.StartBreak(minutes=5),
        c.MuteAll(),
        AdjournSession(),
    ):
        with pytest.raises(BadState) as refused:
            do(two_sessions, command)
        assert refused.value.code == "adjourned"
    do(two_sessions, OpenSession())
    assert state(two_sessions).open_microphones
    with pytest.raises(BadState) as refused:
        do(two_sessions, OpenSession())
    assert refused.value.code == "in_session"


def test_a_vote_is_closed_before_the_session_ends(two_sessions: Cast):
    do(two_sessions, c.OpenPoll(question="Có đồng ý không?"))
    with pytest.raises(BadState) as refused:
        do(two_sessions, AdjournSession())
    assert refused.value.code == "poll_open"
    assert state(two_sessions).meeting.adjourned_at is None


def test_attendance_is_taken_anew_and_the_quorum_counts_again(two_sessions: Cast):
    hall = str(two_sessions.hall.id)
    voters = [two_sessions.chair, *two_sessions.delegates]
    for person in voters:
        do(two_sessions, c.CheckIn(room_id=hall), person)
    take_seat(meeting_id=two_sessions.meeting.id, person_id=voters[1].id, sign_in=SignIn("key", "Máy tính bảng"))
    do(two_sessions, c.RequestSpeech(), voters[1])
    before = state(two_sessions).quorum
    do(two_sessions, AdjournSession())
    now = state(two_sessions)
    assert (before.present, before.holds) == (len(voters), True)
    assert (now.quorum.present, now.quorum.holds) == (0, False)
    assert not Participation.objects.filter(meeting=two_sessions.meeting, present=True).exists()
    assert not SittingSeat.objects.filter(ended_at__isnull=True).exists()
    assert [hand.room_id for hand in now.queue] == [None]
    for person in voters:
        do(two_sessions, c.CheckIn(room_id=hall), person)
    do(two_sessions, OpenSession())
    events = JournalEvent.objects.filter(meeting_id=two_sessions.meeting.id).order_by("number")
    acts = [journal.event_message(event).payload for event in events.filter(kind="session_changed")]
    assert [(act.act, act.ended and act.ended.present, act.quorum.present) for act in acts] == [
        ("adjourned", len(voters), 0),
        ("opened", None, len(voters)),
    ]
    crossings = [json.loads(event.payload)["act"] for event in events.filter(kind="quorum_changed")]
    assert crossings == ["reached", "reached"]


def test_the_next_session_is_planned_when_none_was(sitting: Cast, at):
    with pytest.raises(BadInput) as refused:
        do(sitting, AdjournSession())
    assert refused.value.code == "no_next"
    with pytest.raises(BadInput) as refused:
        do(sitting, AdjournSession(resumes_at=clock.iso(clock.now())))
    assert refused.value.code == "in_the_past"
    with pytest.raises(BadInput):
        do(sitting, AdjournSession(resumes_at="2026-11-24T08:00"))
    resumes = clock.now() + timedelta(days=1)
    do(sitting, AdjournSession(resumes_at=clock.iso(resumes)))
    meeting = state(sitting).meeting
    assert meeting.adjourned_at
    assert [session.starts_at for session in meeting.sessions][1] == clock.iso(resumes)
    assert meeting.ends_at == clock.iso(resumes + timedelta(hours=4))


def test_the_chair_may_begin_the_next_session_at_another_time(two_sessions: Cast):
    resumes = clock.iso(clock.now() + timedelta(hours=5))
    do(two_sessions, AdjournSession(resumes_at=resumes))
    assert [session.starts_at for session in state(two_sessions).meeting.sessions][1] == resumes


def test_an_adjourned_meeting_may_close(two_sessions: Cast):
    do(two_sessions, AdjournSession())
    do(two_sessions, c.CloseMeeting())
    meeting = state(two_sessions).meeting
    assert meeting.status == MeetingStatus.CLOSED
    assert [bool(session.opened_at) for session in meeting.sessions] == [True, False]


@pytest.mark.parametrize("command", [AdjournSession(), OpenSession()])
def test_only_whoever_conducts_ends_and_opens_sessions(two_sessions: Cast, command):
    for person in (two_sessions.delegates[0], two_sessions.secretary, two_sessions.technician):
        with pytest.raises(Refused):
            do(two_sessions, command, person)


def test_pages_that_follow_see_what_a_new_page_sees_and_so_does_a_new_process(two_sessions: Cast, at):
    page = PageModel()
    page.take(json.loads(feed.read_snapshot(two_sessions.meeting.id).model_dump_json()))
    do(two_sessions, c.OpenItem(item_id=str(two_sessions.items[0].id)))
    do(two_sessions, c.CheckIn(room_id=str(two_sessions.tan_hoa.id)), two_sessions.delegates[2])
    do(two_sessions, c.RequestSpeech(), two_sessions.delegates[2])
    do(two_sessions, c.GiveFloor(person_id=str(two_sessions.delegates[0].id)))
    at(2)
    for command in (AdjournSession(), OpenSession()):
        at(1)
        began = page.number
        do(two_sessions, command)
        for _audience, event in journal.read_after(two_sessions.meeting.id, began):
            page.take(json.loads(event.model_dump_json()))
        # A snapshot is read from the tables alone: it is what a process started after a power cut shows.
        fresh = json.loads(feed.read_snapshot(two_sessions.meeting.id).model_dump_json())["state"]
        assert differences(page.state, fresh) == []


def test_items_go_to_another_session_live_but_not_into_one_that_ended(two_sessions: Cast):
    first, second = (session.id for session in two_sessions.meeting.sessions.all())
    moved = two_sessions.items[1]
    do(two_sessions, c.ArrangeItem(item_id=str(moved.id), session_id=str(second)), two_sessions.secretary)
    items = state(two_sessions).items
    assert (items[-1].id, items[-1].session_id) == (str(moved.id), str(second))
    do(two_sessions, AdjournSession())
    with pytest.raises(BadState) as refused:
        do(two_sessions, c.ArrangeItem(item_id=str(moved.id), session_id=str(first)))
    assert refused.value.code == "ended"


def test_the_plan_is_changed_by_those_who_prepare_and_what_was_opened_stays(two_sessions: Cast):
    first, second = two_sessions.meeting.sessions.all()
    actor, meeting_id = two_sessions.actor(two_sessions.secretary), two_sessions.meeting.id
    with pytest.raises(Refused):
        planning.remove_session(
            actor=two_sessions.actor(two_sessions.chair), meeting_id=meeting_id, session_id=second.id
        )
    with pytest.raises(BadState) as refused:
        planning.remove_session(actor=actor, meeting_id=meeting_id, session_id=first.id)
    assert refused.value.code == "session_opened"
    with pytest.raises(BadInput) as refused:
        plan(two_sessions, first.starts_at, first.ends_at)
    assert refused.value.code == "overlap"
    text = arranging.ItemText(title="Thảo luận tổ", presenter="", planned_minutes=60)
    item = arranging.add_item(actor=actor, meeting_id=meeting_id, text=text, session_id=second.id)
    do(two_sessions, AdjournSession())
    with pytest.raises(BadState) as refused:
        planning.remove_session(actor=actor, meeting_id=meeting_id, session_id=second.id)
    assert refused.value.code == "next_session"
    third = plan(two_sessions, second.ends_at, second.ends_at + timedelta(hours=2))
    planning.remove_session(actor=actor, meeting_id=meeting_id, session_id=second.id)
    item.refresh_from_db()
    assert item.session_id == first.id
    assert state(two_sessions).meeting.ends_at == clock.iso(third.ends_at)


def test_the_journal_says_which_session_and_how_many_were_there(two_sessions: Cast):
    do(two_sessions, AdjournSession())
    do(two_sessions, OpenSession())
    events = JournalEvent.objects.filter(meeting_id=two_sessions.meeting.id, kind="session_changed").order_by("number")
    told = [session_words(Telling({}, {}), journal.event_message(event).payload) for event in events]
    assert told[0].startswith("Kết thúc: Buổi")
    assert "có mặt 5 trên 6; họp tiếp" in told[0]
    assert told[1].startswith("Khai mạc: Buổi")
