"""The office's report on papers sent in advance, as a page and as CSV."""

import csv
import io
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.core import clock
from meetings.core.cells import safe_cell
from meetings.core.errors import BadInput, Refused
from meetings.core.templatetags.nghisu import hour
from meetings.documents.punctuality import Punctuality, punctuality_for

USUAL = timedelta(days=90)


@require_safe
@signed_in
def punctuality(request: SignedInRequest) -> HttpResponse:
    """Show the report for ``?tu=`` to ``?den=`` (days, both included); ``?dang=csv`` gives it as a file."""
    if not request.user.may_create_meetings:
        raise Refused(_("Chỉ cán bộ văn phòng được giao mới xem báo cáo này."))
    today = clock.local_date(clock.now())
    last = _day(request.GET.get("den", ""), today)
    first = _day(request.GET.get("tu", ""), last - USUAL)
    if first > last:
        raise BadInput(_("Ngày đầu phải trước ngày cuối. Hãy chọn lại."))
    report = punctuality_for(actor_of(request), first, last)
    if request.GET.get("dang") == "csv":
        headers = {"Content-Disposition": f'attachment; filename="dung-han-{first}-{last}.csv"'}
        return HttpResponse(_csv(report), content_type="text/csv; charset=utf-8", headers=headers)
    return render(request, "documents/punctuality.html", {"report": report})


def _day(text: str, otherwise: date) -> date:
    if not text:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(_("Ngày chưa đúng. Hãy chọn lại.")) from error


def _csv(report: Punctuality) -> bytes:
    """Two tables under one heading; the mark at the beginning tells spreadsheets the encoding."""
    text = io.StringIO()
    rows = csv.writer(text)
    head = [_("Tài liệu"), _("Gửi trước"), _("Gửi muộn"), _("Tỷ lệ đúng hạn (%)")]
    rows.writerow([_("Cuộc họp"), _("Ngày họp"), _("Hạn gửi tài liệu"), *head])
    for one in report.meetings:
        day = timezone.localtime(one.meeting.starts_at)
        due = f"{hour(one.due)} {timezone.localtime(one.due):%d/%m/%Y}"
        counts = [one.count.papers, one.count.in_time, one.count.late, _percent(one.count.percent)]
        rows.writerow([safe_cell(one.meeting.title), f"{day:%d/%m/%Y}", due, *counts])
    rows.writerow([])
    rows.writerow([_("Đơn vị gửi"), "", "", *head])
    for unit, count in report.units:
        name = safe_cell(unit.name) if unit else ""
        rows.writerow([name, "", "", count.papers, count.in_time, count.late, _percent(count.percent)])
    whole = report.whole
    rows.writerow([_("Tổng cộng"), "", "", whole.papers, whole.in_time, whole.late, _percent(whole.percent)])
    return text.getvalue().encode("utf-8-sig")


def _percent(percent: int | None) -> str:
    return "" if percent is None else str(percent)
