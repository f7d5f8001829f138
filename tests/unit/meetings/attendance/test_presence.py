"""Leaving, coming back, absences with a reason, and what they do to the quorum and the journal."""

from datetime import date
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.accounts.models import BodyMembership
from meetings.agenda.models import Meeting, Participation
from meetings.attendance.checkins import CheckInOrder, check_in, check_in_people
from meetings.attendance.counting import quorum_state
from meetings.attendance.models import Absence, Ground, QuorumRule, SittingSeat
from meetings.attendance.presence import leave_meeting, mark_attendance, note_absence
from meetings.attendance.services import Invitation, invite_people
from meetings.contracts.audience import Roles, Viewer, may_receive
from meetings.contracts.events import AbsenceNoted, PersonCheckedIn, QuorumChanged
from meetings.contracts.polls import Motion, QuorumBase
from meetings.contracts.roles import Role
from meetings.core import clock, journal
from meetings.core.errors import BadInput, BadState, DomainError, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.core.permissions import Permission, allows
from meetings.speaking.selectors import current_turn, queue_state
from meetings.speaking.services import FloorTarget, give_floor, request_speech
from tests.cast import Cast, add_delegates


def payloads(meeting: Meeting, kind: str) -> list:
    rows = JournalEvent.objects.filter(meeting_id=meeting.id, kind=kind).order_by("number")
    return [journal.event_message(row).payload for row in rows]


def crossings(meeting: Meeting) -> list[tuple[str, int, int]]:
    found: list[QuorumChanged] = payloads(meeting, "quorum_changed")
    return [(event.act, event.quorum.present, event.quorum.base) for event in found]


def leave(cast: Cast, name: str) -> int:
    return leave_meeting(actor=cast.actor(name), meeting_id=cast.meeting.id)


def mark(cast: Cast, name: str, present: bool, room=None, by: str = "secretary") -> int:
    return mark_attendance(
        actor=cast.actor(by),
        meeting_id=cast.meeting.id,
        person_id=cast.named(name).id,
        present=present,
        room_id=room.id if room else None,
    )


def note(cast: Cast, name: str, ground: str | None, by: str = "secretary") -> int:
    return note_absence(actor=cast.actor(by), meeting_id=cast.meeting.id, person_id=cast.named(name).id, ground=ground)


def deduct_all(motion: str = "") -> None:
    QuorumRule.objects.get(unit=None, motion=motion).deductions.set(Ground.objects.all())


def test_reached_lost_and_regained_are_events_of_their_own(cast: Cast, in_session: Meeting):
    assert crossings(in_session) == [("reached", 4, 6)]
    leave(cast, "delegate")
    assert crossings(in_session) == [("reached", 4, 6)]
    number = leave(cast, "remote delegate")
    assert crossings(in_session)[1:] == [("lost", 3, 6)]
    last = JournalEvent.objects.filter(meeting_id=in_session.id).latest("number")
    assert (last.number, last.kind, last.actor) == (number + 1, "quorum_changed", "system")
    mark(cast, "delegate", True, cast.hall)
    assert crossings(in_session)[2:] == [("regained", 4, 6)]
    assert journal.first_broken_number(in_session.id) is None


def test_a_crossing_inside_a_batch_stands_right_behind_who_made_it(cast: Cast, convened: Meeting):
    names = ("chair", "delegate", "hall delegate", "remote delegate", "absent delegate")
    check_in_people(meeting_id=convened.id, orders=[CheckInOrder(cast.actor(name), None) for name in names])
    kinds = JournalEvent.objects.filter(meeting_id=convened.id).order_by("number").values_list("kind", flat=True)
    assert list(kinds)[-6:] == [*["person_checked_in"] * 4, "quorum_changed", "person_checked_in"]


def test_a_larger_base_can_lose_the_quorum(cast: Cast, in_session: Meeting):
    leave(cast, "delegate")
    more = Invitation(cast.outsider.id, Role.DELEGATE, True)
    invite_people(actor=cast.actor("secretary"), meeting_id=in_session.id, invitations=[more])
    assert crossings(in_session)[-1] == ("lost", 4, 7)


