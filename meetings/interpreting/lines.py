"""Which interpreters have no line: their colleague may then go on air without waiting for an answer.

Who has an open page is known to ``live`` alone; it tells here, every few seconds. Only changes are written.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from meetings.core import clock
from meetings.core.actor import person_actor
from meetings.interpreting.models import Interpreter


def note_interpreter_lines(online: Mapping[UUID, Collection[str]]) -> None:
    """Note, for meetings and the participant keys with an open page in them, which interpreters have none."""
    for one in Interpreter.objects.filter(meeting_id__in=online):
        there = person_actor(one.person_id).key in online[one.meeting_id]
        if there and one.away_since:
            note_interpreter_back(one.meeting_id, one.person_id)
        elif not there and one.away_since is None:
            Interpreter.objects.filter(id=one.id).update(away_since=clock.now())


def note_interpreter_back(meeting_id: UUID, person_id: UUID) -> None:
    """Note at once that an interpreter has a page again."""
    Interpreter.objects.filter(meeting_id=meeting_id, person_id=person_id).update(away_since=None)
