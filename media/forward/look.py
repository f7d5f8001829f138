"""A look at a line before anything is put on it: pairs of small packets, which a thin line pulls apart.

Two packets sent at once arrive one packet's time on the narrowest link apart. That tells 150 kbit/s from 1 Mbit/s for
2 kB, where a probe that sends as much as it hopes for has filled the queue before the first answer is back.
"""

from media.forward.twcc import TransportArrivals

PAIRS, PAIR_GAP_S, PAIR_BYTES = 4, 0.1, 452
"""Slow enough that the pairs themselves take 36 kbit/s; each twice what one small packet takes on the wire."""
THIN, THIN_GAP_S = 120_000, 0.4
"""Below this a voice leaves no room for pairs in such a rhythm."""
FIRST_ANSWER_S = 0.3
"""The second pair waits so long for what the first one tells, when nothing is known: on a line of 64 kbit/s a pair
takes as long as a voice leaves free in a second."""
ENOUGH, THIN_ENOUGH = 3, 2
"""Samples; one may be wrong where a browser or a server pauses."""
DOUBTFUL = 1.5
"""A thin line that is so much wider all at once is looked at a second time."""
TOGETHER_S = 0.001
SMALLEST_GAP_S = 0.0005
PATIENCE_S = 1.0
WIDE = 1_000_000
"""From here on the clock of a busy browser says little: what is found counts as wide."""
WIDE_LASTS_S, LASTS_S = 10.0, 3.0


class Look:
    """Sends pairs and hears how far apart they came. Rates in bits per second of all that is on the line."""

    def __init__(self) -> None:
        self.ceiling: float | None = None
        """What the last look found; None: nothing yet, or nobody answered."""
        self._known_at = float("-inf")
        self._begun_at: float | None = None
        self._sent = 0
        self._sent_at = float("-inf")
        self._samples: list[float] = []
        self._doubted = False
        """A thin line looked much wider: it is looked at once more."""

    @property
    def running(self) -> bool:
        """True from ``begin`` until it is concluded or forgotten."""
        return self._begun_at is not None

    @property
    def likely(self) -> float | None:
        """What was found, or what the first look shows so far; None: nothing."""
        return self.ceiling if self.ceiling is not None or not self._samples else max(self._samples)

    def is_fresh(self, now: float) -> bool:
        """True while what was found still counts."""
        if self.ceiling is None or self.running:
            return False
        return now - self._known_at < (WIDE_LASTS_S if self.ceiling >= WIDE else LASTS_S)

    def begin(self, now: float) -> None:
        """Look anew."""
        self._begun_at, self._sent, self._sent_at = now, 0, float("-inf")
        self._samples.clear()

    def forget(self) -> None:
        """What was found, or is being looked for, is no longer true."""
        self._begun_at, self._known_at = None, float("-inf")

    def due(self, now: float) -> int:
        """Bytes to send now, in one go."""
        known = self._samples or ([self.ceiling] if self.ceiling else [])
        gap = FIRST_ANSWER_S if self._sent == 1 and not known else PAIR_GAP_S
        if known and min(known) < THIN:
            gap = THIN_GAP_S
        if not self.running or self._sent >= PAIRS or now - self._sent_at < gap:
            return 0
        self._sent += 1
        self._sent_at = now
        return PAIR_BYTES

    def hear(self, feedback: TransportArrivals, sent: list[tuple[float, int] | None]) -> None:
        """Take the packets of one feedback; ``sent``: when each was sent and its size, None: not known."""
        if self._begun_at is None:
            return
        pairs = zip(sent, sent[1:], feedback.arrivals, feedback.arrivals[1:], strict=False)
        for one, other, first, second in pairs:
            if one is None or other is None or first is None or second is None or one[0] < self._begun_at:
                continue
            if other[0] - one[0] < TOGETHER_S:
                self._samples.append(other[1] * 8 / max(SMALLEST_GAP_S, second - first))

    def conclude(self, now: float) -> bool:
        """True once, when enough is known or nothing more is to be expected; ``ceiling`` then says what."""
        if self._begun_at is None:
            return False
        enough = THIN_ENOUGH if self._samples and max(self._samples) < THIN else ENOUGH
        if len(self._samples) < enough and not (self._sent >= PAIRS and now - self._sent_at >= PATIENCE_S):
            return False
        self._samples.sort()
        found = self._samples[len(self._samples) // 2] if self._samples else None
        self._doubted = not self._doubted and self._is_doubtful(found)
        if self._doubted:
            # A browser that slept finds pairs together that came apart.
            self.begin(now)
            return False
        self.ceiling = found
        self._begun_at, self._known_at = None, now
        return True

    def _is_doubtful(self, found: float | None) -> bool:
        before = self.ceiling
        return found is not None and before is not None and before < WIDE and found > DOUBTFUL * before