def test_who_leaves_is_told_apart_from_who_never_came_and_comes_back_to_his_first_time(cast: Cast, in_session):
    first = Participation.objects.get(person=cast.named("delegate")).checked_in_at
    leave(cast, "delegate")
    gone = Participation.objects.get(person=cast.named("delegate"))
    assert (gone.present, gone.seated_in_id, gone.checked_in_at) == (False, cast.tan_hoa.id, first)
    assert gone.left_at is not None
    check_in(actor=cast.actor("delegate"), meeting_id=in_session.id, room_id=cast.hall.id)
    back = Participation.objects.get(person=cast.named("delegate"))
    assert (back.present, back.seated_in_id, back.checked_in_at, back.left_at) == (True, cast.hall.id, first, None)
    moves = [e.act for e in payloads(in_session, "person_checked_in") if e.person.name == "Phạm Thị Lan"]
    assert moves == ["came", "left", "back"]


def test_who_leaves_puts_his_hand_down_gives_the_floor_back_and_his_devices_sit_no_more(cast: Cast, in_session):
    SittingSeat.objects.create(
        meeting=in_session, person=cast.named("delegate"), session_hash="x", started_at=clock.now()
    )
    request_speech(actor=cast.actor("delegate"), meeting_id=in_session.id, subject="")
    target = FloorTarget(person_id=str(cast.named("remote delegate").id))
    give_floor(actor=cast.actor("chair"), meeting_id=in_session.id, target=target, limit_s=None)
    leave(cast, "delegate")
    assert queue_state(in_session) == () and current_turn(in_session) is not None
    leave(cast, "remote delegate")
    assert current_turn(in_session) is None
    assert SittingSeat.objects.filter(ended_at=None).count() == 0
    kinds = JournalEvent.objects.filter(meeting_id=in_session.id).order_by("number").values_list("kind", flat=True)
    assert list(kinds)[-3:] == ["floor_taken", "person_checked_in", "quorum_changed"]


def test_who_conducts_does_not_leave_an_open_sitting(cast: Cast, in_session: Meeting):
    for attempt in (lambda: leave(cast, "chair"), lambda: mark(cast, "chair", False)):
        with pytest.raises(BadState) as refusal:
            attempt()
        assert refusal.value.code == "conducts"


def test_a_second_leaving_and_a_stranger_are_refused(cast: Cast, in_session: Meeting):
    leave(cast, "delegate")
    for attempt, error in (
        (lambda: leave(cast, "delegate"), BadState),
        (lambda: mark(cast, "absent delegate", False), BadState),
        (lambda: mark(cast, "outsider", True), NotFound),
        (lambda: mark(cast, "delegate", True, cast.far_room), BadInput),
        (lambda: leave(cast, "outsider"), NotFound),
    ):
        before = journal.last_number(in_session.id)
        with pytest.raises(error):
            attempt()
        assert journal.last_number(in_session.id) == before


def test_the_same_command_counts_once(cast: Cast, in_session: Meeting):
    actor = cast.actor("delegate", uuid4().hex)
    leave_meeting(actor=actor, meeting_id=in_session.id)
    with pytest.raises(journal.AlreadyDone):
        leave_meeting(actor=actor, meeting_id=in_session.id)


@pytest.mark.parametrize("permission", [Permission.MARK_ATTENDANCE, Permission.NOTE_ABSENCE])
def test_only_the_secretary_marks_others(cast: Cast, in_session: Meeting, permission: Permission):
    for role in Role:
        if role in {Role.ROOM, Role.CHAIR}:
            continue
        Participation.objects.filter(person=cast.guest).update(role=role)
        act = (
            (lambda: note(cast, "absent delegate", "excused", "guest"))
            if "note" in permission
            else (lambda: mark(cast, "delegate", False, by="guest"))
        )
        if allows(role, permission):
            continue
        with pytest.raises(Refused):
            act()
    with pytest.raises(Refused):
        note(cast, "absent delegate", "excused", "chair")
    with pytest.raises(Refused):
        mark(cast, "delegate", False, by="chair")


