"""Late for a while: fewer drafts. Calm for a while: more again."""

from transcription.stream.pace import Level, Pace


def levels(pace: Pace, lag_s: float, start: float, seconds: int) -> list[Level]:
    return [pace.observe(lag_s, start + second) for second in range(seconds)]


def test_one_slow_decoding_is_no_overload():
    pace = Pace()
    assert levels(pace, 5.0, 0.0, 2) == [Level.FULL] * 2
    assert pace.observe(0.1, 2.0) is Level.FULL
    assert levels(pace, 5.0, 3.0, 2) == [Level.FULL] * 2


def test_a_lasting_lag_makes_drafts_rarer_and_a_longer_one_ends_them():
    pace = Pace()
    assert levels(pace, 1.6, 0.0, 3)[-1] is Level.SLOW
    assert pace.step_ms == 2000
    assert levels(pace, 3.5, 10.0, 3)[-1] is Level.FINALS
    assert pace.step_ms is None


def test_calm_brings_drafts_back_level_by_level():
    pace = Pace()
    levels(pace, 4.0, 0.0, 3)
    assert levels(pace, 0.1, 10.0, 7) == [Level.FINALS] * 3 + [Level.SLOW] * 3 + [Level.FULL]
    assert pace.step_ms == 1000


def test_a_late_moment_starts_the_calm_anew():
    pace = Pace()
    levels(pace, 2.0, 0.0, 3)
    levels(pace, 0.1, 10.0, 2)
    pace.observe(1.0, 12.0)
    assert levels(pace, 0.1, 13.0, 3) == [Level.SLOW] * 3
