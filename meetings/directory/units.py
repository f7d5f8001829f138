"""Writes of units: new ones, new names, the end of one and what takes its place.

Nothing that a meeting has used is overwritten: a former name stays with its last day, a unit that is merged stays with
its successor, and somebody who moves leaves the meetings of before as they were (``agenda.keeping``).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from meetings.accounts.models import BodyMembership, Person, Term, Unit, UnitName
from meetings.agenda.models import Participation
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState
from meetings.directory.log import note
from meetings.directory.scope import Keeper, get_unit_for, keeper_for
from meetings.rooms.models import Room

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UnitText:
    """What is typed about a unit."""

    name: str
    level: str
    code: str = ""
    short_name: str = ""
    branch: str = "party"

    def tidy(self) -> "UnitText":
        """Return it with single spaces; raises ``BadInput`` when something that is needed is missing."""
        words = [" ".join(text.split()) for text in (self.name, self.level, self.code, self.short_name)]
        if not words[0] or not words[1]:
            raise BadInput(_("Hãy nhập tên và cấp của đơn vị."), code="name_missing")
        if self.branch not in {"party", "state"}:
            raise BadInput(_("Khối của đơn vị là Đảng hoặc Nhà nước."), code="bad_branch")
        return UnitText(words[0], words[1], words[2], words[3], self.branch)


def today() -> date:
    """Return the day of the installation's zone."""
    return clock.local_date(clock.now())