def test_an_auditor_neither_comes_nor_leaves(cast: Cast, in_session: Meeting):
    Participation.objects.filter(person=cast.observer).update(role=Role.AUDITOR)
    with pytest.raises(Refused):
        leave(cast, "observer")
    with pytest.raises(BadInput):
        mark(cast, "observer", True)


def test_a_listed_case_is_taken_off_the_base_and_the_reason_is_for_few(cast: Cast, in_session: Meeting):
    leave(cast, "delegate")
    leave(cast, "remote delegate")
    deduct_all()
    note(cast, "absent delegate", "suspended")
    assert crossings(in_session)[-1] == ("recounted", 3, 5)
    note(cast, "delegate", "exempt")
    # 3 of the 4 who are left: two thirds again.
    assert crossings(in_session)[-1] == ("regained", 3, 4)
    quorum = quorum_state(in_session)
    assert (quorum.base, quorum.deducted, quorum.needed, quorum.holds) == (4, 2, 3, True)
    row = JournalEvent.objects.filter(meeting_id=in_session.id, kind="absence_noted").latest("number")
    audience = journal.AUDIENCE.validate_json(row.audience)
    assert isinstance(audience, Roles)
    readers = {role for role in Role if may_receive(audience, Viewer(peer_id="", role=role))}
    assert readers == {Role.CHAIR, Role.SECRETARY, Role.AUDITOR}
    for other in JournalEvent.objects.filter(meeting_id=in_session.id).exclude(kind="absence_noted"):
        assert "suspended" not in other.payload and "đình chỉ" not in other.payload
    note(cast, "absent delegate", None)
    assert crossings(in_session)[-1] == ("lost", 3, 5)
    events: list[AbsenceNoted] = payloads(in_session, "absence_noted")
    assert [event.absence and event.absence.ground for event in events] == ["suspended", "exempt", None]


def test_a_case_that_the_rule_does_not_list_changes_no_base(cast: Cast, in_session: Meeting):
    note(cast, "absent delegate", "excused")
    assert (quorum_state(in_session).base, quorum_state(in_session).deducted) == (6, 0)
    assert crossings(in_session) == [("reached", 4, 6)]
    before = journal.last_number(in_session.id)
    note(cast, "absent delegate", "excused")
    assert journal.last_number(in_session.id) == before


def test_absent_throughout_ends_with_the_first_arrival(cast: Cast, in_session: Meeting):
    deduct_all()
    note(cast, "absent delegate", "excused")
    assert quorum_state(in_session).base == 5
    mark(cast, "absent delegate", True)
    assert (quorum_state(in_session).base, quorum_state(in_session).present) == (6, 6)
    mark(cast, "absent delegate", False)
    assert quorum_state(in_session).base == 6


def test_an_absence_that_presence_contradicts_is_refused(cast: Cast, in_session: Meeting):
    cases = [("delegate", "exempt", "person_present"), ("delegate", "excused", "person_present")]
    for name, ground, code in cases:
        with pytest.raises(BadState) as refusal:
            note(cast, name, ground)
        assert refusal.value.code == code
    leave(cast, "delegate")
    with pytest.raises(BadState) as refusal:
        note(cast, "delegate", "excused")
    assert refusal.value.code == "has_come"
    with pytest.raises(NotFound):
        note(cast, "absent delegate", "made-up")
    assert not Absence.objects.exists()


