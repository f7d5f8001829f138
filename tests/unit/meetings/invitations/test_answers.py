"""Answers to an invitation: what each brings, what a change takes back, who may decide, what the chair expects."""

import pytest

from meetings.agenda.models import Participation
from meetings.agenda.services import open_meeting
from meetings.attendance.checkins import check_in
from meetings.attendance.models import Absence
from meetings.attendance.services import Invitation, invite_people
from meetings.contracts.audience import Viewer, may_receive
from meetings.contracts.invitations import AnswerDecided, AnswerKind, InvitationAnswered
from meetings.contracts.roles import Role
from meetings.core import journal
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.core.permissions import Permission, allows
from meetings.invitations.answers import Reply, answer_invitation, decide_answer, enter_answer
from meetings.invitations.models import Answer, Decision
from meetings.invitations.rules import Stand, Told, stand_of, tally
from meetings.invitations.selectors import expected_in, lines_of
from meetings.minutes.content import gather_content
from tests.cast import Cast, make_person

COMES = AnswerKind.ROOM
ILL = "Nằm viện điều trị"


def reply(cast: Cast, kind: AnswerKind, **more: object) -> Reply:
    if kind == AnswerKind.ROOM:
        more.setdefault("room_id", cast.hall.id)
    if kind in {AnswerKind.ABSENT, AnswerKind.SUBSTITUTE}:
        more.setdefault("reason", ILL)
    if kind == AnswerKind.SUBSTITUTE:
        more.setdefault("substitute_id", cast.outsider.id)
    return Reply(kind, **more)  # type: ignore[arg-type]


def say(cast: Cast, kind: AnswerKind, who: str = "delegate", **more: object) -> int:
    answered = reply(cast, kind, **more)
    return answer_invitation(actor=cast.actor(who), meeting_id=cast.meeting.id, reply=answered)


def decide(cast: Cast, *, accept: bool, who: str = "chair", why: str = "") -> int:
    person_id = cast.named("delegate").id
    return decide_answer(actor=cast.actor(who), meeting_id=cast.meeting.id, person_id=person_id, accept=accept, why=why)


def last(cast: Cast, kind: str) -> journal.EventPayload:
    event = JournalEvent.objects.filter(meeting_id=cast.meeting.id, kind=kind).latest("number")
    return journal.event_message(event).payload


def stand(cast: Cast) -> Stand:
    person = cast.named("delegate")
    return next(line.stand for line in lines_of(cast.meeting) if line.place.person_id == person.id)


def test_who_comes_is_expected_and_the_journal_says_where(cast: Cast):
    before = expected_in(cast.meeting.id)
    say(cast, COMES, room_id=cast.tan_hoa.id)
    payload = last(cast, "invitation_answered")
    assert isinstance(payload, InvitationAnswered)
    assert (payload.name, payload.room) == ("Phạm Thị Lan", "Điểm cầu Tân Hòa")
    after = expected_in(cast.meeting.id)
    assert before and after
    assert payload.expected == after
    assert (after.rooms, after.silent) == (before.rooms + 1, before.silent - 1)
    assert after.quorum.present == before.quorum.present + 1


def test_a_reason_waits_and_accepting_it_notes_the_absence_once(cast: Cast):
    say(cast, AnswerKind.ABSENT)
    assert stand(cast) == Stand.WAITING
    assert not Absence.objects.exists()
    decide(cast, accept=True, who="secretary")
    absence = Absence.objects.get()
    assert (absence.person, absence.ground.code, absence.reason) == (cast.named("delegate"), "excused", ILL)
    assert stand(cast) == Stand.ABSENT
    said = gather_content(cast.meeting).absences[str(cast.named("delegate").id)]
    assert said == f"Vắng suốt cuộc họp, lý do được chấp nhận ({ILL})"


def test_a_refused_reason_is_answered_anew(cast: Cast):
    say(cast, AnswerKind.ABSENT)
    decide(cast, accept=False, why="Cần có mặt để báo cáo")
    payload = last(cast, "answer_decided")
    assert isinstance(payload, AnswerDecided)
    assert (payload.accepted, payload.why) == (False, "Cần có mặt để báo cáo")
    assert stand(cast) == Stand.SILENT
    assert not Absence.objects.exists()
    say(cast, COMES)
    assert stand(cast) == Stand.ROOM


