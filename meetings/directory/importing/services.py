"""A file on its way into the register: read, shown, carried out in one transaction or not at all."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.accounts.models import Unit
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.directory.importing.columns import Kind, WrongColumns, read_rows
from meetings.directory.importing.people import plan_people
from meetings.directory.importing.plan import Line, Plan, State
from meetings.directory.importing.rooms import plan_rooms
from meetings.directory.importing.units import plan_units
from meetings.directory.log import note
from meetings.directory.models import ImportDraft
from meetings.directory.scope import Keeper, keeper_for
from meetings.directory.table import MOST_BYTES, MOST_ROWS, TableError, read_table

Planner = Callable[[Keeper, list[tuple[int, dict[str, str]]]], list[Line]]
PLANNERS: dict[Kind, Planner] = {Kind.UNITS: plan_units, Kind.PEOPLE: plan_people, Kind.ROOMS: plan_rooms}
NOUNS = {Kind.UNITS: "đơn vị", Kind.PEOPLE: "người", Kind.ROOMS: "điểm cầu"}
KEPT = timedelta(days=1)
"""A draft that nobody carried out is thrown away after this."""


def read_file(*, actor: Actor, kind: Kind, name: str, data: bytes) -> ImportDraft:
    """Read a file and keep it for its preview; raises ``BadInput`` that says what is wrong with the file."""
    keeper = keeper_for(actor)
    try:
        found = read_rows(kind, read_table(data))
    except TableError as error:
        raise BadInput(table_words(error), code=error.code) from error
    except WrongColumns as error:
        raise BadInput(columns_words(error), code="wrong_columns") from error
    if not found.rows:
        raise BadInput(_("Tệp chỉ có dòng tiêu đề, chưa có dòng nào để nhập."), code="empty")
    with transaction.atomic():
        ImportDraft.objects.filter(made_at__lt=clock.now() - KEPT).delete()
        return ImportDraft.objects.create(
            kind=kind,
            name=name[:160],
            rows=[[line, cells] for line, cells in found.rows],
            ignored=list(found.ignored),
            by=keeper.person,
            made_at=clock.now(),
        )


def get_draft_for(actor: Actor, draft_id: UUID) -> tuple[Keeper, ImportDraft]:
    """Return a draft to the person who sent the file."""
    keeper = keeper_for(actor)
    draft = ImportDraft.objects.filter(id=draft_id, by=keeper.person).first()
    if draft is None:
        raise NotFound(_("Tệp này đã được nhập hoặc đã quá một ngày. Hãy gửi lại tệp."))
    return keeper, draft


def plan_of(keeper: Keeper, draft: ImportDraft) -> Plan:
    """Return what a draft would change now."""
    return Plan(tuple(PLANNERS[Kind(draft.kind)](keeper, [(line, cells) for line, cells in draft.rows])))


def carry_out(*, actor: Actor, draft_id: UUID, digest: str) -> Plan:
    """Carry out exactly what was shown (``digest``), all rows or none; the register's book names every change."""
    with transaction.atomic():
        keeper, draft = get_draft_for(actor, draft_id)
        Unit.objects.select_for_update(of=("self",)).get(id=keeper.root.id)  # one import of a part at a time
        plan = plan_of(keeper, draft)
        if plan.count(State.ERROR):
            raise BadState(_("Tệp còn dòng lỗi nên chưa nhập dòng nào. Hãy sửa tệp rồi gửi lại."), code="has_errors")
        if plan.digest != digest:
            raise BadState(
                _("Danh bạ vừa thay đổi nên chưa nhập dòng nào. Hãy xem lại những thay đổi bên dưới rồi nhập."),
                code="register_changed",
            )
        acting = [line for line in plan.lines if line.act]
        if not acting:
            raise BadState(_("Tệp giống hệt danh bạ nên không có gì để nhập."), code="nothing_new")
        for line in acting:
            if line.act:
                line.act()
        words = (
            f"Nhập tệp «{draft.name}» ({NOUNS[Kind(draft.kind)]}): "
            f"{plan.count(State.NEW)} mới, {plan.count(State.CHANGED)} sửa, {plan.count(State.SAME)} giữ nguyên"
        )
        details = ((f"{line.name}: {label}", before, after) for line in acting for label, before, after in line.changes)
        note(keeper, keeper.root, words, details)
        draft.delete()
    return plan


def table_words(error: TableError) -> str:
    """Say what is wrong with a file and what to do."""
    said = {
        "too_large": _("Tệp quá lớn (nhiều nhất %(mb)s MB). Hãy bỏ hình và những trang không cần rồi gửi lại."),
        "old_or_locked": _("Tệp là kiểu .xls cũ hoặc có mật khẩu. Hãy lưu thành .xlsx không mật khẩu rồi gửi lại."),
        "encoding": _("Tệp CSV dùng bảng mã không đọc được. Trong Excel, hãy lưu với kiểu “CSV UTF-8” rồi gửi lại."),
        "broken": _("Tệp bị hỏng hoặc không phải bảng tính XLSX, CSV (dòng %(line)s). Hãy mở ra, lưu lại rồi gửi lại."),
        "empty": _("Tệp không có dòng nào."),
        "too_many": _("Tệp có quá %(most)s dòng. Hãy chia thành nhiều tệp."),
        "too_wide": _("Dòng %(line)s có quá nhiều cột. Hãy dùng tệp mẫu."),
        "too_long": _("Dòng %(line)s có ô quá dài. Hãy rút ngắn rồi gửi lại."),
    }
    return said[error.code] % {"mb": MOST_BYTES // 2**20, "most": MOST_ROWS, "line": error.line}


def columns_words(error: WrongColumns) -> str:
    """Say which columns a file lacks, and which it has."""
    if error.twice:
        return _("Tệp có hai cột cùng tên: %(names)s. Hãy bỏ bớt một cột.") % {"names": ", ".join(error.twice)}
    return _("Tệp thiếu cột %(missing)s. Các cột trong tệp: %(found)s. Hãy dùng tệp mẫu, hoặc sửa tên cột.") % {
        "missing": ", ".join(error.missing),
        "found": ", ".join(error.found),
    }
