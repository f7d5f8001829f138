"""Writes of answers: what the invited say, and what chair and secretary decide on it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_meeting_for, get_place_for
from meetings.attendance.presence import LIVING, write_absence
from meetings.attendance.services import Invitation, place_person, record_people
from meetings.contracts.audience import Roles
from meetings.contracts.invitations import AnswerDecided, AnswerKind, InvitationAnswered
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.journal import Act, act
from meetings.core.permissions import Permission, roles_with
from meetings.core.signals import participation_removed
from meetings.invitations.models import Answer, Decision
from meetings.invitations.selectors import asked_in, expected_of

EXCUSED = "excused"
"""Case of absence that an accepted reason is (``attendance.Ground``)."""
SHORTEST = 3
KEEPS_ROLE = frozenset({Role.GUEST, Role.OBSERVER, Role.INTERPRETER})
"""Whose substitute comes in the same role; who comes instead of anybody else comes as a delegate."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person says."""

    kind: AnswerKind
    room_id: UUID | None = None
    reason: str = ""
    substitute_id: UUID | None = None


def answer_invitation(*, actor: Actor, meeting_id: UUID, reply: Reply) -> int:
    """Answer an invitation, or change the answer, until the meeting opens; returns the journal number.

    A change takes back what the earlier answer brought: the noted absence, the substitute's place.
    """
    get_place_for(actor, meeting_id, Permission.ANSWER_INVITATION)
    with act(meeting_id=meeting_id, actor=actor) as current:
        place = get_place_for(actor, meeting_id, Permission.ANSWER_INVITATION)
        return _answer(current, Answer(meeting=place.meeting, person_id=actor.id), reply)


def enter_answer(*, actor: Actor, meeting_id: UUID, person_id: UUID, reply: Reply) -> int:
    """Write down what an invited person said by telephone or on paper; returns the journal number.

    It counts as his answer, says who entered it, and stays his to change.
    """
    get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
        asked_in(meeting, person_id)
        return _answer(current, Answer(meeting=meeting, person_id=person_id, entered_by_id=actor.id), reply)


def _answer(current: Act, answer: Answer, reply: Reply) -> int:
    """Let an answer that has no words yet say ``reply`` and stand in the place of the one before."""
    meeting = answer.meeting
    if meeting.status != MeetingStatus.CONVENED:
        raise BadState(
            _("Chỉ trả lời và đổi câu trả lời được đến khi khai mạc. Câu trả lời trước vẫn giữ nguyên."),
            code="answers_closed",
        )
    before = Answer.objects.filter(meeting=meeting, person_id=answer.person_id).select_related("substitute").first()
    if before and before.decision != Decision.REFUSED and _says(before) == reply:
        return current.number
    _fill(answer, reply)
    if before:
        _take_back(current, meeting, before)
        before.delete()
    answer.save()
    return _record(current, answer)


def _says(answer: Answer) -> Reply:
    return Reply(AnswerKind(answer.kind), answer.room_id, answer.reason, answer.substitute_id)


def _fill(answer: Answer, reply: Reply) -> None:
    """Put what was said into an answer that is not stored yet; raises ``BadInput`` with a sentence."""
    answer.kind, answer.answered_at = reply.kind, clock.now()
    if reply.kind == AnswerKind.ROOM:
        answer.room_id = _room(answer.meeting, reply.room_id)
    if reply.kind in {AnswerKind.ABSENT, AnswerKind.SUBSTITUTE}:
        answer.reason, answer.decision = _words(reply.reason, _("Hãy ghi lý do vắng.")), Decision.WAITING
    if reply.kind == AnswerKind.SUBSTITUTE:
        answer.substitute = _substitute(answer.meeting, reply.substitute_id)


def _words(typed: str, missing: str) -> str:
    words = " ".join(typed.split())
    if len(words) < SHORTEST:
        raise BadInput(missing, code="reason_missing")
    if len(words) > 300:
        raise BadInput(_("Lý do dài quá 300 chữ cái. Hãy viết ngắn hơn."), code="reason_long")
    return words


def _room(meeting: Meeting, room_id: UUID | None) -> UUID:
    if room_id is None or not Participation.objects.filter(meeting=meeting, room_id=room_id).exists():
        raise BadInput(_("Phòng này không tham gia cuộc họp. Hãy chọn lại điểm cầu."), code="room_not_invited")
    return room_id


def _substitute(meeting: Meeting, person_id: UUID | None) -> Person:
    person = Person.objects.filter(id=person_id, is_active=True).first() if person_id else None
    if person is None:
        raise BadInput(_("Hãy chọn người dự thay trong danh bạ."), code="substitute_missing")
    if Participation.objects.filter(meeting=meeting, person=person).exists():
        raise BadInput(_("Người này đã được mời họp rồi. Hãy chọn người khác."), code="already_invited")
    return person


