"""The journal's events about invitations in words."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from meetings.contracts import invitations as e

if TYPE_CHECKING:
    from collections.abc import Callable

    from meetings.live.journal_words import Telling


def _issued(_telling: "Telling", payload: e.InvitationsIssued) -> str:
    known = {"number": payload.number, "copies": payload.copies}
    if payload.edition > 1:
        return _("Gửi lại giấy mời: %(number)s, %(copies)s bản, thay bản trước") % known
    return _("Gửi giấy mời: %(number)s, %(copies)s bản") % known


def _answered(_telling: "Telling", payload: e.InvitationAnswered) -> str:
    words = {
        e.AnswerKind.ROOM: _("Trả lời giấy mời: %(name)s sẽ dự tại %(room)s"),
        e.AnswerKind.REMOTE: _("Trả lời giấy mời: %(name)s sẽ dự từ nơi khác"),
        e.AnswerKind.ABSENT: _("Trả lời giấy mời: %(name)s xin vắng, %(reason)s"),
        e.AnswerKind.SUBSTITUTE: _("Trả lời giấy mời: %(name)s xin cử %(substitute)s dự thay, %(reason)s"),
    }[payload.answer]
    told = words % {
        "name": payload.name,
        "room": payload.room,
        "reason": payload.reason,
        "substitute": payload.substitute,
    }
    if not payload.entered_by:
        return told
    return _("%(told)s (thư ký %(secretary)s nhập thay)") % {"told": told, "secretary": payload.entered_by}


def _decided(_telling: "Telling", payload: e.AnswerDecided) -> str:
    known = {"name": payload.name, "substitute": payload.substitute, "why": payload.why}
    if payload.answer == e.AnswerKind.SUBSTITUTE:
        if payload.accepted:
            return _("Đồng ý cho %(substitute)s dự thay %(name)s") % known
        return _("Không đồng ý người dự thay của %(name)s: %(why)s") % known
    if payload.accepted:
        return _("Đồng ý cho %(name)s vắng có lý do") % known
    return _("Không đồng ý lý do vắng của %(name)s: %(why)s") % known


INVITATION_WORDS: "dict[type, Callable[[Telling, Any], str]]" = {
    e.InvitationsIssued: _issued,
    e.InvitationAnswered: _answered,
    e.AnswerDecided: _decided,
}


def invitation_kinds() -> dict[str, str]:
    """Return what the kinds of these events are called."""
    return {
        "invitations_issued": _("Gửi giấy mời"),
        "invitation_answered": _("Người được mời trả lời"),
        "answer_decided": _("Duyệt trả lời giấy mời"),
    }
