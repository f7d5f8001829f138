import json

import pytest

from meetings.agenda import services as agenda
from meetings.core import journal
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.speaking import selectors, services, timing
from meetings.speaking.services import FloorTarget


def events(cast, after=0):
    rows = JournalEvent.objects.filter(meeting_id=cast.meeting.id, number__gt=after).order_by("number")
    return [json.loads(row.payload) for row in rows]


def give(cast, actor=None, limit_s=None, **target):
    return services.give_floor(
        actor=actor or cast.actor(cast.chair),
        meeting_id=cast.meeting.id,
        target=FloorTarget(**target),
        limit_s=limit_s,
    )


def ask(cast, person, subject="Tôi xin phát biểu"):
    services.request_speech(actor=cast.actor(person), meeting_id=cast.meeting.id, subject=subject)
    return selectors.queue_state(cast.meeting)[-1].id


def test_hands_stand_in_the_order_of_asking(sitting):
    ask(sitting, sitting.delegates[2])
    ask(sitting, sitting.guest)
    queue = selectors.queue_state(sitting.meeting)
    assert [request.name for request in queue] == ["Phạm Thị Lan", "Bùi Thanh Tùng"]
    assert queue[0].room_id == str(sitting.tan_hoa.id)
    assert queue[1].room_id is None


def test_one_hand_per_person(sitting):
    ask(sitting, sitting.guest)
    with pytest.raises(BadState, match="đã đăng ký"):
        ask(sitting, sitting.guest)


def test_an_absent_person_checks_in_before_asking(sitting):
    with pytest.raises(BadState) as refused:
        ask(sitting, sitting.delegates[4])
    assert refused.value.code == "not_present"


def test_nobody_asks_before_the_meeting_is_open(cast):
    with pytest.raises(BadState) as refused:
        ask(cast, cast.delegates[0])
    assert refused.value.code == "not_in_session"


def test_withdraw_own_and_by_the_chair_but_not_anothers(sitting):
    first, second = ask(sitting, sitting.delegates[0]), ask(sitting, sitting.delegates[1])
    meeting_id = sitting.meeting.id
    with pytest.raises(Refused):
        services.withdraw_speech(actor=sitting.actor(sitting.delegates[1]), meeting_id=meeting_id, request_id=first)
    services.withdraw_speech(actor=sitting.actor(sitting.delegates[0]), meeting_id=meeting_id, request_id=first)
    services.withdraw_speech(actor=sitting.actor(sitting.chair), meeting_id=meeting_id, request_id=second)
    assert selectors.queue_state(sitting.meeting) == ()
    with pytest.raises(NotFound):
        services.withdraw_speech(actor=sitting.actor(sitting.chair), meeting_id=meeting_id, request_id=second)


def test_floor_to_a_seated_person_opens_his_room(sitting):
    request_id = ask(sitting, sitting.delegates[2])
    give(sitting, request_id=request_id, limit_s=300)
    floor = selectors.floor_state(sitting.meeting)
    assert floor is not None
    assert floor.participant == f"room:{sitting.tan_hoa.id}"
    assert floor.name == "Phạm Thị Lan"
    assert floor.limit_s == 300
    assert selectors.queue_state(sitting.meeting) == ()
    assert selectors.open_microphones(sitting.meeting) == (
        f"room:{sitting.tan_hoa.id}",
        f"room:{sitting.hall.id}",
        f"person:{sitting.chair.id}",
    )
    policy = selectors.policy_for(sitting.meeting)
    assert policy.floor == (floor.participant,)
    assert policy.speakers == {floor.participant: str(sitting.delegates[2].id)}
    assert policy.speaker_names == {floor.participant: "Phạm Thị Lan"}
    assert policy.number == journal.last_number(sitting.meeting.id)


def test_floor_to_a_remote_person_opens_his_own_microphone_and_answers_his_hand(sitting):
    ask(sitting, sitting.delegates[3])
    give(sitting, person_id=str(sitting.delegates[3].id))
    floor = selectors.floor_state(sitting.meeting)
    assert floor is not None and floor.participant == f"person:{sitting.delegates[3].id}"
    assert selectors.queue_state(sitting.meeting) == ()
    assert selectors.policy_for(sitting.meeting).speakers == {}


def test_floor_to_a_room(sitting):
    give(sitting, room_id=str(sitting.phu_my.id))
    floor = selectors.floor_state(sitting.meeting)
    assert floor is not None
    assert (floor.name, floor.person_id, floor.room_id) == ("Điểm cầu Phú Mỹ", None, str(sitting.phu_my.id))


def test_giving_the_floor_ends_the_running_turn_first_in_the_same_act(sitting):
    give(sitting, room_id=str(sitting.phu_my.id))
    before = journal.last_number(sitting.meeting.id)
    give(sitting, actor=sitting.actor(sitting.chair, "command-1"), room_id=str(sitting.tan_hoa.id))
    assert [event["kind"] for event in events(sitting, before)] == ["floor_taken", "floor_given"]
    with pytest.raises(journal.AlreadyDone) as done:
        give(sitting, actor=sitting.actor(sitting.chair, "command-1"), room_id=str(sitting.tan_hoa.id))
    assert done.value.number == before + 1


@pytest.mark.parametrize("both", [{}, {"person_id": "x", "room_id": "y"}])
def test_floor_needs_exactly_one_target(sitting, both):
    with pytest.raises(BadInput):
        give(sitting, **both)