def _take_back(current: Act, meeting: Meeting, answer: Answer) -> None:
    """Undo what an accepted answer brought."""
    if answer.decision != Decision.ACCEPTED:
        return
    if answer.substitute:
        place = Participation.objects.filter(meeting=meeting, person=answer.substitute).first()
        if place and place.checked_in_at:
            raise BadState(
                _("Người dự thay đã đến họp nên không đổi câu trả lời được nữa. Hãy báo thư ký."),
                code="substitute_came",
            )
        if place:
            place.delete()
            record_people(meeting, current)
            key = f"person:{answer.substitute_id}"
            transaction.on_commit(
                lambda: participation_removed.send(sender=None, meeting_id=meeting.id, key=key), robust=True
            )
    write_absence(current, meeting, answer.person_id, None)


def _record(current: Act, answer: Answer) -> int:
    event = InvitationAnswered(
        person_id=str(answer.person_id),
        name=answer.person.full_name,
        answer=AnswerKind(answer.kind),
        room=answer.room.name if answer.room else "",
        reason=answer.reason,
        substitute=named(answer.substitute),
        entered_by=answer.entered_by.full_name if answer.entered_by else "",
        expected=expected_of(answer.meeting),
    )
    return current.record(event, Roles(roles=roles_with(Permission.SEE_JOURNAL)))


def decide_answer(*, actor: Actor, meeting_id: UUID, person_id: UUID, accept: bool, why: str = "") -> int:
    """Accept or refuse a reason for staying away, with or without a substitute; returns the journal number.

    Accepting notes the absence with its reason and gives the substitute a place, without a vote.
    """
    get_meeting_for(actor, meeting_id, Permission.DECIDE_ANSWER)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.DECIDE_ANSWER)
        if meeting.status not in LIVING:
            raise BadState(_("Chỉ duyệt khi cuộc họp đã triệu tập và chưa bế mạc."), code="not_in_session")
        answers = Answer.objects.filter(meeting=meeting, person_id=person_id).select_related("person", "substitute")
        answer = answers.first()
        if answer is None:
            raise NotFound(_("Người này chưa trả lời giấy mời."))
        if answer.decision != Decision.WAITING:
            raise BadState(_("Câu trả lời này không còn chờ duyệt. Hãy tải lại trang."), code="not_waiting")
        if accept:
            _accept(current, meeting, answer)
        else:
            answer.why = _words(why, _("Hãy ghi vì sao không đồng ý, để người được mời biết mà trả lời lại."))
        answer.decision = Decision.ACCEPTED if accept else Decision.REFUSED
        answer.decided_by_id = actor.id
        answer.save(update_fields=["decision", "decided_by", "why"])
        return current.record(_decided(meeting, answer), Roles(roles=roles_with(Permission.SEE_JOURNAL)))


def _decided(meeting: Meeting, answer: Answer) -> AnswerDecided:
    return AnswerDecided(
        person_id=str(answer.person_id),
        name=answer.person.full_name,
        answer=AnswerKind(answer.kind),
        accepted=answer.decision == Decision.ACCEPTED,
        substitute=named(answer.substitute),
        why=answer.why,
        expected=expected_of(meeting),
    )


def _accept(current: Act, meeting: Meeting, answer: Answer) -> None:
    reason = answer.reason
    if answer.substitute:
        _place_substitute(current, meeting, answer, answer.substitute)
        reason = _("%(reason)s; cử %(name)s dự thay") % {"reason": reason, "name": answer.substitute.full_name}
    write_absence(current, meeting, answer.person_id, EXCUSED, reason[:300])


def _place_substitute(current: Act, meeting: Meeting, answer: Answer, substitute: Person) -> None:
    """Give who comes instead a place: he sits and speaks, but a vote belongs to its holder alone."""
    if Participation.objects.filter(meeting=meeting, person=substitute).exists():
        raise BadState(_("Người dự thay đã được mời họp rồi. Hãy đề nghị cử người khác."), code="already_invited")
    place = Participation.objects.filter(meeting=meeting, person_id=answer.person_id).first()
    if place is None:
        raise NotFound(_("Người này không có trong thành phần cuộc họp."))
    role = Role(place.role) if Role(place.role) in KEEPS_ROLE else Role.DELEGATE
    place_person(meeting, Invitation(substitute.id, role, votes=False))
    record_people(meeting, current)


def named(person: Person | None) -> str:
    """Return name and position of who comes instead, empty when nobody does."""
    if person is None:
        return ""
    return f"{person.full_name}, {person.title}" if person.title else person.full_name
