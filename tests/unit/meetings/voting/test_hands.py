"""Votes by show of hands: no more hands than members, nobody twice, corrected until closing, counted with ballots."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.agenda.models import Participation
from meetings.attendance.checkins import check_in
from meetings.attendance.presence import leave_meeting
from meetings.contracts.audience import Roles
from meetings.contracts.commands import CountHands, OpenPoll
from meetings.contracts.polls import Choice, MyBallot, VoteWay
from meetings.contracts.roles import Role
from meetings.core import clock, journal
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.live.commands import carry_out
from meetings.voting.ballots import BallotOrder, cast_ballots
from meetings.voting.models import MajorityRule, Poll, RoomHands
from meetings.voting.rules import raises_hands
from meetings.voting.selectors import open_hands, polls_state, turnout
from meetings.voting.services import close_due_polls, close_poll


def open_poll(cast, way=VoteWay.HANDS, **terms) -> Poll:
    carry_out(cast.actor("chair"), cast.meeting.id, OpenPoll(question="Thông qua?", way=way, **terms))
    return Poll.objects.get(meeting=cast.meeting, closed_at=None)


def enter(cast, poll, room, yes, no=0, abstain=0, who="secretary"):
    command = CountHands(poll_id=str(poll.id), room_id=str(room.id), yes=yes, no=no, abstain=abstain)
    return carry_out(cast.actor(who), cast.meeting.id, command)


def ballot(cast, poll, name, choice=Choice.YES):
    order = BallotOrder(cast.actor(name, uuid4().hex), poll.id, choice)
    return cast_ballots(meeting_id=cast.meeting.id, orders=[order])[0]


def close(cast, poll):
    close_poll(actor=cast.actor("chair"), meeting_id=cast.meeting.id, poll_id=str(poll.id))
    return next(state.tally for state in polls_state(cast.meeting) if state.id == str(poll.id))


def test_rooms_by_hand_and_the_remote_by_tablet_make_one_result(sitting):
    poll = open_poll(sitting)
    enter(sitting, poll, sitting.hall, yes=2, no=1)  # chair, two delegates
    enter(sitting, poll, sitting.tan_hoa, yes=1)
    assert isinstance(ballot(sitting, poll, "remote delegate", Choice.NO), MyBallot)
    assert turnout(poll).cast == 5
    tally = close(sitting, poll)
    assert (tally.yes, tally.no, tally.abstain, tally.absent) == (3, 2, 0, 1)
    assert (tally.present, tally.members, tally.base, tally.carried) == (5, 6, 6, False)
    assert sorted((count.yes, count.no, count.entitled) for count in tally.hands) == [(1, 0, 1), (2, 1, 3)]


def test_nobody_who_sits_in_such_a_room_has_a_ballot_too(sitting):
    poll = open_poll(sitting)
    refused = ballot(sitting, poll, "delegate")
    assert isinstance(refused, BadState) and refused.code == "by_hands"
    enter(sitting, poll, sitting.tan_hoa, yes=1)
    check_in(actor=sitting.actor("delegate"), meeting_id=sitting.meeting.id, room_id=None)
    assert ballot(sitting, poll, "delegate").code == "by_hands", "he was counted with the room that he left"
    check_in(actor=sitting.actor("delegate"), meeting_id=sitting.meeting.id, room_id=sitting.hall.id)
    with pytest.raises(BadInput, match="3 đại biểu"):
        enter(sitting, poll, sitting.hall, yes=4)


def test_who_sent_a_ballot_before_he_came_is_not_counted_with_the_room(sitting):
    poll = open_poll(sitting)
    ballot(sitting, poll, "remote delegate")
    check_in(actor=sitting.actor("remote delegate"), meeting_id=sitting.meeting.id, room_id=sitting.tan_hoa.id)
    with pytest.raises(BadInput):
        enter(sitting, poll, sitting.tan_hoa, yes=2)
    enter(sitting, poll, sitting.tan_hoa, yes=1)
    assert close(sitting, poll).yes == 2


def test_who_comes_late_or_leaves_after_the_count(sitting):
    poll = open_poll(sitting)
    enter(sitting, poll, sitting.tan_hoa, yes=1)
    check_in(actor=sitting.actor("absent delegate"), meeting_id=sitting.meeting.id, room_id=sitting.tan_hoa.id)
    leave_meeting(actor=sitting.actor("delegate"), meeting_id=sitting.meeting.id)
    enter(sitting, poll, sitting.tan_hoa, yes=1, no=1)
    assert len(RoomHands.objects.get(poll=poll).counted) == 2
    assert close(sitting, poll).absent == 4


def test_the_main_room_may_vote_on_machines_and_the_others_by_hand(sitting):
    poll = open_poll(sitting, VoteWay.HANDS_OUTSIDE)
    assert isinstance(ballot(sitting, poll, "chair"), MyBallot)
    with pytest.raises(BadState, match="trên máy"):
        enter(sitting, poll, sitting.hall, yes=1)
    enter(sitting, poll, sitting.tan_hoa, yes=0, abstain=1)
    tally = close(sitting, poll)
    assert (tally.yes, tally.abstain) == (1, 1)


def test_an_entry_is_corrected_until_closing_and_each_stands_in_the_journal(sitting):
    poll = open_poll(sitting)
    enter(sitting, poll, sitting.hall, yes=3)
    enter(sitting, poll, sitting.hall, yes=1, no=2)
    assert [count.no for count in open_hands(sitting.meeting.id)] == [2]
    rows = JournalEvent.objects.filter(meeting_id=sitting.meeting.id, kind="hands_counted").order_by("number")
    assert [journal.event_message(row).payload.count.yes for row in rows] == [3, 1]
    told = Roles(roles=(Role.CHAIR, Role.SECRETARY, Role.AUDITOR))
    assert {journal.AUDIENCE.validate_json(row.audience) for row in rows} == {told}
    assert close(sitting, poll).no == 2
    assert open_hands(sitting.meeting.id) == ()
    with pytest.raises(BadState, match="đã đóng"):
        enter(sitting, poll, sitting.hall, yes=1)


@pytest.mark.parametrize("who", ["chair", "delegate", "technician"])
def test_only_the_secretary_enters(sitting, who):
    poll = open_poll(sitting)
    with pytest.raises(Refused):
        enter(sitting, poll, sitting.hall, yes=1, who=who)


def test_a_room_of_another_meeting_is_refused(sitting):
    with pytest.raises(NotFound):
        enter(sitting, open_poll(sitting), sitting.far_room, yes=0)


def test_a_vote_on_machines_takes_no_hands(sitting):
    with pytest.raises(BadState):
        enter(sitting, open_poll(sitting, VoteWay.DEVICES), sitting.hall, yes=1)


def test_what_the_rule_wants_by_name_is_not_voted_by_hand(sitting):
    MajorityRule.objects.update(named=True)
    with pytest.raises(BadState, match="ghi tên"):
        open_poll(sitting)
    assert open_poll(sitting, VoteWay.DEVICES).named


def test_a_vote_whose_time_is_over_closes_itself_when_it_was_to(sitting):
    shown = open_poll(sitting, VoteWay.DEVICES, seconds=15)
    ballot(sitting, shown, "delegate")
    late = {"closes_at": clock.now() - timedelta(seconds=1)}
    Poll.objects.filter(id=shown.id).update(**late)
    close_due_polls([sitting.meeting.id])
    assert Poll.objects.get(id=shown.id).closed_at is None, "its time is only shown"
    Poll.objects.filter(id=shown.id).update(closes_itself=True, closes_at=clock.now() + timedelta(minutes=1))
    close_due_polls([sitting.meeting.id])
    assert Poll.objects.get(id=shown.id).closed_at is None
    Poll.objects.filter(id=shown.id).update(**late)
    close_due_polls([sitting.meeting.id])
    close_due_polls([sitting.meeting.id])
    assert polls_state(sitting.meeting)[0].tally.yes == 1
    last = JournalEvent.objects.filter(meeting_id=sitting.meeting.id, kind="poll_closed")
    assert [event.actor for event in last] == ["system"]


def test_a_paper_that_is_not_there_is_not_voted_on(sitting):
    with pytest.raises(NotFound, match="Tài liệu"):
        open_poll(sitting, paper_id=str(uuid4()))


@given(st.sampled_from(VoteWay), st.sampled_from(["hall", "commune", None]))
def test_exactly_who_sits_in_a_room_that_votes_so_raises_his_hand(way, room):
    by_hand = {VoteWay.DEVICES: set(), VoteWay.HANDS: {"hall", "commune"}, VoteWay.HANDS_OUTSIDE: {"commune"}}
    assert raises_hands(way, room=room, main_room="hall") == (room in by_hand[way])


def test_members_without_a_vote_are_not_counted_with_their_room(sitting):
    poll = open_poll(sitting)
    Participation.objects.filter(person=sitting.named("delegate")).update(votes=False)
    with pytest.raises(BadInput):
        enter(sitting, poll, sitting.tan_hoa, yes=1)
