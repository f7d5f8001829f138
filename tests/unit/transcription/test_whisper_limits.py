"""How much of the window and how many tokens a piece of speech gets."""

import pytest

pytest.importorskip("faster_whisper")

from transcription.engine.whisper import (
    LEAST_FINAL_FRAMES,
    MAX_FRAMES,
    MIN_FRAMES,
    choose_device,
    final_frames,
    token_cap,
    window_frames,
)
from transcription.settings import FinalWindow


@pytest.mark.parametrize(
    ("seconds", "frames"), [(0.3, MIN_FRAMES), (5, 600), (5.001, 602), (28, 2900), (40, MAX_FRAMES)]
)
def test_the_window_is_the_sound_and_a_second(seconds, frames):
    assert window_frames(round(seconds * 16_000)) == frames


def test_tokens_are_capped_by_length():
    assert token_cap(0) == 12
    assert token_cap(5 * 16_000) == 52
    assert token_cap(60 * 16_000) == 220


def test_a_gpu_computes_in_half_precision_and_a_processor_in_eight_bits():
    assert (choose_device(0).name, choose_device(0).compute_type) == ("cpu", "int8")
    assert (choose_device(2).name, choose_device(2).compute_type) == ("cuda", "float16")


@pytest.mark.parametrize(("used", "frames"), [(0, LEAST_FINAL_FRAMES), (1301, 1502), (2799, 3000), (3000, MAX_FRAMES)])
def test_a_final_on_a_processor_hears_the_sound_and_two_seconds(used, frames):
    cpu, gpu = choose_device(0), choose_device(1)
    assert final_frames(used, FinalWindow.AUTO, cpu) == final_frames(used, FinalWindow.SOUND, gpu) == frames
    assert final_frames(used, FinalWindow.AUTO, gpu) == final_frames(used, FinalWindow.FULL, cpu) == MAX_FRAMES