def test_all_members_are_the_base_where_the_body_says_so(cast: Cast, in_session: Meeting):
    rule = QuorumRule.objects.create(
        unit=cast.province, base=QuorumBase.MEMBERS, numerator=1, denominator=2, strict=True, valid_from="2026-01-01"
    )
    assert (quorum_state(in_session).of, quorum_state(in_session).base) == (QuorumBase.CONVENED, 6)
    people = [cast.chair, *cast.delegates, cast.outsider, cast.technician]
    BodyMembership.objects.bulk_create(
        BodyMembership(unit=cast.province, person=person, role=Role.DELEGATE, votes=True, valid_from=date(2026, 1, 1))
        for person in people
    )
    quorum = quorum_state(in_session)
    assert (quorum.of, quorum.base, quorum.present, quorum.needed) == (QuorumBase.MEMBERS, 8, 5, 5)
    BodyMembership.objects.filter(person=cast.technician).update(valid_to=date(2026, 1, 2))
    assert quorum_state(in_session).base == 7
    QuorumRule.objects.filter(id=rule.id).update(base=QuorumBase.PRESENT)
    assert (quorum_state(in_session).base, quorum_state(in_session).needed) == (5, 3)


def test_a_motion_has_its_own_rule_before_the_bodys_general_one(cast: Cast, in_session: Meeting):
    every = {"numerator": 1, "denominator": 1, "strict": False, "valid_from": "2026-01-01"}
    QuorumRule.objects.create(unit=cast.province, words="Tất cả", **every)
    assert quorum_state(in_session).needed == 6
    assert quorum_state(in_session, Motion.CONFIDENCE).needed == 4
    QuorumRule.objects.create(unit=cast.province, motion=Motion.CONFIDENCE, words="Tất cả", **every)
    assert quorum_state(in_session, Motion.CONFIDENCE).needed == 6
    assert quorum_state(in_session, Motion.REMOVAL).needed == 6


def test_the_day_of_a_rule_is_the_day_in_this_country(cast: Cast, convened: Meeting):
    early = clock.datetime(2026, 6, 30, 23, 30, tzinfo=clock.UTC)
    Meeting.objects.filter(id=convened.id).update(starts_at=early)
    QuorumRule.objects.create(
        unit=None, numerator=1, denominator=2, strict=False, words="Nửa", source="", valid_from="2026-07-01"
    )
    assert quorum_state(Meeting.objects.get(id=convened.id)).rule == "Nửa"


acts = st.lists(
    st.tuples(
        st.sampled_from(["come", "leave", "excuse", "suspend", "exempt", "forget", "uninvite"]), st.integers(0, 7)
    ),
    max_size=25,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_what_the_journal_says_is_always_what_a_recount_says(cast: Cast, in_session: Meeting, drawn):
    """Every number of the journal that carries a quorum equals a count from the tables, whatever happens."""
    from django.db import transaction

    grounds = {"excuse": "excused", "suspend": "suspended", "exempt": "exempt", "forget": None}
    with transaction.atomic():
        deduct_all()
        people = [*cast.delegates, *add_delegates(cast, 3, present=False)]
        all_vote = [Invitation(person.id, Role.DELEGATE, True) for person in people]
        invite_people(actor=cast.actor("secretary"), meeting_id=in_session.id, invitations=all_vote)
        for what, who in drawn:
            person = people[who]
            try:
                if what in grounds:
                    note_absence(
                        actor=cast.actor("secretary"),
                        meeting_id=in_session.id,
                        person_id=person.id,
                        ground=grounds[what],
                    )
                elif what == "uninvite":
                    guest = Invitation(person.id, Role.DELEGATE, who % 2 == 0)
                    invite_people(actor=cast.actor("secretary"), meeting_id=in_session.id, invitations=[guest])
                elif what == "come":
                    check_in(actor=cast.actor(person), meeting_id=in_session.id, room_id=None)
                else:
                    leave_meeting(actor=cast.actor(person), meeting_id=in_session.id)
            except DomainError:
                continue
            rows = JournalEvent.objects.filter(
                meeting_id=in_session.id, kind__in=["person_checked_in", "people_changed", "quorum_changed"]
            )
            last = journal.event_message(rows.latest("number")).payload
            assert isinstance(last, PersonCheckedIn | QuorumChanged) or last.kind == "people_changed"
            assert last.quorum == quorum_state(in_session)
            held = [act for act, _present, _base in crossings(in_session) if act != "recounted"]
            assert (held[-1] != "lost") == quorum_state(in_session).holds
            assert all(one != other for one, other in pairwise(held))
        transaction.set_rollback(True)
