"""What follows from the level of load: which meetings get captions, what is taken off the pages, what they are told.

Pure: no clock, no Redis. Nothing here ever gives up a final; what waits, waits in the stream.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from transcription.stream.pace import Level

SILENT_S = 5.0
"""A source that sent nothing for so long has fallen silent: its draft is old."""
TOLD_FROM_S = 3.0
"""Pages are told of a lag from here on."""
TOLD_EVERY_S = 5.0
"""What is so is repeated, for pages that come later; pages forget it after three times that long."""
KEPT_S = 600.0
"""A meeting that is not heard for so long is a new one when it speaks again."""


def clears_draft(level: Level, silent_s: float) -> bool:
    """Tell whether the shown draft of a source that fell silent so long ago is taken off the pages."""
    return level >= Level.CLEAR and silent_s >= SILENT_S


class Admission:
    """Which meetings' captions are made now. Whoever was admitted stays; who was refused comes in when it is calm."""

    def __init__(self) -> None:
        self.level = Level.FULL
        self.paused: set[str] = set()
        """Meetings whose sound waits."""
        self._heard: dict[str, float] = {}

    def knows(self, meeting: str) -> bool:
        """Tell whether the meeting was heard here lately."""
        return meeting in self._heard

    def hear(self, meeting: str, now: float, *, captioned: bool = False) -> bool:
        """Note that a meeting speaks at ``now``; ``captioned``: it had captions before, from another worker maybe.

        Returns whether its captions are made now.
        """
        if meeting not in self._heard and self.level >= Level.REFUSE and not captioned:
            self.paused.add(meeting)
        self._heard[meeting] = now
        return meeting not in self.paused

    def serves_paused(self) -> bool:
        """Tell whether there is room to work off, behind everything else, what the paused meetings said."""
        return self.level <= Level.SLOW

    def resume(self, behind: Collection[str]) -> None:
        """Admit the paused meetings that have nothing left to work off; ``behind`` are those that have."""
        if self.serves_paused():
            self.paused.intersection_update(behind)

    def forget(self, now: float, present: Collection[str]) -> None:
        """Drop meetings not heard for long, unless some of their sound is still here."""
        gone = {one for one, heard in self._heard.items() if now - heard > KEPT_S and one not in present}
        self.paused -= gone
        for meeting in gone:
            del self._heard[meeting]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the pages of a meeting are told; ``lag_s`` 0, drafts and not paused: all is well again."""

    lag_s: int
    drafts: bool
    paused: bool


WELL = Notice(0, True, False)


def notice_of(level: Level, lag_s: float, *, paused: bool) -> Notice:
    """Return what is to be said at this level and lag."""
    if not paused and level < Level.FINALS and lag_s < TOLD_FROM_S:
        return WELL
    return Notice(round(lag_s), level < Level.FINALS and not paused, paused)


@dataclass(slots=True)
class Notices:
    """Says each meeting what is so: at once when it changes, again every few seconds, once when it is over."""

    _told: dict[str, tuple[Notice, float]] = field(default_factory=dict)

    def due(self, meeting: str, notice: Notice, now: float) -> bool:
        """Tell whether the pages of the meeting are to be told now; the caller then tells them."""
        before, at = self._told.get(meeting, (WELL, now))
        same = (before.drafts, before.paused, before == WELL) == (notice.drafts, notice.paused, notice == WELL)
        if same and (notice == WELL or now - at < TOLD_EVERY_S):
            return False
        if notice == WELL:
            del self._told[meeting]
        else:
            self._told[meeting] = (notice, now)
        return True

    def late_meetings(self) -> tuple[str, ...]:
        """Return the meetings that believe that their captions are late."""
        return tuple(self._told)
