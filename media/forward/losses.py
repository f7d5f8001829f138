"""What one subscriber's line does to sound: how much is lost, in what runs, how long the way is.

Three witnesses, of which the worst counts: NACKs of sound (at once, but only what can still be used), receiver reports
of sound (every few seconds, after resends), transport-wide feedback (at once, of pictures only).
"""

from collections import deque
from collections.abc import Iterable

from media.forward.rtcp import ReportBlock
from media.forward.serial import U32
from media.forward.sound import LineView

WINDOW_S, SHORTEST_S = 4.0, 1.0
PACKETS_PER_S = 50
REPORT_LIFE_S = 8.0
LEAST_REPORTED, LEAST_ARRIVED = 20, 30
MAX_STEP = 0x8000
MAX_REMEMBERED = 600
REPORTS_KEPT = 16


class SoundLosses:
    """State of one subscriber's line."""

    def __init__(self) -> None:
        self.rtt: float | None = None
        self._missed: dict[int, dict[int, float]] = {}
        """By SSRC: sequence numbers that were asked for, and when first."""
        self._begun: dict[int, float] = {}
        self._highest: dict[int, int] = {}
        self._reported: tuple[float, float] = (0.0, float("-inf"))
        self._arrived: deque[tuple[float, int, int]] = deque()
        self._got = self._gone = 0
        """Sums of ``_arrived``."""
        self._sent_reports: dict[int, float] = {}

    @property
    def quiet(self) -> bool:
        """True while nothing speaks of loss: then there is nothing to look at."""
        return not self._missed and not self._reported[0] and not self._gone

    def begin(self, ssrc: int, now: float) -> None:
        """Sound flows on this SSRC."""
        self._begun.setdefault(ssrc, now)

    def hear_nack(self, ssrc: int, sequences: Iterable[int], now: float) -> None:
        """Sounds that the page misses; it asks for the same ones several times."""
        missed = self._missed.setdefault(ssrc, {})
        for sequence in sequences:
            if len(missed) < MAX_REMEMBERED:
                missed.setdefault(sequence, now)

    def hear_report(self, block: ReportBlock, *, audio: bool, now: float, before: float = 0.0) -> None:
        """A receiver report; of pictures only the round trip counts (their resends go another way).

        ``before``: share that was lost on the way to us, and is no fault of this line.
        """
        self._hear_round_trip(block, now)
        last = self._highest.get(block.ssrc)
        self._highest[block.ssrc] = block.highest
        step = (block.highest - last) & U32 if last is not None else 0
        if audio and LEAST_REPORTED <= step <= MAX_STEP:
            self._reported = (max(0.0, block.fraction / 256 - before), now)

    def sent_report(self, middle: int, now: float) -> None:
        """A sender report with this middle of its NTP time left."""
        self._sent_reports[middle] = now
        if len(self._sent_reports) > REPORTS_KEPT:
            del self._sent_reports[next(iter(self._sent_reports))]

    def _hear_round_trip(self, block: ReportBlock, now: float) -> None:
        """RFC 3550 §6.4.1: now - LSR - DLSR."""
        left = self._sent_reports.get(block.last_sr) if block.last_sr else None
        if left is None:
            return
        sample = now - left - block.delay_since_sr / 65536
        if 0 <= sample < 10:
            self.rtt = sample if self.rtt is None else self.rtt + (sample - self.rtt) * 0.3

    def hear_arrivals(self, got: int, lost: int, now: float) -> None:
        """What a transport-wide feedback said."""
        self._arrived.append((now, got, lost))
        self._got += got
        self._gone += lost
        self._forget_arrivals(now)

    def view(self, now: float, *, crowded: bool, limited: bool = False) -> LineView:
        """Sum up the last seconds."""
        self._forget(now)
        lost = max((len(missed) for missed in self._missed.values()), default=0)
        share = max(
            (len(missed) / (PACKETS_PER_S * self._window(ssrc, now)) for ssrc, missed in self._missed.items()),
            default=0.0,
        )
        if self._got + self._gone >= LEAST_ARRIVED:
            share = max(share, self._gone / (self._got + self._gone))
        runs = [length for missed in self._missed.values() for length in _runs(missed)]
        run = sum(runs) / len(runs) if runs else 1.0
        return LineView(min(1.0, max(share, self._reported[0])), run, lost, self.rtt, crowded, limited)

    def _window(self, ssrc: int, now: float) -> float:
        return min(WINDOW_S, max(SHORTEST_S, now - self._begun.get(ssrc, now - WINDOW_S)))

    def _forget(self, now: float) -> None:
        for ssrc in list(self._missed):
            kept = {sequence: at for sequence, at in self._missed[ssrc].items() if now - at < WINDOW_S}
            if kept:
                self._missed[ssrc] = kept
            else:
                del self._missed[ssrc]
        self._forget_arrivals(now)
        if now - self._reported[1] >= REPORT_LIFE_S:
            self._reported = (0.0, float("-inf"))

    def _forget_arrivals(self, now: float) -> None:
        while self._arrived and now - self._arrived[0][0] >= WINDOW_S:
            _, got, lost = self._arrived.popleft()
            self._got -= got
            self._gone -= lost


def _runs(missed: Iterable[int]) -> list[int]:
    """Lengths of the runs of consecutive numbers (16 bit: a run over the border counts as two)."""
    runs: list[int] = []
    before = -2
    for sequence in sorted(missed):
        if sequence == before + 1:
            runs[-1] += 1
        else:
            runs.append(1)
        before = sequence
    return runs
