"""Writes of speaking: hands, turns, microphones. Each is one official act."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import current_item, get_place_for
from meetings.agenda.services import announce_policy
from meetings.agenda.sitting import act_in_session
from meetings.contracts.events import (
    FloorGiven,
    FloorTaken,
    MicrophonesMuted,
    QueueOrdered,
    SpeechRequested,
    SpeechWithdrawn,
)
from meetings.contracts.floor import SpeechKind
from meetings.contracts.roles import Role
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.journal import Act
from meetings.core.permissions import Permission, allows
from meetings.speaking.models import SpeechRequest, Turn
from meetings.speaking.rules import moved, open_microphones, voice_key
from meetings.speaking.selectors import (
    clock_of,
    current_turn,
    expected_speakers,
    limit_of,
    request_state,
    rule_of,
    spoken_with,
    standing_keys,
    turn_state,
    waiting_requests,
)


@dataclass(frozen=True, slots=True)
class FloorTarget:
    """Who shall have the floor: exactly one of a raised hand, a person and a room."""

    request_id: str | None = None
    person_id: str | None = None
    room_id: str | None = None

    def checked(self) -> "FloorTarget":
        """Return itself, or raise ``BadInput``."""
        if sum(value is not None for value in (self.request_id, self.person_id, self.room_id)) != 1:
            raise BadInput(_("Hãy chọn đúng một đại biểu hoặc một điểm cầu để mời phát biểu."), code="bad_target")
        return self


def request_speech(*, actor: Actor, meeting_id: UUID, subject: str, kind: SpeechKind = SpeechKind.SPEECH) -> int:
    """Raise a hand; one of a kind per person. He must have checked in: we must know where his microphone is."""
    with act_in_session(actor, meeting_id, Permission.REQUEST_SPEECH) as (act, meeting):
        place = get_place_for(actor, meeting_id, Permission.REQUEST_SPEECH).participation
        refuse_absent(place)
        if waiting_requests(meeting).filter(person_id=actor.id, kind=kind).exists():
            raise BadState(_("Đồng chí đã đăng ký phát biểu và đang trong danh sách chờ."), code="already_asked")
        with _queue_changes(meeting):
            request = SpeechRequest.objects.create(
                meeting=meeting,
                person_id=actor.id,
                item=current_item(meeting),
                subject=subject.strip(),
                kind=kind,
                asked_at=act.at,
                number=act.next_number,
            )
        return act.record(SpeechRequested(request=request_state(request, place.seated_in_id)))


@contextmanager
def _queue_changes(meeting: Meeting) -> Iterator[None]:
    """Around a change of the queue: media must know who comes next, and of hands far behind it need not hear."""
    before = expected_speakers(meeting)
    yield
    if expected_speakers(meeting) != before:
        announce_policy(meeting.id)


def refuse_absent(place: Participation) -> None:
    """Raise ``BadState`` when the person has not checked in."""
    if not place.present:
        raise BadState(_("Đồng chí chưa điểm danh. Hãy điểm danh rồi đăng ký phát biểu."), code="not_present")


def withdraw_speech(*, actor: Actor, meeting_id: UUID, request_id: str) -> int:
    """Lower one's own hand; the chair may lower anybody's."""
    with act_in_session(actor, meeting_id, Permission.WITHDRAW_SPEECH) as (act, meeting):
        request = _waiting_request(meeting, request_id)
        if request.person_id != actor.id and not _conducts(actor, meeting):
            raise Refused(_("Đồng chí chỉ rút được đăng ký phát biểu của mình."))
        with _queue_changes(meeting):
            request.ended_at = act.at
            request.save(update_fields=["ended_at"])
        return act.record(SpeechWithdrawn(request_id=str(request.id)))


def move_request(*, actor: Actor, meeting_id: UUID, request_id: str, before_id: str | None) -> int:
    """Put a raised hand before another one in the queue, or last. Points of order keep their place before all."""
    with act_in_session(actor, meeting_id, Permission.MOVE_REQUEST) as (act, meeting):
        named = [_waiting_request(meeting, id_) for id_ in (request_id, before_id) if id_ is not None]
        if any(request.kind == SpeechKind.ORDER for request in named):
            raise BadState(_("Ý kiến về thủ tục luôn đứng trước và theo thứ tự đăng ký."), code="order_stays")
        if request_id == before_id:
            raise BadState(_("Thứ tự phát biểu không đổi."), code="same_order")
        waiting = list(waiting_requests(meeting))
        speeches = {str(request.id): request for request in waiting if request.kind == SpeechKind.SPEECH}
        order = moved(list(speeches), request_id, before_id)
        if order == tuple(speeches):
            raise BadState(_("Thứ tự phát biểu không đổi."), code="same_order")
        for number, id_ in enumerate(order, start=1):
            speeches[id_].number = number
        with _queue_changes(meeting):
            SpeechRequest.objects.bulk_update(speeches.values(), ["number"])
        first = [str(request.id) for request in waiting if request.kind == SpeechKind.ORDER]
        return act.record(QueueOrdered(request_ids=(*first, *order)))


def give_floor(
    *, actor: Actor, meeting_id: UUID, target: FloorTarget, limit_s: int | None, by_rule: bool = False
) -> int:
    """Give the floor; a running turn ends in the same act, first. A raised hand of that person leaves the queue.

    ``limit_s``: null is no limit; ``by_rule`` takes what the limits say for this speaker in this item instead.
    """
    target.checked()
    with act_in_session(actor, meeting_id, Permission.GIVE_FLOOR) as (act, meeting):
        request = _request_of(meeting, target)
        turn = _new_turn(meeting, target, request)
        rule = rule_of(meeting)
        turn.item, turn.warn_s = current_item(meeting), rule.warn_s
        turn.limit_s = limit_of(meeting, turn, rule) if by_rule else limit_s
        return begin_turn(act, turn, request)


def begin_turn(act: Act, turn: Turn, request: SpeechRequest | None = None) -> int:
    """Give the floor for a turn that was made ready; a running one ends first. Returns the journal number.

    Whoever gives the floor in another way (``questioning``) ends here too: one floor, one main picture.
    """
    meeting = turn.meeting
    running = current_turn(meeting)
    if running:
        _end_turn(act, meeting, running, act.at)
    turn.started_at, turn.number = act.at, act.next_number
    turn.save()
    if request:
        request.ended_at = act.at
        request.save(update_fields=["ended_at"])
    number = act.record(
        FloorGiven(
            floor=turn_state(turn),
            request_id=str(request.id) if request else None,
            open_microphones=open_microphones(standing_keys(meeting), turn.participant),
        )
    )
    announce_policy(meeting.id)
    return number


def take_floor(*, actor: Actor, meeting_id: UUID, turn_id: str) -> int:
    """End the running turn: the chair, or the speaker himself."""
    with act_in_session(actor, meeting_id, Permission.TAKE_FLOOR) as (act, meeting):
        turn = current_turn(meeting)
        if turn is None or str(turn.id) != turn_id:
            raise BadState(_("Lượt phát biểu này đã kết thúc."), code="turn_over")
        if turn.person_id != actor.id and not _conducts(actor, meeting):
            raise Refused(_("Chỉ chủ trì hoặc chính người đang phát biểu mới kết thúc được lượt này."))
        number = _end_turn(act, meeting, turn, act.at)
        announce_policy(meeting_id)
    return number


def mute_all(*, actor: Actor, meeting_id: UUID) -> int:
    """Close every microphone but the chair's: a running turn ends, only the main room and the chair are heard."""
    with act_in_session(actor, meeting_id, Permission.MUTE_ALL) as (act, meeting):
        turn = current_turn(meeting)
        if turn:
            _end_turn(act, meeting, turn, act.at)
        number = act.record(MicrophonesMuted(open_microphones=standing_keys(meeting)))
        announce_policy(meeting_id)
    return number


