"""Units out of a file."""

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.accounts.models import Unit
from meetings.core.letters import folded
from meetings.directory.importing.plan import Line, Seen, compare, day_of, missing, no_such
from meetings.directory.scope import Keeper
from meetings.directory.units import UnitText, apply_text, today

BRANCHES = {"dang": "party", "party": "party", "nha nuoc": "state", "state": "state"}
BRANCH_WORDS = {"party": "Đảng", "state": "Nhà nước"}


@dataclass(slots=True)
class _Known:
    """Units by code: living ones of everybody, and those that the file makes."""

    keeper: Keeper
    by_code: dict[str, Unit]
    by_name: dict[tuple[str, object], Unit]
    """Those of the keeper's part that have no code yet, by name and upper unit."""
    made: set[UUID] = field(default_factory=set)
    """Units that the file makes."""
    seen: Seen = field(default_factory=Seen)

    def mine(self, code: str) -> Unit | None:
        """Return a unit of the keeper's part, or one that the file makes."""
        unit = self.by_code.get(code)
        return unit if unit and self.owns(unit) else None

    def owns(self, unit: Unit) -> bool:
        """Tell whether a unit is of the keeper's part."""
        return unit.id in self.made or self.keeper.keeps(unit.id)

    def codes(self) -> list[str]:
        """Return the codes that a row may name."""
        return [code for code in self.by_code if self.mine(code)]


def plan_units(keeper: Keeper, rows: list[tuple[int, dict[str, str]]]) -> list[Line]:
    """Return what a list of units would change."""
    living = list(Unit.objects.filter(valid_to__isnull=True))
    known = _Known(
        keeper,
        {unit.code: unit for unit in living if unit.code},
        {(unit.name, unit.parent_id): unit for unit in living if not unit.code and keeper.keeps(unit.id)},
    )
    return [_line(known, number, cells) for number, cells in rows]


def _line(known: _Known, number: int, cells: dict[str, str]) -> Line:
    line = Line(number, cells.get("name", "") or cells.get("code", ""))
    root = _is_root(known.keeper.root, cells)
    needed = [("code", "Mã đơn vị"), ("name", "Tên đơn vị"), ("level", "Cấp")]
    if missing(line, cells, needed if root else [*needed, ("parent", "Mã cấp trên")]):
        return line
    code = cells["code"]
    if known.seen.twice(code, line, "Mã đơn vị"):
        return line
    parent = known.keeper.root.parent if root else known.mine(cells["parent"])
    if parent is None and not root:
        return line.refuse(no_such("mã cấp trên", cells["parent"], known.codes()))
    unit = known.by_code.get(code) or known.by_name.get((cells["name"], parent.id if parent else None))
    if unit is None and root:
        unit = known.keeper.root
    if unit and not known.owns(unit):
        return line.refuse(_("Mã «%(code)s» là của một đơn vị ngoài phần danh bạ đồng chí giữ.") % {"code": code})
    branch = BRANCHES.get(folded(cells.get("branch", "")))
    if cells.get("branch") and branch is None:
        line.refuse(_("Khối «%(text)s»: hãy viết Đảng hoặc Nhà nước.") % {"text": cells["branch"]})
    begins = day_of(line, cells, "valid_from", "Từ ngày")
    if line.problems:
        return line
    if unit is None:
        unit = Unit(code=code, parent=parent, valid_from=begins, level="", name="")
        known.by_code[code] = unit
        known.made.add(unit.id)
        return _new(line, unit, cells, branch or "party")
    return _changed(line, unit, parent, cells, branch or unit.branch)


def _is_root(root: Unit, cells: dict[str, str]) -> bool:
    """Tell whether a row is the keeper's own unit, whose upper unit is not his to name."""
    return cells.get("code") == root.code if root.code else cells.get("name") == root.name


def _new(line: Line, unit: Unit, cells: dict[str, str], branch: str) -> Line:
    unit.name, unit.level, unit.branch = cells["name"], cells["level"], branch
    unit.short_name = cells.get("short_name", "")[:60]
    above = unit.parent.name if unit.parent else ""
    line.changes = [("Cấp", "", unit.level), ("Thuộc", "", above), ("Khối", "", BRANCH_WORDS[branch])]
    return line.settle(new=True, act=unit.save)


def _changed(line: Line, unit: Unit, parent: Unit | None, cells: dict[str, str], branch: str) -> Line:
    if unit.parent_id != (parent.id if parent else None):
        return line.refuse(
            _("Đơn vị này đang thuộc %(parent)s. Chuyển cấp trên: hãy lập đơn vị mới rồi sáp nhập đơn vị cũ vào đó.")
            % {"parent": unit.parent.name if unit.parent else "—"}
        )
    text = UnitText(
        name=cells["name"],
        level=cells["level"],
        code=cells["code"],
        short_name=cells.get("short_name", "")[:60] or unit.short_name,
        branch=branch,
    )
    line.changes = compare(
        [
            ("Mã đơn vị", unit.code, text.code),
            ("Tên", unit.name, text.name),
            ("Tên ngắn", unit.short_name, text.short_name),
            ("Cấp", unit.level, text.level),
            ("Khối", BRANCH_WORDS[unit.branch], BRANCH_WORDS[branch]),
        ]
    )
    return line.settle(new=False, act=lambda: apply_text(unit, text, today()))
