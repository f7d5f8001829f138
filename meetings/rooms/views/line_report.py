"""«Chất lượng đường truyền»: after (or during) a sitting, how the line of each room was; as a page and as CSV."""

import csv
from io import StringIO
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.models import Meeting
from meetings.core.cells import safe_cell
from meetings.rooms.lines import RoomRow, get_line_report_for


@require_safe
@signed_in
def line_report(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the report; ``?dang=csv`` gives it as a file."""
    meeting, rows = get_line_report_for(actor_of(request), meeting_id)
    if request.GET.get("dang") == "csv":
        return csv_answer(meeting, rows)
    seen = [row for row in rows if row.report.minutes]
    context = {"meeting": meeting, "rows": seen, "absent": [row.room for row in rows if not row.report.minutes]}
    return render(request, "rooms/lines.html", context)


def csv_answer(meeting: Meeting, rows: list[RoomRow]) -> HttpResponse:
    """Return the report as CSV (RFC 4180, UTF-8 with a mark so that spreadsheets read Vietnamese)."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(
        [
            _("Điểm cầu"),
            _("Đơn vị"),
            _("Số phút theo dõi"),
            _("Số phút đường truyền xấu"),
            _("Nghe được (%)"),
            _("Số lần mất kết nối"),
            _("Mất kết nối (giây)"),
            _("Mất gói chiều về, cao nhất (%)"),
            _("Mất gói chiều đi, cao nhất (%)"),
            _("Rung trễ cao nhất (ms)"),
            _("Trễ khứ hồi cao nhất (ms)"),
            _("Tốc độ nhận cao nhất (kbit/s)"),
            _("Hình đứng (giây)"),
            _("Những phút xấu nhất"),
        ]
    )
    writer.writerows(_cells(row) for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="duong-truyen-{meeting.id}.csv"'}
    return HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _cells(row: RoomRow) -> list[object]:
    one = row.report
    return [
        safe_cell(row.room.name),
        safe_cell(row.room.unit.name),
        one.minutes,
        one.bad_minutes,
        "" if one.heard_percent is None else one.heard_percent,
        one.outages,
        one.outage_s,
        round(100 * one.worst_loss, 1),
        round(100 * one.worst_up_loss, 1),
        one.worst_jitter_ms,
        one.worst_rtt_ms,
        one.best_kbps,
        one.frozen_s,
        " ".join(f"{timezone.localtime(at):%H:%M}" for at in row.worst),
    ]
