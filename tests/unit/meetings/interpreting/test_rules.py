"""A booth: who is on air, and how it goes to the colleague."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.interpreting.rules import Booth, Denied, HandoverDenied, accept, ask, cancel, reassign, take

TWO = Booth(("a", "b"))
ON_AIR = Booth(("a", "b"), on_air="a")


def denied(act: object, *args: object) -> Denied:
    with pytest.raises(HandoverDenied) as found:
        act(*args)  # type: ignore[operator]
    return found.value.why


def test_an_empty_channel_is_taken_at_once():
    assert take(TWO, "a").on_air == "a"


def test_who_wants_it_asks_and_who_has_it_accepts():
    asked = ask(ON_AIR, "b")
    assert (asked.on_air, asked.asked_by) == ("a", "b")
    assert accept(asked, "a", "b") == Booth(("a", "b"), on_air="b")


def test_who_has_it_offers_and_the_colleague_accepts():
    assert accept(ask(ON_AIR, "a"), "b", "a") == Booth(("a", "b"), on_air="b")


def test_nobody_answers_himself():
    assert denied(accept, ask(ON_AIR, "b"), "b", "b") is Denied.OWN_REQUEST
    assert denied(accept, ask(ON_AIR, "a"), "a", "a") is Denied.OWN_REQUEST


def test_of_three_only_the_one_on_air_gives():
    three = Booth(("a", "b", "c"), on_air="a")
    assert denied(accept, ask(three, "b"), "c", "b") is Denied.NOT_YOURS
    assert accept(ask(three, "a"), "c", "a").on_air == "c"


def test_an_answer_to_another_wish_counts_for_nothing():
    three = Booth(("a", "b", "c"), on_air="a", asked_by="c")
    assert denied(accept, three, "a", "b") is Denied.NOTHING_ASKED
    assert denied(accept, ON_AIR, "a", "b") is Denied.NOTHING_ASKED


def test_a_wish_is_taken_back_or_refused():
    asked = ask(ON_AIR, "b")
    assert cancel(asked, "a") == cancel(asked, "b") == ON_AIR
    assert denied(cancel, ON_AIR, "a") is Denied.NOTHING_ASKED


def test_there_is_one_wish_at_a_time():
    assert denied(ask, ask(ON_AIR, "b"), "a") is Denied.ALREADY_ASKED
    assert denied(ask, TWO, "a") is Denied.NOBODY_ON_AIR
    assert denied(ask, Booth(("a",), on_air="a"), "a") is Denied.ALONE


def test_only_without_a_line_the_channel_is_taken_from_somebody():
    assert denied(take, ON_AIR, "b") is Denied.ON_AIR_THERE
    assert denied(take, ON_AIR, "a") is Denied.ON_AIR_ALREADY
    assert take(Booth(("a", "b"), on_air="a", away=frozenset("a")), "b").on_air == "b"


def test_the_channel_is_not_given_to_somebody_without_a_line():
    assert denied(accept, Booth(("a", "b"), "a", "b", frozenset("b")), "a", "b") is Denied.FOLLOWER_AWAY


def test_others_have_no_say():
    for act in (ask, cancel, take):
        assert denied(act, ON_AIR, "x") is Denied.NOT_ASSIGNED
    assert denied(accept, ask(ON_AIR, "b"), "x", "b") is Denied.NOT_ASSIGNED


def test_who_is_taken_from_the_channel_is_off_the_air():
    assert reassign(Booth(("a", "b"), "a", "b"), ("b", "c")) == Booth(("b", "c"))
    assert reassign(Booth(("a", "b"), "a", "b"), ("a", "c")) == Booth(("a", "c"), "a")
    assert reassign(Booth(("a", "b"), "a", "b"), ("a", "b", "c")) == Booth(("a", "b", "c"), "a", "b")


@given(st.lists(st.sampled_from([f"{act} {who}" for act in ("ask", "accept", "cancel", "take") for who in "abcx"])))
def test_on_air_and_asking_are_always_of_the_channel(acts: list[str]):
    booth = Booth(("a", "b", "c"))
    rules = {"ask": ask, "cancel": cancel, "take": take}
    for name, who in (act.split() for act in acts):
        try:
            booth = rules[name](booth, who) if name in rules else accept(booth, who, booth.asked_by or "")
        except HandoverDenied:
            continue
        assert booth.on_air in {None, *booth.interpreters} and booth.asked_by in {None, *booth.interpreters}
        assert booth.asked_by is None or booth.on_air is not None
