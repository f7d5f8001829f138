"""Ends sockets at once, in whichever process they are, when the right to be there ends."""

import logging
from typing import Any, Literal
from uuid import UUID

import redis

from meetings.contracts.base import Message
from meetings.core import bus
from meetings.core.signals import kiosk_revoked, participation_removed, session_ended

log = logging.getLogger(__name__)
CONTROL_CHANNEL = "live:control"
"""Pub/sub: ``EndSessions``. A lost message costs seconds: every process also asks the database regularly."""


class EndSessions(Message):
    """Close every socket that matches all given fields (at least one is given)."""

    reason: Literal["signed_out", "revoked", "removed", "crowded"]
    session_key: str | None = None
    participant: str | None = None
    """``person:<id>`` or ``room:<id>``."""
    meeting_id: str | None = None
    peer_id: str | None = None
    """One socket."""


def end_sessions(
    reason: Literal["signed_out", "revoked", "removed"],
    *,
    session_key: str | None = None,
    participant: str | None = None,
    meeting_id: UUID | None = None,
) -> None:
    """Tell every process to close the matching sockets."""
    if session_key is None and participant is None:
        raise ValueError("ending every socket is never meant")
    order = EndSessions(
        reason=reason,
        session_key=session_key,
        participant=participant,
        meeting_id=str(meeting_id) if meeting_id else None,
    )
    try:
        bus.client().publish(CONTROL_CHANNEL, order.model_dump_json())
    except redis.RedisError as error:
        log.warning("sockets are closed by the next check instead: %s", error)


def _on_session_ended(session_key: str | None = None, person_id: UUID | None = None, **_signal: Any) -> None:
    participant = f"person:{person_id}" if person_id and not session_key else None
    if session_key or participant:
        end_sessions("signed_out", session_key=session_key, participant=participant)


def _on_kiosk_revoked(room_id: UUID, **_signal: Any) -> None:
    end_sessions("revoked", participant=f"room:{room_id}")


def _on_participation_removed(meeting_id: UUID, key: str, **_signal: Any) -> None:
    end_sessions("removed", participant=key, meeting_id=meeting_id)


def connect_signals() -> None:
    """Hear what lower apps announce."""
    session_ended.connect(_on_session_ended, dispatch_uid="live.session_ended")
    kiosk_revoked.connect(_on_kiosk_revoked, dispatch_uid="live.kiosk_revoked")
    participation_removed.connect(_on_participation_removed, dispatch_uid="live.participation_removed")