def test_a_substitute_takes_part_only_once_accepted_and_never_votes(cast: Cast):
    say(cast, AnswerKind.SUBSTITUTE)
    mine = Participation.objects.filter(meeting=cast.meeting, person=cast.outsider)
    with pytest.raises(NotFound):
        check_in(actor=cast.actor("outsider"), meeting_id=cast.meeting.id, room_id=cast.hall.id)
    decide(cast, accept=True)
    place = mine.get()
    assert (place.role, place.votes) == (Role.DELEGATE, False)
    assert Absence.objects.get().reason == f"{ILL}; cử Lý Văn Phúc dự thay"
    check_in(actor=cast.actor("outsider"), meeting_id=cast.meeting.id, room_id=cast.hall.id)
    assert cast.outsider.id not in {line.place.person_id for line in lines_of(cast.meeting)}
    with pytest.raises(BadState, match="đã đến họp"):
        say(cast, COMES)


def test_a_guest_sends_a_guest(cast: Cast):
    say(cast, AnswerKind.SUBSTITUTE, "guest")
    decide_answer(actor=cast.actor("chair"), meeting_id=cast.meeting.id, person_id=cast.named("guest").id, accept=True)
    assert Participation.objects.get(meeting=cast.meeting, person=cast.outsider).role == Role.GUEST


def test_changing_the_answer_takes_back_what_it_brought(cast: Cast):
    say(cast, AnswerKind.SUBSTITUTE)
    decide(cast, accept=True)
    say(cast, AnswerKind.REMOTE)
    assert not Participation.objects.filter(meeting=cast.meeting, person=cast.outsider).exists()
    assert not Absence.objects.exists()
    assert Answer.objects.get().decision == Decision.NONE
    events = JournalEvent.objects.filter(meeting_id=cast.meeting.id).order_by("number")
    kinds = list(events.values_list("kind", flat=True))
    assert kinds[-3:] == ["people_changed", "absence_noted", "invitation_answered"]


def test_the_same_answer_again_changes_nothing(cast: Cast):
    say(cast, AnswerKind.SUBSTITUTE)
    decide(cast, accept=True)
    number = journal.last_number(cast.meeting.id)
    assert say(cast, AnswerKind.SUBSTITUTE) == number
    assert Answer.objects.get().decision == Decision.ACCEPTED


def enter(cast: Cast, kind: AnswerKind, who: str = "secretary", whose: str = "delegate", **more: object) -> int:
    person_id, said = cast.named(whose).id, reply(cast, kind, **more)
    return enter_answer(actor=cast.actor(who), meeting_id=cast.meeting.id, person_id=person_id, reply=said)


def test_an_answer_by_telephone_counts_as_given_and_says_who_entered_it(cast: Cast):
    enter(cast, COMES)
    assert stand(cast) == Stand.ROOM
    payload = last(cast, "invitation_answered")
    assert isinstance(payload, InvitationAnswered)
    secretary = cast.named("secretary").full_name
    assert (payload.name, payload.entered_by) == ("Phạm Thị Lan", secretary)
    event = JournalEvent.objects.filter(meeting_id=cast.meeting.id, kind="invitation_answered").get()
    assert str(cast.named("secretary").id) in event.actor
    say(cast, AnswerKind.REMOTE)
    mine = last(cast, "invitation_answered")
    assert isinstance(mine, InvitationAnswered)
    assert mine.entered_by == "" and Answer.objects.get().entered_by is None


def test_a_reason_told_by_telephone_is_decided_like_any_other(cast: Cast):
    enter(cast, AnswerKind.SUBSTITUTE)
    assert stand(cast) == Stand.WAITING
    decide(cast, accept=True, who="secretary")
    enter(cast, COMES)
    assert not Participation.objects.filter(meeting=cast.meeting, person=cast.outsider).exists()
    assert not Absence.objects.exists()


def test_who_says_himself_what_was_entered_keeps_what_was_decided(cast: Cast):
    enter(cast, AnswerKind.ABSENT)
    decide(cast, accept=True)
    number = journal.last_number(cast.meeting.id)
    assert say(cast, AnswerKind.ABSENT) == number
    assert stand(cast) == Stand.ABSENT


def test_nothing_is_entered_for_who_is_not_asked_or_too_late(cast: Cast):
    for whose in ("chair", "outsider"):
        with pytest.raises(NotFound, match="danh sách"):
            enter(cast, COMES, whose=whose)
    with pytest.raises(BadInput, match="lý do vắng"):
        enter(cast, AnswerKind.ABSENT, reason="")
    open_meeting(actor=cast.actor("chair"), meeting_id=cast.meeting.id)
    with pytest.raises(BadState, match="khai mạc"):
        enter(cast, COMES)
    assert not Answer.objects.exists()