def refuse_open_turn(meeting: Meeting) -> None:
    """Raise ``BadState`` while somebody has the floor: a sitting is not closed over a speaker."""
    turn = current_turn(meeting)
    if turn:
        name = turn_state(turn).name
        raise BadState(
            _("%(name)s đang phát biểu. Hãy kết thúc lượt phát biểu trước.") % {"name": name}, code="turn_open"
        )


def end_waiting_requests(meeting: Meeting, act: Act) -> None:
    """Lower every hand when the sitting closes."""
    for request in waiting_requests(meeting):
        act.record(SpeechWithdrawn(request_id=str(request.id)))
    SpeechRequest.objects.filter(meeting=meeting, ended_at__isnull=True).update(ended_at=act.at)


def end_turn_of_session(meeting: Meeting, act: Act) -> None:
    """Take the floor from whoever has it when a session ends; raised hands stay for the next one."""
    turn = current_turn(meeting)
    if turn:
        _end_turn(act, meeting, turn, act.at)


def end_speaking_of(act: Act, place: Participation) -> None:
    """Lower the hand and end the turn of a person who leaves, in the act by which he leaves."""
    now = act.at
    for request in waiting_requests(place.meeting).filter(person=place.person):
        request.ended_at = now
        request.save(update_fields=["ended_at"])
        act.record(SpeechWithdrawn(request_id=str(request.id)))
    turn = current_turn(place.meeting)
    if turn and turn.person_id == place.person_id:
        _end_turn(act, place.meeting, turn, now)


