"""Reads of the floor, the queue, its limits and the microphones."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from meetings.agenda.listening import machines_may_listen
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import current_item
from meetings.contracts.floor import Floor, SpeechKind, Spoken
from meetings.contracts.floor import SpeechLimit as LimitState
from meetings.contracts.floor import SpeechRequest as RequestState
from meetings.contracts.floor import SpeechRule as RuleState
from meetings.contracts.media import Policy
from meetings.contracts.roles import Role
from meetings.core import clock, journal
from meetings.core.clock import iso, iso_or_none
from meetings.interpreting.selectors import policy_channels
from meetings.speaking.models import SpeechLimit, SpeechRequest, SpeechRule, Turn
from meetings.speaking.rules import Clock, Limit, limit_for, standing_microphones, voice_key
from meetings.speaking.rules import open_microphones as heard

EXPECTED = 2
"""So many of the queue have their pictures kept ready for the floor."""


def queue_state(meeting: Meeting) -> tuple[RequestState, ...]:
    """Return the raised hands: points of order first, then the others as the chair ordered them."""
    requests = list(waiting_requests(meeting).select_related("person", "person__unit"))
    asking = [request.person_id for request in requests]
    places = Participation.objects.filter(meeting=meeting, person_id__in=asking)
    seats = dict(places.values_list("person_id", "seated_in_id"))
    return tuple(request_state(request, seats.get(request.person_id)) for request in requests)


def waiting_requests(meeting: Meeting) -> QuerySet[SpeechRequest]:
    """Return the raised hands as they stand in the queue."""
    first = Case(When(kind=SpeechKind.ORDER, then=Value(0)), default=Value(1), output_field=IntegerField())
    waiting = SpeechRequest.objects.filter(meeting=meeting, ended_at__isnull=True)
    return waiting.order_by(first, "number", "asked_at", "id")


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
        kind=SpeechKind(request.kind),
    )


def speech_rule(meeting: Meeting, on: date) -> SpeechRule:
    """Return the rule in force on a day: the body's own before the general one, the newest first."""
    rules = SpeechRule.objects.filter(Q(unit=meeting.unit_id) | Q(unit__isnull=True), valid_from__lte=on)
    in_force = rules.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return min(in_force, key=lambda rule: (rule.unit_id is None, -rule.valid_from.toordinal()))


def rule_of(meeting: Meeting) -> SpeechRule:
    """Return the rule of a meeting: the one in force on its day."""
    return speech_rule(meeting, clock.local_date(meeting.starts_at))


def rule_state(meeting: Meeting) -> RuleState:
    """Return the body's rule as pages show it."""
    rule = rule_of(meeting)
    return RuleState(limit_s=rule.limit_s, order_s=rule.order_s, warn_s=rule.warn_s, source=rule.source)


def limits_state(meeting: Meeting) -> tuple[LimitState, ...]:
    """Return what the chair set, in the order of setting."""
    return tuple(
        LimitState(
            item_id=str(limit.item_id) if limit.item_id else None,
            person_id=str(limit.person_id) if limit.person_id else None,
            limit_s=limit.limit_s,
        )
        for limit in SpeechLimit.objects.filter(meeting=meeting)
    )


def limit_of(meeting: Meeting, turn: Turn, rule: SpeechRule) -> int | None:
    """Return for how long the speaker of a turn that begins may speak, by rule and the chair's limits."""
    if turn.kind == SpeechKind.ORDER:
        return rule.order_s
    limits = [Limit(limit.item_id, limit.person_id, limit.limit_s) for limit in limits_state(meeting)]
    person_id = str(turn.person_id) if turn.person_id else None
    return limit_for(limits, str(turn.item_id) if turn.item_id else None, person_id, rule.limit_s)


def clock_of(turn: Turn) -> Clock:
    """Return the clock of a turn."""
    return Clock(turn.started_at, turn.paused_at, turn.paused_s)


def spoken_state(meeting: Meeting) -> tuple[Spoken, ...]:
    """Return for how long each speaker had the floor in each item, in the order of their first turns."""
    return sum_spoken(_ended_turns(meeting).order_by("number", "started_at", "id"))


def spoken_with(turn: Turn) -> Spoken:
    """Return the time of an ended turn's speaker in its item, this turn included."""
    same = _ended_turns(turn.meeting).filter(item=turn.item, person=turn.person)
    if turn.person_id is None:
        same = same.filter(room=turn.room)
    return sum_spoken(same)[0]


def _ended_turns(meeting: Meeting) -> QuerySet[Turn]:
    ended = Turn.objects.filter(meeting=meeting, ended_at__isnull=False)
    return ended.select_related("person__unit", "room__unit")


def sum_spoken(turns: Iterable[Turn]) -> tuple[Spoken, ...]:
    """Add up ended turns by speaker and item."""
    sums: dict[tuple[object, object, object], Spoken] = {}
    for turn in turns:
        room_id = None if turn.person_id else turn.room_id
        key = (turn.person_id, room_id, turn.item_id)
        before = sums.get(key)
        unit = turn.person.unit if turn.person else turn.room.unit if turn.room else None
        sums[key] = Spoken(
            person_id=str(turn.person_id) if turn.person_id else None,
            room_id=str(room_id) if room_id else None,
            name=_label(turn)[0],
            unit=unit.name if unit else "",
            item_id=str(turn.item_id) if turn.item_id else None,
            seconds=clock_of(turn).spoken(turn.ended_at or turn.started_at) + (before.seconds if before else 0),
            turns=1 + (before.turns if before else 0),
        )
    return tuple(sums.values())


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
        kind=SpeechKind(turn.kind),
        warn_s=turn.warn_s,
        paused_at=iso_or_none(turn.paused_at),
        paused_s=turn.paused_s,
        question_id=str(turn.question_id) if turn.question_id else None,
    )


def _label(turn: Turn) -> tuple[str, str]:
    if turn.person:
        return turn.person.full_name, turn.person.title or (turn.person.unit.name if turn.person.unit else "")
    if turn.room:
        return turn.room.name, turn.room.unit.name
    raise ValueError("a turn belongs to a person or to a room")


def expected_speakers(meeting: Meeting) -> tuple[str, ...]:
    """Return whose microphones and cameras probably come next: of the first in the queue, each once."""
    if meeting.adjourned_at:
        return ()
    first = list(waiting_requests(meeting).values_list("person_id", flat=True)[:EXPECTED])
    places = Participation.objects.filter(meeting=meeting, person_id__in=first)
    seats = dict(places.values_list("person_id", "seated_in_id")) if first else {}
    keys = (voice_key(str(one), str(seats[one]) if seats.get(one) else None) for one in first)
    return tuple(dict.fromkeys(keys))


def standing_keys(meeting: Meeting) -> tuple[str, ...]:
    """Return who is heard without having the floor: the main room and whoever conducts.

    A deputy who sits in another room is heard through its microphones too. Between two sessions nobody is heard.
    """
    if meeting.adjourned_at:
        return ()
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
        captions=machines_may_listen(meeting),
        expected=expected_speakers(meeting),
        channels=policy_channels(meeting),
    )
