"""Where utterances begin, end and are cut."""

from hypothesis import given
from hypothesis import strategies as st

from transcription.stream.gate import Gate, GateRules, Utterance

RULES = GateRules()


def run(gate: Gate, probabilities: list[float], loudness: list[float] | None = None) -> list[Utterance]:
    loudness = loudness or probabilities
    ended = [gate.push(p, e) for p, e in zip(probabilities, loudness, strict=True)]
    return [one for one in ended if one is not None]


def test_silence_is_no_utterance():
    gate = Gate()
    assert run(gate, [0.1] * 500) == []
    assert gate.flush() is None
    assert gate.needed_from == 500 - RULES.before


def test_an_utterance_keeps_a_little_before_and_after_and_ends_after_half_a_second():
    gate = Gate()
    assert run(gate, [0.0] * 20 + [0.9] * 30 + [0.0] * 15) == []
    assert run(gate, [0.0]) == [Utterance(20 - RULES.before, 50 + RULES.after)]


def test_a_pause_shorter_than_half_a_second_does_not_end_it():
    gate = Gate()
    assert run(gate, [0.9] * 10 + [0.0] * 15 + [0.9] * 10) == []
    assert gate.flush() == Utterance(0, 35)


def test_a_click_is_no_utterance():
    gate = Gate()
    assert run(gate, [0.0] * 20 + [0.9] * 3 + [0.0] * 40) == []
    assert gate.start is None


def test_two_utterances_do_not_overlap():
    gate = Gate()
    first, second = run(gate, ([0.9] * 20 + [0.0] * 17) * 2)
    assert first.end <= second.start


def test_long_speech_is_cut_at_its_quietest_moment_and_goes_on():
    gate = Gate()
    loudness = [1.0] * RULES.longest
    for frame in range(700, 706):
        loudness[frame] = 0.01
    (cut,) = run(gate, [0.9] * RULES.longest, loudness)
    assert cut.goes_on
    assert 700 <= cut.end < 706
    assert gate.start == cut.end
    assert gate.flush() == Utterance(cut.end, RULES.longest)


def test_one_quiet_frame_inside_a_word_is_not_chosen_over_a_quiet_stretch():
    gate = Gate()
    loudness = [1.0] * RULES.longest
    loudness[800] = 0.0
    for frame in range(600, 606):
        loudness[frame] = 0.3
    (cut,) = run(gate, [0.9] * RULES.longest, loudness)
    assert 600 <= cut.end < 606


def test_a_taken_over_utterance_is_open_from_its_first_frame():
    gate = Gate()
    gate.open_at(0)
    assert run(gate, [0.0] * 5 + [0.9] * 20 + [0.0] * 16) == [Utterance(0, 25 + RULES.after)]


@given(st.lists(st.sampled_from([0.0, 0.4, 0.9]), max_size=3000))
def test_utterances_are_ordered_bounded_and_never_shared(probabilities):
    gate = Gate(GateRules(longest=100, cut_search=50))
    ended = run(gate, probabilities)
    last = gate.flush()
    previous = 0
    for one in [*ended, *([last] if last else [])]:
        assert previous <= one.start < one.end <= len(probabilities)
        assert one.end - one.start <= 100
        previous = one.end
