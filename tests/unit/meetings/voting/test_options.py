"""A vote with options of its own: one per ballot, the rule applied to each, one carried, none or a tie."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.attendance.rules import Share
from meetings.contracts.commands import CountHands, OpenPoll
from meetings.contracts.polls import Choice, MyBallot, VoteWay
from meetings.core.errors import BadInput
from meetings.core.models import JournalEvent
from meetings.dossiers.tables import votes_csv
from meetings.live.commands import carry_out
from meetings.live.journal_words import Telling
from meetings.minutes.content import gather_content
from meetings.minutes.votes import count_words, result_words, shares_of
from meetings.voting.ballots import BallotOrder, cast_ballots
from meetings.voting.models import MajorityRule, Poll
from meetings.voting.rules import Majority, clean_options, count, leading_options, options_fit
from meetings.voting.selectors import polls_state, turnout
from meetings.voting.services import close_poll

HALF = Share(1, 2, strict=True)
OPTIONS = ("Thành phố Đông Hà", "Phường Nam Lý", "Xã Tân Hòa")


@pytest.mark.parametrize(
    ("votes", "needed", "leading"),
    [
        ((6, 3), 6, (1,)),  # exactly what is needed
        ((3, 5), 6, ()),  # the most, and not enough
        ((4, 4, 1), 4, (1, 2)),  # a tie of options that both reach it
        ((4, 5, 4), 4, (2,)),  # several reach it: the one with most votes
        ((0, 0), 1, ()),
        ((), 1, ()),
    ],
)
def test_the_option_with_most_votes_leads_when_it_reaches_what_is_needed(votes, needed, leading):
    assert leading_options(votes, needed) == leading


@given(st.lists(st.integers(0, 40), min_size=2, max_size=10), st.integers(0, 30), st.integers(0, 30))
def test_more_than_half_of_all_members_goes_to_one_option_at_most(votes, abstain, absent):
    ballots = [number for number, cast in enumerate(votes, 1) for _ballot in range(cast)] + [Choice.ABSTAIN] * abstain
    members = len(ballots) + absent
    result = count(ballots, members=members, present=0, majority=Majority("members", HALF), options=len(votes))
    over = [number for number, cast in enumerate(votes, 1) if 2 * cast > members]
    assert (result.options, result.abstain, result.absent) == (tuple(votes), abstain, absent)
    assert (result.winner, result.carried) == ((over[0], True) if over else (None, False))
    assert len(result.leading) <= 1


@given(st.lists(st.integers(0, 40), min_size=2, max_size=10), st.integers(1, 5), st.integers(2, 9))
def test_by_a_smaller_share_an_equal_number_is_a_tie_and_order_changes_nothing(votes, above, below):
    majority = Majority("cast", Share(min(above, below), below, strict=False))
    ballots = [number for number, cast in enumerate(votes, 1) for _ballot in range(cast)]
    given_order, turned = (
        count(order, members=len(ballots), present=0, majority=majority, options=len(votes))
        for order in (ballots, ballots[::-1])
    )
    assert given_order == turned
    reaching = [cast for cast in votes if cast >= given_order.needed]
    assert len(given_order.leading) == (reaching.count(max(reaching)) if reaching else 0)
    assert given_order.carried == (given_order.winner is not None)


def test_a_ballot_says_only_what_is_asked():
    majority = Majority("cast", HALF)
    for ballots, options in (([Choice.YES], 2), ([3], 2), ([1], 0)):
        with pytest.raises(ValueError, match="does not ask"):
            count(ballots, members=2, present=2, majority=majority, options=options)


@pytest.mark.parametrize(
    ("options", "fit"),
    [
        ((), True),
        (("A",), False),
        (("A", "B"), True),
        (("Ủy ban", "ủy ban"), False),
        (tuple(str(number) for number in range(10)), True),
        (tuple(str(number) for number in range(11)), False),
    ],
)
def test_two_to_ten_different_options(options, fit):
    assert options_fit(options) == fit


def test_spaces_make_no_option_of_their_own():
    assert clean_options([" Phương  án 1 ", "   "]) == ("Phương án 1",)


def open_vote(cast, way=VoteWay.DEVICES, options=OPTIONS):
    carry_out(cast.actor("chair"), cast.meeting.id, OpenPoll(question="Đặt trụ sở ở đâu?", way=way, options=options))
    return Poll.objects.get(closed_at=None)


def ballot(cast, poll, name, choice):
    order = BallotOrder(cast.actor(name, uuid4().hex), poll.id, choice)
    return cast_ballots(meeting_id=cast.meeting.id, orders=[order])[0]


def close(cast, poll):
    close_poll(actor=cast.actor("chair"), meeting_id=cast.meeting.id, poll_id=str(poll.id))
    return polls_state(cast.meeting)[-1]


def enter(cast, poll, **hands):
    command = CountHands(poll_id=str(poll.id), room_id=str(cast.hall.id), **{"yes": 0, "no": 0, "abstain": 0, **hands})
    return carry_out(cast.actor("secretary"), cast.meeting.id, command)


def test_a_ballot_changes_until_closing_and_only_the_last_counts(sitting):
    MajorityRule.objects.update(base="cast")
    poll = open_vote(sitting)
    for name, choice in (("chair", 1), ("delegate", 2), ("remote delegate", Choice.ABSTAIN), ("delegate", 1)):
        assert isinstance(ballot(sitting, poll, name, choice), MyBallot)
    state = close(sitting, poll)
    assert (state.options, state.tally.options) == (OPTIONS, (2, 0, 0))
    assert (state.tally.winner, state.tally.carried, state.tally.abstain, state.tally.tied) == (1, True, 1, ())


@pytest.mark.parametrize("choice", [Choice.YES, Choice.NO, 4])
def test_what_is_not_asked_is_refused_and_not_counted(sitting, choice):
    poll = open_vote(sitting)
    refused = ballot(sitting, poll, "delegate", choice)
    assert (refused.code, turnout(poll).cast) == ("choice_unknown", 0)


def test_an_option_is_refused_where_yes_and_no_are_asked(sitting):
    assert ballot(sitting, open_vote(sitting, options=()), "delegate", 1).code == "choice_unknown"


@pytest.mark.parametrize("options", [("Một",), ("Một", "MỘT"), ("Một", "  ")])
def test_a_vote_with_unfit_options_is_not_opened(sitting, options):
    with pytest.raises(BadInput, match="2 đến 10"):
        open_vote(sitting, options=options)
    assert not Poll.objects.exists()


def test_hands_are_raised_for_each_option(sitting):
    MajorityRule.objects.update(base="cast")
    poll = open_vote(sitting, VoteWay.HANDS)
    for wrong in ({"yes": 1}, {"options": (1, 1)}, {"options": (1, 1, 0), "no": 1}):
        with pytest.raises(BadInput, match="phương án"):
            enter(sitting, poll, **wrong)
    enter(sitting, poll, options=(1, 1, 0))
    enter(sitting, poll, options=(1, 2, 0))
    ballot(sitting, poll, "remote delegate", 1)
    assert turnout(poll).cast == 4
    state = close(sitting, poll)
    assert (state.tally.options, state.tally.hands[0].options) == ((2, 2, 0), (1, 2, 0))
    assert (state.tally.needed, state.tally.winner, state.tally.tied) == (3, None, ())


def test_the_journal_and_the_minutes_say_which_option(sitting):
    MajorityRule.objects.update(base="cast", named=True)
    poll = open_vote(sitting)
    for name, choice in (("chair", 2), ("delegate", 2), ("remote delegate", 1)):
        ballot(sitting, poll, name, choice)
    state = close(sitting, poll)
    assert result_words(state, state.tally) == "Thông qua «Phường Nam Lý»"
    assert count_words(state, state.tally).startswith("«Thành phố Đông Hà»: 1; «Phường Nam Lý»: 2; «Xã Tân Hòa»: 0;")
    assert shares_of(state, state.tally)[1].startswith("«Phường Nam Lý»: ")
    telling = Telling({})
    events = JournalEvent.objects.filter(meeting_id=sitting.meeting.id, kind__startswith="poll_").order_by("number")
    opened, closed = (telling.words(event, whole=True) for event in events)
    assert opened.endswith("Các phương án: Thành phố Đông Hà; Phường Nam Lý; Xã Tân Hòa")
    assert closed.endswith("thông qua «Phường Nam Lý»")
    content = gather_content(sitting.meeting)
    (section,) = [part for part in (*content.sections, content.outside) if part and part.polls]
    named = section.details[str(poll.id)]
    assert [line.split(":")[0] for line in named] == ["«Thành phố Đông Hà»", "«Phường Nam Lý»"]
    assert "Xã Tân Hòa: 0" in votes_csv(content).decode("utf-8-sig")
