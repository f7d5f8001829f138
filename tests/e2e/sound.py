"""Speech for the fake microphone, and how alike two recordings are."""

import os
import subprocess
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
SPEECH_SET = Path(os.environ.get("SPEECH_SET", str(ROOT.parent / "shared" / "speech")))
RATE = 48_000
WINDOW = RATE // 100
SENTENCE = "Xin chào các đồng chí. Hôm nay chúng ta họp."
Samples = NDArray[np.float64]


def speech_wav(folder: Path) -> Path:
    """Return about 12 s of Vietnamese speech, 48 kHz mono, as Chromium's fake microphone plays it in a loop."""
    parts = [_read(path) for path in sorted(SPEECH_SET.glob("s[12].wav"))] or [_espeak(folder)]
    pause = np.zeros(RATE)
    sound = np.concatenate([piece for part in parts for piece in (part, pause)])
    return write_wav(folder / "speech.wav", sound * (0.6 / np.abs(sound).max()))


def silence_wav(folder: Path) -> Path:
    """Return a second of silence."""
    return write_wav(folder / "silence.wav", np.zeros(RATE))


def _espeak(folder: Path) -> Samples:
    path = folder / "espeak.wav"
    subprocess.run(["espeak-ng", "-v", "vi", "-s", "150", "-w", str(path), SENTENCE], check=True)
    return _read(path)


def _read(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        raw = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16) / 32768
    steps = np.arange(0, len(raw), rate / RATE)
    return np.asarray(np.interp(steps, np.arange(len(raw)), raw), dtype=np.float64)


def write_wav(path: Path, samples: Samples) -> Path:
    """Write 48 kHz mono 16 bit."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype(np.int16).tobytes())
    return path


def read_wav(path: Path) -> Samples:
    """Read a 48 kHz mono file."""
    return _read(path)


def envelope(samples: Samples) -> Samples:
    """Return the loudness in windows of 10 ms."""
    whole = samples[: len(samples) // WINDOW * WINDOW].reshape(-1, WINDOW)
    return np.asarray(np.sqrt((whole**2).mean(axis=1)), dtype=np.float64)


def best_correlation(heard: Samples, spoken: Samples) -> float:
    """Return the highest correlation of the heard envelope with the spoken one, which repeats in a loop."""
    looped = np.tile(spoken, 2 + len(heard) // len(spoken))
    scores = [float(np.corrcoef(heard, looped[offset : offset + len(heard)])[0, 1]) for offset in range(0, len(spoken))]
    return max(scores)