def _conducts(actor: Actor, meeting: Meeting) -> bool:
    return get_place_for(actor, meeting.id).may(Permission.GIVE_FLOOR)


def _waiting_request(meeting: Meeting, request_id: str) -> SpeechRequest:
    found = SpeechRequest.objects.filter(meeting=meeting, id=_uuid(request_id), ended_at__isnull=True)
    request = found.select_related("person", "person__unit").first()
    if request is None:
        raise NotFound(_("Đăng ký phát biểu này không còn trong danh sách chờ."))
    return request


def _request_of(meeting: Meeting, target: FloorTarget) -> SpeechRequest | None:
    """Return the raised hand that the floor answers, also when the person was named directly."""
    if target.request_id:
        return _waiting_request(meeting, target.request_id)
    if target.person_id:
        return waiting_requests(meeting).filter(person_id=_uuid(target.person_id)).first()
    return None


def _new_turn(meeting: Meeting, target: FloorTarget, request: SpeechRequest | None) -> Turn:
    if target.room_id:
        places = Participation.objects.filter(meeting=meeting).select_related("room__unit")
        place = places.filter(room_id=_uuid(target.room_id)).first()
        if place is None or place.room is None:
            raise NotFound(_("Điểm cầu này không có trong cuộc họp."))
        return Turn(meeting=meeting, room=place.room, participant=f"room:{place.room.id}")
    kind = SpeechKind(request.kind) if request else SpeechKind.SPEECH
    return turn_of_person(meeting, request.person_id if request else _uuid(target.person_id), kind)


def turn_of_person(meeting: Meeting, person_id: UUID, kind: SpeechKind) -> Turn:
    """Return a turn for a person who may speak and is there, heard where he sits; it is not begun yet."""
    places = Participation.objects.filter(meeting=meeting, person_id=person_id)
    place = places.select_related("seated_in", "person__unit").first()
    if place is None or place.person is None:
        raise NotFound(_("Đại biểu này không có trong thành phần cuộc họp."))
    if not allows(Role(place.role), Permission.REQUEST_SPEECH):
        raise BadState(_("Người này dự họp với vai trò không phát biểu."), code="may_not_speak")
    if not place.present:
        raise BadState(_("Đại biểu này chưa điểm danh nên chưa mời phát biểu được."), code="not_present")
    room_id = str(place.seated_in_id) if place.seated_in_id else None
    key = voice_key(str(place.person.id), room_id)
    return Turn(meeting=meeting, person=place.person, room=place.seated_in, participant=key, kind=kind)


def _end_turn(act: Act, meeting: Meeting, turn: Turn, now: datetime) -> int:
    spoken = clock_of(turn).spoken(now)
    turn.paused_s, turn.paused_at, turn.ended_at = clock_of(turn).paused_until(now), None, now
    turn.save(update_fields=["paused_at", "paused_s", "ended_at"])
    return act.record(
        FloorTaken(
            turn_id=str(turn.id),
            spoken_s=spoken,
            open_microphones=open_microphones(standing_keys(meeting), None),
            spoken=spoken_with(turn),
        )
    )


def _uuid(text: str | UUID | None) -> UUID:
    """Read an id that came from a page; an unreadable one is simply not there."""
    try:
        return text if isinstance(text, UUID) else UUID(str(text))
    except ValueError as error:
        raise NotFound from error
