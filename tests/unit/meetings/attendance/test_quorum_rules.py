"""The quorum's arithmetic: exact, monotone, never below zero, and the same however it is counted."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.attendance.rules import Deduct, Headcount, Rule, Share, Voter, count_people, needed_of, quorum_of, weight
from meetings.contracts.polls import QuorumBase

CODES = ("suspended", "excused", "exempt", "ill")

shares = st.builds(
    lambda d, n, strict: Share(min(n, d), d, strict and n < d), st.integers(1, 12), st.integers(1, 12), st.booleans()
)
voters = st.builds(
    lambda convened, member, present, came, ground: Voter(convened, member, present, came or present, ground),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.sampled_from(CODES),
)
rules = st.builds(
    Rule, st.sampled_from(QuorumBase), shares, st.dictionaries(st.sampled_from(CODES[:3]), st.sampled_from(Deduct))
)
crowds = st.lists(voters, max_size=60)


def came(voter: Voter) -> Voter:
    return Voter(voter.convened, voter.member, True, True, voter.ground)


def plain_count(rule: Rule, crowd: list[Voter]) -> tuple[int, int]:
    """Count base and present by the words of docs/algorithms/quorum.md, not by the code."""
    counted = [v for v in crowd if (v.member if rule.base == "members" else v.convened)]
    gone = [
        v
        for v in counted
        if v.ground in rule.deductions
        and {"always": True, "while_absent": not v.present, "never_came": not v.came}[rule.deductions[v.ground]]
    ]
    there = sum(v.present for v in counted) - sum(v.present for v in gone)
    return (there if rule.base == "present" else len(counted) - len(gone)), there


@given(shares, st.integers(0, 2000))
def test_needed_is_the_least_whole_number_and_exact(share: Share, base: int):
    wanted = Fraction(share.numerator, share.denominator) * base
    needed = needed_of(share, base)
    assert needed > wanted if share.strict else needed >= wanted
    assert needed - 1 <= wanted if share.strict else needed - 1 < wanted


@pytest.mark.parametrize("share", [(0, 3, False), (4, 3, False), (3, 3, True)])
def test_a_share_that_nobody_can_reach_is_no_share(share: tuple[int, int, bool]):
    with pytest.raises(ValueError, match="share"):
        Share(*share)


def test_a_share_of_a_large_body_is_not_rounded():
    # As floats 0.07 * 100 is 7.000000000000001: one too many would be needed.
    assert needed_of(Share(7, 100, strict=False), 100) == 7
    assert needed_of(Share(2, 3, strict=False), 3 * 10**17) == 2 * 10**17


@pytest.mark.parametrize(
    ("when", "never", "there", "left"),
    [
        (Deduct.ALWAYS, True, True, True),
        (Deduct.WHILE_ABSENT, True, False, True),
        (Deduct.NEVER_CAME, True, False, False),
    ],
)
def test_each_case_has_its_moment(when: Deduct, never: bool, there: bool, left: bool):
    moments = {(False, False): never, (True, True): there, (False, True): left}
    for (present, was_there), taken_off in moments.items():
        voter = Voter(convened=True, member=True, present=present, came=was_there, ground="exempt")
        rule = Rule(QuorumBase.CONVENED, Share(2, 3, strict=False), {"exempt": when})
        assert weight(rule, voter) == Headcount(1, int(taken_off), int(present and not taken_off))


@given(rules, crowds)
def test_it_equals_a_count_by_hand(rule: Rule, crowd: list[Voter]):
    base, there = plain_count(rule, crowd)
    quorum = quorum_of(rule, count_people(rule, crowd), "")
    assert (quorum.base, quorum.present) == (base, there)
    share = rule.share
    exact = Fraction(there) - Fraction(share.numerator, share.denominator) * base
    assert quorum.holds == (base > 0 and (exact > 0 if share.strict else exact >= 0))


@given(rules, crowds)
def test_nothing_goes_below_zero_and_present_is_within_the_base(rule: Rule, crowd: list[Voter]):
    count = count_people(rule, crowd)
    assert 0 <= count.deducted <= count.whole and 0 <= count.present <= count.whole - count.deducted
    quorum = quorum_of(rule, count, "")
    assert 0 <= quorum.present <= quorum.base and quorum.needed >= 0


@given(rules, crowds, st.data())
def test_who_comes_never_breaks_a_quorum(rule: Rule, crowd: list[Voter], data: st.DataObject):
    before = quorum_of(rule, count_people(rule, crowd), "")
    coming = data.draw(st.sets(st.integers(0, max(0, len(crowd) - 1))))
    after = quorum_of(rule, count_people(rule, [came(v) if n in coming else v for n, v in enumerate(crowd)]), "")
    assert after.present >= before.present
    assert after.holds or not before.holds


@given(rules, crowds, st.lists(st.tuples(st.integers(0, 59), voters), max_size=30))
def test_person_by_person_is_the_same_as_anew(rule: Rule, crowd: list[Voter], changes: list[tuple[int, Voter]]):
    count, now = count_people(rule, crowd), list(crowd)
    for where, voter in changes:
        if where < len(now):
            count = count - weight(rule, now[where]) + weight(rule, voter)
            now[where] = voter
    assert count == count_people(rule, now)


@given(rules, crowds)
def test_a_case_that_the_rule_does_not_list_changes_nothing(rule: Rule, crowd: list[Voter]):
    without = [Voter(v.convened, v.member, v.present, v.came, None if v.ground == "ill" else v.ground) for v in crowd]
    assert count_people(rule, crowd) == count_people(rule, without)


@pytest.mark.parametrize("base", QuorumBase)
def test_where_nobody_counts_there_is_no_quorum(base: QuorumBase):
    assert not quorum_of(Rule(base, Share(1, 2, strict=False), {}), Headcount(), "").holds
