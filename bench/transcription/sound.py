"""Sound as the media tap sends it, and sound in which nobody speaks."""

from collections.abc import Iterator

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from meetings.contracts.speech import AudioChunk
from transcription.engine.base import SAMPLE_RATE, Pcm
from transcription.entries import Entry

START_MS = 1_800_000_000_000
PACKETS_EACH = 10
_PACKET_SAMPLES = 320
_PACKET_TICKS = 960


def silence(seconds: float) -> Pcm:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def without_speech(seconds: float) -> dict[str, Pcm]:
    """Silence, a fan (white noise at -34 dB), mains hum, music (a chord that swells), each that long."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    chord = sum(np.sin(2 * np.pi * hertz * time) for hertz in (220.0, 277.2, 329.6, 440.0))
    made = {
        "silence": np.zeros(len(time)),
        "noise": np.random.default_rng(7).normal(0, 0.02, len(time)),
        "hum": 0.05 * (np.sin(2 * np.pi * 50 * time) + 0.5 * np.sin(2 * np.pi * 150 * time)),
        "music": 0.05 * chord * (0.6 + 0.4 * np.sin(2 * np.pi * 2 * time)),
    }
    return {name: sound.astype(np.float32) for name, sound in made.items()}


def entries(pcm: Pcm, source: int = 1, meeting: str = "bench") -> list[Entry]:
    """Stream entries of 0.2 s; an entry arrives when its last packet was spoken."""
    packets = list(_opus(pcm))
    made = []
    for number, start in enumerate(range(0, len(packets), PACKETS_EACH)):
        chunk = packets[start : start + PACKETS_EACH]
        head = AudioChunk(
            meeting_id=meeting,
            source=source,
            participant=f"person:{source}",
            label=f"Đại biểu {source}",
            talkspurt="t",
            start_ms=START_MS + start * 20,
            rtp_start=start * _PACKET_TICKS,
        )
        packed = tuple((at * _PACKET_TICKS, packet) for at, packet in enumerate(chunk))
        made.append(Entry((number + 1, 0), head, packed, (start + len(chunk)) * 0.02))
    return made


def _opus(pcm: Pcm) -> Iterator[bytes]:
    codec = av.CodecContext.create("libopus", "w")
    assert isinstance(codec, AudioCodecContext)  # noqa: S101 - libopus is an audio codec
    codec.sample_rate, codec.bit_rate = SAMPLE_RATE, 32_000
    codec.layout, codec.format = "mono", "s16"
    samples = (np.clip(pcm, -1, 1) * 32767).astype(np.int16)
    for start in range(0, len(samples) - _PACKET_SAMPLES + 1, _PACKET_SAMPLES):
        piece = samples[start : start + _PACKET_SAMPLES].reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(piece, format="s16", layout="mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE, start
        for packet in codec.encode(frame):
            yield bytes(packet)
