"""Is a meeting ready to convene? The lines of the checklist on the page «Chuẩn bị»."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.rules import convening_gaps
from meetings.agenda.secrecy import NAMES
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus, Secrecy
from meetings.core.templatetags.nghisu import hour, minutes, short_day


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``state`` is done, warn (does not hinder), gap (hinders convening) or open (nothing there yet)."""

    key: str
    name: str
    about: str
    state: str
    word: str
    """The state in one or two words."""
    gaps: tuple[str, ...] = ()
    """What must still be done before convening."""
    hints: tuple[str, ...] = ()
    """What may be better, without hindering."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """The whole answer."""

    meeting: Meeting
    lines: tuple[Line, ...]
    people: int
    rooms: int
    papers: int

    @property
    def done(self) -> int:
        """Lines that are done."""
        return sum(1 for line in self.lines if line.state == "done")

    @property
    def percent(self) -> int:
        """Share of lines that are done."""
        return round(100 * self.done / len(self.lines))

    @property
    def gaps(self) -> list[str]:
        """Everything that hinders convening."""
        return [gap for line in self.lines for gap in line.gaps]

    @property
    def hints(self) -> list[str]:
        """Everything that would be better."""
        return [hint for line in self.lines for hint in line.hints]

    @property
    def convened(self) -> bool:
        """The invitations went out."""
        return self.meeting.status != MeetingStatus.DRAFT

    @property
    def chair(self) -> Participation | None:
        """Who presides."""
        return self.meeting.participations.filter(role=Role.CHAIR).select_related("person").first()

    @property
    def main_room(self) -> Participation | None:
        """Where the chair sits."""
        return self.meeting.participations.filter(main_room=True).select_related("room").first()


def checklist_for(meeting: Meeting) -> Checklist:
    """Return the state of a meeting that the caller may prepare."""
    people = people_counts(meeting)
    papers = paper_counts(meeting)
    rooms = room_counts(meeting)
    found = convening_gaps(
        items=meeting.items.count(),
        chairs=people["chairs"],
        secretaries=people["secretaries"],
        voters=people["voters"],
        papers_failed=papers["failed"],
    )
    missing = {gap.name for gap in found if gap.needed and not gap.done}
    lines = (
        basics_line(meeting),
        items_line(meeting, missing),
        people_line(people, missing),
        papers_line(papers, missing),
        rooms_line(rooms),
        channels_line(meeting),
        seats_line(meeting),
    )
    return Checklist(meeting, lines, people["all"], rooms["all"], papers["ready"])


def people_counts(meeting: Meeting) -> dict[str, int]:
    """Count the people of a meeting by what matters for convening."""
    people = meeting.participations.filter(person__isnull=False)
    return people.aggregate(
        all=Count("id"),
        chairs=Count("id", filter=Q(role=Role.CHAIR)),
        secretaries=Count("id", filter=Q(role=Role.SECRETARY)),
        voters=Count("id", filter=Q(votes=True)),
        guests=Count("id", filter=Q(role__in=[Role.GUEST, Role.OBSERVER, Role.INTERPRETER, Role.AUDITOR])),
    )


def paper_counts(meeting: Meeting) -> dict[str, int]:
    """Count the papers of a meeting by their state."""
    papers = meeting.papers.exclude(status__in=["withdrawn", "replaced"])
    counts: dict[str, int] = papers.aggregate(
        all=Count("id"), ready=Count("id", filter=Q(status="ready")), failed=Count("id", filter=Q(status="failed"))
    )
    return counts


def room_counts(meeting: Meeting) -> dict[str, int]:
    """Count the rooms of a meeting and those with a paired device."""
    rooms = meeting.participations.filter(room__isnull=False)
    return rooms.aggregate(
        all=Count("id", distinct=True),
        paired=Count("id", filter=Q(room__kiosks__revoked_at__isnull=True, room__kiosks__isnull=False), distinct=True),
        main=Count("id", filter=Q(main_room=True), distinct=True),
    )


def basics_line(meeting: Meeting) -> Line:
    """Name, place, time and secrecy are there from the beginning."""
    level = NAMES[Secrecy(meeting.secrecy)]
    count = meeting.sessions.count()
    times = f"{hour(meeting.starts_at)} – {hour(meeting.ends_at)}"
    if count > 1:
        times = ngettext("%(n)s buổi từ %(day)s", "%(n)s buổi từ %(day)s", count) % {
            "n": count,
            "day": short_day(meeting.starts_at),
        }
    about = f"{meeting.place}, {times}, {level}"
    return Line("basics", _("Thông tin chung"), about, "done", _("Xong"))


def items_line(meeting: Meeting, missing: set[str]) -> Line:
    """The agenda, and whether it fits into the time."""
    count = meeting.items.count()
    planned = meeting.items.aggregate(sum=Sum("planned_minutes"))["sum"] or 0
    if "items" in missing:
        gap = _("Thêm ít nhất một mục vào chương trình")
        return Line("items", _("Chương trình"), _("chưa có mục nào"), "gap", _("Chưa có"), (gap,))
    about = ngettext("%(n)s mục, %(time)s", "%(n)s mục, %(time)s", count) % {"n": count, "time": minutes(planned)}
    lengths = (session.ends_at - session.starts_at for session in meeting.sessions.all())
    room_minutes = sum(int(length.total_seconds() // 60) for length in lengths)
    over = planned - room_minutes
    if over > 0:
        hint = _("Chương trình dài hơn giờ họp %(time)s") % {"time": minutes(over)}
        return Line("items", _("Chương trình"), about, "warn", _("Quá giờ"), hints=(hint,))
    return Line("items", _("Chương trình"), about, "done", _("Xong"))


def people_line(counts: dict[str, int], missing: set[str]) -> Line:
    """Who takes part."""
    gaps = tuple(
        words
        for name, words in (
            ("chair", _("Chọn người chủ trì")),
            ("secretary", _("Chọn thư ký")),
            ("voters", _("Mời đại biểu có quyền biểu quyết")),
        )
        if name in missing
    )
    about = _("%(voters)s người biểu quyết, %(guests)s khách mời và dự thính") % counts
    if gaps:
        return Line("people", _("Thành phần"), about, "gap", _("Còn thiếu"), gaps)
    return Line("people", _("Thành phần"), about, "done", _("Xong"))


def papers_line(counts: dict[str, int], missing: set[str]) -> Line:
    """Papers: a failed one hinders, none at all does not."""
    name = _("Tài liệu")
    about = _("%(ready)s trong %(all)s đọc được") % counts
    if "papers" in missing:
        gap = (
            ngettext("Xử lý %(failed)s tài liệu bị lỗi", "Xử lý %(failed)s tài liệu bị lỗi", counts["failed"]) % counts
        )
        return Line("papers", name, about, "gap", _("Có lỗi"), (gap,))
    if not counts["all"]:
        return Line(
            "papers", name, _("chưa có tài liệu"), "open", _("Chưa có"), hints=(_("Cuộc họp chưa có tài liệu"),)
        )
    if counts["ready"] < counts["all"]:
        return Line("papers", name, about, "warn", _("Đang chuyển đổi"))
    return Line("papers", name, about, "done", _("Xong"))


def rooms_line(counts: dict[str, int]) -> Line:
    """Rooms: those without a device can still be paired until the meeting opens."""
    name = _("Điểm cầu")
    if not counts["all"]:
        hint = _("Không có điểm cầu: mọi người dự họp trên máy của mình")
        return Line("rooms", name, _("chưa mời điểm cầu nào"), "open", _("Chưa có"), hints=(hint,))
    about = _("%(paired)s trong %(all)s đã ghép thiết bị") % counts
    hints = []
    if counts["paired"] < counts["all"]:
        missing = counts["all"] - counts["paired"]
        words = ngettext("%(n)s điểm cầu chưa ghép thiết bị", "%(n)s điểm cầu chưa ghép thiết bị", missing)
        hints.append(words % {"n": missing})
    if not counts["main"]:
        hints.append(_("Chưa chọn điểm cầu chính"))
    return Line(
        "rooms", name, about, "warn" if hints else "done", _("Xem lại") if hints else _("Xong"), hints=tuple(hints)
    )


def channels_line(meeting: Meeting) -> Line:
    """Interpretation: most meetings need none, so nothing is missing then."""
    name = _("Phiên dịch")
    counts = meeting.channels.aggregate(
        all=Count("id", distinct=True),
        manned=Count("id", filter=Q(interpreters__isnull=False), distinct=True),
        interpreters=Count("interpreters"),
    )
    if not counts["all"]:
        return Line("channels", name, _("cuộc họp không có phiên dịch"), "done", _("Không dùng"))
    about = _("%(all)s kênh, %(interpreters)s người phiên dịch") % counts
    if counts["manned"] < counts["all"]:
        hint = _("Có kênh phiên dịch chưa phân công người")
        return Line("channels", name, about, "warn", _("Xem lại"), hints=(hint,))
    return Line("channels", name, about, "done", _("Xong"))


def seats_line(meeting: Meeting) -> Line:
    """Seats: small meetings go without a plan, so nothing is missing then."""
    name = _("Chỗ ngồi")
    counts = Meeting.objects.filter(id=meeting.id).aggregate(
        plans=Count("seating", distinct=True),
        shown=Count("seating", filter=Q(seating__shown_at__isnull=False), distinct=True),
        seated=Count("seating__places", filter=~Q(seating__places__seat=""), distinct=True),
        changed=Count(
            "seating__places", filter=~Q(seating__places__seat=F("seating__places__shown_seat")), distinct=True
        ),
    )
    if not counts["plans"]:
        return Line("seats", name, _("chưa lập sơ đồ chỗ ngồi"), "open", _("Không dùng"))
    about = ngettext("%(n)s người có ghế", "%(n)s người có ghế", counts["seated"]) % {"n": counts["seated"]}
    if not counts["shown"]:
        return Line("seats", name, about, "warn", _("Chưa công bố"), hints=(_("Sơ đồ chỗ ngồi chưa công bố"),))
    if counts["changed"]:
        hint = _("Sơ đồ chỗ ngồi có thay đổi chưa công bố")
        return Line("seats", name, about, "warn", _("Xem lại"), hints=(hint,))
    return Line("seats", name, about, "done", _("Đã công bố"))
