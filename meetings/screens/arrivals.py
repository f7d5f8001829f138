"""What becomes of a code that somebody scanned: what he is told, and the check-in itself."""

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_place_for
from meetings.attendance.checkins import CheckInOrder, check_in_by
from meetings.attendance.seats import SignIn
from meetings.core.actor import Actor
from meetings.core.errors import DomainError, NotFound
from meetings.core.permissions import Permission
from meetings.rooms.models import Room
from meetings.screens.code_rules import Worth
from meetings.screens.codes import LIVING, Found

log = logging.getLogger(__name__)


class Answer(StrEnum):
    """What the page of a scanned code says."""

    ASK = "ask"
    """Everything is right: one button."""
    ELSEWHERE = "elsewhere"
    """He is checked in to another place: he must say that he moved."""
    HERE = "here"
    """He is checked in to this room."""
    OVER = "over"
    """The code has changed since."""
    UNKNOWN = "unknown"
    """No screen ever showed it."""
    STRANGER = "stranger"
    """He is not invited."""
    NOT_COUNTED = "not_counted"
    """His role does not check in."""
    NOT_NOW = "not_now"
    """The meeting is not convened yet, or over."""


REFUSALS = {
    Answer.OVER: 410,
    Answer.UNKNOWN: 404,
    Answer.STRANGER: 403,
    Answer.NOT_COUNTED: 403,
    Answer.NOT_NOW: 409,
}
"""Which answers refuse, and their status of HTTP."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned code and what its reader is told; meeting and room only for those who may know of them."""

    answer: Answer
    meeting: Meeting | None = None
    room: Room | None = None
    mine: Participation | None = None

    @classmethod
    def of(cls, actor: Actor, found: Found | None, *, seen_in_time: bool) -> Self:
        """Return what a code means for somebody. ``seen_in_time``: his browser opened it while it counted."""
        if found is None:
            return cls(Answer.UNKNOWN)
        try:
            mine = get_place_for(actor, found.place.meeting_id, Permission.CHECK_IN).participation
        except NotFound:
            return cls(Answer.STRANGER)
        except DomainError:
            return cls(Answer.NOT_COUNTED)
        return cls(_answer(mine, found, seen_in_time=seen_in_time), mine.meeting, found.place.room, mine)


def _answer(mine: Participation, found: Found, *, seen_in_time: bool) -> Answer:
    if mine.meeting.status not in LIVING:
        return Answer.NOT_NOW
    if mine.present and mine.seated_in_id == found.place.room_id:
        return Answer.HERE
    if found.worth is not Worth.GOOD and not seen_in_time:
        return Answer.OVER
    return Answer.ELSEWHERE if mine.present else Answer.ASK


def check_in_here(*, actor: Actor, scan: Scan, moved: bool, sign_in: SignIn) -> bool:
    """Check somebody in to the room whose code he scanned; returns whether he is there now.

    Who is checked in elsewhere is moved only when he said so (``moved``). Raises the refusal of the check-in.
    """
    allowed = scan.answer is Answer.ASK or (scan.answer is Answer.ELSEWHERE and moved)
    if scan.meeting and scan.room and allowed:
        order = CheckInOrder(actor, scan.room.id, sign_in, way="screen")
        check_in_by(meeting_id=scan.meeting.id, order=order)
    return allowed or scan.answer is Answer.HERE


def note_refusal(person_id: UUID, scan: Scan) -> None:
    """Leave a line for the technician who is asked why somebody could not check in."""
    if scan.answer in REFUSALS:
        room = scan.room.name if scan.room else "-"
        log.info("check-in by the code of a screen: %s, person %s, room %s", scan.answer.value, person_id, room)
