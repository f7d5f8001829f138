"""Who speaks, by the loudness that senders put on their packets (RFC 6464); see ``docs/algorithms/speakers.md``."""

from collections.abc import Collection, Sequence

SILENT = 127
ATTACK = 0.35
"""Share of a louder packet that enters the average: a voice counts after about 60 ms."""
RELEASE = 0.06
"""The same for a quieter packet: pauses between words do not lose the place."""
MARGIN = 8.0
"""Decibels by which a challenger must be louder than the one it displaces."""
QUIET = 30.0
"""Below this average (decibels above digital silence) nobody counts as a speaker."""
ACTIVE_HOLD_S = 2.0
_FORGET_PER_S = 60.0


class SpeakerRanking:
    """Loudness of each source, and the choice of the few that are heard."""

    def __init__(self) -> None:
        self._loudness: dict[int, float] = {}
        self._heard_at: dict[int, float] = {}
        self._chosen: tuple[int, ...] = ()
        self._active: int | None = None
        self._active_since = float("-inf")

    def hear(self, source: int, level: int | None, now: float) -> None:
        """Take the level of one packet (None: the sender tells none, count it as speech of middle loudness)."""
        loudness = float(SILENT - (level if level is not None else 40))
        before = self._loudness.get(source, 0.0)
        self._loudness[source] = before + (loudness - before) * (ATTACK if loudness > before else RELEASE)
        self._heard_at[source] = now

    def sends(self, source: int, now: float, within: float) -> bool:
        """Tell whether a packet of the source came within so many seconds."""
        return now - self._heard_at.get(source, float("-inf")) < within

    def forget(self, source: int) -> None:
        """The source is gone."""
        self._loudness.pop(source, None)
        self._heard_at.pop(source, None)
        self._chosen = tuple(one for one in self._chosen if one != source)
        if self._active == source:
            self._active = None

    def loudness(self, source: int, now: float) -> float:
        """Average in decibels above digital silence; fades while no packets come (DTX)."""
        idle = now - self._heard_at.get(source, now)
        return max(0.0, self._loudness.get(source, 0.0) - max(0.0, idle - 0.5) * _FORGET_PER_S)

    def level(self, source: int, now: float) -> int:
        """The same as RFC 6464 counts it: 0 loudest, 127 silence."""
        return SILENT - round(self.loudness(source, now))

    def choose(self, candidates: Collection[int], always: Sequence[int], count: int, now: float) -> tuple[int, ...]:
        """Return up to ``count`` sources to be heard: first ``always``, then the loudest, with hysteresis.

        ``candidates`` are all that may be heard at all.
        """
        allowed = set(candidates)
        first = [source for source in always if source in allowed][:count]
        places = count - len(first)
        kept = [source for source in self._chosen if source in allowed and source not in first][:places]
        others = sorted(allowed.difference(first, kept), key=lambda one: (-self.loudness(one, now), one))
        for challenger in others:
            if len(kept) < places:
                kept.append(challenger)
                continue
            weakest = min(kept, key=lambda one: self.loudness(one, now), default=None)
            if weakest is None:
                break
            loud = self.loudness(challenger, now)
            if loud < QUIET or loud < self.loudness(weakest, now) + MARGIN:
                break
            kept[kept.index(weakest)] = challenger
        self._chosen = tuple(first + kept)
        return self._chosen

    def active(self, candidates: Collection[int], now: float) -> int | None:
        """Return who speaks now; changes at most every two seconds, stays when all are quiet."""
        if self._active is not None and self._active not in candidates:
            self._active = None
        loudest = max(candidates, key=lambda one: (self.loudness(one, now), -one), default=None)
        if loudest is None or loudest == self._active or self.loudness(loudest, now) < QUIET:
            return self._active
        current = self.loudness(self._active, now) if self._active is not None else 0.0
        long_enough = now - self._active_since >= ACTIVE_HOLD_S
        if self._active is None or (long_enough and self.loudness(loudest, now) > current + MARGIN / 2):
            self._active = loudest
            self._active_since = now
        return self._active
