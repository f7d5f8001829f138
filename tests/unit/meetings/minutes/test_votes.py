"""What the minutes say of a vote: both shares, shows of hands by room, names where the rule wants them."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.contracts.commands import CountHands, OpenPoll
from meetings.contracts.polls import Choice, VoteWay
from meetings.live.commands import carry_out
from meetings.minutes.content import gather_content
from meetings.minutes.votes import percent, share_words
from meetings.voting.ballots import BallotOrder, cast_ballots
from meetings.voting.models import MajorityRule, Poll
from meetings.voting.services import close_poll


def hold(cast, way, voters=()):
    """Open a vote, cast ballots, close it; return its lines in the minutes."""
    chair, meeting_id = cast.actor("chair"), cast.meeting.id
    carry_out(chair, meeting_id, OpenPoll(question="Thông qua?", way=way))
    poll = Poll.objects.get(closed_at=None)
    orders = [BallotOrder(cast.actor(name, uuid4().hex), poll.id, choice) for name, choice in voters]
    cast_ballots(meeting_id=meeting_id, orders=orders)
    if way == VoteWay.HANDS:
        hands = CountHands(poll_id=str(poll.id), room_id=str(cast.hall.id), yes=2, no=1, abstain=0)
        carry_out(cast.actor("secretary"), meeting_id, hands)
    close_poll(actor=chair, meeting_id=meeting_id, poll_id=str(poll.id))
    content = gather_content(cast.meeting)
    (section,) = [part for part in (*content.sections, content.outside) if part and part.polls]
    return section.polls[0], section.details[str(poll.id)]


def test_hands_stand_room_by_room_beside_both_shares(sitting):
    poll, lines = hold(sitting, VoteWay.HANDS)
    assert lines[1:] == (
        "Hội trường tỉnh: đồng ý 2; không đồng ý 1; không biểu quyết 0; trong 3 đại biểu được biểu quyết",
    )
    assert share_words(poll.tally) == ("Đồng ý 40% số có mặt (2 trên 5), 33,3% số được quyền biểu quyết (2 trên 6)")


@pytest.mark.parametrize("named", [True, False])
def test_names_stand_only_where_the_rule_wants_them(sitting, named):
    MajorityRule.objects.update(named=named)
    voters = [("delegate", Choice.NO), ("chair", Choice.NO), ("chair", Choice.YES)]
    _poll, lines = hold(sitting, VoteWay.DEVICES, voters)
    assert lines == (("Đồng ý: Nguyễn Văn Hòa", "Không đồng ý: Phạm Thị Lan") if named else ())


@given(st.integers(0, 3000), st.integers(1, 3000))
def test_shares_are_rounded_half_up_to_tenths(count, base):
    number = float(percent(count, base).rstrip("%").replace(",", "."))
    assert abs(number - 100 * count / base) <= 0.05 + 1e-9


def test_half_a_tenth_goes_up():
    assert (percent(1, 8), percent(1, 2000), percent(0, 0)) == ("12,5%", "0,1%", "0%")
