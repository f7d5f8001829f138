"""Pure rules of lines: what a bad second is, what a minute says, what a report says of a room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from meetings.contracts.lines import RoomLine

BAD_LOSS = 0.05
"""Lost packets, either way, from which on people notice."""
BAD_CONCEALED = 0.05
BAD_RTT_MS = 500
BAD_FROZEN_MS = 500
BAD_MINUTE_S = 6
"""So many bad or silent seconds make a bad minute."""
SILENT_S = 5
"""Seconds without a word from a room's screen: fewer in a minute are the timer's, not the line's."""


def is_bad(line: RoomLine) -> bool:
    """Tell whether people in the room, or those who hear it, noticed the line in this second."""
    down = line.down
    return (
        max(down.loss, line.up.loss if line.up else 0.0) >= BAD_LOSS
        or (down.fed_ms > 0 and down.concealed_ms >= BAD_CONCEALED * down.fed_ms)
        or (down.rtt_ms or 0) >= BAD_RTT_MS
        or down.frozen_ms >= BAD_FROZEN_MS
    )


@dataclass(slots=True)
class MinuteTally:
    """One minute of one room. Times in ms, rates in kbit/s, loss 0..1; ``minute`` is the Unix time of its begin."""

    minute: float
    samples: int = 0
    bad: int = 0
    loss: float = 0.0
    up_loss: float = 0.0
    jitter_ms: int = 0
    rtt_ms: int = 0
    kbps: int = 0
    up_kbps: int = 0
    frozen_ms: int = 0
    fed_ms: int = 0
    concealed_ms: int = 0

    def add(self, line: RoomLine) -> None:
        """Take in one second: loss, jitter and RTT are the worst seen, rates the largest, times are added up."""
        down, up = line.down, line.up
        self.samples += 1
        self.bad += is_bad(line)
        self.loss = max(self.loss, down.loss)
        self.jitter_ms = max(self.jitter_ms, down.jitter_ms)
        self.rtt_ms = max(self.rtt_ms, down.rtt_ms or 0)
        self.kbps = max(self.kbps, down.kbps)
        if up:
            self.up_loss = max(self.up_loss, up.loss)
            self.up_kbps = max(self.up_kbps, up.kbps)
        self.frozen_ms += down.frozen_ms
        self.fed_ms += down.fed_ms
        self.concealed_ms += min(down.concealed_ms, down.fed_ms)

    def join(self, other: "MinuteTally") -> None:
        """Add the same minute as another process saw it."""
        for name in ("samples", "bad", "frozen_ms", "fed_ms", "concealed_ms"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("loss", "up_loss", "jitter_ms", "rtt_ms", "kbps", "up_kbps"):
            setattr(self, name, max(getattr(self, name), getattr(other, name)))


@dataclass(slots=True)
class RoomReport:
    """What is said of one room after the meeting."""

    minutes: int = 0
    bad_minutes: int = 0
    worst_loss: float = 0.0
    worst_up_loss: float = 0.0
    worst_jitter_ms: int = 0
    worst_rtt_ms: int = 0
    best_kbps: int = 0
    frozen_s: int = 0
    heard_percent: float | None = None
    """Share of sound that was real, while the room was fed; None: it was never fed."""
    outages: int = 0
    outage_s: int = 0
    worst: list[float] = field(default_factory=list)
    """Bad minutes (Unix time), worst first, at most three."""


def report_of(minutes: Iterable[MinuteTally], until: float | None) -> RoomReport:
    """Sum up one room from its first word on; ``until``: when the sitting was closed (Unix time), if it was."""
    known: dict[float, MinuteTally] = {}
    for one in minutes:
        if one.minute in known:
            known[one.minute].join(one)
        else:
            known[one.minute] = one
    rows = _whole(known, until)
    report = RoomReport(minutes=len(rows))
    fed = sum(row.fed_ms for row in rows)
    if fed:
        report.heard_percent = round(100 * (1 - sum(row.concealed_ms for row in rows) / fed), 1)
    for row in rows:
        report.worst_loss = max(report.worst_loss, row.loss)
        report.worst_up_loss = max(report.worst_up_loss, row.up_loss)
        report.worst_jitter_ms = max(report.worst_jitter_ms, row.jitter_ms)
        report.worst_rtt_ms = max(report.worst_rtt_ms, row.rtt_ms)
        report.best_kbps = max(report.best_kbps, row.kbps)
    report.frozen_s = round(sum(row.frozen_ms for row in rows) / 1000)
    _count_bad(report, rows)
    return report


def _whole(known: dict[float, MinuteTally], until: float | None) -> list[MinuteTally]:
    """Return every minute from the first to the last; those without a word from the room are empty."""
    if not known:
        return []
    last = max(known) if until is None else max(max(known), (until // 60 - 1) * 60)
    count = int((last - min(known)) // 60) + 1
    return [known.get(min(known) + 60 * index, MinuteTally(min(known) + 60 * index)) for index in range(count)]


def _count_bad(report: RoomReport, rows: Sequence[MinuteTally]) -> None:
    """Nobody knows how much of its first and last minute a room was to be there: they count as they are."""
    bad: list[tuple[int, float]] = []
    running = False
    for index, row in enumerate(rows):
        inner = 0 < index < len(rows) - 1 or row.samples == 0
        silent = max(0, 60 - row.samples) if inner else 0
        silent = silent if silent >= SILENT_S else 0
        report.outage_s += silent
        report.outages += silent > 0 and not running
        running = silent > 0
        if row.bad + silent >= BAD_MINUTE_S:
            bad.append((row.bad + silent, row.minute))
    report.bad_minutes = len(bad)
    report.worst = [minute for _, minute in sorted(bad, key=lambda one: (-one[0], one[1]))[:3]]
