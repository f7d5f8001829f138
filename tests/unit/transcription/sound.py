"""Sounds for tests: tones that the fake engine reads as words, encoded to Opus as a browser would."""

import av
import numpy as np

from meetings.contracts.speech import AudioChunk
from transcription.engine.base import SAMPLE_RATE
from transcription.engine.fake import BASE_HZ, BLOCK_MS, STEP_HZ
from transcription.entries import Entry

PACKET_TICKS = 960
START_MS = 1_800_000_000_000


def tones(*words: int) -> np.ndarray:
    """Half a second of tone for each word number."""
    block = np.arange(SAMPLE_RATE * BLOCK_MS // 1000) / SAMPLE_RATE
    parts = [0.4 * np.sin(2 * np.pi * (BASE_HZ + STEP_HZ * word) * block) for word in words]
    return np.concatenate(parts).astype(np.float32)


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def encode(pcm: np.ndarray) -> list[bytes]:
    """Opus packets of 20 ms."""
    codec = av.CodecContext.create("libopus", "w")
    codec.sample_rate, codec.layout, codec.format, codec.bit_rate = SAMPLE_RATE, "mono", "s16", 32_000
    samples = (np.clip(pcm, -1, 1) * 32767).astype(np.int16)
    packets = []
    for start in range(0, len(samples) - 319, 320):
        frame = av.AudioFrame.from_ndarray(samples[start : start + 320].reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE, start
        packets += [bytes(packet) for packet in codec.encode(frame)]
    return packets


def entries(
    pcm: np.ndarray, *, packets_each: int = 10, first_id: int = 1, source: int = 7, rtp: int = 0, **head: object
) -> list[Entry]:
    """Stream entries as the media tap writes them, 0.2 s each unless said otherwise."""
    fields: dict[str, object] = {
        "meeting_id": "m1",
        "source": source,
        "participant": "person:an",
        "label": "Nguyễn Văn An",
        "talkspurt": "t1",
    } | head
    packets = encode(pcm)
    made = []
    for number, start in enumerate(range(0, len(packets), packets_each)):
        chunk = packets[start : start + packets_each]
        made.append(
            Entry(
                id=(first_id + number, 0),
                head=AudioChunk(
                    start_ms=START_MS + start * 20, rtp_start=(rtp + start * PACKET_TICKS) % (1 << 32), **fields
                ),
                packets=tuple((at * PACKET_TICKS, packet) for at, packet in enumerate(chunk)),
                arrived=0.0,
            )
        )
    return made
