"""Counting a vote: pure, whole numbers only, never floats (docs/algorithms/voting.md)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from meetings.attendance.rules import Share, needed_of
from meetings.contracts.polls import Choice, VoteWay

Base = Literal["members", "present", "cast"]


@dataclass(frozen=True, slots=True)
class Majority:
    """A motion is carried by ``share`` of ``base``: all members entitled to vote, those present, or ballots cast."""

    base: Base
    share: Share


@dataclass(frozen=True, slots=True)
class Count:
    """A counted vote. ``needed`` of ``base`` had to say yes."""

    yes: int
    no: int
    abstain: int
    absent: int
    base: int
    needed: int
    carried: bool
    present: int
    """Members there when the vote closed, or who voted."""
    members: int


def raises_hands(way: VoteWay, *, room: str | None, main_room: str | None) -> bool:
    """Tell whether somebody who sits in ``room`` (none: he takes part from afar) votes by show of hands there."""
    if room is None or way == VoteWay.DEVICES:
        return False
    return way == VoteWay.HANDS or room != main_room


def count(choices: Iterable[Choice], *, members: int, present: int, majority: Majority, deducted: int = 0) -> Count:
    """Count ballots. ``present`` are members there when the vote closed; whoever voted counts as present.

    ``deducted``: members without a ballot whom the rule takes off the base of all members.
    """
    by_choice = Counter(choices)
    cast = by_choice.total()
    if cast > members:
        raise ValueError("more ballots than members entitled to vote")
    if deducted > members - cast:
        raise ValueError("somebody who voted is taken off the base")
    bases: dict[Base, int] = {"members": members - deducted, "present": max(present, cast), "cast": cast}
    base = bases[majority.base]
    needed = max(1, needed_of(majority.share, base))
    return Count(
        yes=by_choice[Choice.YES],
        no=by_choice[Choice.NO],
        abstain=by_choice[Choice.ABSTAIN],
        absent=members - cast,
        base=base,
        needed=needed,
        carried=by_choice[Choice.YES] >= needed,
        present=bases["present"],
        members=members,
    )
