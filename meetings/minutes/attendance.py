"""Who was there and when, and when the sitting had its quorum: read from the journal, for the minutes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from meetings.contracts.events import PersonCheckedIn, QuorumChanged
from meetings.contracts.polls import Quorum
from meetings.contracts.state import Attendee
from meetings.core.journal import PAYLOAD
from meetings.core.models import JournalEvent


@dataclass(frozen=True, slots=True)
class Stay:
    """From when to when somebody was there; ``until`` None: to the end."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Crossing:
    """A moment at which the quorum was reached, lost or regained."""

    at: datetime
    quorum: Quorum
    number: int
    """Journal number of the event."""


def stays_of(events: Iterable[JournalEvent]) -> dict[str, tuple[Stay, ...]]:
    """Return by person when he was there; moving to another room ends nothing, the end of a session does."""
    stays: dict[str, list[Stay]] = {}
    for event in events:
        if event.kind == "session_changed" and '"act":"adjourned"' in event.payload:
            _end_all(stays, datetime.fromisoformat(event.at))
        if event.kind != "person_checked_in":
            continue
        payload, at = PAYLOAD.validate_json(event.payload), datetime.fromisoformat(event.at)
        if not isinstance(payload, PersonCheckedIn):
            continue
        mine = stays.setdefault(payload.person.person_id, [])
        there = bool(mine) and mine[-1].until is None
        if payload.person.present and not there:
            mine.append(Stay(at, None))
        elif not payload.person.present and there:
            mine[-1] = Stay(mine[-1].since, at)
    return {person: tuple(found) for person, found in stays.items()}


def _end_all(stays: Mapping[str, list[Stay]], at: datetime) -> None:
    for mine in stays.values():
        if mine[-1].until is None:
            mine[-1] = Stay(mine[-1].since, at)


def crossings_of(events: Iterable[JournalEvent]) -> tuple[Crossing, ...]:
    """Return when the quorum was reached, lost and regained."""
    found = []
    for event in events:
        payload = PAYLOAD.validate_json(event.payload) if event.kind == "quorum_changed" else None
        if isinstance(payload, QuorumChanged) and payload.act != "recounted":
            found.append(Crossing(datetime.fromisoformat(event.at), payload.quorum, event.number))
    return tuple(found)


def presence_words(
    person: Attendee,
    stays: tuple[Stay, ...],
    opened_at: datetime | None,
    absences: Mapping[str, str],
    clock: Callable[[datetime], str],
) -> str:
    """Return in Vietnamese how somebody attended: absent and why, or when he came, left and came back.

    ``absences``: the reason by person; empty words: noted as absent without one.
    """
    if not stays:
        reason = absences.get(person.person_id)
        if reason is None:
            return "Vắng"
        return f"Vắng có lý do: {reason}" if reason else "Vắng không lý do"
    first = stays[0]
    late = opened_at is not None and first.since > opened_at
    words = [f"{'Đến muộn' if late else 'Có mặt'} {clock(first.since)}"]
    for stay, following in zip(stays, [*stays[1:], None], strict=True):
        if stay.until:
            words.append(f"{'ra ngoài' if following else 'về sớm'} {clock(stay.until)}")
        if following:
            words.append(f"trở lại {clock(following.since)}")
    return "; ".join(words)
