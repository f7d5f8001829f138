"""When enough people are there: pure arithmetic on whole numbers (docs/algorithms/quorum.md)."""

from dataclasses import dataclass

from meetings.contracts.state import Quorum


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a base; ``strict`` means more than the share, otherwise at least the share."""

    numerator: int
    denominator: int
    strict: bool


def needed_of(share: Share, base: int) -> int:
    """Return the least whole number that satisfies ``share`` of ``base``."""
    product = share.numerator * base
    if share.strict:
        return product // share.denominator + 1
    return -(-product // share.denominator)


def quorum_holds(share: Share, *, base: int, present: int) -> bool:
    """Tell whether ``present`` of ``base`` is a quorum; a meeting without voters has none."""
    return base > 0 and present >= needed_of(share, base)


def quorum_after(quorum: Quorum, *, came: int) -> Quorum:
    """Return the quorum after ``came`` more of those who vote are there."""
    present = quorum.present + came
    return quorum.model_copy(update={"present": present, "holds": quorum.base > 0 and present >= quorum.needed})
