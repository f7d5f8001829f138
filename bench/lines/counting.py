"""Pure: figures out of what a browser counted every 100 ms and what the line was fed. Why so: ``bench/README.md``."""

import bisect
from collections.abc import Mapping, Sequence
from typing import Any

SAMPLES = 48_000
FRAME_S = 0.02
GRACE_S = 0.3
"""A receiver may wait so long before its first sound."""
WINDOW_S = 0.25
FED = 0.5
"""A window is fed when this share of its 20 ms frames was put into the line."""
STILL_S = 0.3
"""A picture that shows nothing new for longer stands still."""
WHOLE = 0.99
STEADY_S = 1.0

Row = Mapping[str, Any]


def heard_percent(rows: Sequence[Row], audio_at: Sequence[float], begins: float, ends: float) -> float:
    """Share of 20 ms frames with real sound between two wall clocks, in windows in which the slot was fed.

    ``audio_at``: when each packet of sound was put into the line, in order. Before the first sample everything that was
    fed counts as not heard, except the first 300 ms. Raises ``ValueError`` when nothing was fed.
    """
    real = wanted = 0.0
    started = False
    for before, row in _windows(rows, begins, ends):
        if not _is_fed(audio_at, before["at"], row["at"]):
            started = started or row["audio"] is not None
            continue
        if row["audio"] is None:
            wanted += _after_grace(audio_at, begins, before["at"], row["at"]) * SAMPLES
            continue
        was = before["audio"] or {"samples": 0, "concealed": 0}
        samples = row["audio"]["samples"] - was["samples"]
        wanted += samples
        real += samples - min(samples, row["audio"]["concealed"] - was["concealed"])
    if not wanted:
        raise ValueError("no sound was fed")
    return round(100 * real / wanted, 3)


def concealed_by_second(rows: Sequence[Row]) -> list[float]:
    """Share of samples that were concealed in each second, pauses of the speaker included: shows when it was bad."""
    found = []
    before = rows[0]
    for row in rows[1:]:
        if row["at"] - before["at"] >= 1:
            samples = row["audio"]["samples"] - before["audio"]["samples"]
            found.append(round((row["audio"]["concealed"] - before["audio"]["concealed"]) / max(1, samples), 2))
            before = row
    return found


def _windows(rows: Sequence[Row], begins: float, ends: float) -> list[tuple[Row, Row]]:
    """Pairs of rows about ``WINDOW_S`` apart."""
    inside = [row for row in rows if begins <= row["at"] <= ends]
    pairs = []
    before = inside[0] if inside else None
    for row in inside[1:]:
        if before is not None and row["at"] - before["at"] >= WINDOW_S - 0.05:
            pairs.append((before, row))
            before = row
    return pairs


def _is_fed(audio_at: Sequence[float], begins: float, ends: float) -> bool:
    count = bisect.bisect_left(audio_at, ends) - bisect.bisect_left(audio_at, begins)
    return count * FRAME_S >= FED * (ends - begins)


def _after_grace(audio_at: Sequence[float], begins: float, start: float, end: float) -> float:
    first = audio_at[bisect.bisect_left(audio_at, begins)]
    return max(0.0, end - max(start, first + GRACE_S))


def still_seconds(rows: Sequence[Row], begins: float, ends: float) -> float:
    """Return the seconds in which no new picture was decoded for more than 300 ms, before the first one included."""
    total, last, frames = 0.0, begins, 0
    for row in rows:
        if not begins <= row["at"] <= ends:
            frames = _frames(row) if row["at"] < begins else frames
            continue
        if _frames(row) > frames:
            total += _gap(last, row["at"])
            last, frames = row["at"], _frames(row)
    return total + _gap(last, ends)


def _gap(begins: float, ends: float) -> float:
    return ends - begins if ends - begins > STILL_S else 0.0


def _frames(row: Row) -> int:
    return int(row["video"]["frames"]) if row["video"] else 0


def recovered_after(rows: Sequence[Row], freed: float, width: int) -> float | None:
    """Seconds from ``freed`` until sound is whole and the picture as large as on a good line; None: not yet.

    Whole: 99 % real samples and no picture older than 300 ms in each of the following seconds.
    """
    after = [row for row in rows if row["at"] >= freed]
    good_since: float | None = None
    for index, row in enumerate(after):
        begin = next((one for one in reversed(after[:index]) if row["at"] - one["at"] >= STEADY_S), None)
        if begin is None:
            continue
        if _is_whole(after, begin, row, width):
            good_since = begin["at"] if good_since is None else good_since
        else:
            good_since = None
    return None if good_since is None else round(max(0.0, good_since - freed), 2)


def _is_whole(rows: Sequence[Row], begin: Row, end: Row, width: int) -> bool:
    if not (begin["audio"] and end["audio"] and begin["video"] and end["video"]):
        return False
    samples = end["audio"]["samples"] - begin["audio"]["samples"]
    concealed = end["audio"]["concealed"] - begin["audio"]["concealed"]
    return (
        samples > 0
        and 1 - concealed / samples >= WHOLE
        and begin["video"]["width"] >= width
        and end["video"]["width"] >= width
        and still_seconds(rows, begin["at"], end["at"]) == 0
    )
