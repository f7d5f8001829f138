"""Reads of the register."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from meetings.agenda.models import Meeting
from meetings.agenda.secrecy import NAMES
from meetings.agenda.selectors import get_meeting_for
from meetings.contracts.state import Secrecy
from meetings.core.actor import Actor
from meetings.core.permissions import Permission
from meetings.handouts.models import Act, Line
from meetings.handouts.rules import Entry, State, copies_of, may_void


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One copy as the page and the printed list show it."""

    number: int
    state: State
    receiver: str
    about: str
    handed_at: datetime | None
    ended_at: datetime | None
    """When it came back, or was noted as missing."""
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A listed paper and its copies."""

    line: Line
    copies: tuple[CopyRow, ...]

    @property
    def level(self) -> str:
        """Its level of secrecy, in words."""
        return str(NAMES[Secrecy(self.line.secrecy)])

    def _count(self, *states: State) -> int:
        return sum(1 for copy in self.copies if copy.state in states)

    @property
    def free(self) -> int:
        """Copies that were not handed out."""
        return self._count("free")

    @property
    def handed(self) -> int:
        """Copies that were handed out, whatever became of them."""
        return len(self.copies) - self.free

    @property
    def out(self) -> int:
        """Copies that are still with their receivers."""
        return self._count("out")

    @property
    def returned(self) -> int:
        """Copies that came back."""
        return self._count("returned")

    @property
    def missing(self) -> int:
        """Copies that are missing."""
        return self._count("missing")


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line, whether it still counts, and whether it may be made void now."""

    line: Line
    void: bool
    may_void: bool


@dataclass(frozen=True, slots=True)
class Register:
    """The whole register of a meeting."""

    meeting: Meeting
    sheets: tuple[Sheet, ...]
    lines: tuple[LineRow, ...]


def entries_of(lines: Iterable[Line]) -> list[Entry]:
    """Return lines as the rules see them."""
    return [Entry(line.number, line.act, line.copy, line.voids.number if line.voids else None) for line in lines]


def register_for(actor: Actor, meeting_id: UUID) -> Register:
    """Return the register of a meeting; for whoever prepares it."""
    meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    lines = list(Line.objects.filter(meeting=meeting).select_related("voids", "by", "sheet"))
    gone = {line.voids_id for line in lines if line.voids_id}
    open_numbers: set[int] = set()
    sheets = []
    for listed in (line for line in lines if line.act == Act.LISTED and line.id not in gone):
        mine = [line for line in lines if line.sheet_id == listed.id]
        copies = copies_of(listed.copies, entries_of(mine))
        by_number = {line.number: line for line in mine}
        rows = tuple(_row(copy.number, copy.state, [by_number[number] for number in copy.lines]) for copy in copies)
        sheets.append(Sheet(listed, rows))
        known = [listed.number, *(line.number for line in mine)]
        open_numbers |= {number for number in known if may_void(number, copies, listed.number)}
    told = tuple(LineRow(line, line.id in gone, line.number in open_numbers) for line in lines)
    return Register(meeting, tuple(sheets), told)


def _row(number: int, state: State, lines: list[Line]) -> CopyRow:
    if not lines:
        return CopyRow(number, state, "", "", None, None, "")
    first, last = lines[0], lines[-1]
    ended = last if last is not first else None
    note = last.note if ended else ""
    return CopyRow(number, state, first.receiver, first.about, first.at, ended.at if ended else None, note)
