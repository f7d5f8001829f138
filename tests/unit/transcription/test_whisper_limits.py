"""How much of the window and how many tokens a piece of speech gets."""

import pytest

pytest.importorskip("faster_whisper")

from transcription.engine.whisper import MAX_FRAMES, MIN_FRAMES, token_cap, window_frames


@pytest.mark.parametrize(
    ("seconds", "frames"), [(0.3, MIN_FRAMES), (5, 600), (5.001, 602), (28, 2900), (40, MAX_FRAMES)]
)
def test_the_window_is_the_sound_and_a_second(seconds, frames):
    assert window_frames(round(seconds * 16_000)) == frames


def test_tokens_are_capped_by_length():
    assert token_cap(0) == 24
    assert token_cap(5 * 16_000) == 104
    assert token_cap(60 * 16_000) == 440
