"""The register as a page, as CSV and as a list for signing."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.secrecy import NAMES
from meetings.agenda.selectors import people_of
from meetings.core.errors import BadInput, BadState
from meetings.documents.models import PaperStatus
from meetings.documents.printing import print_sheet
from meetings.documents.selectors import papers_of
from meetings.handouts import services
from meetings.handouts.models import Act
from meetings.handouts.printed import register_csv, register_sheet
from meetings.handouts.selectors import register_for


@require_safe
@signed_in
def register(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the register; ``?dang=csv`` every line as a file, ``?dang=pdf`` the copies as a list for signing."""
    found = register_for(actor_of(request), meeting_id)
    if request.GET.get("dang") == "csv":
        return _file(register_csv(found), "text/csv; charset=utf-8", "so-giao-nhan-ban-giay.csv")
    if request.GET.get("dang") == "pdf":
        printed = print_sheet(register_sheet(found, request.user.full_name))
        return _file(printed, "application/pdf", "so-giao-nhan-ban-giay.pdf")
    context = {
        "register": found,
        "meeting": found.meeting,
        "papers": papers_of(found.meeting).exclude(status=PaperStatus.HELD),
        "people": people_of(found.meeting),
        "levels": list(NAMES.items()),
        "most": services.MOST_COPIES,
    }
    return render(request, "handouts/register.html", context)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_POST
@signed_in
def enter(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """List a paper with its copies."""
    typed = request.POST
    try:
        sheet = services.PaperOnPaper(
            copies=_number(typed.get("so-ban", "")),
            paper_id=_id(typed["tai-lieu"]) if typed.get("tai-lieu") else None,
            secrecy=typed.get("do-mat", ""),
            title=typed.get("ten", ""),
            code=typed.get("so-ky-hieu", ""),
        )
        line = services.list_paper(actor=actor_of(request), meeting_id=meeting_id, sheet=sheet)
    except BadInput as error:
        return _back(request, meeting_id, trouble=error.message)
    return _back(request, meeting_id, _("Đã vào sổ, dòng số %(n)s.") % {"n": line.number})


@require_POST
@signed_in
def give(request: SignedInRequest, meeting_id: UUID, sheet_id: UUID) -> HttpResponse:
    """Hand out copies to the people who are ticked, and to one more by name."""
    try:
        lines = services.hand_out(
            actor=actor_of(request),
            meeting_id=meeting_id,
            sheet_id=sheet_id,
            people={_id(one) for one in request.POST.getlist("nguoi")},
            other=request.POST.get("nguoi-khac", ""),
        )
    except (BadInput, BadState) as error:
        return _back(request, meeting_id, trouble=error.message)
    return _back(request, meeting_id, _("Đã ghi giao %(n)s bản.") % {"n": len(lines)})


@require_POST
@signed_in
def take(request: SignedInRequest, meeting_id: UUID, sheet_id: UUID) -> HttpResponse:
    """Note the copies that are ticked as returned, or as missing."""
    missing = request.POST.get("viec") == "that-lac"
    try:
        lines = services.end_copies(
            actor=actor_of(request),
            meeting_id=meeting_id,
            sheet_id=sheet_id,
            numbers=_numbers(request.POST.getlist("ban")),
            end=Act.MISSING if missing else Act.RETURNED,
            note=request.POST.get("ly-do", "") if missing else "",
        )
    except (BadInput, BadState) as error:
        return _back(request, meeting_id, trouble=error.message)
    words = _("Đã ghi thất lạc %(n)s bản.") if missing else _("Đã ghi thu hồi %(n)s bản.")
    return _back(request, meeting_id, words % {"n": len(lines)})


@require_POST
@signed_in
def void(request: SignedInRequest, meeting_id: UUID, line_id: UUID) -> HttpResponse:
    """Make a wrong line void."""
    reason = request.POST.get("ly-do", "")
    try:
        services.void_line(actor=actor_of(request), meeting_id=meeting_id, line_id=line_id, reason=reason)
    except (BadInput, BadState) as error:
        return _back(request, meeting_id, trouble=error.message)
    return _back(request, meeting_id, _("Đã ghi dòng sửa; dòng ghi nhầm vẫn còn trong sổ."))


def _back(request: SignedInRequest, meeting_id: UUID, done: str = "", *, trouble: str = "") -> HttpResponse:
    messages.success(request, done or trouble, extra_tags="warn" if trouble else "good")
    return redirect("handouts", meeting_id)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _numbers(typed: Iterable[str]) -> set[int]:
    return {_number(one) for one in typed}


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInput(_("Tài liệu hoặc người đã chọn không còn nữa. Hãy tải lại trang.")) from error
