"""A whole branch that is there, head counts of rooms, the case that is no excuse."""

from datetime import date

import pytest

from meetings.accounts.models import Unit, UnitName
from meetings.agenda.models import Meeting, Participation
from meetings.attendance.branches import branches_state, mark_branch
from meetings.attendance.counting import quorum_state
from meetings.attendance.headcounts import count_room, heads_state
from meetings.attendance.presence import leave_meeting, note_absence
from meetings.contracts.attendance import UNEXCUSED, RoomCounted
from meetings.contracts.events import PersonCheckedIn
from meetings.contracts.roles import Role
from meetings.core import journal
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.journal import AlreadyDone
from meetings.core.models import JournalEvent
from meetings.core.permissions import Permission, allows
from meetings.live.journal_words import Telling
from tests.cast import Cast


def payloads(meeting: Meeting, kind: str) -> list:
    rows = JournalEvent.objects.filter(meeting_id=meeting.id, kind=kind).order_by("number")
    return [journal.event_message(row).payload for row in rows]


def told(cast: Cast, meeting: Meeting, kind: str) -> list[str]:
    names = {str(cast.hall.id): "Hội trường", str(cast.named("absent delegate").id): "Bảo"}
    telling = Telling(names)
    rows = JournalEvent.objects.filter(meeting_id=meeting.id, kind=kind).order_by("number")
    return [telling.words(row, whole=True) for row in rows]


def branch(cast: Cast, unit: Unit, room=None, by: str = "secretary", command: str | None = None) -> int:
    room_id = room.id if room else None
    return mark_branch(actor=cast.actor(by, command), meeting_id=cast.meeting.id, unit_id=unit.id, room_id=room_id)


def waiting(meeting: Meeting) -> set:
    places = Participation.objects.filter(meeting=meeting, person__isnull=False, checked_in_at=None, present=False)
    return set(places.exclude(role=Role.AUDITOR).values_list("person_id", flat=True))


def test_a_branch_brings_those_of_whom_nothing_was_noted_and_leaves_the_others_alone(cast: Cast, in_session: Meeting):
    secretary = cast.actor("secretary")
    leave_meeting(actor=cast.actor("delegate"), meeting_id=in_session.id)
    absent = cast.named("absent delegate")
    note_absence(actor=secretary, meeting_id=in_session.id, person_id=absent.id, ground=UNEXCUSED)
    before = {place.person_id: (place.present, place.seated_in_id) for place in Participation.objects.all()}
    expected = waiting(in_session) - {absent.id}
    assert expected
    known = len(payloads(in_session, "person_checked_in"))
    number = branch(cast, cast.province, cast.hall)
    came: list[PersonCheckedIn] = payloads(in_session, "person_checked_in")[known:]
    assert {event.person.person_id for event in came} == {str(person) for person in expected}
    assert {(event.act, event.person.room_id) for event in came} == {("came", str(cast.hall.id))}
    first = JournalEvent.objects.get(meeting_id=in_session.id, number=number)
    assert (first.kind, first.actor) == ("person_checked_in", secretary.key)
    for place in Participation.objects.exclude(person_id__in=expected):
        assert (place.present, place.seated_in_id) == before[place.person_id]
    assert came[-1].quorum == quorum_state(in_session)
    assert journal.first_broken_number(in_session.id) is None
    with pytest.raises(BadState, match="không còn ai chưa điểm danh"):
        branch(cast, cast.province, cast.hall)


def test_a_branch_is_its_unit_and_all_below_it_and_counts_once(cast: Cast, convened: Meeting):
    below = Unit.objects.create(name="Đoàn xã", level="xã", parent=cast.province)
    person = cast.named("delegate")
    type(person).objects.filter(id=person.id).update(unit=below)
    number = branch(cast, below, command="cả đoàn 1")
    assert [event.person.person_id for event in payloads(convened, "person_checked_in")] == [str(person.id)]
    with pytest.raises(AlreadyDone) as done:
        branch(cast, below, command="cả đoàn 1")
    assert done.value.number == number
    other = cast.named("hall delegate")
    type(other).objects.filter(id=other.id).update(unit=Unit.objects.create(name="Ấp", level="ấp", parent=below))
    branch(cast, below)
    assert payloads(convened, "person_checked_in")[-1].person.person_id == str(other.id)


