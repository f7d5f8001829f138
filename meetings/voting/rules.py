"""Counting a vote: pure, whole numbers only, never floats (docs/algorithms/voting.md)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from meetings.attendance.rules import Share, needed_of
from meetings.contracts.polls import MOST_OPTIONS, Choice, VoteWay

Base = Literal["members", "present", "cast"]

FEWEST_OPTIONS = 2

Answer = Choice | int
"""What a ballot says: a choice, or the number of one of the vote's own options, from 1."""


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
    options: tuple[int, ...] = ()
    """Votes for each of the vote's own options, in their order."""
    leading: tuple[int, ...] = ()
    """Numbers of the options that reached ``needed`` with the most votes: one is carried, several are a tie."""

    @property
    def winner(self) -> int | None:
        """The option that is carried; none: no option reached what is needed, or several did with equal votes."""
        return self.leading[0] if len(self.leading) == 1 else None


def read_choice(text: str) -> Answer:
    """Read what a stored ballot says; the inverse is ``str``."""
    return int(text) if text.isdigit() else Choice(text)


def clean_options(options: Iterable[str]) -> tuple[str, ...]:
    """Return options as they are put to the vote: spaces folded, empty ones left out."""
    return tuple(words for words in (" ".join(option.split()) for option in options) if words)


def options_fit(options: Sequence[str]) -> bool:
    """Tell whether these may be put to the vote: none at all, or 2 to 10 that nobody takes for one another."""
    alike = len({option.casefold() for option in options}) < len(options)
    return not options or (FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS and not alike)


def may_choose(choice: Answer, options: int) -> bool:
    """Tell whether a ballot in a vote with so many own options may say this."""
    if not options:
        return isinstance(choice, Choice)
    return choice == Choice.ABSTAIN if isinstance(choice, Choice) else 1 <= choice <= options


def leading_options(votes: Sequence[int], needed: int) -> tuple[int, ...]:
    """Return the numbers of the options that reached ``needed`` and that no other has more votes than."""
    most = max([needed, *votes])
    return tuple(number for number, cast in enumerate(votes, start=1) if cast == most)


def votes_needed(share: Share, base: int) -> int:
    """Return how many of ``base`` must say yes: the least number that satisfies the share, at least one."""
    return max(1, needed_of(share, base))


def raises_hands(way: VoteWay, *, room: str | None, main_room: str | None) -> bool:
    """Tell whether somebody who sits in ``room`` (none: he takes part from afar) votes by show of hands there."""
    if room is None or way == VoteWay.DEVICES:
        return False
    return way == VoteWay.HANDS or room != main_room


def count(
    choices: Iterable[Answer], *, members: int, present: int, majority: Majority, deducted: int = 0, options: int = 0
) -> Count:
    """Count ballots. ``present`` are members there when the vote closed; whoever voted counts as present.

    ``deducted``: members without a ballot whom the rule takes off the base of all members. ``options``: how many
    options of its own the vote has; then the rule is applied to each, and carried means that one of them is.
    """
    by_choice: Counter[Answer] = Counter(choices)
    cast = by_choice.total()
    if cast > members:
        raise ValueError("more ballots than members entitled to vote")
    if deducted > members - cast:
        raise ValueError("somebody who voted is taken off the base")
    if not all(may_choose(choice, options) for choice in by_choice):
        raise ValueError("a ballot says what this vote does not ask")
    bases: dict[Base, int] = {"members": members - deducted, "present": max(present, cast), "cast": cast}
    base = bases[majority.base]
    needed = votes_needed(majority.share, base)
    votes = tuple(by_choice[number] for number in range(1, options + 1))
    leading = leading_options(votes, needed)
    return Count(
        yes=by_choice[Choice.YES],
        no=by_choice[Choice.NO],
        abstain=by_choice[Choice.ABSTAIN],
        absent=members - cast,
        base=base,
        needed=needed,
        carried=len(leading) == 1 if options else by_choice[Choice.YES] >= needed,
        present=bases["present"],
        members=members,
        options=votes,
        leading=leading,
    )
