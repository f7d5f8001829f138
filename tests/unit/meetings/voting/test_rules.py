import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.attendance.rules import Share
from meetings.contracts.polls import Choice
from meetings.voting.rules import Majority, count

HALF = Share(1, 2, strict=True)
TWO_THIRDS = Share(2, 3, strict=False)


def ballots(yes=0, no=0, abstain=0):
    return [Choice.YES] * yes + [Choice.NO] * no + [Choice.ABSTAIN] * abstain


@pytest.mark.parametrize(
    ("base", "share", "yes", "no", "abstain", "members", "present", "needed", "carried"),
    [
        ("members", HALF, 5, 0, 0, 10, 5, 6, False),  # exactly half is not more than half
        ("members", HALF, 6, 0, 0, 10, 6, 6, True),
        ("members", HALF, 6, 0, 0, 11, 6, 6, True),
        ("present", HALF, 4, 1, 1, 20, 7, 4, True),
        ("cast", HALF, 2, 2, 0, 20, 9, 3, False),
        ("members", TWO_THIRDS, 6, 0, 0, 9, 9, 6, True),  # at least two thirds
        ("members", TWO_THIRDS, 6, 0, 0, 10, 9, 7, False),
        ("cast", TWO_THIRDS, 0, 0, 0, 10, 9, 1, False),  # no ballot carries nothing
        ("present", HALF, 3, 0, 0, 10, 1, 2, True),  # who voted was there
    ],
)
def test_majorities(base, share, yes, no, abstain, members, present, needed, carried):
    result = count(ballots(yes, no, abstain), members=members, present=present, majority=Majority(base, share))
    assert (result.needed, result.carried) == (needed, carried)
    assert (result.yes, result.no, result.abstain) == (yes, no, abstain)
    assert result.absent == members - yes - no - abstain


def test_more_ballots_than_members_is_an_error():
    with pytest.raises(ValueError, match="more ballots"):
        count(ballots(yes=2), members=1, present=1, majority=Majority("members", HALF))


@given(st.integers(0, 600), st.integers(0, 600), st.integers(0, 600), st.integers(0, 600))
def test_more_than_half_of_all_members_is_exact(yes, no, abstain, absent):
    members = yes + no + abstain + absent
    result = count(ballots(yes, no, abstain), members=members, present=0, majority=Majority("members", HALF))
    assert result.carried == (2 * yes > members)
