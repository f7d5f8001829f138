"""Seats of a meeting: the hall's versions, the plan, what is official, who may."""

import json
from typing import Any

import pytest

from meetings.accounts.models import BodyMembership, Person, Position
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_place_for, viewer_of
from meetings.attendance.services import remove_person
from meetings.contracts.invitations import AnswerKind
from meetings.contracts.roles import Role
from meetings.contracts.seating import DeskPerson, HallForm, HallSpec, SeatOrder, Stays
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.invitations.answers import Reply, answer_invitation, decide_answer
from meetings.live.feed import read_snapshot
from meetings.live.record import rows_of
from meetings.seating import services
from meetings.seating.models import HallPlan
from meetings.seating.selectors import desk_state, published_seat, seating_state
from tests.browser import Browser, browser_of
from tests.cast import Cast, check_in, draft_meeting

SPEC = HallSpec(form=HallForm.ROWS, rows=2, seats=4, presidium=3)


@pytest.fixture
def planned(cast: Cast) -> Cast:
    """The convened meeting with a hall of 11 seats, everybody seated."""
    services.set_hall(**by(cast), room_id=cast.hall.id, spec=SPEC)
    services.arrange_seats(**by(cast), order=SeatOrder.UNITS)
    return cast


def by(cast: Cast, who: str = "secretary") -> dict[str, Any]:
    return {"actor": cast.actor(who), "meeting_id": cast.meeting.id}


def seats(cast: Cast) -> dict[str, str]:
    """Seat by the last word of the name."""
    return {one.name.split()[-1]: one.seat for one in desk_state(cast.meeting).people if one.seat}


def events(cast: Cast) -> list[dict[str, Any]]:
    found = JournalEvent.objects.filter(meeting_id=cast.meeting.id, kind="seating_changed").order_by("number")
    return [json.loads(event.payload) for event in found]


def test_people_with_a_room_of_their_own_and_technicians_get_no_seat(planned: Cast):
    away = {one.name.split()[-1]: one.away for one in desk_state(planned.meeting).people if one.away}
    assert set(away) == {"Lan", "Việt", "Sơn", "Tuấn"}
    assert away["Lan"] == "Đơn vị có điểm cầu riêng"
    assert seats(planned)["Hòa"] == "CT2"
    assert len(seats(planned)) == 6


def test_who_checked_in_remotely_gets_no_seat_and_who_came_to_the_hall_does(planned: Cast):
    check_in(planned, planned.delegates[0])
    check_in(planned, planned.delegates[2], planned.hall)
    services.arrange_seats(**by(planned), order=SeatOrder.UNITS)
    assert "Đức" not in seats(planned)
    assert "Lan" in seats(planned)


def say(cast: Cast, kind: AnswerKind, who: str = "hall delegate", **more: Any) -> None:
    answer_invitation(actor=cast.actor(who), meeting_id=cast.meeting.id, reply=Reply(kind, **more))


def seen(cast: Cast, person: Person) -> DeskPerson:
    """Somebody as the secretary's page shows him, after everybody was seated anew."""
    services.arrange_seats(**by(cast), order=SeatOrder.PROTOCOL)
    return next(one for one in desk_state(cast.meeting).people if one.person_id == str(person.id))


def test_who_answered_that_he_takes_part_from_elsewhere_gets_no_seat(planned: Cast):
    person = planned.named("hall delegate")
    assert seen(planned, person).seat
    say(planned, AnswerKind.REMOTE)
    assert (seen(planned, person).seat, seen(planned, person).away) == (None, "Đã trả lời: dự từ xa")
    say(planned, AnswerKind.ROOM, room_id=planned.tan_hoa.id)
    assert seen(planned, person).away == f"Đã trả lời: dự tại {planned.tan_hoa.name}"
    check_in(planned, person, planned.hall)
    assert seen(planned, person).seat


def test_who_has_a_room_of_his_own_and_answered_that_he_comes_to_the_hall_gets_a_seat(planned: Cast):
    lan = planned.delegates[2]
    assert seen(planned, lan).away == "Đơn vị có điểm cầu riêng"
    reply = Reply(AnswerKind.ROOM, room_id=planned.hall.id)
    answer_invitation(actor=planned.actor(lan), meeting_id=planned.meeting.id, reply=reply)
    assert seen(planned, lan).seat


def test_a_reason_counts_once_it_was_accepted_and_what_the_secretary_says_goes_before(planned: Cast):
    person = planned.named("hall delegate")
    say(planned, AnswerKind.ABSENT, reason="Nằm viện")
    assert seen(planned, person).seat
    decide_answer(actor=planned.actor("chair"), meeting_id=planned.meeting.id, person_id=person.id, accept=True)
    assert (seen(planned, person).seat, seen(planned, person).away) == (None, "Đã báo vắng, được đồng ý")
    services.place_guest(**by(planned), person_id=person.id, stays=Stays.HERE)
    assert seen(planned, person).seat


