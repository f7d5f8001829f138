"""When enough people are there: pure arithmetic on whole numbers (docs/algorithms/quorum.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from meetings.contracts.polls import Quorum, QuorumBase


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a base, more than nothing and at most all of it; ``strict``: more than the share, else at least it."""

    numerator: int
    denominator: int
    strict: bool

    def __post_init__(self) -> None:
        reachable = self.numerator < self.denominator or (self.numerator == self.denominator and not self.strict)
        if self.numerator < 1 or not reachable:
            raise ValueError("a share that nobody or not even everybody can reach")


def needed_of(share: Share, base: int) -> int:
    """Return the least whole number that satisfies ``share`` of ``base``."""
    product = share.numerator * base
    if share.strict:
        return product // share.denominator + 1
    return -(-product // share.denominator)


class Deduct(StrEnum):
    """When a listed case takes somebody off the base."""

    ALWAYS = "always"
    """Whether he is there or not; he then counts neither in the base nor among those present."""
    WHILE_ABSENT = "while_absent"
    NEVER_CAME = "never_came"
    """Absent throughout: once he has come he counts again, also when he left."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A quorum: ``share`` of ``base``, without the people of the listed cases (by code)."""

    base: QuorumBase
    share: Share
    deductions: Mapping[str, Deduct]


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody with the right to vote, as a quorum sees him."""

    convened: bool
    """Has a voting place in this meeting."""
    member: bool
    """Is a voting member of the body."""
    present: bool
    came: bool
    """Was there at some moment."""
    ground: str | None
    """Code of the case by which he is absent."""


@dataclass(frozen=True, slots=True)
class Headcount:
    """Sum over people: all who count, those of them taken off the base, those of the rest who are there."""

    whole: int = 0
    deducted: int = 0
    present: int = 0

    def __add__(self, other: "Headcount") -> "Headcount":
        return Headcount(self.whole + other.whole, self.deducted + other.deducted, self.present + other.present)

    def __sub__(self, other: "Headcount") -> "Headcount":
        return Headcount(self.whole - other.whole, self.deducted - other.deducted, self.present - other.present)


def weight(rule: Rule, voter: Voter) -> Headcount:
    """Return what one person adds to the count."""
    if not (voter.member if rule.base == QuorumBase.MEMBERS else voter.convened):
        return Headcount()
    if is_deducted(rule.deductions, voter):
        return Headcount(whole=1, deducted=1)
    return Headcount(whole=1, present=int(voter.present))


def is_deducted(deductions: Mapping[str, Deduct], voter: Voter) -> bool:
    """Tell whether one of the listed cases takes this person off the base now."""
    match deductions.get(voter.ground or ""):
        case Deduct.ALWAYS:
            return True
        case Deduct.WHILE_ABSENT:
            return not voter.present
        case Deduct.NEVER_CAME:
            return not voter.came
        case _:
            return False


def count_people(rule: Rule, voters: Iterable[Voter]) -> Headcount:
    """Count everybody anew. Adding and taking away single ``weight``s comes to the same."""
    return sum((weight(rule, voter) for voter in voters), Headcount())


def quorum_of(rule: Rule, count: Headcount, words: str) -> Quorum:
    """Return whether a headcount is a quorum; where nobody counts there is none."""
    base = count.present if rule.base == QuorumBase.PRESENT else count.whole - count.deducted
    needed = needed_of(rule.share, base)
    return Quorum(
        base=base,
        present=count.present,
        needed=needed,
        holds=base > 0 and count.present >= needed,
        rule=words,
        of=rule.base,
        deducted=count.deducted,
    )
