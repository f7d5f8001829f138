"""The same speech has the same name."""

from transcription.stream.segments import segment_id


def test_the_name_follows_from_meeting_source_participant_and_start():
    name = segment_id("m", 3, "person:a", 1000)
    assert name == segment_id("m", 3, "person:a", 1000)
    others = {
        segment_id("n", 3, "person:a", 1000),
        segment_id("m", 4, "person:a", 1000),
        segment_id("m", 3, "person:b", 1000),
        segment_id("m", 3, "person:a", 1001),
    }
    assert len(others | {name}) == 5
