"""Everybody's answers, by unit, as a page and as CSV; what is decided on them."""

import csv
import io
from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.selectors import get_place_for
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus
from meetings.core.cells import safe_cell
from meetings.core.errors import BadInput
from meetings.core.permissions import Permission
from meetings.core.templatetags.nghisu import role_names
from meetings.invitations.answers import decide_answer, named
from meetings.invitations.rules import Stand
from meetings.invitations.selectors import Line, answers_for, by_unit, expected_of


@require_safe
@signed_in
def answers(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show who answered what: ``?ai=chua`` who has not, ``?ai=cho`` what is to be decided; ``?dang=csv`` as a file."""
    meeting, lines = answers_for(actor_of(request), meeting_id)
    shown = request.GET.get("ai", "")
    wanted = {"chua": Stand.SILENT, "cho": Stand.WAITING}.get(shown)
    listed = [line for line in lines if wanted is None or line.stand == wanted]
    if request.GET.get("dang") == "csv":
        headers = {"Content-Disposition": 'attachment; filename="tra-loi-giay-moi.csv"'}
        return HttpResponse(csv_of(listed), content_type="text/csv; charset=utf-8", headers=headers)
    place = get_place_for(actor_of(request), meeting_id, Permission.SEE_ANSWERS)
    context = {
        "meeting": meeting,
        "units": by_unit(listed),
        "expected": expected_of(meeting, lines),
        "shown": shown if wanted else "",
        "prepares": place.may(Permission.PREPARE_MEETING),
        "deciding": meeting.status in {MeetingStatus.CONVENED, MeetingStatus.OPEN},
    }
    return render(request, "invitations/answers.html", context)


@require_POST
@signed_in
def decide(request: SignedInRequest, meeting_id: UUID, person_id: UUID) -> HttpResponse:
    """Accept (``accept=1``) or refuse, with ``why``, what somebody answered."""
    accept = request.POST.get("accept") == "1"
    why = request.POST.get("why", "")
    try:
        decide_answer(actor=actor_of(request), meeting_id=meeting_id, person_id=person_id, accept=accept, why=why)
    except BadInput as error:
        messages.error(request, error.message, extra_tags="bad")
    else:
        done = _("Đã đồng ý.") if accept else _("Đã ghi không đồng ý; người được mời thấy lý do và trả lời lại.")
        messages.success(request, done, extra_tags="good")
    return HttpResponseRedirect(reverse("answers", args=[meeting_id]) + "?ai=cho")


def stand_words(line: Line) -> str:
    """Return where somebody stands, in words."""
    words = {
        Stand.ROOM: _("Dự tại phòng"),
        Stand.REMOTE: _("Dự từ nơi khác"),
        Stand.ABSENT: _("Vắng có lý do"),
        Stand.SUBSTITUTED: _("Cử người dự thay"),
        Stand.WAITING: _("Chờ duyệt"),
        Stand.SILENT: _("Chưa trả lời"),
    }
    return words[line.stand]


def csv_of(lines: Iterable[Line]) -> bytes:
    """Return the answers as a file; the mark at the beginning tells spreadsheets the encoding."""
    text = io.StringIO()
    rows = csv.writer(text)
    titles = [_("Đơn vị"), _("Họ tên"), _("Chức vụ"), _("Vai trò"), _("Trả lời"), _("Phòng"), _("Lý do")]
    rows.writerow([*titles, _("Người dự thay"), _("Trả lời lúc"), _("Người nhập thay")])
    names = role_names()
    for unit in by_unit(lines):
        for line in unit.lines:
            place, answer = line.place, line.answer
            person = place.person.full_name if place.person else ""
            cells = [unit.name, person, place.title, names[Role(place.role)], stand_words(line)]
            if answer:
                at = timezone.localtime(answer.answered_at)
                room = answer.room.name if answer.room else ""
                cells += [room, answer.reason, named(answer.substitute), f"{at:%H:%M %d/%m/%Y}"]
                cells.append(answer.entered_by.full_name if answer.entered_by else "")
            rows.writerow([safe_cell(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")
