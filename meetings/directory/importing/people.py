"""People out of a file. New accounts have no password yet: whoever keeps the register hands it out."""

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.accounts.models import Person, Position, Unit
from meetings.agenda.models import Participation
from meetings.contracts.state import MeetingStatus
from meetings.core.errors import BadInput
from meetings.directory.importing.plan import Line, Seen, compare, missing, no_such, whole_number
from meetings.directory.people import new_person, tidy_username
from meetings.directory.scope import Keeper

MOST_ORDER = 100_000


@dataclass(slots=True)
class _Known:
    keeper: Keeper
    units: dict[str, Unit]
    positions: dict[str, Position]
    people: dict[str, Person]
    sitting: set[UUID]
    """People who take part in a sitting that is open."""
    seen: Seen = field(default_factory=Seen)


def plan_people(keeper: Keeper, rows: list[tuple[int, dict[str, str]]]) -> list[Line]:
    """Return what a list of people would change."""
    names = {cells.get("username", "").lower() for _number, cells in rows}
    people = Person.objects.select_related("unit").filter(username__in=names)
    units = Unit.objects.filter(valid_to__isnull=True, id__in=keeper.unit_ids).exclude(code="")
    open_now = Participation.objects.filter(meeting__status=MeetingStatus.OPEN, person__in=people)
    known = _Known(
        keeper,
        {unit.code: unit for unit in units},
        {position.code: position for position in Position.objects.all()},
        {person.username: person for person in people},
        {person for person in open_now.values_list("person_id", flat=True) if person},
    )
    return [_line(known, number, cells) for number, cells in rows]


def _line(known: _Known, number: int, cells: dict[str, str]) -> Line:
    line = Line(number, cells.get("full_name", "") or cells.get("username", ""))
    needed = (("username", "Tên đăng nhập"), ("full_name", "Họ và tên"), ("unit", "Mã đơn vị"))
    if missing(line, cells, needed):
        return line
    try:
        username = tidy_username(cells["username"])
    except BadInput as error:
        return line.refuse(error.message)
    if known.seen.twice(username, line, "Tên đăng nhập"):
        return line
    unit = known.units.get(cells["unit"])
    if unit is None:
        line.refuse(no_such("mã đơn vị", cells["unit"], known.units))
    code = cells.get("position", "").upper()
    position = known.positions.get(code)
    if code and position is None:
        line.refuse(no_such("mã chức vụ", code, known.positions))
    order = whole_number(line, cells, "order", "Thứ tự", MOST_ORDER)
    person = known.people.get(username)
    if person and not known.keeper.may_change(person):
        line.refuse(
            _("Tên đăng nhập «%(name)s» là của một người ngoài phần danh bạ đồng chí giữ. Hãy chọn tên khác.")
            % {"name": username}
        )
    if unit is None or line.problems:
        return line
    if order is None and position:
        order = position.order
    title = cells.get("title", "")[:160] or (position.name if position and not (person and person.title) else "")
    return _settled(known, line, person, unit, (username, cells["full_name"], title, order))


def _settled(
    known: _Known, line: Line, found: Person | None, unit: Unit, wanted: tuple[str, str, str, int | None]
) -> Line:
    username, full_name, title, order = wanted
    new, person = found is None, found or new_person(username, "", unit)
    if not new and person.unit_id != unit.id and person.id in known.sitting:
        return line.refuse(_("Người này đang dự một phiên họp. Hãy chuyển đơn vị khi phiên họp bế mạc."))
    order = person.protocol_order if order is None else order
    before = "" if new or person.unit is None else person.unit.name
    line.changes = compare(
        [
            ("Họ và tên", person.full_name, full_name),
            ("Chức vụ", person.title, title),
            ("Đơn vị", before, unit.name),
            ("Thứ tự", "" if new else str(person.protocol_order), str(order)),
        ]
    )

    def act() -> None:
        person.full_name, person.title, person.unit = full_name[:120], title or person.title, unit
        person.protocol_order = order
        person.save()

    return line.settle(new=new, act=act)
