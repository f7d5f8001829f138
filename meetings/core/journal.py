"""The journal: state and numbered, hash-chained event in one transaction; published on commit.

A service does ``with act(meeting_id=…, actor=…) as act: …change tables…; act.record(payload)``. Numbers have no
gaps within a meeting because every act locks the meeting's ``JournalHead`` row first (on SQLite transactions
begin IMMEDIATE). Lost publications cost nothing: pages ask for events after their last number.
"""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from uuid import UUID

from django.db import transaction
from pydantic import TypeAdapter

from meetings.contracts.audience import EVERYONE, Audience, Viewer, may_receive
from meetings.contracts.events import EventMessage, EventPayload, PassedMessage
from meetings.core import bus, clock
from meetings.core.actor import Actor
from meetings.core.bulk import insert_rows
from meetings.core.models import JournalEvent, JournalHead

log = logging.getLogger(__name__)
PAYLOAD: TypeAdapter[EventPayload] = TypeAdapter(EventPayload)
AUDIENCE: TypeAdapter[Audience] = TypeAdapter(Audience)
COLUMNS = ("meeting_id", "number", "kind", "payload", "audience", "actor", "at", "command_id", "prev_hash", "hash")
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
BACKWARD = timedelta(seconds=1)
"""Processes on several machines differ by less; more is a clock that was set back."""


class AlreadyDone(Exception):
    """The same command by the same actor is already in the journal: its effect stands, it is not repeated."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(slots=True)
class Act:
    """An open act: the meeting's journal is locked until the transaction ends."""

    head: JournalHead
    actor: Actor
    events: list[JournalEvent] = field(default_factory=list)
    audiences: list[Audience] = field(default_factory=list)
    """Who may receive each of ``events``."""
    at: datetime = field(default_factory=lambda: clock.now())
    """The one moment of the act, once the journal is its own: its events and what it writes elsewhere bear it."""
    _commands: set[tuple[str, str]] = field(default_factory=set)

    @property
    def number(self) -> int:
        """Number of the last event of this act (of the journal, before the first record)."""
        return self.head.number

    @property
    def next_number(self) -> int:
        """The number that the next record will get."""
        return self.head.number + 1

    def record(self, payload: EventPayload, audience: Audience = EVERYONE, *, actor: Actor | None = None) -> int:
        """Append an event and return its number. ``actor`` overrides who acted (for acts taken in one batch)."""
        who = actor or self.actor
        number = self.head.number + 1
        event = JournalEvent(
            meeting_id=self.head.meeting_id,
            number=number,
            kind=payload.kind,
            payload=canonical_json(PAYLOAD.dump_python(payload, mode="json")),
            audience=canonical_json(AUDIENCE.dump_python(audience, mode="json")),
            actor=who.key,
            at=clock.iso(self.at),
            command_id=self._command_of(who),
            prev_hash=self.head.hash,
        )
        event.hash = event_hash(event)
        self.events.append(event)
        self.audiences.append(audience)
        self.head.number, self.head.hash = number, event.hash
        return number

    def _command_of(self, actor: Actor) -> str | None:
        """Return the command id for the first event of a command; the others of the same command carry none."""
        if actor.command_id is None or (actor.key, actor.command_id) in self._commands:
            return None
        self._commands.add((actor.key, actor.command_id))
        return actor.command_id


@contextmanager
def act(*, meeting_id: UUID, actor: Actor) -> Iterator[Act]:
    """Open an act on a meeting; raises ``AlreadyDone`` when the actor's command is already in the journal."""
    with transaction.atomic():
        JournalHead.objects.get_or_create(meeting_id=meeting_id)
        head = JournalHead.objects.select_for_update().get(meeting_id=meeting_id)
        refuse_repeated(meeting_id, actor)
        current = Act(head, actor)
        yield current
        if current.events:
            insert_rows(JournalEvent, COLUMNS, [[getattr(event, name) for name in COLUMNS] for event in current.events])
            head.save()
            written = tuple(zip(current.audiences, current.events, strict=True))
            transaction.on_commit(lambda: publish_events(written))


def refuse_repeated(meeting_id: UUID, actor: Actor) -> None:
    """Raise ``AlreadyDone`` when this actor's command already stands in the journal."""
    number = done_number(meeting_id, actor)
    if number is not None:
        raise AlreadyDone(number)


def done_number(meeting_id: UUID, actor: Actor) -> int | None:
    """Return the journal number of this actor's command if it was already carried out."""
    if actor.command_id is None:
        return None
    done = JournalEvent.objects.filter(meeting_id=meeting_id, actor=actor.key, command_id=actor.command_id)
    return done.values_list("number", flat=True).first()


def first_event_after(meeting_id: UUID, number: int, kinds: Iterable[str]) -> JournalEvent | None:
    """Return the first event of one of these kinds after a number."""
    later = JournalEvent.objects.filter(meeting_id=meeting_id, number__gt=number, kind__in=kinds)
    return later.order_by("number").first()


