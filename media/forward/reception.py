"""Receiver's book-keeping for one incoming stream: duplicates, gaps, loss and jitter (RFC 3550 §6.4)."""

from media.forward.rtcp import ReportBlock, SenderReport
from media.forward.serial import U32, distance16, extend16

REORDER_S = 0.015
"""A gap may be mere reordering for so long; then it is asked for."""
RETRY_S = 0.1
MAX_TRIES = 6
MAX_MISSING = 200
RESET_GAP = 3000


class Reception:
    """State of one SSRC. Sequence numbers inside are extended (never wrap)."""

    def __init__(self, ssrc: int, clock_rate: int) -> None:
        self.ssrc = ssrc
        self.last_at = float("-inf")
        self.packets = 0
        self.octets = 0
        self.given_up = False
        """A gap could not be filled: the decoder will need a keyframe. Reset by the reader."""
        self._rate = clock_rate
        self._base: int | None = None
        self._highest = 0
        self._missing: dict[int, tuple[float, int]] = {}
        self._transit: float | None = None
        self._jitter = 0.0
        self._reported = (0, 0)
        self._sender_report = (0, 0.0)
        self._loss = 0.0
        self._missed = 0
        self._raw_loss = 0.0

    @property
    def raw_loss(self) -> float:
        """The same before resends and copies: what the way to us really loses."""
        return self._raw_loss

    @property
    def loss(self) -> float:
        """Share of packets lost on the way to us (after resends), smoothed over some seconds, 0..1."""
        return self._loss

    @property
    def waits(self) -> bool:
        """True while gaps are open."""
        return bool(self._missing)

    def accept(self, sequence: int, timestamp: int, size: int, now: float) -> bool:
        """Register a packet; False: a duplicate, or one too old to be of use."""
        if self._base is None or abs(distance16(sequence, self._highest & 0xFFFF)) > RESET_GAP:
            self._restart(sequence)
        extended = extend16(sequence, self._highest)
        if extended <= self._highest and self.packets:
            gap = self._missing.pop(extended, None)
            if gap is None:
                return False
            # Before anybody asked for it: merely late.
            self._missed -= gap[1] == 0
        else:
            self._open_gap(extended, now)
            self._highest = extended
            self._measure_jitter(timestamp, now)
        self.packets += 1
        self.octets += size
        self.last_at = now
        return True

    def fill(self, sequence: int, size: int, now: float) -> bool:
        """Register a copy that came in another packet; False: it is not missing."""
        if self._base is None or self._missing.pop(extend16(sequence, self._highest), None) is None:
            return False
        self.packets += 1
        self.octets += size
        self.last_at = now
        return True

    def _restart(self, sequence: int) -> None:
        self._base = self._highest = sequence + 0x10000
        self._missing.clear()
        self.packets = 0
        self._transit = None
        self._reported = (0, 0)
        self._missed = 0

    def _open_gap(self, extended: int, now: float) -> None:
        if not self.packets:
            return
        for sequence in range(self._highest + 1, extended):
            self._missing[sequence] = (now + REORDER_S, 0)
            self._missed += 1
        while len(self._missing) > MAX_MISSING:
            self._missing.pop(next(iter(self._missing)))
            self.given_up = True

    def _measure_jitter(self, timestamp: int, now: float) -> None:
        transit = now * self._rate - timestamp
        if self._transit is not None:
            # The timestamp wraps: the difference is taken modulo 2**32.
            change = abs((transit - self._transit + 0x80000000) % 0x100000000 - 0x80000000)
            self._jitter += (change - self._jitter) / 16
        self._transit = transit

    def to_ask_again(self, now: float) -> list[int]:
        """Sequence numbers (16 bit, ascending) that a NACK must name now."""
        due: list[int] = []
        for sequence, (at, tries) in list(self._missing.items()):
            if now < at:
                continue
            if tries >= MAX_TRIES:
                del self._missing[sequence]
                self.given_up = True
                continue
            self._missing[sequence] = (now + RETRY_S, tries + 1)
            due.append(sequence & 0xFFFF)
        return due

    def hear_sender(self, report: SenderReport, now: float) -> None:
        """Remember the sender's report for LSR and DLSR."""
        self._sender_report = (report.middle, now)

    def report(self, now: float, at_least: float = 0.0) -> ReportBlock:
        """Block for the next receiver report. ``at_least`` raises the loss told (worst subscriber's, 0..1)."""
        expected = self._highest - (self._base if self._base is not None else self._highest) + 1
        before_expected, before_packets = self._reported
        self._reported = (expected, self.packets)
        interval = expected - before_expected
        lost = max(0, interval - (self.packets - before_packets))
        share = min(1.0, lost / interval) if interval > 0 else 0.0
        self._loss += (share - self._loss) * 0.3
        raw = min(1.0, max(0, self._missed) / interval) if interval > 0 else 0.0
        self._raw_loss += (raw - self._raw_loss) * 0.3
        self._missed = 0
        middle, at = self._sender_report
        return ReportBlock(
            ssrc=self.ssrc,
            fraction=min(255, int(256 * max(share, at_least))),
            lost=max(0, expected - self.packets),
            highest=self._highest & U32,
            jitter=int(self._jitter),
            last_sr=middle,
            delay_since_sr=int((now - at) * 65536) & U32 if middle else 0,
        )
