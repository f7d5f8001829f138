"""Opus packets to one unbroken 16 kHz stream: lost packets become silence, so that time never drifts."""

import logging

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from numpy.typing import NDArray

from transcription.engine.base import SAMPLE_RATE, Pcm

OPUS_RATE = 48_000
"""RTP clock of Opus (RFC 7587)."""
TICKS_PER_SAMPLE = OPUS_RATE // SAMPLE_RATE
_WRAP = 1 << 32

log = logging.getLogger(__name__)


def rtp_distance(later: int, earlier: int) -> int:
    """Return ``later - earlier`` of two 32-bit RTP timestamps, taken as the shorter way round."""
    return (later - earlier + _WRAP // 2) % _WRAP - _WRAP // 2


class OpusTimeline:
    """Decoder and resampler of one talkspurt; positions are ticks (48 kHz) after its anchor."""

    def __init__(self, start_tick: int = 0) -> None:
        codec = av.CodecContext.create("libopus", "r")
        assert isinstance(codec, AudioCodecContext)  # noqa: S101 - libopus is an audio codec
        codec.sample_rate = OPUS_RATE
        codec.layout = "mono"
        codec.format = "s16"
        self._codec = codec
        self._resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
        self.tick = start_tick
        """Where the next packet is expected."""
        self.spoiled = 0
        """Packets that could not be decoded; each left silence."""

    def add(self, tick: int, payload: bytes) -> Pcm:
        """Decode one packet that begins at ``tick``; return the new samples, silence before it included."""
        sound = self._decode(payload)
        if tick < self.tick:
            sound = sound[self.tick - tick :]
        silence = np.zeros(max(0, tick - self.tick), np.int16)
        self.tick = max(self.tick, tick) + len(sound)
        return self._resample(np.concatenate([silence, sound]))

    def _decode(self, payload: bytes) -> NDArray[np.int16]:
        try:
            frames = self._codec.decode(av.Packet(payload)) if payload else []
        except av.FFmpegError:
            self.spoiled += 1
            frames = []
        if not frames:
            return np.zeros(0, np.int16)
        return np.concatenate([frame.to_ndarray().reshape(-1).astype(np.int16, copy=False) for frame in frames])

    def _resample(self, sound: NDArray[np.int16]) -> Pcm:
        if not len(sound):
            return np.zeros(0, np.float32)
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = OPUS_RATE
        out = [piece.to_ndarray().reshape(-1) for piece in self._resampler.resample(frame)]
        return np.concatenate(out).astype(np.float32, copy=False) if out else np.zeros(0, np.float32)
