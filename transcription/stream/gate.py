"""Where utterances begin and end, from speech probabilities alone.

Frames are 32 ms (512 samples at 16 kHz, the window of the voice detector) and are counted from the first one fed.
An utterance opens a little before the first speech frame, ends after half a second without speech, and is cut at
its quietest moment when somebody speaks on for longer than the engine's window can hold.
"""

from dataclasses import dataclass

FRAME_SAMPLES = 512
FRAME_MS = 32


@dataclass(frozen=True, slots=True)
class GateRules:
    """Thresholds; all lengths in frames."""

    open_above: float = 0.5
    keep_above: float = 0.35
    before: int = 9
    """Frames kept before the first speech (0.29 s): first consonants are quiet."""
    after: int = 8
    """Frames kept after the last speech (0.26 s)."""
    end_silence: int = 16
    """Silence that ends an utterance (0.51 s)."""
    longest: int = 875
    """28 s: the engine's window is 30 s."""
    cut_search: int = 375
    """The quietest moment is searched in the last 12 s."""
    cut_width: int = 5
    """Loudness is averaged over so many frames (0.16 s), so that one quiet frame inside a word does not count."""
    shortest: int = 4
    """Fewer speech frames than this are a click, not an utterance."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A finished utterance, frames [start, end)."""

    start: int
    end: int
    goes_on: bool = False
    """True when it was cut and the next one begins at ``end``."""


class Gate:
    """State machine over frames; pure and deterministic."""

    def __init__(self, rules: GateRules | None = None) -> None:
        self.rules = rules or GateRules()
        self.frames = 0
        """Frames fed so far."""
        self.start: int | None = None
        """First frame of the open utterance."""
        self._floor = 0
        self._last_speech = -1
        self._speech_frames = 0
        self._loudness: list[float] = []

    def open_at(self, frame: int) -> None:
        """Begin inside an utterance: used when a dead worker's utterance is taken over at its known start."""
        self.start = frame
        self._last_speech = frame
        self._speech_frames = self.rules.shortest
        self._loudness = [0.0] * (self.frames - frame)

    def push(self, probability: float, loudness: float) -> Utterance | None:
        """Feed one frame (speech probability 0..1, any measure of energy); return an utterance that ends now."""
        frame = self.frames
        self.frames += 1
        if self.start is None:
            if probability > self.rules.open_above:
                self._open(frame, loudness)
            return None
        self._loudness.append(loudness)
        if probability > self.rules.keep_above:
            self._last_speech = frame
            self._speech_frames += 1
        if frame - self._last_speech >= self.rules.end_silence:
            return self.flush()
        if self.frames - self.start >= self.rules.longest:
            return self._cut()
        return None

    def flush(self) -> Utterance | None:
        """End the open utterance now; None when there is none or when it was only a click."""
        if self.start is None:
            return None
        start, end = self.start, min(self.frames, self._last_speech + 1 + self.rules.after)
        spoken = self._speech_frames >= self.rules.shortest
        self.start, self._floor = None, end
        return Utterance(start, end) if spoken else None

    @property
    def silence(self) -> int:
        """Frames since the last speech of the open utterance; 0 when there is none."""
        return 0 if self.start is None else self.frames - 1 - self._last_speech

    @property
    def settled(self) -> int | None:
        """Where the open utterance will end if nobody speaks again; None until the sound up to there is in."""
        if self.start is None or self.silence < self.rules.after or self._speech_frames < self.rules.shortest:
            return None
        return self._last_speech + 1 + self.rules.after

    @property
    def needed_from(self) -> int:
        """First frame that a present or future utterance may still contain."""
        return self.start if self.start is not None else max(self._floor, self.frames - self.rules.before)

    def _open(self, frame: int, loudness: float) -> None:
        self.start = max(self._floor, frame - self.rules.before)
        self._last_speech, self._speech_frames = frame, 1
        self._loudness = [loudness] * (frame + 1 - self.start)

    def _cut(self) -> Utterance:
        assert self.start is not None  # noqa: S101 - only called inside an utterance
        start, cut = self.start, self.start + self._quietest()
        self._loudness = self._loudness[cut - start :]
        self.start = self._floor = cut
        self._speech_frames = self.rules.shortest
        self._last_speech = max(self._last_speech, cut)
        return Utterance(start, cut, goes_on=True)

    def _quietest(self) -> int:
        width, values = self.rules.cut_width, self._loudness
        first = max(width, len(values) - self.rules.cut_search)
        last = max(first + 1, len(values) - width)
        return min(range(first, last), key=lambda at: sum(values[at - width // 2 : at + width // 2 + 1]))
