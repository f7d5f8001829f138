"""What counts as lost and as doubled when a worker was killed."""

from bench.transcription.killed import counts, passed
from meetings.contracts.speech import Segment, SegmentState

HIT = {"killed_held_entries": 5, "killed_left_entries": 0}


def final(name: str, start: int = 0, end: int = 1000, who: str = "person:1") -> Segment:
    return Segment(
        segment_id=name,
        rev=1,
        meeting_id="m",
        state=SegmentState.FINAL,
        start_ms=start,
        end_ms=end,
        participant=who,
        speaker=who,
        text="x",
        stable_chars=1,
    )


def test_each_utterance_once_passes_when_the_kill_hit_something() -> None:
    found = counts([final("a"), final("b", 1000, 2000), final("c", who="person:2")], ["a", "b", "c"])
    assert found == {"killed_finals_expected": 3, "killed_finals_got": 3, "killed_doubled": 0}
    assert passed(found | HIT)
    assert not passed(found | HIT | {"killed_held_entries": 0})
    assert not passed(found | HIT | {"killed_left_entries": 1})


def test_a_lost_one_and_a_doubled_one_fail() -> None:
    lost = counts([final("a")], ["a", "b"])
    twice = counts([final("a"), final("a")], ["a"])
    other_name = counts([final("a"), final("z", 500, 1500)], ["a"])
    assert (lost["killed_finals_got"], twice["killed_doubled"], other_name["killed_doubled"]) == (1, 1, 1)
    assert not any(passed(found | HIT) for found in (lost, twice, other_name))
