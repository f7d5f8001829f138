from datetime import UTC, datetime, timedelta

from meetings.speaking.rules import open_microphones, spoken_seconds, standing_microphones, voice_key


def test_a_seated_person_is_heard_through_the_room():
    assert voice_key("p", "r") == "room:r"
    assert voice_key("p", None) == "person:p"


def test_without_the_floor_only_the_main_room_and_the_chair_are_heard():
    assert standing_microphones("hall", ["chair"]) == ("room:hall", "person:chair")
    assert standing_microphones(None, ["chair"]) == ("person:chair",)


def test_the_holder_of_the_floor_is_heard_first_and_once():
    assert open_microphones(("room:hall", "person:chair"), "room:x") == ("room:x", "room:hall", "person:chair")
    assert open_microphones(("room:hall", "person:chair"), "room:hall") == ("room:hall", "person:chair")
    assert open_microphones(("room:hall",), None) == ("room:hall",)


def test_spoken_seconds_are_whole_and_never_negative():
    start = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    assert spoken_seconds(start, start + timedelta(seconds=61, milliseconds=999)) == 61
    assert spoken_seconds(start, start - timedelta(hours=1)) == 0