def test_who_may_not_note_a_branch_or_count_a_room_is_refused(cast: Cast, in_session: Meeting):
    for name in ("chair", "delegate", "technician"):
        with pytest.raises(Refused):
            branch(cast, cast.province, by=name)
        with pytest.raises(Refused):
            count(cast, 5, by=name)
    with pytest.raises(NotFound):
        mark_branch(actor=cast.actor("outsider"), meeting_id=in_session.id, unit_id=cast.province.id, room_id=None)
    for permission in (Permission.MARK_BRANCH, Permission.COUNT_ROOM):
        assert {role for role in Role if allows(role, permission)} == {Role.SECRETARY}


def test_a_branch_only_into_a_room_of_a_living_meeting(cast: Cast, in_session: Meeting):
    with pytest.raises(BadInput, match="không tham gia"):
        mark_branch(
            actor=cast.actor("secretary"),
            meeting_id=in_session.id,
            unit_id=cast.province.id,
            room_id=cast.province.id,
        )
    Meeting.objects.filter(id=in_session.id).update(status="closed")
    with pytest.raises(BadState):
        branch(cast, cast.province)
    with pytest.raises(BadState):
        count(cast, 3)


def test_the_tree_has_every_unit_of_somebody_and_those_above_by_the_name_of_the_day(cast: Cast, convened: Meeting):
    top = Unit.objects.create(name="Đảng bộ mới", level="tỉnh")
    UnitName.objects.create(unit=top, name="Đảng bộ cũ", valid_to=date(2999, 1, 1))
    Unit.objects.filter(id=cast.province.id).update(parent=top)
    found = {one.id: one for one in branches_state(convened.id)}
    assert found[str(top.id)].name == "Đảng bộ cũ"
    assert found[str(cast.province.id)].parent_id == str(top.id)
    places = Participation.objects.filter(meeting=convened, person__unit__isnull=False)
    assert {str(unit) for unit in places.values_list("person__unit_id", flat=True)} <= set(found)


def count(cast: Cast, people: int, by: str = "secretary", room_id=None) -> int:
    return count_room(actor=cast.actor(by), meeting_id=cast.meeting.id, room_id=room_id or cast.hall.id, people=people)


def test_a_head_count_informs_is_corrected_by_a_new_event_and_moves_no_quorum(cast: Cast, in_session: Meeting):
    before = quorum_state(in_session)
    first = count(cast, 40)
    assert count(cast, 40) == first
    second = count(cast, 42)
    assert second > first
    assert quorum_state(in_session) == before
    (row,) = heads_state(in_session.id)
    assert (row.room_id, row.people, row.by) == (str(cast.hall.id), 42, cast.secretary.full_name)
    events: list[RoomCounted] = payloads(in_session, "room_counted")
    assert [event.count.people for event in events] == [40, 42]
    assert events[-1].count == row
    assert told(cast, in_session, "room_counted") == [
        "Ghi số người tại Hội trường: 40",
        "Sửa số người tại Hội trường: 40 thành 42",
    ]
    with pytest.raises(NotFound):
        count(cast, 3, room_id=cast.province.id)


def test_absent_without_a_reason_is_noted_and_takes_nobody_off(cast: Cast, in_session: Meeting):
    before, person = quorum_state(in_session), cast.named("absent delegate")
    note_absence(actor=cast.actor("secretary"), meeting_id=in_session.id, person_id=person.id, ground=UNEXCUSED)
    assert quorum_state(in_session) == before
    assert told(cast, in_session, "absence_noted") == ["Ghi vắng không lý do: Bảo"]
