"""Rooms (điểm cầu) out of a file."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from meetings.accounts.models import Unit
from meetings.agenda.models import Participation
from meetings.contracts.state import MeetingStatus, RoomKind
from meetings.core.letters import folded
from meetings.directory.importing.plan import Line, Seen, compare, missing, no_such, whole_number
from meetings.directory.scope import Keeper
from meetings.rooms.models import Room

KIND_WORDS = {RoomKind.HALL: "Hội trường", RoomKind.COMMUNE: "Cấp xã", RoomKind.AGENCY: "Cơ quan"}
KINDS = {folded(words): kind for kind, words in KIND_WORDS.items()} | {kind.value: kind for kind in RoomKind}
MOST_SEATS = 5000


@dataclass(slots=True)
class _Known:
    keeper: Keeper
    units: dict[str, Unit]
    by_code: dict[str, Room]
    by_name: dict[tuple[str, object], Room]
    """Those that have no code yet, by name and unit."""
    sitting: set[object]
    seen: Seen = field(default_factory=Seen)


def plan_rooms(keeper: Keeper, rows: list[tuple[int, dict[str, str]]]) -> list[Line]:
    """Return what a list of rooms would change."""
    units = Unit.objects.filter(valid_to__isnull=True, id__in=keeper.unit_ids).exclude(code="")
    found = list(Room.objects.select_related("unit"))
    open_now = Participation.objects.filter(meeting__status=MeetingStatus.OPEN, room__isnull=False)
    known = _Known(
        keeper,
        {unit.code: unit for unit in units},
        {room.code: room for room in found if room.code},
        {(room.name, room.unit_id): room for room in found if not room.code},
        set(open_now.values_list("room_id", flat=True)),
    )
    return [_line(known, number, cells) for number, cells in rows]


def _line(known: _Known, number: int, cells: dict[str, str]) -> Line:
    line = Line(number, cells.get("name", "") or cells.get("code", ""))
    needed = (("code", "Mã điểm cầu"), ("name", "Tên điểm cầu"), ("unit", "Mã đơn vị"), ("kind", "Loại"))
    if missing(line, cells, needed) or known.seen.twice(cells["code"], line, "Mã điểm cầu"):
        return line
    unit, kind = known.units.get(cells["unit"]), KINDS.get(folded(cells["kind"]))
    if unit is None:
        line.refuse(no_such("mã đơn vị", cells["unit"], known.units))
    if kind is None:
        line.refuse(_("Loại «%(text)s»: hãy viết Hội trường, Cấp xã hoặc Cơ quan.") % {"text": cells["kind"]})
    seats = whole_number(line, cells, "seats", "Số chỗ", MOST_SEATS)
    if unit is None or kind is None or line.problems:
        return line
    room = known.by_code.get(cells["code"]) or known.by_name.get((cells["name"], unit.id))
    if room and not known.keeper.keeps(room.unit_id):
        return line.refuse(
            _("Mã «%(code)s» là của một điểm cầu ngoài phần danh bạ đồng chí giữ.") % {"code": cells["code"]}
        )
    if room and room.id in known.sitting and (room.name, room.unit_id) != (cells["name"], unit.id):
        return line.refuse(_("Điểm cầu này đang dự một phiên họp. Hãy đổi tên hoặc đơn vị khi phiên họp bế mạc."))
    return _settled(line, room, (cells["code"], cells["name"], unit, kind, seats))


def _settled(line: Line, found: Room | None, wanted: tuple[str, str, Unit, RoomKind, int | None]) -> Line:
    code, name, unit, kind, seats = wanted
    new, room = found is None, found or Room(kind="")
    seats = room.seats if seats is None else seats
    before = KIND_WORDS[RoomKind(room.kind)] if room.kind else ""
    line.changes = compare(
        [
            ("Mã điểm cầu", room.code, code),
            ("Tên", room.name, name),
            ("Đơn vị", "" if new else room.unit.name, unit.name),
            ("Loại", before, KIND_WORDS[kind]),
            ("Số chỗ", "" if new else str(room.seats), str(seats)),
        ]
    )

    def act() -> None:
        room.code, room.name, room.unit, room.kind, room.seats = code, name[:120], unit, kind, seats
        room.save()

    return line.settle(new=new, act=act)
