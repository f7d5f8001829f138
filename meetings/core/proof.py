"""Proves a journal against a copy outside the database.

The chain alone shows that rows were changed, swapped, removed or added; whoever can write to the database can compute
the whole chain anew. Then only a copy shows it that left the building before: the hash on the closing record or on a
printed journal (``unlike_head``), or an exported CSV (``unlike_copy``).
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from meetings.core.journal import last_number
from meetings.core.models import JournalEvent

SHORTEST = 12
"""Letters of a hash that a printed journal gives for each row; fewer prove too little."""


class UnreadableCopy(ValueError):
    """What was given is no hash of ours, or no exported journal."""


@dataclass(frozen=True, slots=True)
class Match:
    """How far a journal and a copy of it agree."""

    number: int
    """The copy's last event, or the first one at which they differ."""
    alike: bool


def clean_hash(text: str) -> str:
    """Return a hash as typed from paper: spaces and capitals do not matter; raises ``UnreadableCopy``."""
    digest = re.sub(r"\s", "", text).lower()
    if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},64}}", digest):
        raise UnreadableCopy(text)
    return digest


def unlike_head(meeting_id: UUID, head: str, number: int | None) -> Match:
    """Compare with a hash (or its beginning) on paper, of the event ``number`` (None: of any event).

    When they differ, the first change is at ``Match.number`` or, if the chain was computed anew, before it.
    """
    digest = clean_hash(head)
    events = JournalEvent.objects.filter(meeting_id=meeting_id)
    if number is None:
        found = events.filter(hash__startswith=digest).order_by("number").first()
        return Match(found.number, True) if found else Match(last_number(meeting_id), False)
    if number > last_number(meeting_id):
        return Match(last_number(meeting_id) + 1, False)
    return Match(number, events.filter(number=number, hash__startswith=digest).exists())


def unlike_copy(meeting_id: UUID, lines: Iterable[str]) -> Match:
    """Compare with the lines of an exported CSV, row by row; raises ``UnreadableCopy``."""
    hashes = dict(JournalEvent.objects.filter(meeting_id=meeting_id).values_list("number", "hash"))
    rows = list(csv.reader(lines))[1:]
    if not rows:
        raise UnreadableCopy("empty")
    for expected, row in enumerate(rows, start=1):
        if len(row) < 2 or row[0] != str(expected):
            raise UnreadableCopy(",".join(row))
        if hashes.get(expected) != clean_hash(row[-1]):
            return Match(expected, False)
    return Match(len(rows), True)
