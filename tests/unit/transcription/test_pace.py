"""Late: fewer drafts, at once. Calm for a while: more again."""

from transcription.stream.pace import Level, Pace


def test_levels_rise_at_once_and_fall_one_by_one():
    pace = Pace()
    assert pace.observe(0.2, 0.0) is Level.FULL
    assert pace.observe(1.6, 1.0) is Level.SLOW
    assert pace.observe(3.5, 2.0) is Level.FINALS
    assert pace.step_ms is None
    assert pace.observe(0.1, 3.0) is Level.FINALS
    assert pace.observe(0.1, 8.5) is Level.SLOW
    assert pace.observe(0.1, 9.0) is Level.SLOW
    assert pace.observe(0.1, 14.0) is Level.FULL
    assert pace.step_ms == 1000


def test_a_late_moment_starts_the_calm_anew():
    pace = Pace()
    pace.observe(2.0, 0.0)
    pace.observe(0.1, 1.0)
    pace.observe(1.0, 5.0)
    assert pace.observe(0.1, 7.0) is Level.SLOW
    assert pace.observe(0.1, 11.0) is Level.SLOW
    assert pace.observe(0.1, 12.5) is Level.FULL
