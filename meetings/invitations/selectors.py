"""Reads of invitations: my own answer, everybody's answers by unit, who is expected."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_meeting_for, people_of
from meetings.attendance.counting import counting_of
from meetings.contracts.invitations import AnswerKind, Expected
from meetings.contracts.polls import Quorum
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import NotFound
from meetings.core.permissions import Permission, roles_with
from meetings.invitations.models import Answer
from meetings.invitations.rules import COMING, Stand, Told, stand_of, tally

ANSWER_SHOWN = ("room", "substitute", "substitute__unit", "entered_by")
"""What pages tell of an answer."""


@dataclass(frozen=True, slots=True)
class Line:
    """An invited person with his answer."""

    place: Participation
    answer: Answer | None

    @property
    def stand(self) -> Stand:
        """Where he stands."""
        return stand_of(Told(AnswerKind(self.answer.kind), self.answer.decision) if self.answer else None)


@dataclass(frozen=True, slots=True)
class UnitLines:
    """The invited people of one unit."""

    name: str
    lines: tuple[Line, ...]

    @property
    def silent(self) -> int:
        """How many of them have not answered."""
        return sum(1 for line in self.lines if line.stand == Stand.SILENT)


def lines_of(meeting: Meeting) -> list[Line]:
    """Return everybody whose answer is waited for, in protocol order; two queries."""
    answers = Answer.objects.filter(meeting=meeting).select_related(*ANSWER_SHOWN)
    by_person = {answer.person_id: answer for answer in answers}
    places = people_of(meeting).filter(role__in=roles_with(Permission.ANSWER_INVITATION))
    instead = {answer.substitute_id for answer in by_person.values() if answer.substitute_id and answer.settled}
    # Who comes instead was named by somebody else: he is expected and not asked again.
    return [
        Line(place, by_person.get(place.person_id))
        for place in places
        if place.person_id and (place.person_id not in instead or place.person_id in by_person)
    ]


def asked_in(meeting: Meeting, person_id: UUID) -> Line:
    """Return somebody whose answer is waited for, with what he answered so far."""
    found = next((line for line in lines_of(meeting) if line.place.person_id == person_id), None)
    if found is None:
        raise NotFound(_("Người này không thuộc danh sách phải trả lời giấy mời của cuộc họp."))
    return found


def settled_answers_of(meeting: Meeting) -> dict[UUID, Answer]:
    """Return by person the answers that stand: nobody has to decide on them, and nobody refused them; one query."""
    answers = Answer.objects.filter(meeting=meeting).select_related("person", "room", "substitute")
    return {answer.person_id: answer for answer in answers if answer.settled}


def by_unit(lines: Iterable[Line]) -> list[UnitLines]:
    """Group people by their unit; units with silent people first, then by name."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.place.unit_name, []).append(line)
    found = [UnitLines(name, tuple(members)) for name, members in groups.items()]
    return sorted(found, key=lambda unit: (unit.silent == 0, unit.name))


def answers_for(actor: Actor, meeting_id: UUID) -> tuple[Meeting, list[Line]]:
    """Return a meeting and its answers for whoever may see them."""
    meeting = get_meeting_for(actor, meeting_id, Permission.SEE_ANSWERS)
    return meeting, lines_of(meeting)


def expected_of(meeting: Meeting, lines: list[Line] | None = None) -> Expected:
    """Return what the answers let expect, now."""
    known = lines_of(meeting) if lines is None else lines
    counts = tally(line.stand for line in known)
    return Expected(
        asked=len(known),
        rooms=counts[Stand.ROOM],
        remote=counts[Stand.REMOTE],
        absent=counts[Stand.ABSENT],
        substituted=counts[Stand.SUBSTITUTED],
        waiting=counts[Stand.WAITING],
        silent=counts[Stand.SILENT],
        quorum=_quorum_if_they_come(meeting, known),
    )


def _quorum_if_they_come(meeting: Meeting, lines: Iterable[Line]) -> Quorum:
    """Return the quorum as if exactly those were there who said that they come, and those who are not asked."""
    counting = counting_of(meeting)
    coming = {line.place.person_id for line in lines if line.stand in COMING}
    asked = roles_with(Permission.ANSWER_INVITATION)
    for place in Participation.objects.filter(meeting=meeting, person__isnull=False, votes=True):
        comes = place.person_id in coming or place.role not in asked
        if comes == place.present:
            continue
        counting.remove(place)
        place.present = comes
        if comes:
            place.checked_in_at = place.checked_in_at or clock.now()
        counting.add(place)
    return counting.quorum


def expected_in(meeting_id: UUID) -> Expected | None:
    """Return what the answers let expect while that matters: from the convening to the opening."""
    meeting = Meeting.objects.filter(id=meeting_id, status=MeetingStatus.CONVENED).first()
    return expected_of(meeting) if meeting else None


class Desk:
    """What the calendar asks about invitations (``agenda.schedule.InvitationDesk``)."""

    def answers(self, actor: Actor, meetings: Iterable[UUID]) -> Mapping[UUID, Answer]:
        """Return by meeting what the person has answered; one query."""
        found = Answer.objects.filter(person_id=actor.id, meeting_id__in=list(meetings))
        return {answer.meeting_id: answer for answer in found.select_related("room", "substitute")}
