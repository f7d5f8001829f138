"""Kinds of motion: each with its own rule, its own quorum, and a base without the listed cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.attendance.models import QuorumRule
from meetings.attendance.presence import leave_meeting, note_absence
from meetings.attendance.rules import Share
from meetings.contracts.commands import OpenPoll
from meetings.contracts.polls import Choice, Motion
from meetings.core.errors import BadState
from meetings.live.commands import carry_out
from meetings.voting import services
from meetings.voting.ballots import BallotOrder, cast_ballots
from meetings.voting.models import MajorityRule, Poll
from meetings.voting.rules import Majority, count
from meetings.voting.selectors import polls_state


def open_poll(cast, motion: Motion) -> Poll:
    command = OpenPoll(question="Thông qua?", motion=motion)
    carry_out(cast.actor("chair"), cast.meeting.id, command)
    return Poll.objects.get(meeting=cast.meeting, closed_at=None)


def close(cast, poll: Poll):
    services.close_poll(actor=cast.actor("chair"), meeting_id=cast.meeting.id, poll_id=str(poll.id))
    return next(state for state in polls_state(cast.meeting) if state.id == str(poll.id))


def test_an_election_is_counted_without_the_listed_cases(sitting):
    secretary, meeting_id = sitting.actor("secretary"), sitting.meeting.id
    absent = sitting.named("absent delegate").id
    note_absence(actor=secretary, meeting_id=meeting_id, person_id=absent, ground="excused")
    leave_meeting(actor=sitting.actor("remote delegate"), meeting_id=meeting_id)
    gone = sitting.named("remote delegate").id
    note_absence(actor=secretary, meeting_id=meeting_id, person_id=gone, ground="exempt")
    poll = open_poll(sitting, Motion.ELECTION)
    yes = [sitting.chair, *sitting.delegates[:2]]
    cast_ballots(
        meeting_id=meeting_id, orders=[BallotOrder(sitting.actor(person), poll.id, Choice.YES) for person in yes]
    )
    state = close(sitting, poll)
    # 6 convened less 2: more than half of 4.
    assert (state.tally.base, state.tally.needed, state.tally.carried, state.tally.absent) == (4, 3, True, 3)
    ordinary = close(sitting, open_poll(sitting, Motion.ORDINARY))
    assert (ordinary.tally.base, ordinary.tally.needed) == (6, 4)


def test_the_general_rule_of_elections_lists_no_absence_without_a_reason(sitting):
    listed = MajorityRule.objects.get(motion="election").deductions.values_list("code", flat=True)
    assert set(listed) == {"transferred", "exempt", "suspended", "prosecuted", "excused"}


def test_what_a_body_decides_in_secret_is_not_put_to_an_open_vote(sitting):
    MajorityRule.objects.filter(motion="election").update(secret=True)
    with pytest.raises(BadState, match="bỏ phiếu kín"):
        open_poll(sitting, Motion.ELECTION)
    assert not Poll.objects.exists()
    assert open_poll(sitting, Motion.ORDINARY)


def test_who_is_on_the_list_and_votes_all_the_same_stays_in_the_base(sitting):
    meeting_id, person = sitting.meeting.id, sitting.named("delegate")
    note_absence(actor=sitting.actor("secretary"), meeting_id=meeting_id, person_id=person.id, ground="suspended")
    poll = open_poll(sitting, Motion.ELECTION)
    cast_ballots(meeting_id=meeting_id, orders=[BallotOrder(sitting.actor(person), poll.id, Choice.NO)])
    assert close(sitting, poll).tally.base == 6


def test_a_vote_says_whether_there_was_a_quorum_for_its_kind_when_it_closed(sitting):
    QuorumRule.objects.filter(motion="confidence").update(numerator=1, denominator=1)
    poll = open_poll(sitting, Motion.CONFIDENCE)
    before = polls_state(sitting.meeting)[0].quorum
    assert (before.needed, before.holds) == (6, False)
    for name in ("delegate", "hall delegate"):
        leave_meeting(actor=sitting.actor(name), meeting_id=sitting.meeting.id)
    after = close(sitting, poll)
    assert (after.quorum.present, after.quorum.base, after.quorum.holds) == (3, 6, False)
    assert after.motion == Motion.CONFIDENCE


def test_a_motion_keeps_the_rule_that_it_opened_with(sitting):
    poll = open_poll(sitting, Motion.ELECTION)
    MajorityRule.objects.get(motion="election").deductions.clear()
    absent = sitting.named("absent delegate").id
    note_absence(actor=sitting.actor("secretary"), meeting_id=sitting.meeting.id, person_id=absent, ground="excused")
    assert close(sitting, poll).tally.base == 5


@given(st.lists(st.sampled_from(Choice), max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_taking_people_off_never_makes_a_motion_harder(choices, silent, deducted):
    members, majority = len(choices) + silent, Majority("members", Share(1, 2, strict=True))
    whole = count(choices, members=members, present=0, majority=majority)
    if deducted > silent:
        with pytest.raises(ValueError, match="taken off"):
            count(choices, members=members, present=0, majority=majority, deducted=deducted)
        return
    less = count(choices, members=members, present=0, majority=majority, deducted=deducted)
    assert less.needed <= whole.needed and less.base == members - deducted >= len(choices)
    assert less.carried or not whole.carried
