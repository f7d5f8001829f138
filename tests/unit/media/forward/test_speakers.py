from media.forward.speakers import ACTIVE_HOLD_S, SpeakerRanking


def talk(ranking: SpeakerRanking, source: int, level: int, start: float, seconds: float) -> float:
    steps = int(seconds * 50)
    for step in range(steps):
        ranking.hear(source, level, start + step / 50)
    return start + seconds


def test_everybody_fits_while_there_are_few() -> None:
    ranking = SpeakerRanking()
    assert set(ranking.choose([1, 2, 3], [], 4, 0.0)) == {1, 2, 3}


def test_floor_holders_are_always_heard_even_when_silent() -> None:
    ranking = SpeakerRanking()
    now = 0.0
    for source in (1, 2, 3, 4, 5):
        now = talk(ranking, source, 20, now, 0.5)
    assert ranking.choose([1, 2, 3, 4, 5, 9], [9], 4, now)[0] == 9


def test_a_clearly_louder_voice_displaces_the_weakest_within_a_fifth_of_a_second() -> None:
    ranking = SpeakerRanking()
    for source, level in ((1, 20), (2, 25), (3, 60)):
        talk(ranking, source, level, 0.0, 1.0)
    assert set(ranking.choose([1, 2, 3, 4], [], 3, 1.0)) == {1, 2, 3}
    now = talk(ranking, 4, 20, 1.0, 0.2)
    assert set(ranking.choose([1, 2, 3, 4], [], 3, now)) == {1, 2, 4}


def test_a_little_louder_is_not_enough() -> None:
    ranking = SpeakerRanking()
    for source in (1, 2, 3):
        talk(ranking, source, 30, 0.0, 1.0)
    ranking.choose([1, 2, 3, 4], [], 3, 1.0)
    talk(ranking, 4, 27, 0.0, 1.0)
    assert set(ranking.choose([1, 2, 3, 4], [], 3, 1.0)) == {1, 2, 3}


def test_nobody_outside_the_candidates_is_chosen() -> None:
    ranking = SpeakerRanking()
    talk(ranking, 1, 10, 0.0, 1.0)
    assert ranking.choose([2], [1], 4, 1.0) == (2,)
    assert ranking.active([2], 1.0) is None


def test_the_active_speaker_changes_at_most_every_two_seconds() -> None:
    ranking = SpeakerRanking()
    now = talk(ranking, 1, 20, 0.0, 1.0)
    assert ranking.active([1, 2], now) == 1
    talk(ranking, 1, 90, now, 0.5)
    later = talk(ranking, 2, 15, now, 0.5)
    assert ranking.active([1, 2], later) == 1
    talk(ranking, 2, 15, later, ACTIVE_HOLD_S)
    talk(ranking, 1, 90, later, ACTIVE_HOLD_S)
    assert ranking.active([1, 2], later + ACTIVE_HOLD_S) == 2


def test_silence_keeps_the_last_speaker() -> None:
    ranking = SpeakerRanking()
    now = talk(ranking, 1, 20, 0.0, 1.0)
    ranking.active([1, 2], now)
    assert ranking.active([1, 2], now + 60) == 1
    assert ranking.level(1, now + 60) == 127


def test_a_source_that_left_is_forgotten() -> None:
    ranking = SpeakerRanking()
    now = talk(ranking, 1, 20, 0.0, 1.0)
    ranking.active([1], now)
    ranking.forget(1)
    assert ranking.active([], now) is None
    assert ranking.choose([], [], 4, now) == ()
