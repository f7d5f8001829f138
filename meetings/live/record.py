"""The journal of a meeting as a page and as CSV, for those who check the record; it can only be read."""

import csv
from dataclasses import dataclass
from io import StringIO
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.models import Person
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_place_for
from meetings.contracts.audience import Viewer, may_receive
from meetings.core import journal
from meetings.core.models import JournalEvent
from meetings.core.permissions import Permission
from meetings.rooms.models import Room


@dataclass(frozen=True, slots=True)
class Row:
    """One act: ``who`` is empty where the reader may not know (a ballot of somebody else)."""

    number: int
    at: str
    what: str
    who: str
    hash: str


@require_safe
@signed_in
def record(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the journal, newest last; ``?dang=csv`` gives it as a file with whole hashes."""
    place = get_place_for(actor_of(request), meeting_id, Permission.SEE_JOURNAL)
    viewer = Viewer(peer_id="", role=place.role, person_id=str(request.user.id))
    rows = rows_of(place.meeting, viewer)
    if request.GET.get("dang") == "csv":
        return csv_answer(place.meeting, rows)
    broken = journal.first_broken_number(meeting_id)
    return render(request, "live/record.html", {"meeting": place.meeting, "rows": rows, "broken": broken})


def rows_of(meeting: Meeting, viewer: Viewer) -> list[Row]:
    """Return every act of a meeting; of those not meant for ``viewer`` only that they happened."""
    events = list(JournalEvent.objects.filter(meeting_id=meeting.id).order_by("number"))
    names = actor_names({event.actor for event in events})
    words = kind_words()
    return [
        Row(
            number=event.number,
            at=event.at,
            what=words.get(event.kind, event.kind),
            who=names.get(event.actor, "")
            if may_receive(journal.AUDIENCE.validate_json(event.audience), viewer)
            else "",
            hash=event.hash,
        )
        for event in events
    ]


def actor_names(keys: set[str]) -> dict[str, str]:
    """Return the names behind actor keys (``person:<id>``, ``room:<id>``, ``system``)."""
    ids = [key.partition(":")[2] for key in keys if ":" in key]
    people = {f"person:{person.id}": person.full_name for person in Person.objects.filter(id__in=ids)}
    rooms = {f"room:{room.id}": room.name for room in Room.objects.filter(id__in=ids)}
    return {**people, **rooms, "system": _("Hệ thống")}


def csv_answer(meeting: Meeting, rows: list[Row]) -> HttpResponse:
    """Return the journal as CSV (RFC 4180, UTF-8 with a mark so that spreadsheets read Vietnamese)."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Số"), _("Thời điểm"), _("Việc"), _("Người thực hiện"), "SHA-256"])
    writer.writerows([row.number, row.at, row.what, safe_cell(row.who), row.hash] for row in rows)
    name = f"so-dien-bien-{meeting.id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def safe_cell(text: str) -> str:
    """Return a name that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def kind_words() -> dict[str, str]:
    """Return what each kind of event is called."""
    return {
        "meeting_changed": _("Thông tin hoặc trạng thái cuộc họp thay đổi"),
        "agenda_changed": _("Sửa chương trình"),
        "item_opened": _("Mở mục"),
        "item_closed": _("Kết thúc mục"),
        "chair_changed": _("Quyền điều hành đổi người"),
        "sign_in_ended": _("Kết thúc đăng nhập của một người"),
        "people_changed": _("Sửa danh sách người dự"),
        "rooms_changed": _("Điểm cầu thay đổi"),
        "person_checked_in": _("Điểm danh"),
        "paper_issued": _("Phát hành tài liệu"),
        "paper_withdrawn": _("Rút tài liệu"),
        "speech_requested": _("Đăng ký phát biểu"),
        "speech_withdrawn": _("Rút đăng ký phát biểu"),
        "floor_given": _("Mời phát biểu"),
        "floor_changed": _("Thêm thời gian phát biểu"),
        "floor_taken": _("Kết thúc lượt phát biểu"),
        "microphones_muted": _("Tắt tất cả micrô"),
        "poll_opened": _("Mở biểu quyết"),
        "ballot_cast": _("Ghi một phiếu"),
        "poll_closed": _("Đóng biểu quyết, có kết quả"),
        "minutes_drafted": _("Lập bản nháp biên bản"),
    }
