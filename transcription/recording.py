"""A sound file as one stream of 16 kHz samples, a second at a time: hours of sound need no memory."""

import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from transcription.engine.base import SAMPLE_RATE, Pcm

LEAST_GAP_S = 0.2
"""A shorter hole between packets is rounding; a longer one becomes silence, so that times stay true."""
LONGEST_GAP_S = 3600.0


class UnreadableError(Exception):
    """The file is no sound of that format, or breaks off in its first packet."""


def total_ms(file: Path, demuxer: str) -> int:
    """Return the length that the file claims, 0 when it claims none; raises ``UnreadableError``."""
    try:
        with av.open(str(file), format=demuxer) as container:
            if not container.streams.audio:
                raise UnreadableError("no sound in it")
            return max(0, (container.duration or 0) // 1000)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise UnreadableError(str(error)) from error


def sound_of(file: Path, demuxer: str) -> Iterator[Pcm]:
    """Yield the sound from the beginning; a broken end is an end. Raises ``UnreadableError`` before any sound."""
    done = 0
    try:
        with av.open(str(file), format=demuxer) as container:
            if not container.streams.audio:
                raise UnreadableError("no sound in it")
            resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
            begin: float | None = None
            for frame in container.decode(audio=0):
                at = frame.time or 0.0
                begin = at if begin is None else begin
                gap = at - begin - done / SAMPLE_RATE
                if LEAST_GAP_S < gap < LONGEST_GAP_S:
                    yield from _silence(int(gap * SAMPLE_RATE))
                    done += int(gap * SAMPLE_RATE)
                frame.pts = None
                for piece in resampler.resample(frame):
                    sound = piece.to_ndarray().reshape(-1).astype(np.float32, copy=False)
                    done += len(sound)
                    yield sound
    except (av.FFmpegError, OSError, ValueError) as error:
        if not done:
            raise UnreadableError(str(error)) from error
    if not done:
        raise UnreadableError("no sound in it")


def _silence(samples: int) -> Iterator[Pcm]:
    for at in range(0, samples, SAMPLE_RATE):
        yield np.zeros(min(SAMPLE_RATE, samples - at), np.float32)


def write_wav(source: Path, demuxer: str, target: Path, longest_s: float) -> int:
    """Write the sound as 16 kHz mono 16-bit WAV; return milliseconds. Raises ``UnreadableError``."""
    done, most = 0, int(longest_s * SAMPLE_RATE)
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        for sound in sound_of(source, demuxer):
            kept = sound[: most - done]
            done += len(kept)
            file.writeframes((np.clip(kept, -1, 1) * 32767).astype("<i2").tobytes())
            if done >= most:
                break
    return done * 1000 // SAMPLE_RATE
