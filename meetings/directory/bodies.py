"""Bodies as they last: the catalogue of positions, terms (nhiệm kỳ), and who belongs to a body from when to when."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from meetings.accounts.models import BodyMembership, Person, Position, Term, Unit
from meetings.attendance.services import MEMBER_ROLES
from meetings.contracts.roles import Role
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.directory.log import note
from meetings.directory.scope import Keeper, get_unit_for, keeper_for
from meetings.directory.units import ONE_DAY, end_memberships


@dataclass(frozen=True, slots=True)
class MemberText:
    """What is typed about somebody's place in a body."""

    person_id: UUID
    role: Role
    votes: bool
    position_id: UUID | None
    on: date
    """First day."""


def members_of(unit: Unit, day: date) -> QuerySet[BodyMembership]:
    """Return the members of a body on a day by protocol: position, then the person's own place, then name."""
    found = BodyMembership.objects.filter(unit=unit, valid_from__lte=day).exclude(valid_to__lt=day)
    by_position = F("position__order").asc(nulls_last=True)
    found = found.select_related("person", "person__unit", "position", "term")
    return found.order_by(by_position, "person__protocol_order", "person__full_name")


def set_member(*, actor: Actor, unit_id: UUID, text: MemberText) -> BodyMembership:
    """Let somebody belong to a body from a day on; an earlier place of his there ends the day before."""
    keeper = keeper_for(actor)
    unit = get_unit_for(keeper, unit_id)
    person = Person.objects.filter(id=text.person_id, is_active=True).first()
    position = Position.objects.filter(id=text.position_id).first() if text.position_id else None
    if person is None:
        raise NotFound(_("Không tìm thấy người này trong danh bạ."))
    if text.role not in MEMBER_ROLES:
        raise BadInput(_("Vai trò này chỉ dùng trong một cuộc họp, không phải trong một cơ quan."), code="bad_role")
    with transaction.atomic():
        term = _term_on(unit, text.on)
        before = BodyMembership.objects.select_for_update(of=("self",)).filter(
            unit=unit, person=person, valid_to__isnull=True
        )
        for old in before:
            _end(old, text.on)
        member = BodyMembership.objects.create(
            unit=unit,
            person=person,
            role=text.role,
            votes=text.votes,
            position=position,
            term=term,
            valid_from=text.on,
        )
        said = position.name if position else "thành viên"
        note(keeper, unit, f"{person.full_name} là {said} của {unit.name} từ {text.on:%d/%m/%Y}")
    return member


def end_member(*, actor: Actor, unit_id: UUID, person_id: UUID, on: date) -> None:
    """Let somebody's place in a body end: ``on`` is the first day on which he is no member."""
    keeper = keeper_for(actor)
    unit = get_unit_for(keeper, unit_id)
    with transaction.atomic():
        lasting = BodyMembership.objects.select_for_update(of=("self",)).filter(
            unit=unit, person_id=person_id, valid_to__isnull=True
        )
        member = lasting.first()
        if member is None:
            raise NotFound(_("Người này không còn là thành viên của cơ quan."))
        _end(member, on)
        note(keeper, unit, f"{member.person.full_name} thôi là thành viên của {unit.name} từ {on:%d/%m/%Y}")


def _end(member: BodyMembership, on: date) -> None:
    """A membership that would end before it begins never was."""
    if member.valid_from >= on:
        member.delete()
        return
    member.valid_to = on - ONE_DAY
    member.save(update_fields=["valid_to"])


def open_term(*, actor: Actor, unit_id: UUID, name: str, on: date) -> Term:
    """Begin a term of a body: the one before and every membership in it end the day before."""
    keeper = keeper_for(actor)
    unit, tidy = get_unit_for(keeper, unit_id), " ".join(name.split())
    if not tidy:
        raise BadInput(_("Hãy nhập tên nhiệm kỳ, thí dụ Nhiệm kỳ 2025 – 2030."), code="name_missing")
    with transaction.atomic():
        latest = Term.objects.select_for_update(of=("self",)).filter(unit=unit).order_by("-valid_from").first()
        if latest and on <= latest.valid_from:
            raise BadState(
                _("Nhiệm kỳ mới phải bắt đầu sau ngày %(day)s, khi nhiệm kỳ trước bắt đầu.")
                % {"day": f"{latest.valid_from:%d/%m/%Y}"},
                code="term_too_early",
            )
        if latest:
            end_memberships(unit, on)
        term = Term.objects.create(unit=unit, name=tidy, valid_from=on)
        if latest is None:
            lasting = BodyMembership.objects.filter(unit=unit, valid_to__isnull=True, term__isnull=True)
            lasting.update(term=term)  # who was noted before there were terms belongs to the first one
        note(keeper, unit, f"{unit.name} bắt đầu {tidy} từ {on:%d/%m/%Y}")
    return term


def _term_on(unit: Unit, day: date) -> Term | None:
    return Term.objects.filter(unit=unit, valid_from__lte=day).exclude(valid_to__lt=day).first()


def save_position(*, actor: Actor, code: str, name: str, order: int) -> Position:
    """Put a position into the catalogue, or change the one of this code."""
    keeper = keeper_for(actor)
    refuse_part_keeper(keeper)
    short, words = "".join(code.split()).upper(), " ".join(name.split())
    if not short or not words:
        raise BadInput(_("Hãy nhập mã và tên chức vụ."), code="name_missing")
    with transaction.atomic():
        position, made = Position.objects.update_or_create(code=short, defaults={"name": words, "order": order})
        note(keeper, None, f"{'Thêm' if made else 'Sửa'} chức vụ {short}: {words}, thứ tự {order}")
    return position


def remove_position(*, actor: Actor, position_id: UUID) -> None:
    """Take out a position that nobody has had."""
    keeper = keeper_for(actor)
    refuse_part_keeper(keeper)
    with transaction.atomic():
        position = Position.objects.filter(id=position_id).first()
        if position is None:
            raise NotFound(_("Chức vụ này không còn trong danh mục."))
        if BodyMembership.objects.filter(position=position).exists():
            raise BadState(_("Đã có người giữ chức vụ này nên phải giữ lại trong danh mục."), code="position_used")
        position.delete()
        note(keeper, None, f"Bỏ chức vụ {position.code}: {position.name}")


def refuse_part_keeper(keeper: Keeper) -> None:
    """The catalogue is one for all: only whoever keeps everything changes it."""
    if not keeper.keeps_all:
        raise Refused(_("Danh mục chức vụ dùng chung nên chỉ cơ quan cấp trên cùng sửa được."))