def test_who_was_accepted_instead_of_somebody_sits_in_his_place_of_the_order(planned: Cast):
    person, instead = planned.named("hall delegate"), planned.outsider
    day = clock.local_date(planned.meeting.starts_at)
    position = Position.objects.create(code="C1", name="Chức 1", order=1)
    BodyMembership.objects.create(
        unit=planned.province, person=person, role=Role.DELEGATE, valid_from=day, position=position
    )
    before = seen(planned, person).seat
    say(planned, AnswerKind.SUBSTITUTE, reason="Nằm viện", substitute_id=instead.id)
    decide_answer(actor=planned.actor("chair"), meeting_id=planned.meeting.id, person_id=person.id, accept=True)
    assert seen(planned, person).away == f"Cử {instead.full_name} dự thay"
    assert seen(planned, instead).seat == before


def test_the_secretary_says_who_is_here(planned: Cast):
    services.place_guest(**by(planned), person_id=planned.delegates[4].id, stays=Stays.HERE)
    services.place_guest(**by(planned), person_id=planned.delegates[0].id, stays=Stays.AWAY)
    services.arrange_seats(**by(planned), order=SeatOrder.UNITS)
    assert "Sơn" in seats(planned)
    assert "Đức" not in seats(planned)


def test_the_position_of_the_body_that_meets_comes_first(planned: Cast):
    day = clock.local_date(planned.meeting.starts_at)
    ranked = [(planned.delegates[1], 5), (planned.delegates[0], 9)]
    for person, order in ranked:
        position = Position.objects.create(code=f"C{order}", name=f"Chức {order}", order=order)
        BodyMembership.objects.create(
            unit=planned.province, person=person, role=Role.DELEGATE, valid_from=day, position=position
        )
    services.arrange_seats(**by(planned), order=SeatOrder.PROTOCOL)
    found = seats(planned)
    assert (found["Hạnh"], found["Đức"]) == ("A3", "A2")


def test_corrections_by_hand_outlive_seating_anew(planned: Cast):
    before = seats(planned)
    one, other = planned.delegates[0], planned.delegates[1]
    services.move_guest(**by(planned), person_id=one.id, seat=before["Hạnh"])
    services.hold_seat(**by(planned), seat="A1", held=True)
    after = seats(planned)
    assert (after["Đức"], after["Hạnh"]) == (before["Hạnh"], before["Đức"])
    services.arrange_seats(**by(planned), order=SeatOrder.PROTOCOL)
    again = seats(planned)
    assert again["Đức"] == after["Đức"]
    assert again["Hạnh"] == after["Hạnh"] or after["Hạnh"] == "A1"
    assert "A1" not in again.values()
    services.pin_guest(**by(planned), person_id=other.id, pinned=False)
    services.move_guest(**by(planned), person_id=other.id, seat=None)
    assert "Hạnh" not in seats(planned)


def test_a_changed_hall_is_a_new_version_and_older_meetings_keep_theirs(planned: Cast):
    services.publish_seats(**by(planned))
    later = draft_meeting(planned)
    actor = planned.actor("secretary")
    smaller = SPEC.model_copy(update={"rows": 1})
    services.set_hall(actor=actor, meeting_id=later.id, room_id=planned.hall.id, spec=SPEC)
    assert HallPlan.objects.count() == 1
    services.set_hall(actor=actor, meeting_id=later.id, room_id=planned.hall.id, spec=smaller)
    assert [hall.version for hall in HallPlan.objects.all()] == [2, 1]
    mine = desk_state(planned.meeting).hall
    assert mine is not None and len(mine.seats) == 11
    # The same meeting on the smaller hall: who sat in the row that is gone waits.
    services.move_guest(**by(planned), person_id=planned.guest.id, seat="B1")
    services.set_hall(**by(planned), room_id=planned.hall.id, spec=smaller)
    assert "Tùng" not in seats(planned)
    shown = seating_state(planned.meeting)
    assert shown is not None and len(shown.hall.seats) == 11


def test_seats_are_official_once_they_are_published(planned: Cast):
    assert events(planned) == []
    assert read_snapshot(planned.meeting.id).state.seating is None
    services.publish_seats(**by(planned))
    services.move_guest(**by(planned), person_id=planned.guest.id, seat="B1")
    assert desk_state(planned.meeting).changes == 1
    assert published_seat(planned.meeting.id, planned.guest.id) != ("B1", "Hội trường tỉnh")
    services.publish_seats(**by(planned))
    assert published_seat(planned.meeting.id, planned.guest.id) == ("B1", "Hội trường tỉnh")
    assert [event["act"] for event in events(planned)] == ["published", "changed"]
    state = read_snapshot(planned.meeting.id).state.seating
    assert state is not None and events(planned)[-1]["seating"] == state.model_dump(mode="json")
    place = planned.actor("chair")
    words = [row.what for row in rows_of(planned.meeting, place_viewer(planned, place))]
    assert any("Công bố lại sơ đồ chỗ ngồi: 6 người, Hội trường tỉnh" in word for word in words)


def place_viewer(cast: Cast, actor: Any) -> Any:
    return viewer_of(actor, get_place_for(actor, cast.meeting.id).standing)


