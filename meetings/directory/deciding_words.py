"""The rules of quorum and majority in words, and what they come to for a number of people."""

from enum import StrEnum

from django.utils.translation import gettext as _

from meetings.attendance.models import QuorumRule
from meetings.attendance.rules import Share, needed_of
from meetings.contracts.polls import QuorumBase
from meetings.voting import wording
from meetings.voting.models import MajorityRule
from meetings.voting.rules import votes_needed

ANY_MOTION = ""


class Kind(StrEnum):
    """What a rule decides: whether enough are there, or whether a motion is carried. Its value stands in addresses."""

    QUORUM = "tuc-so"
    MAJORITY = "ti-le"


def share_of(rule: QuorumRule | MajorityRule) -> Share:
    """Return a rule's share."""
    return Share(rule.numerator, rule.denominator, rule.strict)


def quorum_words(base: str, share: Share, *, deducts: bool) -> str:
    """Return how many must be there: «Ít nhất 2/3 tổng số thành viên của cơ quan có mặt»."""
    said = _("Quá %(share)s %(whole)s có mặt") if share.strict else _("Ít nhất %(share)s %(whole)s có mặt")
    return _told(said, share, base_names(Kind.QUORUM)[base], deducts=deducts)


def majority_words(base: str, share: Share, *, deducts: bool) -> str:
    """Return how many must say yes: «Quá 1/2 tổng số thành viên có quyền biểu quyết tán thành»."""
    said = _("Quá %(share)s %(whole)s tán thành") if share.strict else _("Ít nhất %(share)s %(whole)s tán thành")
    return _told(said, share, base_names(Kind.MAJORITY)[base], deducts=deducts)


def base_names(kind: Kind) -> dict[str, str]:
    """Return of what a rule can ask for a share."""
    if kind == Kind.QUORUM:
        return {
            QuorumBase.MEMBERS: _("tổng số thành viên của cơ quan"),
            QuorumBase.CONVENED: _("số thành viên được triệu tập"),
            QuorumBase.PRESENT: _("số thành viên đã điểm danh"),
        }
    return {
        "members": _("tổng số thành viên có quyền biểu quyết"),
        "present": _("số thành viên có mặt"),
        "cast": _("số phiếu đã bỏ"),
    }


def _told(said: str, share: Share, whole: str, *, deducts: bool) -> str:
    part = "100%" if share.numerator == share.denominator else f"{share.numerator}/{share.denominator}"
    words = said % {"share": part, "whole": whole}
    return _("%(rule)s, trừ các trường hợp vắng được trừ") % {"rule": words} if deducts else words


def motion_names(kind: Kind) -> dict[str, str]:
    """Return what the kinds of motion are called; the empty one: all without a rule of their own."""
    rest = _("Phiên họp và mọi vấn đề khác") if kind == Kind.QUORUM else _("Mọi vấn đề khác")
    return {ANY_MOTION: rest, **wording.motion_names()}


def certainty_names() -> dict[str, str]:
    """Return how sure somebody is of a rule."""
    return {
        "A": _("đã đọc văn bản"),
        "B": _("theo nguồn tin cậy, chưa đối chiếu"),
        "M": _("theo trí nhớ, cần kiểm tra"),
    }


def means(rule: QuorumRule | MajorityRule, people: int) -> str:
    """Return what a rule comes to when its base is so many people: «Với 53 người: cần 36 người có mặt»."""
    if isinstance(rule, QuorumRule):
        return quorum_means(share_of(rule), people)
    return majority_means(share_of(rule), people, cast=rule.base == "cast")


def quorum_means(share: Share, people: int) -> str:
    """Return how many of so many people must be there."""
    return _("Với %(people)s người: cần ít nhất %(needed)s người có mặt.") % {
        "people": people,
        "needed": needed_of(share, people),
    }


def majority_means(share: Share, people: int, *, cast: bool) -> str:
    """Return how many votes carry a motion when so many people, or ballots cast, are its base."""
    said = (
        _("Với %(people)s phiếu đã bỏ: cần ít nhất %(needed)s phiếu tán thành.")
        if cast
        else _("Với %(people)s người: cần ít nhất %(needed)s phiếu tán thành.")
    )
    return said % {"people": people, "needed": votes_needed(share, people)}
