"""Reads of the floor, the queue and the microphones."""

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import current_item
from meetings.contracts.media import Policy
from meetings.contracts.roles import Role
from meetings.contracts.state import Floor
from meetings.contracts.state import SpeechRequest as RequestState
from meetings.core import journal
from meetings.core.clock import iso
from meetings.speaking.models import SpeechRequest, Turn
from meetings.speaking.rules import open_microphones as heard
from meetings.speaking.rules import standing_microphones


def queue_state(meeting: Meeting) -> tuple[RequestState, ...]:
    """Return the raised hands in the order of asking."""
    waiting = SpeechRequest.objects.filter(meeting=meeting, ended_at__isnull=True)
    requests = list(waiting.select_related("person", "person__unit").order_by("number", "asked_at", "id"))
    asking = [request.person_id for request in requests]
    places = Participation.objects.filter(meeting=meeting, person_id__in=asking)
    seats = dict(places.values_list("person_id", "seated_in_id"))
    return tuple(request_state(request, seats.get(request.person_id)) for request in requests)


def request_state(request: SpeechRequest, room_id: object | None) -> RequestState:
    """Return one raised hand as pages show it; ``room_id`` is where its person sits."""
    person = request.person
    return RequestState(
        id=str(request.id),
        person_id=str(person.id),
        name=person.full_name,
        detail=person.title or (person.unit.name if person.unit else ""),
        room_id=str(room_id) if room_id else None,
        subject=request.subject,
        at=iso(request.asked_at),
    )


def current_turn(meeting: Meeting) -> Turn | None:
    """Return the turn that runs now."""
    turns = Turn.objects.filter(meeting=meeting, ended_at__isnull=True)
    return turns.select_related("person", "person__unit", "room", "room__unit").first()


def floor_state(meeting: Meeting) -> Floor | None:
    """Return who holds the floor."""
    turn = current_turn(meeting)
    return turn_state(turn) if turn else None


def turn_state(turn: Turn) -> Floor:
    """Return a turn as pages show it: a person's own name, or the room's."""
    name, detail = _label(turn)
    return Floor(
        turn_id=str(turn.id),
        participant=turn.participant,
        person_id=str(turn.person_id) if turn.person_id else None,
        room_id=str(turn.room_id) if turn.room_id else None,
        name=name,
        detail=detail,
        item_id=str(turn.item_id) if turn.item_id else None,
        since=iso(turn.started_at),
        limit_s=turn.limit_s,
    )


def _label(turn: Turn) -> tuple[str, str]:
    if turn.person:
        return turn.person.full_name, turn.person.title or (turn.person.unit.name if turn.person.unit else "")
    if turn.room:
        return turn.room.name, turn.room.unit.name
    raise ValueError("a turn belongs to a person or to a room")


def standing_keys(meeting: Meeting) -> tuple[str, ...]:
    """Return who is heard without having the floor: the main room and whoever conducts.

    A deputy who sits in another room is heard through its microphones too.
    """
    places = Participation.objects.filter(meeting=meeting)
    main = places.filter(main_room=True).values_list("room_id", flat=True).first()
    people = places.filter(person__isnull=False)
    deputy = people.filter(person_id=meeting.acting_chair_id).first() if meeting.acting_chair_id else None
    if deputy:
        seat = (str(deputy.seated_in_id),) if deputy.seated_in_id else ()
        return standing_microphones(str(main) if main else None, [str(deputy.person_id)], seat)
    chairs = people.filter(role=Role.CHAIR).values_list("person_id", flat=True)
    return standing_microphones(str(main) if main else None, [str(chair) for chair in chairs])


def open_microphones(meeting: Meeting) -> tuple[str, ...]:
    """Return everybody who may be heard now."""
    turn = current_turn(meeting)
    return heard(standing_keys(meeting), turn.participant if turn else None)


def policy_for(meeting: Meeting) -> Policy:
    """Return what media must know of the meeting.

    The number is read first: the decisions may then be newer than it, never older, and the next policy repeats them.
    """
    number = journal.last_number(meeting.id)
    turn = current_turn(meeting)
    item = current_item(meeting)
    seated = turn if turn and turn.person_id and turn.room_id else None
    return Policy(
        number=number,
        floor=(turn.participant,) if turn else (),
        open_microphones=heard(standing_keys(meeting), turn.participant if turn else None),
        speakers={seated.participant: str(seated.person_id)} if seated else {},
        speaker_names={seated.participant: _label(seated)[0]} if seated else {},
        item_id=str(item.id) if item else None,
        captions=meeting.captions,
    )