def in_force(day: date) -> Q:
    """Select the units that exist on a day."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def add_unit(*, actor: Actor, parent_id: UUID, text: UnitText, valid_from: date | None = None) -> Unit:
    """Add a unit beneath another one, from a day on."""
    keeper = keeper_for(actor)
    parent, tidy = get_unit_for(keeper, parent_id), text.tidy()
    with transaction.atomic():
        _refuse_ended(parent)
        refuse_taken_code(tidy.code)
        unit = Unit.objects.create(
            name=tidy.name,
            short_name=tidy.short_name,
            code=tidy.code,
            level=tidy.level,
            branch=tidy.branch,
            parent=parent,
            valid_from=valid_from,
        )
        note(keeper, unit, f"Thêm đơn vị {unit.name} ({unit.level}) thuộc {parent.name}")
    return unit


def change_unit(*, actor: Actor, unit_id: UUID, text: UnitText, on: date | None = None) -> Unit:
    """Change what is known of a unit; another name holds from ``on`` (None: today), the one before stays on record."""
    keeper = keeper_for(actor)
    tidy = text.tidy()
    with transaction.atomic():
        unit = Unit.objects.select_for_update(of=("self",)).get(id=get_unit_for(keeper, unit_id).id)
        _refuse_ended(unit)
        refuse_taken_code(tidy.code, besides=unit.id)
        before = (unit.name, unit.short_name)
        changes = apply_text(unit, tidy, on or today())
        if changes:
            note(keeper, unit, f"Sửa đơn vị {before[0]}", changes)
    return unit


def apply_text(unit: Unit, text: UnitText, on: date) -> list[tuple[str, str, str]]:
    """Give a unit these words within a transaction; return what changed: label, before, after."""
    labels = {"name": "Tên", "short_name": "Tên ngắn", "code": "Mã", "level": "Cấp", "branch": "Khối"}
    changes = [(label, getattr(unit, key), getattr(text, key)) for key, label in labels.items()]
    changes = [change for change in changes if change[1] != change[2]]
    if text.name != unit.name:
        _keep_name(unit, on)
    for key in labels:
        setattr(unit, key, getattr(text, key))
    unit.save()
    return changes


def _keep_name(unit: Unit, on: date) -> None:
    """Put the present name on record until the day before ``on``."""
    if on > today():
        raise BadInput(_("Tên mới dùng từ hôm nay hoặc một ngày đã qua, không đặt trước được."), code="name_too_early")
    last = UnitName.objects.filter(unit=unit).order_by("-valid_to").first()
    begins = last.valid_to + ONE_DAY if last else unit.valid_from
    if begins and on <= begins:
        if last is None or on < begins:
            raise BadInput(
                _("Ngày dùng tên mới phải sau ngày %(day)s, khi tên hiện nay bắt đầu.") % {"day": f"{begins:%d/%m/%Y}"},
                code="name_too_late",
            )
        return  # corrected on the day on which it was given: the slip was nobody's name
    UnitName.objects.create(unit=unit, name=unit.name, short_name=unit.short_name, valid_to=on - ONE_DAY)


def end_unit(*, actor: Actor, unit_id: UUID, on: date, successor_id: UUID) -> Unit:
    """Merge a unit into another one from ``on``: its people and rooms go there, its memberships and term end."""
    keeper = keeper_for(actor)
    with transaction.atomic():
        unit = Unit.objects.select_for_update(of=("self",)).get(id=get_unit_for(keeper, unit_id).id)
        successor = get_unit_for(keeper, successor_id)
        _refuse_end(keeper, unit, successor, on)
        people = Person.objects.filter(unit=unit).update(unit=successor)
        rooms = Room.objects.filter(unit=unit).update(unit=successor)
        end_memberships(unit, on)
        Person.objects.filter(keeps=unit).update(keeps=None)
        unit.valid_to, unit.successor = on - ONE_DAY, successor
        unit.save(update_fields=["valid_to", "successor"])
        words = (
            f"Sáp nhập {unit.name} vào {successor.name} từ {on:%d/%m/%Y}: {people} người, {rooms} điểm cầu chuyển theo"
        )
        note(keeper, unit, words)
        note(keeper, successor, words)
    return unit


def end_memberships(unit: Unit, on: date) -> None:
    """Let the term and all memberships of a body end the day before ``on``; what would begin later never was."""
    Term.objects.filter(unit=unit, valid_to__isnull=True, valid_from__lt=on).update(valid_to=on - ONE_DAY)
    lasting = BodyMembership.objects.filter(unit=unit).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    lasting.filter(valid_from__gte=on).delete()
    lasting.filter(valid_from__lt=on).update(valid_to=on - ONE_DAY)


def _refuse_end(keeper: Keeper, unit: Unit, successor: Unit, on: date) -> None:
    _refuse_ended(unit)
    _refuse_ended(successor)
    if unit.id in {successor.id, keeper.root.id}:
        raise BadInput(_("Hãy chọn một đơn vị khác làm đơn vị tiếp nhận."), code="bad_successor")
    if unit.valid_from and on <= unit.valid_from:
        raise BadInput(_("Ngày sáp nhập phải sau ngày đơn vị bắt đầu."), code="bad_day")
    if on > today():
        raise BadInput(_("Ghi việc sáp nhập từ đúng ngày có hiệu lực, không đặt trước được."), code="too_early")
    if Unit.objects.filter(parent=unit, valid_to__isnull=True).exists():
        raise BadState(
            _("Đơn vị này còn đơn vị cấp dưới. Hãy sáp nhập các đơn vị cấp dưới trước."), code="has_children"
        )
    if in_session(unit):
        raise BadState(
            _("Đơn vị này đang có người hoặc điểm cầu dự một phiên họp. Hãy làm lại khi phiên họp bế mạc."),
            code="in_session",
        )


def in_session(unit: Unit) -> bool:
    """Tell whether people or rooms of a unit take part in a sitting that is open."""
    of_unit = Q(person__unit=unit) | Q(room__unit=unit)
    return Participation.objects.filter(of_unit, meeting__status=MeetingStatus.OPEN).exists()


def _refuse_ended(unit: Unit) -> None:
    if unit.valid_to:
        raise BadState(
            _("%(unit)s đã kết thúc ngày %(day)s nên không sửa được nữa.")
            % {"unit": unit.name, "day": f"{unit.valid_to:%d/%m/%Y}"},
            code="unit_ended",
        )


def refuse_taken_code(code: str, *, besides: UUID | None = None) -> None:
    """Refuse a code that a living unit has."""
    holder = Unit.objects.filter(code=code, valid_to__isnull=True).first() if code else None
    if holder and holder.id != besides:
        raise BadState(
            _("Mã %(code)s đang là mã của %(unit)s.") % {"code": code, "unit": holder.name}, code="code_taken"
        )