def test_answers_stand_still_from_the_opening_on(cast: Cast):
    say(cast, AnswerKind.ABSENT)
    open_meeting(actor=cast.actor("chair"), meeting_id=cast.meeting.id)
    with pytest.raises(BadState, match="khai mạc"):
        say(cast, COMES)
    assert expected_in(cast.meeting.id) is None
    decide(cast, accept=True)
    assert stand(cast) == Stand.ABSENT


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        (AnswerKind.ABSENT, {"reason": " x "}, "lý do vắng"),
        (AnswerKind.ABSENT, {"reason": "dài " * 100}, "dài quá"),
        (AnswerKind.SUBSTITUTE, {"substitute_id": None}, "danh bạ"),
        (AnswerKind.ROOM, {"room_id": None}, "điểm cầu"),
    ],
)
def test_what_cannot_be_used_is_said_in_words(cast: Cast, kind: AnswerKind, more: dict[str, object], words: str):
    with pytest.raises(BadInput, match=words):
        say(cast, kind, **more)
    assert not Answer.objects.exists()


def test_rooms_and_people_of_others_are_refused(cast: Cast):
    with pytest.raises(BadInput):
        say(cast, COMES, room_id=cast.far_room.id)
    with pytest.raises(BadInput, match="đã được mời"):
        say(cast, AnswerKind.SUBSTITUTE, substitute_id=cast.named("guest").id)


def test_somebody_invited_meanwhile_is_no_substitute(cast: Cast):
    say(cast, AnswerKind.SUBSTITUTE)
    invited = Invitation(cast.outsider.id, Role.GUEST, votes=False)
    invite_people(actor=cast.actor("secretary"), meeting_id=cast.meeting.id, invitations=[invited])
    with pytest.raises(BadState, match="đã được mời"):
        decide(cast, accept=True)
    assert not Absence.objects.exists()


def test_only_what_waits_is_decided_and_a_refusal_says_why(cast: Cast):
    with pytest.raises(NotFound):
        decide(cast, accept=True)
    say(cast, AnswerKind.ABSENT)
    with pytest.raises(BadInput, match="vì sao"):
        decide(cast, accept=False, why="")
    decide(cast, accept=True)
    with pytest.raises(BadState, match="không còn chờ"):
        decide(cast, accept=True)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ROOM])
def test_who_may_answer_decide_and_enter(cast: Cast, role: Role):
    say(cast, AnswerKind.ABSENT)
    person = make_person(f"as-{role}", f"Người {role}", "", cast.province)
    if role == Role.CHAIR:
        Participation.objects.filter(meeting=cast.meeting, role=Role.CHAIR).delete()
    Participation.objects.create(meeting=cast.meeting, person=person, role=role)
    actor, meeting_id, lan = cast.actor(person), cast.meeting.id, cast.named("delegate").id
    answers, decides = allows(role, Permission.ANSWER_INVITATION), allows(role, Permission.DECIDE_ANSWER)
    if answers:
        answer_invitation(actor=actor, meeting_id=meeting_id, reply=reply(cast, COMES))
    else:
        with pytest.raises(Refused):
            answer_invitation(actor=actor, meeting_id=meeting_id, reply=reply(cast, COMES))
    if decides:
        decide_answer(actor=actor, meeting_id=meeting_id, person_id=lan, accept=True)
    else:
        with pytest.raises(Refused):
            decide_answer(actor=actor, meeting_id=meeting_id, person_id=lan, accept=True)
    assert not (answers and decides)
    Answer.objects.all().delete()
    Absence.objects.all().delete()
    if allows(role, Permission.PREPARE_MEETING):
        enter_answer(actor=actor, meeting_id=meeting_id, person_id=lan, reply=reply(cast, COMES))
    else:
        with pytest.raises(Refused):
            enter_answer(actor=actor, meeting_id=meeting_id, person_id=lan, reply=reply(cast, COMES))


def test_reasons_reach_those_who_read_the_journal_only(cast: Cast):
    say(cast, AnswerKind.ABSENT)
    event = JournalEvent.objects.filter(kind="invitation_answered").latest("number")
    audience = journal.AUDIENCE.validate_json(event.audience)
    readers = {role for role in Role if may_receive(audience, Viewer(peer_id="p", role=role))}
    assert readers == {role for role in Role if allows(role, Permission.SEE_JOURNAL)}


def test_every_answer_stands_somewhere():
    told = [Told(kind, decision) for kind in AnswerKind for decision in Decision.values]
    counts = tally(stand_of(one) for one in [None, *told])
    assert sum(counts.values()) == len(told) + 1
    assert counts[Stand.SILENT] == 1 + len(AnswerKind)  # nobody's answer, and each that was refused
    assert all(counts[stand] for stand in Stand)