def test_floor_is_not_given_to_outsiders_observers_absent_people_and_foreign_rooms(sitting):
    for target, error in (
        ({"person_id": str(sitting.outsider.id)}, NotFound),
        ({"person_id": str(sitting.observer.id)}, BadState),
        ({"person_id": str(sitting.delegates[4].id)}, BadState),
        ({"room_id": str(sitting.far_room.id)}, NotFound),
        ({"room_id": "not an id"}, NotFound),
        ({"request_id": "not an id"}, NotFound),
    ):
        with pytest.raises(error):
            give(sitting, **target)
    assert selectors.floor_state(sitting.meeting) is None


def test_extend_adds_to_the_limit(sitting):
    chair, meeting_id = sitting.actor(sitting.chair), sitting.meeting.id
    with pytest.raises(BadState):
        timing.extend_floor(actor=chair, meeting_id=meeting_id, seconds=60)
    give(sitting, room_id=str(sitting.phu_my.id))
    with pytest.raises(BadState):
        timing.extend_floor(actor=chair, meeting_id=meeting_id, seconds=60)
    give(sitting, room_id=str(sitting.phu_my.id), limit_s=120)
    timing.extend_floor(actor=chair, meeting_id=meeting_id, seconds=60)
    floor = selectors.floor_state(sitting.meeting)
    assert floor is not None and floor.limit_s == 180


def test_the_floor_is_taken_by_the_chair_or_the_speaker_only(sitting):
    give(sitting, person_id=str(sitting.delegates[2].id))
    floor = selectors.floor_state(sitting.meeting)
    assert floor is not None
    take = {"meeting_id": sitting.meeting.id, "turn_id": floor.turn_id}
    with pytest.raises(Refused):
        services.take_floor(actor=sitting.actor(sitting.delegates[0]), **take)
    services.take_floor(actor=sitting.actor(sitting.delegates[2]), **take)
    assert selectors.floor_state(sitting.meeting) is None
    assert selectors.policy_for(sitting.meeting).floor == ()
    with pytest.raises(BadState):
        services.take_floor(actor=sitting.actor(sitting.chair), **take)


def test_mute_all_ends_the_turn_and_keeps_the_chair(sitting):
    give(sitting, person_id=str(sitting.delegates[3].id))
    before = journal.last_number(sitting.meeting.id)
    services.mute_all(actor=sitting.actor(sitting.chair), meeting_id=sitting.meeting.id)
    taken, muted = events(sitting, before)
    assert (taken["kind"], muted["kind"]) == ("floor_taken", "microphones_muted")
    assert muted["open_microphones"] == [f"room:{sitting.hall.id}", f"person:{sitting.chair.id}"]
    assert list(selectors.open_microphones(sitting.meeting)) == muted["open_microphones"]


def test_a_sitting_is_not_closed_over_a_speaker_and_hands_go_down_when_it_closes(sitting):
    ask(sitting, sitting.guest)
    give(sitting, room_id=str(sitting.phu_my.id))
    chair, meeting_id = sitting.actor(sitting.chair), sitting.meeting.id
    with pytest.raises(BadState) as refused:
        agenda.close_meeting(actor=chair, meeting_id=meeting_id)
    assert refused.value.code == "turn_open"
    services.mute_all(actor=chair, meeting_id=meeting_id)
    agenda.close_meeting(actor=chair, meeting_id=meeting_id)
    assert selectors.queue_state(sitting.meeting) == ()


def test_media_hears_of_the_floor_after_the_commit(sitting, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr("meetings.speaking.media.send_if_running", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        give(sitting, room_id=str(sitting.phu_my.id))
    assert [command.policy.floor for command in sent] == [(f"room:{sitting.phu_my.id}",)]


def test_media_knows_whose_pictures_come_next(sitting):
    """A remote person's own, a seated person's room: as he would be seen with the floor."""
    remote, seated = sitting.delegates[3], sitting.delegates[2]
    assert selectors.policy_for(sitting.meeting).expected == ()
    ask(sitting, remote)
    ask(sitting, seated)
    keys = [f"person:{remote.id}", f"room:{sitting.tan_hoa.id}"]
    assert list(selectors.policy_for(sitting.meeting).expected) == keys
    give(sitting, person_id=str(remote.id))
    policy = selectors.policy_for(sitting.meeting)
    assert (policy.floor, list(policy.expected)) == ((keys[0],), keys[1:])


def test_media_hears_of_the_queue_when_its_first_places_change(
    sitting, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr("meetings.speaking.media.send_if_running", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        first, second = ask(sitting, sitting.delegates[3]), ask(sitting, sitting.delegates[2])
    first_key, second_key = f"person:{sitting.delegates[3].id}", f"room:{sitting.tan_hoa.id}"
    assert sent[-1].policy.expected == (first_key, second_key)
    sent.clear()
    with django_capture_on_commit_callbacks(execute=True):
        third = ask(sitting, sitting.guest)
    assert sent == [], "far behind: nothing that concerns media"
    chair, meeting_id = sitting.actor(sitting.chair), sitting.meeting.id
    with django_capture_on_commit_callbacks(execute=True):
        services.move_request(actor=chair, meeting_id=meeting_id, request_id=third, before_id=first)
    assert sent[-1].policy.expected == (f"person:{sitting.guest.id}", first_key)
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw_speech(actor=chair, meeting_id=meeting_id, request_id=third)
    assert sent[-1].policy.expected == (first_key, second_key)
    sent.clear()
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw_speech(actor=chair, meeting_id=meeting_id, request_id=second)
    assert sent[-1].policy.expected == (first_key,)
