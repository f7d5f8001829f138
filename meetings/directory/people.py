"""Writes of people: who they are, what they may do in the house, their passwords."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.accounts.models import Person, Unit
from meetings.accounts.passwords import fresh_password
from meetings.agenda.models import Participation
from meetings.contracts.state import MeetingStatus
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState
from meetings.directory.log import note
from meetings.directory.scope import Keeper, get_person_for, get_unit_for, keeper_for

LABELS = {
    "full_name": "Họ và tên",
    "title": "Chức vụ",
    "protocol_order": "Thứ tự",
    "may_create_meetings": "Lập cuộc họp",
    "may_pair_rooms": "Ghép thiết bị phòng họp",
    "is_active": "Tài khoản mở",
}
USERNAME_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-")


@dataclass(frozen=True, slots=True)
class PersonText:
    """What is typed about a person."""

    full_name: str
    title: str
    protocol_order: int
    may_create_meetings: bool
    may_pair_rooms: bool
    is_active: bool
    keeps_id: UUID | None = None
    """Unit whose register he keeps."""


def tidy_username(typed: str) -> str:
    """Return a name to sign in with; raises ``BadInput`` for one that no keyboard of a tablet types."""
    name = typed.strip().lower()
    if not 2 <= len(name) <= 60 or not set(name) <= USERNAME_LETTERS:
        raise BadInput(
            _("Tên đăng nhập gồm 2 đến 60 chữ cái không dấu, chữ số, dấu chấm, gạch ngang."), code="bad_username"
        )
    return name


def add_person(*, actor: Actor, unit_id: UUID, username: str, text: PersonText) -> Person:
    """Add a person to a unit; the account opens with its first password (``issue_password``)."""
    keeper = keeper_for(actor)
    unit, name = get_unit_for(keeper, unit_id), tidy_username(username)
    if unit.valid_to:
        raise BadState(_("Đơn vị này đã kết thúc nên không nhận thêm người."), code="unit_ended")
    with transaction.atomic():
        if Person.objects.filter(username=name).exists():
            raise BadState(_("Tên đăng nhập %(name)s đã có người dùng.") % {"name": name}, code="username_taken")
        person = new_person(name, _tidy(text.full_name), unit)
        _apply(keeper, person, text)
        note(keeper, unit, f"Thêm {person.full_name} ({name}) vào {unit.name}")
    return person


def new_person(username: str, full_name: str, unit: Unit) -> Person:
    """Return an unsaved person who cannot sign in yet."""
    person = Person(username=username, full_name=full_name, unit=unit)
    person.set_unusable_password()
    return person


def change_person(*, actor: Actor, person_id: UUID, text: PersonText) -> Person:
    """Change what is known of a person; a closed account ends every page of his at once."""
    keeper = keeper_for(actor)
    with transaction.atomic():
        person = get_person_for(keeper, person_id)
        if person.id == keeper.person.id and (not text.is_active or text.keeps_id != person.keeps_id):
            raise BadState(_("Đồng chí không tự khóa hoặc tự bỏ quyền giữ danh bạ của mình."), code="own_account")
        changes = _apply(keeper, person, text)
        if changes:
            note(keeper, person.unit, f"Sửa {person.full_name} ({person.username})", changes)
    return person


def _apply(keeper: Keeper, person: Person, text: PersonText) -> list[tuple[str, str, str]]:
    keeps = get_unit_for(keeper, text.keeps_id) if text.keeps_id else None
    wanted = {key: getattr(text, key) for key in LABELS} | {"full_name": _tidy(text.full_name)}
    changes = [(LABELS[key], str(getattr(person, key)), str(value)) for key, value in wanted.items()]
    changes = [change for change in changes if change[1] != change[2]]
    if keeps != person.keeps:
        changes.append(("Giữ danh bạ của", person.keeps.name if person.keeps else "", keeps.name if keeps else ""))
    for key, value in wanted.items():
        setattr(person, key, value)
    person.keeps = keeps
    person.save()
    return changes


def _tidy(name: str) -> str:
    words = " ".join(name.split())
    if not words:
        raise BadInput(_("Hãy nhập họ và tên."), code="name_missing")
    return words


def move_person(*, actor: Actor, person_id: UUID, unit_id: UUID) -> Person:
    """Move a person to another unit; the meetings that are closed keep the unit of their day."""
    keeper = keeper_for(actor)
    unit = get_unit_for(keeper, unit_id)
    with transaction.atomic():
        person = get_person_for(keeper, person_id)
        if unit.valid_to:
            raise BadState(_("Đơn vị này đã kết thúc nên không nhận thêm người."), code="unit_ended")
        refuse_in_session(person)
        before = person.unit.name if person.unit else ""
        person.unit = unit
        person.save(update_fields=["unit"])
        note(keeper, unit, f"{person.full_name} chuyển từ {before or 'chưa có đơn vị'} sang {unit.name}")
    return person


def refuse_in_session(person: Person) -> None:
    """Nobody changes his unit in the middle of a sitting: its pages sort people by unit."""
    if Participation.objects.filter(person=person, meeting__status=MeetingStatus.OPEN).exists():
        raise BadState(
            _("%(name)s đang dự một phiên họp. Hãy chuyển đơn vị khi phiên họp bế mạc.") % {"name": person.full_name},
            code="in_session",
        )


def issue_password(*, actor: Actor, person_id: UUID) -> tuple[Person, str]:
    """Give a person a new password and end his sign-ins; the password is returned once and kept nowhere."""
    keeper = keeper_for(actor)
    password = fresh_password()
    with transaction.atomic():
        person = get_person_for(keeper, person_id)
        if not person.is_active:
            raise BadState(_("Tài khoản này đang khóa. Hãy mở lại rồi cấp mật khẩu."), code="account_closed")
        person.set_password(password)
        person.save()
        note(keeper, person.unit, f"Cấp mật khẩu cho {person.full_name} ({person.username})")
    return person, password
