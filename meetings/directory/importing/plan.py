"""What a file would change, row by row, before anything is changed."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum

from django.utils.translation import gettext as _

Change = tuple[str, str, str]
"""Label, before, after."""


class State(StrEnum):
    """What a row does."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ERROR = "error"


@dataclass(slots=True)
class Line:
    """One row: where it stands in the file, whom it is about, what it changes or what is wrong and what to do."""

    number: int
    name: str
    state: State = State.SAME
    changes: list[Change] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    act: Callable[[], object] | None = None
    """Carries the row out."""

    def refuse(self, *words: str) -> "Line":
        """Make it an error, with what is wrong and what to do."""
        self.state, self.act = State.ERROR, None
        self.problems.extend(words)
        return self

    def settle(self, *, new: bool, act: Callable[[], object]) -> "Line":
        """Say what it does, once its changes are known."""
        self.state = State.NEW if new else State.CHANGED if self.changes else State.SAME
        self.act = act if self.state != State.SAME else None
        return self


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole answer."""

    lines: tuple[Line, ...]

    def count(self, state: State) -> int:
        """Return how many rows are of a state."""
        return sum(1 for line in self.lines if line.state == state)

    @property
    def digest(self) -> str:
        """Mark of exactly these changes: what is carried out must be what was shown."""
        said = [[line.number, line.state, line.name, line.changes] for line in self.lines]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(slots=True)
class Seen:
    """Keys of earlier rows: a second row of the same is an error that names the first."""

    lines: dict[str, int] = field(default_factory=dict)

    def twice(self, key: str, line: Line, heading: str) -> bool:
        """Note a key; refuse the line and return True when it stood there before."""
        first = self.lines.setdefault(key.casefold(), line.number)
        if first == line.number:
            return False
        line.refuse(
            _("%(heading)s «%(key)s» đã có ở dòng %(line)s. Hãy bỏ một trong hai dòng.")
            % {"heading": heading, "key": key, "line": first}
        )
        return True


def compare(labels: Iterable[tuple[str, str, str]]) -> list[Change]:
    """Return the changes among (label, before, wanted): an empty cell leaves what is there."""
    return [(label, before, wanted) for label, before, wanted in labels if wanted and wanted != before]


def no_such(heading: str, code: str, known: Iterable[str]) -> str:
    """Say that a code is not there, and which one is nearly the same."""
    near = get_close_matches(code, list(known), n=1, cutoff=0.7)
    words = {"heading": heading, "code": code, "near": near[0] if near else ""}
    if near:
        return _("Không có %(heading)s «%(code)s». Có phải «%(near)s» không? Hãy sửa lại trong tệp.") % words
    return (
        _("Không có %(heading)s «%(code)s» trong phần danh bạ đồng chí giữ. Hãy sửa mã, hoặc nhập mục ấy trước.")
        % words
    )


def missing(line: Line, cells: dict[str, str], needed: Iterable[tuple[str, str]]) -> bool:
    """Refuse a row in which a needed cell (key, heading) is empty."""
    empty = [heading for key, heading in needed if not cells.get(key)]
    if empty:
        line.refuse(_("Ô trống: %(headings)s. Hãy điền rồi nhập lại tệp.") % {"headings": ", ".join(empty)})
    return bool(empty)


def whole_number(line: Line, cells: dict[str, str], key: str, heading: str, most: int) -> int | None:
    """Return a whole number up to ``most`` (None: empty); a row with something else is refused."""
    text = cells.get(key, "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text[:9]) > most:
        line.refuse(
            _("%(heading)s «%(text)s» không phải số nguyên từ 0 đến %(most)s.")
            % {"heading": heading, "text": text, "most": most}
        )
        return None
    return int(text)


def day_of(line: Line, cells: dict[str, str], key: str, heading: str) -> date | None:
    """Return a day written 01/07/2025 or 2025-07-01 (None: empty); a row with something else is refused."""
    text = cells.get(key, "")
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    if text:
        line.refuse(
            _("%(heading)s «%(text)s» không phải một ngày. Hãy viết như 01/07/2025.")
            % {"heading": heading, "text": text}
        )
    return None
