"""The journal's events about breaks and sessions in words (``journal_words``)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.agenda.session_names import session_name
from meetings.contracts.events import BreakChanged
from meetings.contracts.sessions import SessionChanged
from meetings.contracts.state import Session

if TYPE_CHECKING:
    from meetings.live.journal_words import Telling


def break_words(_telling: "Telling", payload: BreakChanged) -> str:
    """Return what happened to a break."""
    if payload.meeting.break_until is None:
        return _("Tiếp tục họp sau giải lao")
    until = timezone.localtime(datetime.fromisoformat(payload.meeting.break_until))
    return _("Giải lao đến %(time)s") % {"time": f"{until:%H:%M}"}


def session_words(_telling: "Telling", payload: SessionChanged) -> str:
    """Return which session ended or was opened, and how many were there."""
    sessions = payload.meeting.sessions
    mine = next(session for session in sessions if session.id == payload.session_id)
    name = _name(mine, sessions)
    quorum = payload.ended or payload.quorum
    there = {"name": name, "present": quorum.present, "base": quorum.base}
    if payload.act == "opened":
        return _("Khai mạc: %(name)s, có mặt %(present)s trên %(base)s") % there
    following = next(session for session in sessions if session.opened_at is None)
    starts = timezone.localtime(datetime.fromisoformat(following.starts_at))
    return _("Kết thúc: %(name)s, có mặt %(present)s trên %(base)s; họp tiếp %(time)s") % {
        **there,
        "time": f"{starts:%H:%M %d/%m}",
    }


def _name(session: Session, sessions: tuple[Session, ...]) -> str:
    starts = [datetime.fromisoformat(one.starts_at) for one in sessions]
    return session_name(datetime.fromisoformat(session.starts_at), starts)
