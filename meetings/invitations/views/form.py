"""The form of an answer, whoever fills it in: the invited person, or the secretary who was told by telephone."""

from itertools import islice
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.accounts.selectors import find_people
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import people_of, rooms_in
from meetings.contracts.invitations import AnswerKind
from meetings.contracts.state import MeetingStatus
from meetings.core.errors import BadInput
from meetings.invitations.answers import Reply
from meetings.invitations.models import Answer

FOUND_SHOWN = 12


def typed_reply(request: HttpRequest, meeting: Meeting) -> Reply:
    """Read the form; who answers too late hears that first, whatever he typed."""
    typed = request.POST.get("answer", "")
    reason = request.POST.get("reason", "")
    if typed in {AnswerKind.REMOTE, AnswerKind.ABSENT}:
        return Reply(AnswerKind(typed), reason=reason)
    if typed == AnswerKind.SUBSTITUTE:
        return Reply(AnswerKind.SUBSTITUTE, reason=reason, substitute_id=_id(request.POST.get("substitute", "")))
    if typed != AnswerKind.ROOM and meeting.status == MeetingStatus.CONVENED:
        raise BadInput(_("Hãy chọn một câu trả lời."), code="answer_missing")
    return Reply(AnswerKind.ROOM, room_id=_id(request.POST.get("room", "")))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def said_in(answer: Answer | None) -> Reply | None:
    """Return what the form holds at first: the answer so far."""
    return Reply(AnswerKind(answer.kind), answer.room_id, answer.reason, answer.substitute_id) if answer else None


def form_context(meeting: Meeting, person: Person, typed: Reply | None) -> dict[str, object]:
    """Return what the form of a person's answer shows; ``typed`` is what it holds."""
    chosen_id = typed.substitute_id if typed else None
    chosen = Person.objects.filter(id=chosen_id).select_related("unit").first() if chosen_id else None
    rooms = [one.room for one in rooms_in(meeting) if one.room]
    own = [room.id for room in rooms if room.unit_id and room.unit_id == person.unit_id]
    chosen_room = typed.room_id if typed else None
    return {
        "meeting": meeting,
        "person": person,
        "typed": typed,
        "chosen": chosen,
        "found": [one for one in substitutes_for(person, meeting, "") if one.id != chosen_id],
        "rooms": rooms,
        "first_room": chosen_room or next(iter(own), None),
        "changeable": meeting.status == MeetingStatus.CONVENED,
    }


def substitutes_for(person: Person, meeting: Meeting, query: str) -> list[Person]:
    """Return open accounts without a place in the meeting: those of the person's unit, or those found."""
    placed: set[object] = {place.person_id for place in people_of(meeting) if place.person_id}
    if query.strip():
        return find_people(query, without=placed, limit=FOUND_SHOWN)
    if person.unit is None:
        return []
    own = Person.objects.filter(unit=person.unit, is_active=True).select_related("unit")
    free = (one for one in own.order_by("protocol_order", "full_name").iterator() if one.id not in placed)
    return list(islice(free, FOUND_SHOWN))