def done_events(meeting_id: UUID, actors: Iterable[str], commands: Iterable[str]) -> list[JournalEvent]:
    """Return the events of these actors (keys) that came from these commands.

    The actors are compared here: asked for both lists, databases try every pair of them in the index.
    """
    known = set(actors)
    events = JournalEvent.objects.filter(meeting_id=meeting_id, command_id__in=list(commands))
    return [event for event in events if event.actor in known]


def canonical_json(value: object) -> str:
    """Write JSON in the one form that is hashed: sorted keys, no spaces, letters as they are."""
    return _CANONICAL.encode(value)


def event_hash(event: JournalEvent) -> str:
    """Return the SHA-256 over everything that the event says and the hash before it."""
    content = {
        "meeting": str(event.meeting_id),
        "number": event.number,
        "kind": event.kind,
        "payload": event.payload,
        "audience": event.audience,
        "actor": event.actor,
        "at": event.at,
        "command": event.command_id,
        "prev": event.prev_hash,
    }
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def event_message(event: JournalEvent) -> EventMessage:
    """Return the event as pages receive it."""
    return EventMessage(number=event.number, at=event.at, payload=PAYLOAD.validate_json(event.payload))


def publish_events(events: Sequence[tuple[Audience, JournalEvent]]) -> None:
    """Publish committed events; while Redis is away they are only logged, pages catch up by number.

    Neighbours that go to one person each (ballots) travel together: every other page then receives one ``passed``
    for all of them instead of one for each.
    """
    for personal, group in groupby(events, key=lambda written: written[0].kind == "person"):
        run = tuple(group)
        if personal and len(run) > 1:
            parts = [(event.number, audience, message_text(event)) for audience, event in run]
            bus.publish_run(str(run[0][1].meeting_id), parts)
        else:
            for audience, event in run:
                _publish_event(audience, event)


def _publish_event(audience: Audience, event: JournalEvent) -> None:
    passed = PassedMessage(first=event.number, last=event.number)
    outside = None if audience == EVERYONE else passed.model_dump_json()
    bus.publish(str(event.meeting_id), audience, message_text(event), outside)


def message_text(event: JournalEvent) -> str:
    """Return ``event_message(event)`` as JSON. The payload was checked when it was written: it is put in as it is."""
    return f'{{"type":"event","number":{event.number},"at":{json.dumps(event.at)},"payload":{event.payload}}}'


def last_number(meeting_id: UUID) -> int:
    """Return the number of the newest event, 0 when there is none."""
    number = JournalHead.objects.filter(meeting_id=meeting_id).values_list("number", flat=True).first()
    return number or 0


def last_numbers(meeting_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the numbers of the newest events of several meetings, in one query."""
    return dict(JournalHead.objects.filter(meeting_id__in=list(meeting_ids)).values_list("meeting_id", "number"))


def events_after(meeting_id: UUID, after: int, viewer: Viewer, *, limit: int = 2000) -> tuple[int, list[EventMessage]]:
    """Return the newest number and the events after ``after`` that ``viewer`` may see, oldest first."""
    rows = read_after(meeting_id, after, limit=limit)
    return (rows[-1][1].number if rows else after), visible_to(viewer, rows)


def visible_to(viewer: Viewer, rows: Iterable[tuple[Audience, EventMessage]]) -> list[EventMessage]:
    """Return those events that ``viewer`` may see."""
    return [message for audience, message in rows if may_receive(audience, viewer)]


def read_after(meeting_id: UUID, after: int, *, limit: int = 2000) -> list[tuple[Audience, EventMessage]]:
    """Return the events after ``after`` with their audiences, oldest first; the caller looks who may see which."""
    rows = JournalEvent.objects.filter(meeting_id=meeting_id, number__gt=after).order_by("number")[:limit]
    return [(AUDIENCE.validate_json(row.audience), event_message(row)) for row in rows]


def goes_back(before: str, at: str) -> bool:
    """Tell whether the clock was set back between two events (``at`` of each); order is by number all the same."""
    try:
        return datetime.fromisoformat(before) - datetime.fromisoformat(at) > BACKWARD
    except (ValueError, TypeError):
        return False


def numbers_gone_back(meeting_id: UUID) -> list[int]:
    """Return the events that carry an earlier time than the one before: a remark, not an error."""
    rows = JournalEvent.objects.filter(meeting_id=meeting_id).order_by("number").values_list("number", "at")
    return [number for (_earlier, before), (number, at) in pairwise(rows) if goes_back(before, at)]


def first_broken_number(meeting_id: UUID) -> int | None:
    """Walk the chain; return the first number that is missing, changed or out of place, None when all is whole."""
    expected, prev = 1, ""
    for event in JournalEvent.objects.filter(meeting_id=meeting_id).order_by("number").iterator():
        if event.number != expected or event.prev_hash != prev or event_hash(event) != event.hash:
            return expected
        expected, prev = expected + 1, event.hash
    head = JournalHead.objects.filter(meeting_id=meeting_id).first()
    if head is None:
        return None if expected == 1 else 1
    return None if (head.number, head.hash) == (expected - 1, prev) else expected