def test_who_is_no_longer_invited_leaves_his_seat_in_the_same_act(planned: Cast):
    services.publish_seats(**by(planned))
    remove_person(**by(planned), person_id=planned.guest.id)
    assert [event["act"] for event in events(planned)] == ["published", "changed"]
    assert str(planned.guest.id) not in {one["person_id"] for one in events(planned)[-1]["seating"]["places"]}


def test_what_cannot_be_done_is_refused_in_words(planned: Cast):
    with pytest.raises(NotFound):
        services.set_hall(**by(planned), room_id=planned.far_room.id, spec=SPEC)
    with pytest.raises(BadInput, match="Lối đi"):
        services.set_hall(**by(planned), room_id=planned.hall.id, spec=SPEC.model_copy(update={"aisles": (9,)}))
    with pytest.raises(NotFound, match="Ghế này"):
        services.move_guest(**by(planned), person_id=planned.guest.id, seat="Z1")
    with pytest.raises(NotFound, match="thành phần"):
        services.move_guest(**by(planned), person_id=planned.outsider.id, seat="A1")
    services.move_guest(**by(planned), person_id=planned.guest.id, seat=None)
    with pytest.raises(BadState, match="chưa có ghế"):
        services.pin_guest(**by(planned), person_id=planned.guest.id, pinned=True)
    with pytest.raises(Refused):
        services.publish_seats(**by(planned, "chair"))
    Meeting.objects.filter(id=planned.meeting.id).update(status=MeetingStatus.CLOSED)
    with pytest.raises(BadState, match="bế mạc"):
        services.arrange_seats(**by(planned), order=SeatOrder.UNITS)


def test_without_hall_or_people_nothing_is_published(cast: Cast):
    with pytest.raises(BadState, match="hội trường"):
        services.arrange_seats(**by(cast), order=SeatOrder.UNITS)
    services.set_hall(**by(cast), room_id=cast.hall.id, spec=SPEC)
    with pytest.raises(BadState, match="Chưa ai có ghế"):
        services.publish_seats(**by(cast))


@pytest.mark.parametrize("role", ["chair", "delegate", "technician"])
def test_acts_of_others_are_refused(planned: Cast, role: str):
    answer = send(browser_of(planned.named(role)), planned, {"name": "publish_seats"})
    assert answer.status_code == 403
    assert events(planned) == []


def send(browser: Browser, cast: Cast, wanted: dict[str, Any], where: str = "viec") -> Any:
    address = f"/chuan-bi/{cast.meeting.id}/cho-ngoi/{where}/"
    return browser.post(address, json.dumps(wanted), content_type="application/json", HTTP_ACCEPT="application/json")


def test_the_page_acts_and_learns_what_came_of_it(planned: Cast):
    browser, guest = browser_of(planned.secretary), str(planned.guest.id)
    room = str(planned.hall.id)
    wanted = [
        {"name": "set_hall", "room_id": room, "spec": SPEC.model_copy(update={"rows": 3}).model_dump(mode="json")},
        {"name": "arrange_seats", "order": "protocol"},
        {"name": "move_guest", "person_id": guest, "seat": "C4"},
        {"name": "pin_guest", "person_id": guest, "pinned": True},
        {"name": "hold_seat", "seat": "A1", "held": True},
        {"name": "place_guest", "person_id": str(planned.delegates[2].id), "stays": "here"},
        {"name": "publish_seats"},
    ]
    answers = [send(browser, planned, act) for act in wanted]
    assert [answer.status_code for answer in answers] == [200] * 7
    desk = answers[-1].json()
    assert next(one for one in desk["people"] if one["person_id"] == guest)["published"] == "C4"
    assert (desk["held"], desk["version"], desk["changes"]) == (["A1"], 2, 0)
    shown = send(browser, planned, {"form": "u", "rows": 1, "seats": 3}, "xem-truoc")
    assert len(shown.json()["seats"]) == 6
    bad = send(browser, planned, {"name": "move_guest"})
    assert (bad.status_code, "chưa có gì thay đổi" in bad.json()["message"]) == (400, True)


def test_the_checklist_says_how_far_the_seats_are(planned: Cast):
    browser = browser_of(planned.secretary)
    line = browser.get(f"/chuan-bi/{planned.meeting.id}/").content.decode()
    assert "6 người có ghế" in line and "Chưa công bố" in line
    assert "Mở sơ đồ" in browser.get(f"/chuan-bi/{planned.meeting.id}/cho-ngoi/tom-tat/").content.decode()


def test_two_hundred_people_are_seated_with_few_questions(cast: Cast, django_assert_max_num_queries: Any):
    people = [Person(username=f"p{n}", full_name=f"Lê Văn {n}", unit=cast.province) for n in range(200)]
    Person.objects.bulk_create(people)
    Participation.objects.bulk_create(
        [Participation(meeting=cast.meeting, person=person, role=Role.DELEGATE) for person in people]
    )
    services.set_hall(**by(cast), room_id=cast.hall.id, spec=HallSpec(form=HallForm.THEATRE, rows=14, seats=15))
    with django_assert_max_num_queries(25):
        services.arrange_seats(**by(cast), order=SeatOrder.UNITS)
    assert len(seats(cast)) == 206
