"""The record of a meeting session by session («buổi»): the journal is cut where the chair adjourned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import override

from meetings.agenda.session_names import session_name
from meetings.contracts.events import ItemClosed, ItemOpened, ItemSettled, MeetingChanged, PollOpened
from meetings.contracts.polls import Quorum
from meetings.contracts.sessions import SessionChanged
from meetings.contracts.state import Session
from meetings.core.journal import PAYLOAD
from meetings.core.models import JournalEvent
from meetings.minutes.attendance import Crossing, Stay, crossings_of, stays_of


@dataclass(frozen=True, slots=True)
class SessionPart:
    """One session that was opened, with what happened in it."""

    name: str
    opened_at: datetime
    closed_at: datetime | None
    opening: Quorum | None
    """As it was when the session was opened; None: the meeting's own opening, whose quorum its crossings tell."""
    quorum: Quorum | None
    """As it was when the session ended; None: the meeting's last, which its own quorum tells."""
    stays: Mapping[str, tuple[Stay, ...]]
    crossings: tuple[Crossing, ...]
    items: frozenset[str]
    """Items that were opened, settled or went on in it."""
    polls: frozenset[str]

    def heard(self, at: datetime) -> bool:
        """Tell whether a moment lies in the session."""
        return self.opened_at <= at and (self.closed_at is None or at < self.closed_at)


def session_parts(events: Sequence[JournalEvent]) -> tuple[SessionPart, ...]:
    """Return the sessions that were opened, in their order.

    Who checks in between two sessions comes to the second: a session's attendance begins where the one before ended.
    """
    parts: list[SessionPart] = []
    running: str | None = None
    for chunk in _cut(events):
        part, running = _part(chunk, running)
        if part is not None:
            parts.append(part)
    return tuple(parts)


def _cut(events: Iterable[JournalEvent]) -> list[list[JournalEvent]]:
    """Cut a journal behind each adjournment."""
    chunks: list[list[JournalEvent]] = [[]]
    for event in events:
        chunks[-1].append(event)
        if event.kind == "session_changed" and '"act":"adjourned"' in event.payload:
            chunks.append([])
    return chunks


def _part(chunk: Sequence[JournalEvent], running: str | None) -> tuple[SessionPart | None, str | None]:
    """Return the session of a chunk (None: none was opened in it), and the item that is open at its end."""
    opened: tuple[str, datetime] | None = None
    closed_at: datetime | None = None
    opening: Quorum | None = None
    quorum: Quorum | None = None
    for event in chunk:
        payload, at = PAYLOAD.validate_json(event.payload), datetime.fromisoformat(event.at)
        match payload:
            case MeetingChanged(act="opened"):
                opened = (_name(payload.meeting.sessions, None), at)
            case MeetingChanged(act="closed"):
                closed_at = at
            case SessionChanged(act="opened"):
                opened, opening = (_name(payload.meeting.sessions, payload.session_id), at), payload.quorum
            case SessionChanged(act="adjourned"):
                closed_at, quorum = at, payload.ended
    items, polls, running = _dealt_with(chunk, running)
    if opened is None:
        return None, running
    name, since = opened
    stays, crossings = stays_of(chunk), crossings_of(chunk)
    return SessionPart(name, since, closed_at, opening, quorum, stays, crossings, items, polls), running


def _dealt_with(
    chunk: Sequence[JournalEvent], running: str | None
) -> tuple[frozenset[str], frozenset[str], str | None]:
    """Return the items and votes of a chunk, where ``running`` was open before; and what is open after it."""
    items, polls = {running} if running else set(), set()
    for event in chunk:
        match PAYLOAD.validate_json(event.payload):
            case ItemOpened(item_id=running):
                items.add(running)
            case ItemClosed():
                running = None
            case ItemSettled(item=item):
                items.add(item.id)
            case PollOpened(poll=poll):
                polls.add(poll.id)
    return frozenset(items), frozenset(polls), running


def _name(sessions: Sequence[Session], session_id: str | None) -> str:
    """Return what a session is called in Vietnamese, the language of the minutes; ``None``: the first one."""
    starts = {one.id: datetime.fromisoformat(one.starts_at) for one in sessions}
    if not starts:
        return ""
    with override("vi"):
        return session_name(starts[session_id] if session_id else next(iter(starts.values())), list(starts.values()))
