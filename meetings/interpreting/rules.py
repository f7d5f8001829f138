"""Rules of a booth: who speaks on a channel, and how it goes from one interpreter to another. Pure functions.

Whoever is on air and whoever follows him both confirm: one asks, the other accepts. Only when nobody is on air, or the
one who is has no line, another interpreter of the channel takes it alone.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class Denied(StrEnum):
    """Why a booth stays as it is; also the code of the refusal."""

    NOT_ASSIGNED = "not_assigned"
    NOBODY_ON_AIR = "nobody_on_air"
    ALONE = "alone_in_booth"
    ALREADY_ASKED = "already_asked"
    NOTHING_ASKED = "nothing_asked"
    OWN_REQUEST = "own_request"
    NOT_YOURS = "not_yours_to_accept"
    FOLLOWER_AWAY = "follower_away"
    ON_AIR_ALREADY = "on_air_already"
    ON_AIR_THERE = "on_air_there"


class HandoverDenied(Exception):
    """The rule that an act met."""

    def __init__(self, why: Denied) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Booth:
    """The interpreters of one channel, by the ids of the people."""

    interpreters: tuple[str, ...]
    on_air: str | None = None
    asked_by: str | None = None
    """Who asked for a handover: whoever is on air wants to give, anybody else wants to have."""
    away: frozenset[str] = frozenset()
    """Those without a line."""


def ask(booth: Booth, who: str) -> Booth:
    """Ask the other side for a handover."""
    _check_assigned(booth, who)
    if booth.on_air is None:
        raise HandoverDenied(Denied.NOBODY_ON_AIR)
    if len(booth.interpreters) == 1:
        raise HandoverDenied(Denied.ALONE)
    if booth.asked_by is not None:
        raise HandoverDenied(Denied.ALREADY_ASKED)
    return replace(booth, asked_by=who)


def accept(booth: Booth, who: str, asked_by: str) -> Booth:
    """Answer a handover with yes; ``asked_by``: whose wish was answered, another one may have come meanwhile."""
    _check_assigned(booth, who)
    if booth.asked_by is None or booth.asked_by != asked_by:
        raise HandoverDenied(Denied.NOTHING_ASKED)
    if booth.asked_by == who:
        raise HandoverDenied(Denied.OWN_REQUEST)
    if booth.asked_by != booth.on_air and who != booth.on_air:
        raise HandoverDenied(Denied.NOT_YOURS)
    follower = who if booth.asked_by == booth.on_air else booth.asked_by
    if follower in booth.away:
        raise HandoverDenied(Denied.FOLLOWER_AWAY)
    return replace(booth, on_air=follower, asked_by=None)


def cancel(booth: Booth, who: str) -> Booth:
    """Take a wish back, or answer it with no."""
    _check_assigned(booth, who)
    if booth.asked_by is None:
        raise HandoverDenied(Denied.NOTHING_ASKED)
    return replace(booth, asked_by=None)


def take(booth: Booth, who: str) -> Booth:
    """Go on air without an answer: nobody is, or whoever is has no line."""
    _check_assigned(booth, who)
    if booth.on_air == who:
        raise HandoverDenied(Denied.ON_AIR_ALREADY)
    if booth.on_air is not None and booth.on_air not in booth.away:
        raise HandoverDenied(Denied.ON_AIR_THERE)
    return replace(booth, on_air=who, asked_by=None)


def reassign(booth: Booth, interpreters: tuple[str, ...]) -> Booth:
    """Give a channel other interpreters; who is not among them any more is off the air, and asks for nothing."""
    on_air = booth.on_air if booth.on_air in interpreters else None
    asked_by = booth.asked_by if on_air is not None and booth.asked_by in interpreters else None
    return replace(
        booth, interpreters=interpreters, on_air=on_air, asked_by=asked_by if len(interpreters) > 1 else None
    )


def _check_assigned(booth: Booth, who: str) -> None:
    if who not in booth.interpreters:
        raise HandoverDenied(Denied.NOT_ASSIGNED)
