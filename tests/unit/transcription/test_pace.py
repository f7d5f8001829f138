"""Late for a while: fewer drafts. Calm for a while: more again."""

from hypothesis import given
from hypothesis import strategies as st

from transcription.stream.pace import CALM_LAG_S, LATE_FOR_S, LIMITS_S, STEP_MS, Level, Pace

LAGS = st.lists(st.floats(0, 30), min_size=1, max_size=60)


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
    assert pace.step_ms == STEP_MS[Level.FULL]


def test_a_late_moment_starts_the_calm_anew():
    pace = Pace()
    levels(pace, 2.0, 0.0, 3)
    levels(pace, 0.1, 10.0, 2)
    pace.observe(1.0, 12.0)
    assert levels(pace, 0.1, 13.0, 3) == [Level.SLOW] * 3


def test_what_lasts_longer_gives_up_more_and_the_worst_refuses_new_meetings():
    pace = Pace()
    assert levels(pace, 6.0, 0.0, 3)[-1] is Level.CLEAR
    assert levels(pace, 12.0, 10.0, 3)[-1] is Level.REFUSE
    assert pace.step_ms is None


@given(LAGS)
def test_a_level_is_taken_only_after_its_lag_has_lasted_and_left_only_in_calm_one_by_one(lags: list[float]):
    pace, before, calm = Pace(), Level.FULL, 0
    for second, lag in enumerate(lags):
        level = pace.observe(lag, float(second))
        calm = calm + 1 if lag < CALM_LAG_S else 0
        if level > before:
            lasting = lags[second - int(LATE_FOR_S) : second + 1]
            assert second >= LATE_FOR_S and min(lasting) >= LIMITS_S[level]
        if level < before:
            assert level == before - 1 and calm > 3
        before = level


@given(LAGS, st.lists(st.floats(0, 30), min_size=60, max_size=60))
def test_a_later_worker_never_gives_up_less(lags: list[float], more: list[float]):
    one, other = Pace(), Pace()
    for second, (lag, extra) in enumerate(zip(lags, more, strict=False)):
        assert one.observe(lag, float(second)) <= other.observe(lag + extra, float(second))


@given(LAGS)
def test_calm_always_leads_back_to_everything(lags: list[float]):
    pace = Pace()
    for second, lag in enumerate(lags):
        pace.observe(lag, float(second))
    assert levels(pace, 0.0, float(len(lags)), 4 * 4 + 1)[-1] is Level.FULL
